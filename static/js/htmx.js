/* The events of htmx 4.0.1, and the parts of a page that its answers concern. */

export const FRAGMENT = '/fragment'; // what the address of a page's fragment starts with

export const page = document.getElementById('page');

/** Call a listener with the context of each htmx event of a name, and with the event. */
export function on(name, listener) {
  document.addEventListener(name, (event) => listener(event.detail?.ctx, event));
}

/** Tell whether a request restores a page after Back or Forward. */
export function isRestore(ctx) {
  return Boolean(ctx?.request?.headers?.['HX-History-Restore-Request']);
}

/** Tell whether a request is for another page, be it by a link, a form, Back or Forward. */
export function isNavigation(ctx) {
  return isRestore(ctx) || (ctx?.target !== undefined && ctx.target === page);
}

/** Return the address that the browser shows, without the section. */
export function currentAddress() {
  return location.pathname + location.search;
}

/** Tell whether a link leads to the page that is shown. A static site may add a slash to its address. */
export function isCurrent(link) {
  return link.pathname.replace(/\/$/, '') === location.pathname.replace(/\/$/, '');
}
