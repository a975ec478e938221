/*
 * Saves an entry while an editor writes. What is not saved yet stays in its field, and with the entry in the
 * history, where a reload and Back find it. The answer is the page. The script takes its notes, its links and the
 * texts of others from it.
 */

import { changeEntry } from '../entry.js';

const AUTOSAVE_DELAY = 1500; // milliseconds after the last key
const SHORTEST_RETRY = 2000;
const LONGEST_RETRY = 60_000;
const SPOKEN_EVERY = 10_000; // milliseconds; a screen reader is not to be interrupted at each pause
const BEGAN = ['was', 'base', 'version']; // hidden fields: what an editor began from
const SET_LINKS = '.entry-section a, .language-switch a'; // to pages with the set, once there is one
const LEAVING = '.desk-head button, a[href]:not([target], [href^="#"])';
const LARGEST_KEPT_ALIVE = 60_000; // characters; browsers send 64 KiB from a page that is left
const LONGEST_CLICK = 300; // milliseconds; a button is not to move away from under the pointer
const SHORTEST_LOOK = 1000; // milliseconds; what has been shown for less is not seen

export const entryForm = document.querySelector('form[data-autosave]');
const savedLine = document.getElementById('saved');
const spokenRegion = document.getElementById('status');
const shownAlert = document.getElementById('alert');
const signInAgain = document.getElementById('ended')?.content;

const shownBegan = new Map(); // what the fields of conflicts would begin from, by name
const undecided = new Set(); // conflicts, and texts of a closed set: saved only if the editor goes on with them
const seenTexts = new Map(); // texts as the editor saw them, which others have changed since

let shownAt = 0; // when the last of `shownBegan` was shown
let saveTimer;
let retryDelay = SHORTEST_RETRY;
let spokenAt = 0;
let isChanged = false;
let isSending = false;
let sending; // a promise, which is never rejected
let isLeaving = false;
let isWaiting = false; // a link waits for a save
let isRefused = Boolean(document.getElementById('problem')); // a field could not be saved
let whyUndecided = reasonOf(document); // the sentence about what is undecided
let answered = document; // the page that has come last
let needsToken = false; // the session has ended
let lastField = document.querySelector('h1'); // gets the focus back from what is no longer there

/** Save for an editor who asks for it, over the texts and facts of others that they have seen. */
export function saveAsSeen() {
  if (undecided.size) {
    entryForm.requestSubmit();
    return;
  }
  isChanged ||= shownBegan.size > 0;
  beginFromShown();
  saveNow();
}

/** Save what has changed, at once. */
function saveNow() {
  clearTimeout(saveTimer);
  if (!isChanged || isSending) return;
  isChanged = false;
  isSending = true;
  sending = attempt();
}

async function attempt() {
  try {
    if (needsToken) await renewToken();
    await send();
    retryDelay = SHORTEST_RETRY;
  } catch {
    isChanged = true;
    const link = needsToken ? [signInAgain.querySelector('a').cloneNode(true)] : [];
    showWords(savedLine, [new Text(`${entryForm.dataset.waiting} `), ...link]);
    saveSoon(retryDelay);
    retryDelay = Math.min(2 * retryDelay, LONGEST_RETRY);
  }
  isSending = false;
  if (isChanged && retryDelay === SHORTEST_RETRY) saveSoon(AUTOSAVE_DELAY);
}

function saveSoon(delay) {
  clearTimeout(saveTimer);
  saveTimer = setTimeout(saveNow, delay);
}

async function send() {
  const sent = valuesOf(entryForm);
  const body = new URLSearchParams(new FormData(entryForm));
  for (const id of undecided) leaveOut(body, sent, id);
  const keepalive = String(body).length < LARGEST_KEPT_ALIVE;
  const answer = await fetch(entryForm.dataset.autosave, { method: 'POST', body, keepalive });
  if ([401, 403].includes(answer.status)) askToSignIn();
  if (![200, 404, 409, 422].includes(answer.status)) throw new Error(answer.statusText);
  const page = pageOf(await answer.text());
  const wasRefused = isRefused;
  isRefused = answer.status !== 200 || undecided.size > 0;
  if (answer.status === 404) {
    savedLine.textContent = '';
    showWords(shownAlert, page.querySelectorAll('h1, h1 + p')); // somebody has removed the entry
    return;
  }
  takeFrom(page, sent, isRefused || wasRefused);
  if (!isRefused) document.title = page.title;
  if (!isRefused && !isChanged) keepUnsent(null);
  changeEntry({}, entryForm.action);
}

