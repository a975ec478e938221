/*
 * What htmx 4.0.1 leaves to us when it navigates by fragments. Every link works without this file.
 *
 * The letters are those of docs/decisions/0004-navigation-by-fragments.md, which says why.
 */
const FRAGMENT = '/fragment';
const FRESH = 5000; // milliseconds for which a fetched-ahead page may be used
const PAGE_HEAD =
  'link[rel=canonical], link[hreflang], meta[name=description], meta[name=robots], meta[property], script[type="application/ld+json"]';

const MARKED = '#menu li a, .footer a';

const page = document.getElementById('page');
const menu = document.getElementById('menu');
const menuButton = document.querySelector('.menu-button');
const footer = document.querySelector('.footer');
const status = document.getElementById('status');
const alert = document.getElementById('alert');

const on = (name, listener) =>
  document.addEventListener(name, (event) => listener(event.detail?.ctx, event));
const isRestore = (ctx) => Boolean(ctx?.request?.headers?.['HX-History-Restore-Request']);
const isNavigation = (ctx) => isRestore(ctx) || (ctx?.target !== undefined && ctx.target === page);
const here = () => location.pathname + location.search;
// Where the site is served as files, a page's address may end in a slash.
const isHere = (link) => link.pathname.replace(/\/$/, '') === location.pathname.replace(/\/$/, '');

// A. htmx prevents the default before it looks at the modifier keys: keep such clicks from it.
document.addEventListener(
  'click',
  (event) => {
    const isModified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (isModified && event.target.closest?.('a[href]')) event.stopPropagation();
  },
  true,
);

// B. A link asks for the fragment of the page it leads to; only pages in this language have one
//    that fits here.
on('htmx:config:request', (ctx, event) => {
  if (!isNavigation(ctx) || isRestore(ctx)) return;
  const url = new URL(ctx.request.action, document.baseURI);
  if (url.pathname.startsWith(`/${document.documentElement.lang}/`)) {
    ctx.request.action = FRAGMENT + url.pathname + url.search;
  } else if (ctx.request.method === 'GET') {
    event.preventDefault();
    location.assign(url);
  }
});

// C. htmx makes the requests of Back and Forward without the means to stop them.
on('htmx:config:request', (ctx) => {
  if (!isRestore(ctx)) return;
  const stop = new AbortController();
  const { request } = ctx;
  request.signal = AbortSignal.any ? AbortSignal.any([request.signal, stop.signal]) : stop.signal;
  request.abort = stop.abort.bind(stop);
  request.headers.Accept = 'text/html';
  request.mode = 'same-origin';
  request.credentials = 'same-origin';
});

// D. An answer that comes when the visitor has gone on is not looked at.
on('htmx:after:request', (ctx, event) => {
  if (!isNavigation(ctx)) return;
  const isLate = ctx.request.signal?.aborted || (isRestore(ctx) && ctx.request.action !== here());
  if (isLate) event.preventDefault();
});

// E. An answer that is not a page of ours in this language or, for a click, the fragment of one,
//    is left to the browser. What it is, its own head says, and which page, the URL it came from:
//    that is right after redirects, and on hosts that serve files and know no header of ours.
const identity = (head) =>
  ['site_name', 'locale'].map((name) => head.querySelector(`[property="og:${name}"]`)?.content).join();

on('htmx:after:request', (ctx, event) => {
  if (!isNavigation(ctx) || event.defaultPrevented) return;
  const answer = new DOMParser().parseFromString(ctx.text, 'text/html');
  const isWhole = answer.getElementById('page') !== null;
  const isOurs = identity(answer.head) === identity(document.head) && isWhole === isRestore(ctx);
  const url = new URL(ctx.response.raw.url || ctx.request.action, document.baseURI);
  const address = url.pathname.replace(FRAGMENT, '') + url.search;
  // What was written is not given up for an answer that does not bring it back; why it was not
  // taken is said beside it.
  const bringsBack = ctx.response.raw.status < 400 || answer.querySelector('form[method=post]');
  if (ctx.request.method !== 'GET' && !(isOurs && bringsBack)) {
    event.preventDefault();
    sayOffline(ctx, isOurs ? answer.querySelectorAll('.errors > p') : []);
    return;
  }
  if (!isOurs) {
    event.preventDefault();
    if (isRestore(ctx)) location.reload();
    else location.assign(address);
    return;
  }
  ctx.head = answer.head;
  if (isRestore(ctx)) return;
  // The section in an address is not part of an answer's URL; and, as in any browser, following
  // a link to the page one is on makes no new entry in the history.
  const target = address + (ctx.request.anchor ? `#${ctx.request.anchor}` : '');
  const isSame = target === here() + location.hash;
  ctx.hx.pushurl = isSame ? undefined : target;
  ctx.hx.replaceurl = isSame ? target : undefined;
});

