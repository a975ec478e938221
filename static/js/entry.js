/* The entry in the history of the page that is shown. */

/** Keep values with the entry, and change its address if one is given. */
export function changeEntry(values, address) {
  try {
    // htmx takes an entry without its mark for a new one, and empties it.
    history.replaceState({ ...history.state, htmx: true, ...values }, '', address);
  } catch {
    // Safari allows 100 changes in 10 seconds, and Firefox 200. The next one makes up for this.
  }
  if (address) document.dispatchEvent(new Event('htmx:after:history:replace'));
}
