/*
 * Hits come while a visitor types, with their number and the title of the page. The address and the
 * language switch follow. An answer that comes late, or is no list of hits, is not shown.
 */

import { changeEntry } from './entry.js';
import { on, page } from './htmx.js';
import { languageLinks } from './language_switch.js';
import { clearAlert, showFailure } from './messages.js';

function isSearch(ctx) {
  return ctx?.sourceElement?.id === 'search-form';
}

page.addEventListener('input', ({ target: { form } }) => {
  if (form?.id !== 'search-form') return;
  for (const link of languageLinks()) {
    link.search = new URLSearchParams(new FormData(form));
  }
});

on('htmx:before:request', (ctx) => {
  if (isSearch(ctx)) clearAlert();
});

on('htmx:after:request', (ctx, event) => {
  if (!isSearch(ctx)) return;
  const form = ctx.sourceElement;
  const isLate = ctx.request.signal?.aborted || !form.isConnected;
  const hasHits = ctx.response.raw.ok && ctx.text.includes('data-count');
  if (isLate || !hasHits) {
    event.preventDefault();
    if (!isLate) showFailure(ctx);
  }
});

on('htmx:error', (ctx) => {
  if (isSearch(ctx) && ctx.sourceElement.isConnected) showFailure(ctx);
});

on('htmx:after:swap', (ctx) => {
  if (!isSearch(ctx)) return;
  const { search, searchParams } = new URL(ctx.request.action, document.baseURI);
  changeEntry({}, location.pathname + (searchParams.get('q') ? search : ''));
  const count = page.querySelector('[data-count]');
  page.querySelector('#count').replaceChildren(...count.childNodes);
  count.remove();
});