// F. When nothing comes: after Back or Forward the address has changed already, so the browser
//    shows what is true; after a click the page stays, and says so.
on('htmx:error', (ctx) => {
  if (!ctx || !isNavigation(ctx)) return;
  if (isRestore(ctx)) location.reload();
  else sayOffline(ctx);
});

function sayOffline({ sourceElement: link, request }, reasons = []) {
  const words = link.querySelector('template') ?? document.getElementById('offline');
  alert.replaceChildren(words.content.cloneNode(true));
  if (reasons.length) alert.querySelector('p').replaceWith(...reasons);
  alert.querySelector('button').addEventListener('click', () => {
    if (link.isConnected && link.requestSubmit) link.requestSubmit();
    else if (link.isConnected && link.click) link.click();
    else location.assign(request.action.replace(FRAGMENT, ''));
  });
}

// G. What is outside the swapped part follows it: head, menu, focus; a screen reader hears of
//    the new page once, by the focus on its heading or, where the browser sets the focus, here.
on('htmx:after:swap', (ctx) => {
  if (!isNavigation(ctx)) return;
  for (const old of document.head.querySelectorAll(PAGE_HEAD)) old.remove();
  document.head.append(...ctx.head.querySelectorAll(PAGE_HEAD));
  markCurrent();
  carrySection();
  if (isRestore(ctx)) {
    announce(ctx.head.querySelector('title')?.textContent);
    fillIn();
  } else if (!ctx.request.anchor) {
    const errors = page.querySelector('.errors');
    if (errors) keepWritten(); // the entry has been made anew, and a reload comes without warning
    (errors ?? page.querySelector('h1'))?.focus({ preventScroll: true });
  }
});

on('htmx:before:request', (ctx) => {
  if (!isNavigation(ctx)) return;
  alert.textContent = status.textContent = '';
  page.setAttribute('aria-busy', 'true');
  closeMenu();
});

on('htmx:finally:request', (ctx) => {
  if (isNavigation(ctx)) page.removeAttribute('aria-busy');
});