/** Leave a text or fact out of what is sent. A translation is still one of the source text that is shown. */
function leaveOut(body, sent, id) {
  if (entryForm.elements[id]?.type === 'textarea') body.set(`${id}.seen`, body.get(id));
  for (const name of [...body.keys()].filter((one) => isOf(id, one))) body.delete(name);
  sent.delete(id);
}

function isOf(id, name) {
  return name === id || name.startsWith(`${id}-`);
}

/** What the fields of each text and fact have, by the name of the text or fact. */
function valuesOf(form) {
  const filled = [...new FormData(form)].filter(([, value]) => value);
  const ids = [...form.querySelectorAll('[name$=".was"]')].map((one) =>
    one.name.slice(0, -'.was'.length),
  );
  return new Map(ids.map((id) => [id, JSON.stringify(filled.filter(([name]) => isOf(id, name)))]));
}

function pageOf(html) {
  return new DOMParser().parseFromString(html, 'text/html');
}

/** Show what is new to know of the entry, and begin from what has been saved. */
function takeFrom(page, sent, isNews) {
  const focused = document.activeElement;
  const wasInView = isInView(focused);
  const fresh = page.querySelector('form.entry');
  const saved = fresh.dataset.saved.split(' ');
  if (fresh.action === entryForm.action) {
    for (const [id, value] of sent) {
      const problem = page.querySelector(`#problem [href="#${id}"]`);
      if (problem?.matches('[data-clash]')) {
        stash(page, id, BEGAN);
        continue;
      }
      for (const part of BEGAN) shownBegan.delete(`${id}.${part}`);
      if (problem) continue;
      if (saved.includes(id) || !isChangedByOthers(page, id)) beginFrom(page, id);
      else if (valuesOf(entryForm).get(id) === value && focused.name !== id) showTheirs(page, id);
    }
  } else goOnInOtherSet(page, fresh);
  const noted = '.side-above, .side-beside, .pair-names, .entry-name, .entry-sets';
  for (const note of page.querySelectorAll(noted)) {
    const shown = document.getElementById(note.id);
    const isUndecided = undecided.has(note.id.replace(/-(above|beside)$/, ''));
    if (shown && !isUndecided && !shown.contains(focused))
      shown.replaceChildren(...note.childNodes);
  }
  const links = page.querySelectorAll(SET_LINKS);
  for (const [place, link] of document.querySelectorAll(SET_LINKS).entries())
    link.href = links[place].href;
  showPreview(page).catch(() => {}); // the text is saved all the same
  const line = lineFrom(page);
  savedLine.textContent = line;
  showProblems(page);
  answered = page;
  showErrors();
  if ((isNews && line !== spokenRegion.textContent) || Date.now() - spokenAt > SPOKEN_EVERY) {
    spokenRegion.textContent = line;
    spokenAt = Date.now();
  }
  if (!focused.isConnected) lastField.focus();
  // What is above the field may have grown.
  if (wasInView && entryForm.contains(focused)) focused.scrollIntoView({ block: 'nearest' });
}

