/*
 * Pages are fetched when a visitor points at their links in the menu. htmx's own preload asks for
 * the address of the page, not for that of its fragment.
 */

import { FRAGMENT, isCurrent, on } from './htmx.js';
import { menu } from './menu.js';

const FRESH = 5000; // milliseconds for which a fetched page may be used

const fetched = new Map();

for (const name of ['pointerover', 'focusin']) {
  menu.addEventListener(name, (event) => prefetch(event.target.closest('a[href]')));
}

function prefetch(link) {
  if (!link || isCurrent(link) || navigator.connection?.saveData) return;
  const address = FRAGMENT + link.pathname + link.search;
  if (isFresh(fetched.get(address))) return;
  const answer = fetch(address, { headers: { Accept: 'text/html' } });
  answer.catch(() => fetched.delete(address));
  fetched.set(address, { answer, until: performance.now() + FRESH });
}

function isFresh(entry) {
  return entry?.until > performance.now();
}

on('htmx:before:request', (ctx) => {
  const { action, method } = ctx.request;
  const entry = method === 'GET' ? fetched.get(action) : undefined;
  fetched.delete(action);
  if (!isFresh(entry)) return;
  const again = () => fetch(action, ctx.request);
  ctx.fetch = () => entry.answer.then((answer) => (answer.ok ? answer : again()), again);
});
