/* Search in the edition, without a server. */
const form = document.getElementById('search-form');
const count = document.getElementById('count');
const list = document.getElementById('hits');
const field = form.elements.q;
const { index, said, most, best, titles, langs } = form.dataset;
const empty = [...list.childNodes];
const read = () => field.value.normalize().trim();
const cut = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
let entries;

const fetched = async (address) => {
  const found = await (await fetch(address)).json();
  return found.map((entry) => ({ ...entry, words: [cut(entry.title), cut(entry.text + entry.also)] }));
};

// Whole, beginning another, or in its midst; three times as much in a title.
const worth = (word) => (one) =>
  one === word ? 4 : one.startsWith(word) ? 2 : word.length > 2 && one.includes(word);

const score = ({ words: [title, text] }, words) =>
  words.reduce((sum, word) => {
    const found = 3 * Math.max(0, ...title.map(worth(word))) + Math.max(0, ...text.map(worth(word)));
    return found && sum && sum + found;
  }, words.length);

function make(name, content, attributes) {
  const element = Object.assign(document.createElement(name), attributes);
  element.append(...content);
  return element;
}

// In the midst of others is marked only what nothing begins with.
const marker = (entry, words) => {
  const begins = (word) => entry.words.flat().some((one) => one.startsWith(word));
  const parts = words.map((word) => (begins(word) ? `(?<!\\p{L})${word}` : word));
  const pattern = new RegExp(`(${parts.join('|')})`, 'iu');
  return (text) => text.split(pattern).map((one, place) => (place % 2 ? make('mark', [one]) : one));
};

function show(hits, words, lang, title) {
  const items = hits.slice(0, most).map((entry) => {
    const mark = marker(entry, words);
    const name = make('span', mark(entry.title), { lang });
    const link = make('a', [make('small', [entry.kind]), ' ', name], { href: entry.href, hreflang: lang });
    if (lang) link.dataset.hxBoost = 'false';
    return make('li', [link, make('p', mark(entry.text.slice(0, 200)), { lang })]);
  });
  const after = hits.length > most ? [make('p', [best], { className: 'hint' })] : [];
  const before = title ? [make('h2', [title])] : [];
  return hits.length ? [...before, make('ul', items, { className: 'hits' }), ...after] : [];
}

async function answer() {
  const typed = read();
  const words = cut(typed).slice(0, 8);
  const query = typed && `?${new URLSearchParams({ q: typed })}`;
  history.replaceState({ ...history.state, htmx: true }, '', location.pathname + query);
  entries ??= Promise.all(index.split(' ').map(fetched));
  const found = (await entries).map((all) =>
    all
      .map((entry) => ({ ...entry, score: score(entry, words) }))
      .filter((entry) => entry.score)
      .sort((a, b) => b.score - a.score),
  );
  if (typed !== read()) return;
  // Each once, in the first language that has it.
  const seen = new Set();
  const shown = found.flatMap((all, place) => {
    const hits = all.filter(({ subject }) => !seen.has(subject) && seen.add(subject));
    return show(hits, words, langs.split(' ')[place], titles.split('|')[place]);
  });
  count.textContent = words.length ? `${said}: ${seen.size}` : '';
  list.replaceChildren(...(shown.length ? shown : empty));
  window.htmx.process(list);
}

form.hidden = false;
form.addEventListener('input', answer);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  answer();
});
field.value = new URLSearchParams(location.search).get('q');
// As if typed: the language switch follows.
if (field.value) field.dispatchEvent(new Event('input', { bubbles: true }));
