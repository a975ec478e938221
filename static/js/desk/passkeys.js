/*
 * Passkeys: signing in, using the passkey again, and registering one. The desk sends a challenge, which the browser
 * has a passkey answer (W3C Web Authentication).
 */

// Tells other tabs of a new session, so that their forms can still be sent.
const sessionChannel = new BroadcastChannel('desk-session');

/** A message for the user, which is shown beside the button. */
class PasskeyFailure extends Error {}

/** Put the token of a new session into all forms of the page. */
function takeToken(token) {
  for (const field of document.querySelectorAll('input[name="token"]')) field.value = token;
}

/** Send fields to the desk, and return what it answers. */
async function askDesk(address, fields, words) {
  let answer;
  try {
    answer = await fetch(address, { method: 'POST', body: new URLSearchParams(fields) });
  } catch {
    throw new PasskeyFailure(words.offline);
  }
  const reasons = { 400: words.refused, 403: words.stale, 429: words.limited };
  if (!answer.ok) throw new PasskeyFailure(reasons[answer.status] ?? words.offline);
  return answer.json();
}

/** Have the browser ask for a passkey, and return its answer as JSON. */
async function answerOf(options, isNew, words) {
  try {
    const publicKey = isNew
      ? PublicKeyCredential.parseCreationOptionsFromJSON(options)
      : PublicKeyCredential.parseRequestOptionsFromJSON(options);
    const found = await navigator.credentials[isNew ? 'create' : 'get']({ publicKey });
    return JSON.stringify(found);
  } catch (error) {
    throw new PasskeyFailure(error.name === 'InvalidStateError' ? words.known : words.cancelled);
  }
}

/** Perform a ceremony from a button, and go on. */
async function usePasskey(button) {
  const words = button.dataset;
  const form = button.closest('form');
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON)
    throw new PasskeyFailure(words.unable);
  const isNew = words.passkey === 'new';
  const fields = isNew ? Object.fromEntries([...new FormData(form), ['new', '1']]) : {};
  const options = await askDesk(words.options, fields, words);
  const answer = await answerOf(options, isNew, words);
  const { address, token } = await askDesk(words.answer, { ...fields, answer }, words);
  takeToken(token);
  sessionChannel.postMessage(token);
  if (form && !isNew) form.requestSubmit();
  else location.assign(words.then ?? address);
}

sessionChannel.addEventListener('message', ({ data }) => takeToken(data));

for (const button of document.querySelectorAll('[data-passkey]')) {
  const problem = button.parentElement.querySelector('[role="alert"]');
  button.hidden = false;
  // Enter in a field of a form that is never sent presses the button.
  button.closest('form[method="dialog"]')?.addEventListener('submit', () => button.click());
  button.addEventListener('click', async () => {
    if (button.ariaDisabled === 'true') return;
    button.ariaDisabled = 'true';
    problem.textContent = '';
    try {
      await usePasskey(button);
    } catch (error) {
      if (!(error instanceof PasskeyFailure)) throw error;
      problem.textContent = error.message;
    } finally {
      button.ariaDisabled = 'false';
    }
  });
}
