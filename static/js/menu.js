/*
 * The menu is a popover: it opens, closes and takes Esc without a script. This marks its button,
 * makes the page behind it inert, and closes it when it is left.
 */

import { page } from './htmx.js';

export const menu = document.getElementById('menu');

const button = document.querySelector('.menu-button');
const footer = document.querySelector('.footer');
const isSupported = 'hidePopover' in menu;

if (isSupported) {
  button.setAttribute('aria-expanded', 'false');
  menu.addEventListener('toggle', (event) => {
    const isOpen = event.newState === 'open';
    button.setAttribute('aria-expanded', String(isOpen));
    setInert(isOpen);
  });
  document.addEventListener('focusin', ({ target }) => {
    if (target !== button && !menu.contains(target)) closeMenu();
  });
  matchMedia('(min-width: 64rem)').addEventListener('change', closeMenu);
}

function setInert(isInert) {
  page.inert = footer.inert = isInert;
}

/** Close the menu. The toggle event comes too late for a page that takes the focus at once. */
export function closeMenu() {
  if (!isSupported || !menu.matches(':popover-open')) return;
  menu.hidePopover();
  setInert(false);
}
