/*
 * Saves an entry while an editor writes. What is not saved yet stays in its field, and with the entry in the
 * history, where a reload and Back find it. The answer is the page, of which the notes beside each text are taken.
 */

import { changeEntry } from '../entry.js';

const AUTOSAVE_DELAY = 1500; // milliseconds after the last key
const SHORTEST_RETRY = 2000;
const LONGEST_RETRY = 60_000;
const SPOKEN_EVERY = 10_000; // milliseconds; a screen reader is not to be interrupted at each pause
const BEGAN = ['was', 'base', 'version']; // hidden fields: what an editor began from
const LARGEST_KEPT_ALIVE = 60_000; // characters; browsers send 64 KiB from a page that is left

export const entryForm = document.querySelector('form[data-autosave]');
const savedLine = document.getElementById('saved');
const spokenRegion = document.getElementById('status');
const shownAlert = document.getElementById('alert');

const shownBegan = new Map(); // what the fields of conflicts would begin from, by name
const unchangedValues = new Map(); // what the fields of each text or fact had when the editor began
const seenTexts = new Map(); // texts as the editor saw them, which others have changed since

let saveTimer;
let retryDelay = SHORTEST_RETRY;
let spokenAt = 0;
let isChanged = false;
let isSending = false;
let isLeaving = false;
let isRefused = Boolean(document.getElementById('problem')); // a field could not be saved
let needsToken = false; // the session has ended

