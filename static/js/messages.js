/* Messages for visitors: a live region for screen readers, and a visible alert. */

import { FRAGMENT } from './htmx.js';

const statusRegion = document.getElementById('status');
const alertRegion = document.getElementById('alert');

/** Have screen readers announce a text. A region that is emptied and filled at once is not read. */
export function announce(text) {
  setTimeout(() => {
    statusRegion.textContent = text ?? '';
  }, 50);
}

/** Remove the alert. */
export function clearAlert() {
  alertRegion.textContent = '';
}

/** Remove all messages. */
export function clearMessages() {
  clearAlert();
  statusRegion.textContent = '';
}

/**
 * Show that a request has failed, with a button that repeats it.
 * The words are those of the element that sent it, or else those for pages.
 * `reasons` are elements that say why, in the place of the first paragraph.
 */
export function showFailure({ sourceElement, request }, reasons = []) {
  const words = sourceElement.querySelector('template') ?? document.getElementById('offline');
  alertRegion.replaceChildren(words.content.cloneNode(true));
  if (reasons.length) alertRegion.querySelector('p').replaceWith(...reasons);
  alertRegion.querySelector('button').addEventListener('click', () => {
    if (sourceElement.isConnected && sourceElement.requestSubmit) sourceElement.requestSubmit();
    else if (sourceElement.isConnected && sourceElement.click) sourceElement.click();
    else location.assign(request.action.replace(FRAGMENT, ''));
  });
}