function isInView(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

function isChangedByOthers(page, id) {
  const [fresh, shown] = [page.querySelector('form.entry'), entryForm].map(
    (form) => form.elements[`${id}.was`],
  );
  return fresh.value !== shown.value;
}

function beginFrom(page, id) {
  const isClash = page.querySelector(`[data-clash="${id}"]`);
  for (const part of BEGAN.filter((one) => one !== 'base' || !isClash)) {
    entryForm.elements[`${id}.${part}`].value = page.querySelector(`[name="${id}.${part}"]`).value;
  }
  if (isClash) stash(page, id, ['base']);
}

function stash(page, id, parts) {
  // A notice that has the focus stays as it is.
  if (document.getElementById(`${id}-above`)?.contains(document.activeElement)) return;
  for (const part of parts) {
    const name = `${id}.${part}`;
    const { value } = page.querySelector(`[name="${name}"]`);
    if (part !== 'base' && shownBegan.get(name) !== value) shownAt = Date.now();
    shownBegan.set(name, value);
  }
}

/** Show the text of somebody else. A fact stays as it is, and becomes a conflict if the editor changes it. */
function showTheirs(page, id) {
  const field = entryForm.elements[id];
  if (field.type !== 'textarea') return;
  // A translation is still one of the source text that its author has seen.
  if (!seenTexts.has(id)) seenTexts.set(id, field.value);
  field.value = page.getElementById(id).value;
  beginFrom(page, id);
}

/** As the set is closed, the texts that differ from the live ones can be saved in another one. */
function goOnInOtherSet(page, fresh) {
  whyUndecided = reasonOf(page);
  const live = valuesOf(fresh);
  shownBegan.clear();
  for (const [id, value] of valuesOf(entryForm)) {
    beginFrom(page, id);
    if (value !== live.get(id)) undecided.add(id);
  }
  entryForm.action = fresh.action;
  entryForm.dataset.autosave = fresh.dataset.autosave;
  document.querySelector('iframe[name=preview]')?.remove(); // the next save brings that of the other set
  keepForm();
}

/** Show in the frame beside the fields what is saved now. It comes with the first save. */
async function showPreview(page) {
  const frame = document.querySelector('iframe[name=preview]');
  for (const id of frame ? [] : ['preview', 'preview-link']) {
    document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  }
  if (!frame?.clientWidth) return;
  await fetch(frame.src, { redirect: 'manual' }); // a session previews the set that it has asked for last
  const isPreview = frame.contentDocument?.querySelector('.preview-banner');
  if (isPreview)
    frame.contentWindow.location.reload(); // the place that is read stays
  else frame.contentWindow.location.replace(frame.src); // it has shown an error or another site
}

function idOf(link) {
  return link.hash.slice(1);
}

function reasonOf(page) {
  return page.querySelector('#problem p')?.textContent ?? '';
}

/** Return the line about the save. The answer does not know of fields that were left out. */
function lineFrom(page) {
  if (!undecided.size) return page.getElementById('saved')?.textContent ?? '';
  const wrong = page.querySelectorAll('#problem a:not([data-clash])');
  return [whyUndecided, ...[...wrong].map((link) => link.textContent)].join(' ');
}

/** List what the editor has to decide or correct: in the box of the page, or else conflicts in the alert. */
function showProblems(page) {
  const [box, fresh] = [document, page].map((one) => one.getElementById('problem'));
  const isClash = !box && fresh?.querySelector('[data-clash]');
  showWords(shownAlert, isClash ? fresh.querySelectorAll('p, ul') : []);
  if (!box) return;
  const isLeft = (line) => undecided.has(idOf(line.firstElementChild));
  const left = [...box.querySelectorAll('li')].filter(isLeft);
  const lines = [...left, ...page.querySelectorAll('#problem li')];
  showWords(box.querySelector('p'), [new Text(undecided.size ? whyUndecided : reasonOf(page))]);
  showWords(box.querySelector('ul'), lines);
  if (!lines.length && !undecided.size) box.remove();
}

/** Show beside each fact that it is wrong, but not while an editor fills it in. */
function showErrors() {
  const fresh = answered.querySelectorAll('.fact');
  for (const [place, fact] of entryForm.querySelectorAll('.fact').entries()) {
    const error = fresh[place]?.querySelector('.field-error')?.cloneNode(true);
    if (error && fact.contains(document.activeElement)) continue;
    fact.querySelector('.field-error')?.remove();
    if (error) fact.firstElementChild.after(error);
    for (const field of fact.querySelectorAll('input, select')) {
      setAttribute(field, 'aria-invalid', error && 'true');
      setAttribute(field, 'aria-describedby', error?.id);
    }
  }
}

function setAttribute(element, name, value) {
  if (value) element.setAttribute(name, value);
  else element.removeAttribute(name);
}

/** Show words where they are spoken, if they are others than before. */
function showWords(place, nodes) {
  const [shown, fresh] = [place.childNodes, nodes].map((some) =>
    [...some].map((one) => one.textContent.trim()).join(''),
  );
  if (shown !== fresh) place.replaceChildren(...nodes);
}

/** An editor who decides for their own text, or saves again what was refused, has seen the other one. */
function beginFromShown(kept) {
  const source = kept?.slice(0, kept.lastIndexOf('-'));
  for (const id of [...seenTexts.keys()]) if (kept && isOf(source, id)) seenTexts.delete(id);
  const isSeen = Date.now() - shownAt > SHORTEST_LOOK;
  for (const [name, value] of shownBegan) {
    const id = name.slice(0, name.lastIndexOf('.'));
    if (kept ? id === kept : isSeen && shownBegan.has(`${id}.was`))
      entryForm.elements[name].value = value;
  }
}

function askToSignIn() {
  if (needsToken) return;
  needsToken = true;
  shownAlert.replaceChildren(signInAgain.cloneNode(true));
}

/** Take the token of the session that has begun in another tab. */
async function renewToken() {
  const answer = await fetch(entryForm.action);
  if (!answer.ok) throw new Error(answer.statusText);
  entryForm.elements.token.value = pageOf(await answer.text()).querySelector('[name=token]').value;
  needsToken = false;
}

function keepForm() {
  keepUnsent({ at: Date.now(), values: [...new FormData(entryForm)] });
}

function keepUnsent(unsent) {
  changeEntry({ unsent });
}

function fillUnsent() {
  const { at = 0, values: unsent } = history.state?.unsent ?? {};
  if (!unsent || at < Number(sessionStorage.getItem(location.pathname))) return;
  const rest = [...unsent]; // the fields of a list have the same name
  for (const field of [...entryForm.elements].filter((one) => one.name && one.name !== 'token')) {
    const place = rest.findIndex(([name]) => name === field.name);
    if (['radio', 'checkbox'].includes(field.type)) {
      field.checked = unsent.some(([name, value]) => name === field.name && value === field.value);
    } else if (place >= 0 && field.type !== 'submit') [[, field.value]] = rest.splice(place, 1);
  }
  isChanged = true;
  saveSoon(0);
}

function decide(id) {
  undecided.delete(id);
  entryForm.elements[`${id}.began`]?.remove();
}

function noteChange({ target }) {
  isChanged = true;
  seenTexts.delete(target.name);
  for (const id of undecided) if (isOf(id, target.name)) decide(id);
  keepForm();
  saveSoon(AUTOSAVE_DELAY);
}

/** A save that is under way comes first, so that the editor is in no conflict with themselves. */
async function leave(event) {
  const { name, value } = event.submitter ?? {};
  // What comes while it waits is not seen.
  if (!isLeaving) beginFromShown(name === 'keep' ? value : undefined);
  isLeaving = true;
  clearTimeout(saveTimer);
  if (!isSending) return;
  event.preventDefault();
  await sending;
  entryForm.requestSubmit(event.submitter);
}

/** Save before a link is followed or the user signs out, so that the next page has what is written. */
async function leaveSaved(event) {
  const goal = event.target.closest(LEAVING);
  const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  if (!goal || isElsewhere || !event.isTrusted || !(isChanged || isSending)) return;
  if (isWaiting) return; // the server does not answer; the browser warns
  isWaiting = true;
  event.preventDefault();
  await sending;
  saveNow();
  await sending;
  isWaiting = false;
  goal.click(); // not by the user; the browser warns if something is still not saved
}

if (entryForm && savedLine) {
  for (const link of document.querySelectorAll('#problem [data-clash]')) undecided.add(idOf(link));
  // Back does not find what was saved by a button.
  if (savedLine.textContent.trim() && !isRefused && !history.state?.unsent)
    sessionStorage.setItem(location.pathname, Date.now());
  fillUnsent();
  document.getElementById('problem')?.focus();
  entryForm.addEventListener('input', noteChange);
  entryForm.addEventListener('formdata', ({ formData }) => {
    for (const [id, text] of seenTexts) formData.set(`${id}.seen`, text);
  });
  entryForm.addEventListener('focusout', ({ target, relatedTarget }) => {
    if (target.matches('input, select, textarea')) lastField = target;
    if (target.closest('.fact')?.contains(relatedTarget)) return; // not between the parts of a date
    saveNow();
    setTimeout(() => {
      if (!isChanged && !isSending) showErrors();
    }, LONGEST_CLICK);
  });
  shownAlert.addEventListener('click', ({ target }) => {
    if (!target.matches('[data-close]')) return;
    shownAlert.replaceChildren();
    lastField.focus();
  });
  document.addEventListener('visibilitychange', saveNow);
  addEventListener('online', saveNow);
  addEventListener('focus', saveNow); // after signing in in another tab
  entryForm.addEventListener('submit', leave);
  document.addEventListener('click', leaveSaved);
  addEventListener('pageshow', () => {
    isLeaving = false;
  });
  addEventListener('beforeunload', (event) => {
    if (!isLeaving && (isChanged || isSending || isRefused)) event.preventDefault();
  });
}
