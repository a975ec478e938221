/*
 * The place on a page is kept with its entry in the history. Where htmx restores a page outside the
 * Navigation API (Safari before 26.2; htmx 4.0.1 excludes every Firefox), the browser has scrolled
 * before the page is there, so Back and Forward go to the place that was kept.
 */

import { isRestore, on } from './htmx.js';

const KEEP_PLACE_DELAY = 150; // milliseconds without scrolling

let placeTimer;
let isRestoring = false;
let restored; // pixels from the top, unless the browser scrolls by itself

function keepPlace() {
  history.replaceState({ ...history.state, htmx: true, y: scrollY }, '');
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

on('htmx:before:history:update', () => {
  clearTimeout(placeTimer);
  keepPlace();
});

on('htmx:before:history:restore', () => {
  clearTimeout(placeTimer);
  isRestoring = true;
  const scrollsItself = Boolean(window.navigation?.transition);
  restored = scrollsItself ? undefined : (history.state?.y ?? 0);
});

on('htmx:finally:swap', (ctx) => {
  if (isRestore(ctx) && restored !== undefined) scrollTo(0, restored);
});

on('htmx:finally:request', (ctx) => {
  if (isRestore(ctx)) isRestoring = false;
});
