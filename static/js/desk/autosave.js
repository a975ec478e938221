/*
 * Saves an entry while an editor writes. What is not saved yet stays in its field, and with the entry in the
 * history, where a reload and Back find it. The answer is the page, of which the notes beside each text are taken.
 */

import { changeEntry } from '../entry.js';

const AUTOSAVE_DELAY = 1500; // milliseconds after the last key
const SHORTEST_RETRY = 2000;
const LONGEST_RETRY = 60_000;
const SPOKEN_EVERY = 10_000; // milliseconds; a screen reader is not to be interrupted at each pause
const BEGAN = /\.(was|base|version)$/; // hidden fields: what an editor began from
const LARGEST_KEPT_ALIVE = 60_000; // characters; browsers send 64 KiB from a page that is left

export const entryForm = document.querySelector('form[data-autosave]');
const savedLine = document.getElementById('saved');
const spokenRegion = document.getElementById('status');
const shownAlert = document.getElementById('alert');

const shownBegan = new Map(); // what the fields of conflicts would begin from, by name

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
    if (!needsToken) savedLine.textContent = entryForm.dataset.waiting;
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
  const body = new URLSearchParams(new FormData(entryForm));
  const keepalive = String(body).length < LARGEST_KEPT_ALIVE;
  const answer = await fetch(entryForm.dataset.autosave, { method: 'POST', body, keepalive });
  if ([401, 403].includes(answer.status)) askToSignIn();
  if (![200, 409, 422].includes(answer.status)) throw new Error(answer.statusText);
  takeFrom(pageOf(await answer.text()));
  isRefused = answer.status !== 200;
  if (!isRefused && !isChanged) keepUnsent(null);
  changeEntry({}, entryForm.action);
}

function pageOf(html) {
  return new DOMParser().parseFromString(html, 'text/html');
}

/** Show what is new to know of each text, and begin from what has been saved. */
function takeFrom(page) {
  for (const fresh of page.querySelectorAll('.side-above, .side-beside')) {
    const shown = document.getElementById(fresh.id);
    if (!shown.contains(document.activeElement)) shown.replaceChildren(...fresh.childNodes);
  }
  const problems = [...page.querySelectorAll('#problem a')].map((link) => link.hash.slice(1));
  for (const { name, value } of page.querySelectorAll('form.entry [type=hidden]')) {
    const id = name.replace(BEGAN, '');
    const isUnseen = name.endsWith('.base') && page.querySelector(`[data-clash="${id}"]`);
    if (!BEGAN.test(name)) continue;
    if (problems.includes(id) || isUnseen) shownBegan.set(name, value);
    else entryForm.elements[name].value = value;
  }
  const line = page.getElementById('saved');
  if (Date.now() - spokenAt > SPOKEN_EVERY) {
    spokenRegion.textContent = line.textContent;
    spokenAt = Date.now();
  }
  savedLine.replaceChildren(...line.childNodes);
  showPreview(page);
  shownAlert.replaceChildren(...page.querySelectorAll('#problem[data-clash] > :is(p, ul)'));
  if (entryForm.contains(document.activeElement)) {
    document.activeElement.scrollIntoView({ block: 'nearest' }); // what is above it may have grown
  }
}

/** Show in the frame beside the fields what is saved now. It comes with the first save. */
function showPreview(page) {
  const frame = document.querySelector('iframe[name=preview]');
  if (frame?.clientWidth) frame.contentWindow.location.reload(); // the page and place that are read stay
  if (frame) return;
  for (const id of ['preview', 'preview-link']) {
    document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  }
}

/** An editor who decides for their own text has seen the other one. */
function beginFromShown(event) {
  for (const [name, value] of event.target.name === 'keep' ? shownBegan : []) {
    if (name.replace(BEGAN, '') === event.target.value) entryForm.elements[name].value = value;
  }
}

function askToSignIn() {
  needsToken = true;
  if (shownAlert.querySelector('[data-sign-in]')) return;
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
  for (const field of [...entryForm.elements].filter((one) => one.name && one.name !== 'token')) {
    const values = unsent.filter(([name]) => name === field.name).map(([, value]) => value);
    if (['radio', 'checkbox'].includes(field.type)) field.checked = values.includes(field.value);
    else if (values.length && field.type !== 'submit') field.value = values[0];
  }
  isChanged = true;
  saveSoon(0);
}

function noteChange() {
  isChanged = true;
  keepUnsent([...new FormData(entryForm)]);
  saveSoon(AUTOSAVE_DELAY);
}

if (entryForm && savedLine) {
  fillUnsent();
  document.getElementById('problem')?.focus();
  entryForm.addEventListener('input', noteChange);
  entryForm.addEventListener('click', beginFromShown);
  entryForm.addEventListener('focusout', saveNow);
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
