/* Shortcuts on the page of an entry. Each is a button too. `?` alone can be switched off (WCAG 2.1.4). */

import { entryForm, saveAsSeen } from './autosave.js';

const HELP_KEY = 'desk-help-key';
const shortcuts = document.getElementById('shortcuts');

/** Move to the next or previous text with something to look at, or to any if there is none. */
function moveTo(step) {
  const texts = [...entryForm.querySelectorAll('textarea')];
  const marked = texts.filter((text) => text.closest('.side').querySelector('.notice, .remarks'));
  const goals = marked.length ? marked : texts;
  const place = texts.indexOf(document.activeElement);
  const later = goals.filter((goal) => (texts.indexOf(goal) - place) * step > 0);
  (step > 0 ? later[0] : later.at(-1))?.focus();
}

function isTyping(target) {
  return target.matches('input, textarea, select, [contenteditable]');
}

function onShortcut(event) {
  const { key, target } = event;
  if (event.altKey && target.matches('select')) return; // the arrows open the list
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && key === 's') saveAsSeen();
  else if (isCommand && key === 'Enter') entryForm.requestSubmit(entryForm.elements.then);
  else if (event.altKey && key === 'ArrowDown') moveTo(1);
  else if (event.altKey && key === 'ArrowUp') moveTo(-1);
  else if (key === '?' && !isTyping(target) && helpSwitch.checked) shortcuts.showModal();
  else return;
  event.preventDefault();
}

const helpSwitch = shortcuts?.querySelector('input');

if (shortcuts) {
  helpSwitch.checked = localStorage.getItem(HELP_KEY) !== 'off';
  helpSwitch.addEventListener('change', () => {
    localStorage.setItem(HELP_KEY, helpSwitch.checked ? 'on' : 'off');
  });
  document.addEventListener('keydown', onShortcut);
  const opener = document.getElementById('show-shortcuts');
  opener.hidden = false;
  opener.addEventListener('click', () => shortcuts.showModal());
}
