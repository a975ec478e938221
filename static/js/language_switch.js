/* The language switch leads to the same section, search or form in the other language. */

/** Return the links of the language switch. */
export function languageLinks() {
  return document.querySelectorAll('.language-switch a');
}

/** Add the section in the address, which servers never see, to the links. */
export function carrySection() {
  for (const link of languageLinks()) {
    link.setAttribute('href', link.pathname + link.search + location.hash);
  }
}

carrySection();
addEventListener('hashchange', carrySection);