function markCurrent() {
  for (const link of document.querySelectorAll(MARKED)) {
    if (isHere(link)) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

function announce(text) {
  // A region that is filled at once when emptied is not read out.
  setTimeout(() => {
    status.textContent = text ?? '';
  }, 50);
}

// H. The language switch leads to the same section, which the server cannot see.
function carrySection() {
  for (const link of document.querySelectorAll('.editions a')) {
    link.setAttribute('href', link.pathname + link.search + location.hash);
  }
}
carrySection();
addEventListener('hashchange', carrySection);

// L. What has been written in a form stays with its entry in the history, where Back, Forward and a
//    reload find it; and it goes along to the other language, with what is wrong with it.
let keeping;
const writtenForm = () => page.querySelector('form[method=post]');
const fieldsOf = (form) =>
  [...form.elements].filter((field) => field.name && !['hidden', 'submit'].includes(field.type));

function keepWritten() {
  clearTimeout(keeping);
  const form = writtenForm();
  if (!form) return;
  const written = fieldsOf(form).map((field) => [field.name, field.value, field.checked]);
  // htmx takes an entry without its mark for a new one, and empties it.
  history.replaceState({ ...history.state, htmx: true, written }, '');
}

function fillIn() {
  const form = writtenForm();
  for (const [name, value, checked] of (form && history.state?.written) ?? []) {
    for (const field of fieldsOf(form).filter((one) => one.name === name)) {
      if (field.type !== 'radio') field.value = value;
      else if (field.value === value) field.checked = checked;
    }
  }
}
if (!page.querySelector('.errors')) fillIn();

page.addEventListener('input', () => {
  clearTimeout(keeping);
  keeping = setTimeout(keepWritten, 300); // browsers allow few changes of the history a second
});
addEventListener('pagehide', keepWritten);
on('htmx:before:request', (ctx) => isNavigation(ctx) && !isRestore(ctx) && keepWritten());

page.addEventListener('click', (event) => {
  const link = event.target.closest('.editions a');
  const form = writtenForm();
  const isEmpty = form && fieldsOf(form).every((field) => field.type === 'radio' || !field.value);
  const hasNothing = isEmpty && !page.querySelector('.errors');
  if (!link || !form || hasNothing || event.defaultPrevented) return;
  event.preventDefault();
  const { action } = form;
  form.action = link.href;
  const mark = form.appendChild(document.createElement('input'));
  Object.assign(mark, { type: 'hidden', name: 'switch', value: link.lang });
  form.submit(); // past htmx, which keeps the language
  form.action = action; // Back may show this very page again, to send from
  mark.remove();
});

// I. Pages that the menu leads to are fetched when a visitor is about to ask for them. htmx's
//    own preload asks for the page's address, not the fragment's.
const ahead = new Map();
for (const name of ['pointerover', 'focusin']) {
  menu.addEventListener(name, (event) => fetchAhead(event.target.closest('a[href]')));
}

function fetchAhead(link) {
  if (!link || isHere(link) || navigator.connection?.saveData) return;
  const address = FRAGMENT + link.pathname + link.search;
  if (ahead.get(address)?.until > performance.now()) return;
  const answer = fetch(address, { headers: { Accept: 'text/html' } });
  answer.catch(() => ahead.delete(address));
  ahead.set(address, { answer, until: performance.now() + FRESH });
}

on('htmx:before:request', (ctx) => {
  const { action, method } = ctx.request;
  const kept = method === 'GET' ? ahead.get(action) : undefined;
  ahead.delete(action);
  if (!(kept?.until > performance.now())) return;
  const again = () => fetch(action, ctx.request);
  ctx.fetch = () => kept.answer.then((answer) => (answer.ok ? answer : again()), again);
});

// M. Hits come while somebody types, with their number and the page's title. The address follows,
//    and the language switch at once. What comes too late, or is no list of hits, is not shown.
const isSearch = (ctx) => ctx?.sourceElement?.id === 'search-form';

page.addEventListener('input', ({ target: { form } }) => {
  if (form?.id !== 'search-form') return;
  for (const link of document.querySelectorAll('.editions a')) {
    link.search = new URLSearchParams(new FormData(form));
  }
});

on('htmx:before:request', (ctx) => {
  if (isSearch(ctx)) alert.textContent = '';
});

on('htmx:after:request', (ctx, event) => {
  if (!isSearch(ctx)) return;
  const form = ctx.sourceElement;
  const isLate = ctx.request.signal?.aborted || !form.isConnected;
  const isOurs = ctx.response.raw.ok && ctx.text.includes('data-count');
  if (isLate || !isOurs) {
    event.preventDefault();
    if (!isLate) sayOffline(ctx);
    return;
  }
  const { search, searchParams } = new URL(ctx.request.action, document.baseURI);
  ctx.hx.replaceurl = form.getAttribute('action') + (searchParams.get('q') ? search : '');
});

on('htmx:error', (ctx) => {
  if (isSearch(ctx) && ctx.sourceElement.isConnected) sayOffline(ctx);
});

on('htmx:after:swap', (ctx) => {
  if (!isSearch(ctx)) return;
  const count = page.querySelector('[data-count]');
  page.querySelector('#count').replaceChildren(...count.childNodes);
  count.remove();
});

// J. The menu is a popover, which opens, closes and takes Esc without us. It closes too when
//    the focus leaves it, when a page is asked for, and when it gets a place of its own.
//    What is behind it can be reached again at once: the browser tells of the closing only later,
//    when a page that was fetched ahead may have to take the focus already.
const isPopover = 'hidePopover' in menu;
const setBehind = (isInert) => {
  page.inert = footer.inert = isInert;
};
const closeMenu = () => {
  if (!isPopover || !menu.matches(':popover-open')) return;
  menu.hidePopover();
  setBehind(false);
};
if (isPopover) {
  menuButton.setAttribute('aria-expanded', 'false');
  menu.addEventListener('toggle', (event) => {
    const isOpen = event.newState === 'open';
    menuButton.setAttribute('aria-expanded', String(isOpen));
    setBehind(isOpen);
  });
  document.addEventListener('focusin', ({ target }) => {
    if (target !== menuButton && !menu.contains(target)) closeMenu();
  });
  matchMedia('(min-width: 64rem)').addEventListener('change', closeMenu);
}

// K. Where htmx restores pages without the Navigation API, the browser has scrolled before the
//    page is there: keep the place with the history entry, and go back to it.
const scrollsItself = window.navigation && !/firefox/i.test(navigator.userAgent);
if (!scrollsItself) keepScroll();

function keepScroll() {
  let timer;
  let restored = null;
  const keep = () => history.replaceState({ ...history.state, htmx: true, y: scrollY }, '');
  addEventListener(
    'scroll',
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => restored === null && history.state?.htmx && keep(), 150);
    },
    { passive: true },
  );
  on('htmx:before:history:update', () => {
    clearTimeout(timer);
    keep();
  });
  on('htmx:before:history:restore', () => {
    clearTimeout(timer);
    restored = history.state?.y ?? 0;
  });
  on('htmx:finally:swap', (ctx) => isRestore(ctx) && scrollTo(0, restored));
  on('htmx:finally:request', (ctx) => {
    if (isRestore(ctx)) restored = null;
  });
}
