/*
 * A line in the language that the browser prefers, if the page is in another one. Nothing is stored:
 * the languages of the browser decide anew on each page.
 */

/** Show the line in the first of the browser's languages that the site has, unless that is shown. */
export function showLanguageHint() {
  const own = document.querySelector('.language-hint');
  const versions = own ? [own, ...own.children] : [];
  for (const tag of navigator.languages) {
    const [primary] = tag.toLowerCase().split('-');
    const found = versions.find(({ dataset }) => dataset.tags.split(' ').includes(primary));
    if (!found) continue;
    found.classList.add('is-shown');
    return;
  }
}

showLanguageHint();
