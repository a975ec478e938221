/* The parts outside a swapped page that follow it: its head, and the marks of its links. */

import { isCurrent } from './htmx.js';

const PAGE_HEAD =
  'link[rel=canonical], link[hreflang], meta[name=description], meta[name=robots], meta[property], script[type="application/ld+json"]';

const MARKED = '#menu li a, .footer a';

/** Take over the head of another page. */
export function replaceHead(head) {
  for (const old of document.head.querySelectorAll(PAGE_HEAD)) old.remove();
  document.head.append(...head.querySelectorAll(PAGE_HEAD));
}

/** Mark the links that lead to the page that is shown, or to the page that it is beside. */
export function markCurrent() {
  const beside = document.querySelector('.breadcrumb [rel=up]')?.pathname;
  for (const link of document.querySelectorAll(MARKED)) {
    if (isCurrent(link)) link.setAttribute('aria-current', 'page');
    else if (link.pathname === beside) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

/** Return the site and the language that a head names. */
export function identity(head) {
  const properties = ['site_name', 'locale'];
  return properties.map((name) => head.querySelector(`[property="og:${name}"]`)?.content).join();
}
