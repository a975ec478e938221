/*
 * The text that a visitor has written in a form is kept with its entry in the history: Back, Forward
 * and a reload find it there. The language switch sends it to the same form in the other language.
 */

import { changeEntry } from './entry.js';
import { isNavigation, isRestore, on, page } from './htmx.js';
import { LANGUAGE_LINKS } from './language_switch.js';

const KEEP_FORM_DELAY = 300; // milliseconds; browsers limit the number of changes of the history

let formTimer;

function currentForm() {
  return page.querySelector('form[method=post]');
}

/** Return the fields that a visitor sees. */
function fieldsOf(form) {
  return [...form.elements].filter(
    (field) =>
      field.name && !['hidden', 'submit'].includes(field.type) && !field.closest('[aria-hidden]'),
  );
}

/** Keep the values of the form with the entry in the history. */
export function keepForm() {
  clearTimeout(formTimer);
  const form = currentForm();
  if (!form) return;
  const written = fieldsOf(form).map((field) => [field.name, field.value, field.checked]);
  changeEntry({ written });
}

/** Fill the form with the values in the history. */
export function fillForm() {
  const form = currentForm();
  for (const [name, value, checked] of (form && history.state?.written) ?? []) {
    for (const field of fieldsOf(form).filter((candidate) => candidate.name === name)) {
      if (field.type !== 'radio') field.value = value;
      else if (field.value === value) field.checked = checked;
    }
  }
}

if (!page.querySelector('.errors')) fillForm();

page.addEventListener('input', () => {
  clearTimeout(formTimer);
  formTimer = setTimeout(keepForm, KEEP_FORM_DELAY);
});
addEventListener('pagehide', keepForm);
on('htmx:before:request', (ctx) => isNavigation(ctx) && !isRestore(ctx) && keepForm());

page.addEventListener('click', (event) => {
  const link = event.target.closest(LANGUAGE_LINKS);
  const form = currentForm();
  if (!link || !form || event.defaultPrevented) return;
  const isEmpty = fieldsOf(form).every((field) => field.type === 'radio' || !field.value);
  if (isEmpty && !page.querySelector('.errors')) return;
  event.preventDefault();
  sendTo(link, form);
});

/** Send a form to its page in another language, without htmx, which keeps the language. */
function sendTo(link, form) {
  const { action } = form;
  form.action = link.href;
  const mark = form.appendChild(document.createElement('input'));
  Object.assign(mark, { type: 'hidden', name: 'switch', value: link.lang });
  form.submit();
  form.action = action; // Back may show this very form again
  mark.remove();
}