/** Save what has changed, at once. */
export async function saveNow() {
  clearTimeout(saveTimer);
  if (!isChanged || isSending) return;
  isChanged = false;
  isSending = true;
  try {
    if (needsToken) await renewToken();
    await send();
    retryDelay = SHORTEST_RETRY;
  } catch {
    isChanged = true;
    savedLine.textContent = entryForm.dataset.waiting;
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
  for (const [id, text] of seenTexts) body.set(`${id}.seen`, text);
  const keepalive = String(body).length < LARGEST_KEPT_ALIVE;
  const answer = await fetch(entryForm.dataset.autosave, { method: 'POST', body, keepalive });
  if ([401, 403].includes(answer.status)) askToSignIn();
  if (![200, 409, 422].includes(answer.status)) throw new Error(answer.statusText);
  takeFrom(pageOf(await answer.text()), sent);
  isRefused = answer.status !== 200;
  if (!isRefused && !isChanged) keepUnsent(null);
  changeEntry({}, entryForm.action);
}

/** What the fields of each text and fact have, by the name of the text or fact. */
function valuesOf(form) {
  const filled = [...new FormData(form)].filter(([, value]) => value);
  const ids = [...form.querySelectorAll('[name$=".was"]')].map((one) =>
    one.name.slice(0, -'.was'.length),
  );
  const isOwn = (id, name) => name === id || name.startsWith(`${id}-`);
  return new Map(ids.map((id) => [id, JSON.stringify(filled.filter(([name]) => isOwn(id, name)))]));
}

function pageOf(html) {
  return new DOMParser().parseFromString(html, 'text/html');
}

/** Show what is new to know of the entry, and begin from what has been saved. */
function takeFrom(page, sent) {
  const problems = [...page.querySelectorAll('#problem a')].map((link) => link.hash.slice(1));
  const isOfOtherSet = page.querySelector('form.entry').action !== entryForm.action; // as it is closed
  for (const [id, value] of sent) {
    if (isOfOtherSet || problems.includes(id)) stash(page, id, BEGAN);
    else if (value !== unchangedValues.get(id) || !isChangedByOthers(page, id))
      beginFrom(page, id, value);
    else if (valuesOf(entryForm).get(id) === value) showTheirs(page, id);
  }
  const noted =
    '.side-above, .side-beside, .pair-names, .entry-section, .entry-sets, .language-switch';
  for (const fresh of page.querySelectorAll(noted)) {
    const shown = document.getElementById(fresh.id);
    if (shown && !shown.contains(document.activeElement))
      shown.replaceChildren(...fresh.childNodes);
  }
  showPreview(page).catch(() => {}); // the text is saved all the same
  showProblems(page, problems);
  const line = page.getElementById('saved');
  if (Date.now() - spokenAt > SPOKEN_EVERY) {
    spokenRegion.textContent = line.textContent;
    spokenAt = Date.now();
  }
  savedLine.replaceChildren(...line.childNodes);
  if (entryForm.contains(document.activeElement)) {
    document.activeElement.scrollIntoView({ block: 'nearest' }); // what is above it may have grown
  }
}

function isChangedByOthers(page, id) {
  const [fresh, shown] = [page.querySelector('form.entry'), entryForm].map(
    (form) => form.elements[`${id}.was`],
  );
  return fresh.value !== shown.value;
}

function beginFrom(page, id, value) {
  const isClash = page.querySelector(`[data-clash="${id}"]`);
  for (const part of BEGAN.filter((one) => one !== 'base' || !isClash)) {
    entryForm.elements[`${id}.${part}`].value = page.querySelector(`[name="${id}.${part}"]`).value;
  }
  if (isClash) stash(page, id, ['base']);
  unchangedValues.set(id, value);
}

function stash(page, id, parts) {
  for (const part of parts)
    shownBegan.set(`${id}.${part}`, page.querySelector(`[name="${id}.${part}"]`).value);
}

/** Show the text of somebody else. A fact stays as it is, and becomes a conflict if the editor changes it. */
function showTheirs(page, id) {
  const field = entryForm.elements[id];
  if (field.type !== 'textarea') return;
  // A translation is still one of the source text that its author has seen.
  if (!seenTexts.has(id)) seenTexts.set(id, field.value);
  field.value = page.getElementById(id).value;
  beginFrom(page, id, valuesOf(entryForm).get(id));
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

function showProblems(page, problems) {
  const [box, fresh] = [document, page].map((one) => one.getElementById('problem'));
  if (box && fresh) box.replaceChildren(...fresh.cloneNode(true).childNodes);
  else box?.remove();
  for (const error of entryForm.querySelectorAll('.field-error')) {
    if (problems.includes(error.id.replace('-error', ''))) continue;
    for (const field of entryForm.querySelectorAll(`[aria-describedby="${error.id}"]`)) {
      field.removeAttribute('aria-invalid');
      field.removeAttribute('aria-describedby');
    }
    error.remove();
  }
  const clashes = box ? [] : page.querySelectorAll('#problem[data-clash] > :is(p, ul)');
  shownAlert.replaceChildren(...clashes);
}

/** An editor who decides for their own text has seen the other one. */
function beginFromShown(event) {
  for (const [name, value] of event.target.name === 'keep' ? shownBegan : []) {
    if (name.startsWith(`${event.target.value}.`)) entryForm.elements[name].value = value;
  }
}

function askToSignIn() {
  if (needsToken) return;
  needsToken = true;
  shownAlert.replaceChildren(document.getElementById('ended').content.cloneNode(true));
}

/** Take the token of the session that has begun in another tab. */
async function renewToken() {
  const answer = await fetch(entryForm.action);
  if (!answer.ok) throw new Error(answer.statusText);
  entryForm.elements.token.value = pageOf(await answer.text()).querySelector('[name=token]').value;
  needsToken = false;
}

function keepUnsent(unsent) {
  changeEntry({ unsent });
}

function fillUnsent() {
  const unsent = history.state?.unsent;
  if (!unsent) return;
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

function noteChange(event) {
  isChanged = true;
  seenTexts.delete(event.target.name);
  keepUnsent([...new FormData(entryForm)]);
  saveSoon(AUTOSAVE_DELAY);
}

if (entryForm && savedLine) {
  for (const [id, value] of valuesOf(entryForm)) unchangedValues.set(id, value);
  fillUnsent();
  document.getElementById('problem')?.focus();
  entryForm.addEventListener('input', noteChange);
  entryForm.addEventListener('click', beginFromShown);
  entryForm.addEventListener('focusout', ({ target, relatedTarget }) => {
    if (!target.closest('.fact')?.contains(relatedTarget)) saveNow(); // not between the parts of a date
  });
  shownAlert.addEventListener('click', ({ target }) => {
    if (target.matches('[data-close]')) shownAlert.replaceChildren();
  });
  document.addEventListener('visibilitychange', saveNow);
  addEventListener('online', saveNow);
  addEventListener('focus', saveNow); // after signing in in another tab
  entryForm.addEventListener('submit', () => {
    isLeaving = true;
    clearTimeout(saveTimer);
  });
  addEventListener('pageshow', () => {
    isLeaving = false;
  });
  addEventListener('beforeunload', (event) => {
    if (!isLeaving && (isChanged || isSending || isRefused)) event.preventDefault();
  });
}
