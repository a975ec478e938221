/*
 * The place on a page is kept with its entry in the history. Where htmx restores a page outside the
 * Navigation API (Safari before 26.2; htmx 4.0.1 excludes every Firefox), the browser has scrolled
 * before the page is there, so Back and Forward go to the place that was kept.
 */

import { changeEntry } from './entry.js';
import { isRestore, on, page } from './htmx.js';

const KEEP_PLACE_DELAY = 150; // milliseconds without scrolling

let placeTimer;
let isRestoring = false;
let restored; // pixels from the top, unless the browser scrolls by itself

function keepPlace() {
  changeEntry({ y: scrollY });
}

addEventListener(
  'scroll',
  () => {
    clearTimeout(placeTimer);
    placeTimer = setTimeout(
      () => !isRestoring && history.state?.htmx && keepPlace(),
      KEEP_PLACE_DELAY,
    );
  },
  { passive: true },
);

/**
 * Go to the section in the address, as after a load. Only a navigation sets `:target`, opens a
 * closed `<details>`, and has Tab go on from there; `history.pushState` does not.
 * Return whether there is such a section.
 */
export function goToSection() {
  if (!location.hash) return false;
  const { state } = history;
  location.replace(location.hash);
  changeEntry(state); // the navigation has emptied it
  return page.querySelector(':target') !== null;
}

// htmx restores only entries with its mark, and marks those of loads and of sections too late.
changeEntry({});
addEventListener('hashchange', () => changeEntry({}));

on('htmx:before:history:update', () => {
  clearTimeout(placeTimer);
  keepPlace();
});

on('htmx:before:history:restore', (_, event) => {
  if (event.defaultPrevented) return;
  clearTimeout(placeTimer);
  isRestoring = true;
  const scrollsItself = window.navigation?.transition && !location.hash;
  restored = scrollsItself ? undefined : (history.state?.y ?? 0);
});

on('htmx:finally:swap', (ctx) => {
  if (isRestore(ctx) && restored !== undefined) scrollTo(0, restored);
});

on('htmx:finally:request', (ctx) => {
  if (isRestore(ctx)) isRestoring = false;
});
