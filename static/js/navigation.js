/*
 * Navigation by fragments: a link asks for the fragment of a page, and Back and Forward for the
 * whole page. docs/decisions/0004-navigation-by-fragments.md says what htmx leaves to do.
 */

import { fillForm, keepForm } from './forms.js';
import { currentAddress, FRAGMENT, isNavigation, isRestore, on, page } from './htmx.js';
import { showLanguageHint } from './language_hint.js';
import { carrySection } from './language_switch.js';
import { closeMenu, menu } from './menu.js';
import { announce, clearMessages, showFailure } from './messages.js';
import { identity, markCurrent, replaceHead } from './page_head.js';
import { goToSection } from './scroll.js';

const home = document.querySelector('.logo').pathname; // browsers that translate change the lang
let shown; // the address of the page that is shown, without the section

keepAddress();
document.addEventListener('click', leaveToBrowser, true);
on('htmx:after:history:push', keepAddress);
on('htmx:after:history:replace', keepAddress);
on('htmx:before:history:restore', stayOnPage);
on('htmx:config:request', askForFragment);
on('htmx:config:request', makeAbortable);
on('htmx:before:request', startNavigation);
on('htmx:after:request', dropLateAnswer);
on('htmx:after:request', checkAnswer);
on('htmx:after:swap', followSwap);
on('htmx:error', handleError);
on('htmx:finally:request', endNavigation);

function keepAddress() {
  shown = currentAddress();
}

/** Keep clicks from htmx that have a modifier key, or go to a section of the page that is shown. */
function leaveToBrowser(event) {
  const link = event.target.closest?.('a[href]');
  const isModified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  const isSection = link?.hash && link.pathname + link.search === shown;
  if (link && (isModified || isSection)) event.stopPropagation();
}

/** Keep htmx from fetching the page that is shown when Back or Forward changes only the section. */
function stayOnPage(_, event) {
  if (shown === currentAddress()) event.preventDefault();
}

/** Ask for the fragment of a page in this language; leave pages without one to the browser. */
function askForFragment(ctx, event) {
  if (!isNavigation(ctx) || isRestore(ctx)) return;
  const url = new URL(ctx.request.action, document.baseURI);
  if (url.pathname.startsWith(home)) {
    ctx.request.action = FRAGMENT + url.pathname + url.search;
  } else if (ctx.request.method === 'GET') {
    event.preventDefault();
    location.assign(url);
  }
}

/** Make a request of Back or Forward one that can be aborted and times out. */
function makeAbortable(ctx) {
  if (!isRestore(ctx)) return;
  const { request } = ctx;
  const stop = new AbortController();
  request.signal = AbortSignal.any ? AbortSignal.any([request.signal, stop.signal]) : stop.signal;
  request.abort = stop.abort.bind(stop);
  request.headers.Accept = 'text/html';
  request.mode = 'same-origin';
  request.credentials = 'same-origin';
}

function startNavigation(ctx) {
  if (!isNavigation(ctx)) return;
  clearMessages();
  page.setAttribute('aria-busy', 'true');
  closeMenu();
}

function endNavigation(ctx) {
  if (isNavigation(ctx)) page.removeAttribute('aria-busy');
}

/** Drop an answer that comes after the visitor has gone on. */
function dropLateAnswer(ctx, event) {
  if (!isNavigation(ctx)) return;
  const isAborted = ctx.request.signal?.aborted;
  const isElsewhere = isRestore(ctx) && ctx.request.action !== currentAddress();
  if (isAborted || isElsewhere) event.preventDefault();
}

/**
 * Show an answer only if it is a page of this site in this language, and of the kind asked for: a
 * fragment for a click, a whole page for Back and Forward. The head and the URL of the answer tell,
 * as they do after redirects and on hosts of static files, which know no headers of the site.
 */
function checkAnswer(ctx, event) {
  if (!isNavigation(ctx) || event.defaultPrevented) return;
  const answer = new DOMParser().parseFromString(ctx.text, 'text/html');
  const isWhole = answer.getElementById('page') !== null;
  const isOurs = identity(answer.head) === identity(document.head) && isWhole === isRestore(ctx);
  const url = new URL(ctx.response.raw.url || ctx.request.action, document.baseURI);
  const address = url.pathname.replace(FRAGMENT, '') + url.search;
  if (ctx.request.method !== 'GET' && !(isOurs && keepsWhatWasWritten(ctx, answer))) {
    event.preventDefault();
    showFailure(ctx, isOurs ? answer.querySelectorAll('.errors > p') : []);
  } else if (!isOurs) {
    event.preventDefault();
    if (isRestore(ctx)) location.reload();
    else location.assign(address);
  } else {
    ctx.head = answer.head;
    if (!isRestore(ctx)) setAddress(ctx, address);
  }
}

/** Tell whether an answer to a form is a success, or else brings the form back. */
function keepsWhatWasWritten(ctx, answer) {
  return ctx.response.raw.status < 400 || answer.querySelector('form[method=post]') !== null;
}

/**
 * Have htmx push the address of an answer, with the section, which is no part of its URL; or, as
 * browsers do, replace the entry in the history if the address is the one that is shown.
 */
function setAddress(ctx, address) {
  const target = address + (ctx.request.anchor ? `#${ctx.request.anchor}` : '');
  const isSame = target === currentAddress() + location.hash;
  ctx.hx.pushurl = isSame ? undefined : target;
  ctx.hx.replaceurl = isSame ? target : undefined;
}

/**
 * Update what is outside the swapped page. Screen readers hear of the new page once: by the focus on
 * its heading or, where the browser sets the focus, by an announcement: after Back and Forward, and
 * at a section.
 */
function followSwap(ctx) {
  if (!isNavigation(ctx)) return;
  replaceHead(ctx.head);
  markCurrent();
  carrySection();
  showLanguageHint();
  keepAddress();
  menu.querySelector('form').reset();
  if (isRestore(ctx)) fillForm();
  if (goToSection() || isRestore(ctx)) {
    announce(ctx.head.querySelector('title')?.textContent);
    return;
  }
  const errors = page.querySelector('.errors');
  if (errors) keepForm(); // the entry in the history is new
  (errors ?? page.querySelector('h1'))?.focus({ preventScroll: true });
  announce(page.querySelector('#count')?.textContent); // of hits
}

/** After Back or Forward the address has changed already, so load it; after a click, say so. */
function handleError(ctx) {
  if (!ctx || !isNavigation(ctx)) return;
  if (isRestore(ctx)) location.reload();
  else showFailure(ctx);
}
