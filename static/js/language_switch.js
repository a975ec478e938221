/* Links to the page in another language lead to the same section, search or form there. */

export const LANGUAGE_LINKS = '.language-switch a, .language-hint a';

/** Return the links of the language switch and of the line that offers another language. */
export function languageLinks() {
  return document.querySelectorAll(LANGUAGE_LINKS);
}

/** Add the section in the address, which servers never see, to the links. */
export function carrySection() {
  for (const link of languageLinks()) {
    link.setAttribute('href', link.pathname + link.search + location.hash);
  }
}

carrySection();
addEventListener('hashchange', carrySection);
