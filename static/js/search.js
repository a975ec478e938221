/* Search in the edition, which has no server to ask: as the server does it, but for the order. */
(() => {
  'use strict';

  const form = document.getElementById('search-form');
  const count = document.getElementById('count');
  const list = document.getElementById('hits');
  const field = form.elements.q;
  const { index, said, most, best, others, lang } = form.dataset;
  const empty = [...list.childNodes];
  const read = () => field.value.normalize().trim();
  const cut = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  let entries;

  const fetched = async (address) => {
    const found = await (await fetch(address)).json();
    return found.map((entry) => ({ ...entry, words: [cut(entry.title), cut(entry.text + entry.also)] }));
  };

  // As it is, at the beginning of another, or in the midst of one; and three times as much in a title.
  const worth = (word) => (one) =>
    one === word ? 4 : one.startsWith(word) ? 2 : Number(word.length > 2 && one.includes(word));

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

  // A word is marked in the midst of others only where nothing begins with it.
  const marker = (entry, words) => {
    const begun = words.filter((word) => entry.words.flat().some((one) => one.startsWith(word)));
    const isIn = (text) => (word) =>
      begun.includes(word) ? text.startsWith(word) : word.length > 2 && text.includes(word);
    const pieces = (text) => {
      const word = words.find(isIn(text.toLowerCase())) ?? '';
      const start = text.toLowerCase().indexOf(word);
      const end = start + word.length;
      return word ? [text.slice(0, start), make('mark', [text.slice(start, end)]), text.slice(end)] : text;
    };
    return (text) => text.split(/([\p{L}\p{N}]+)/u).flatMap(pieces);
  };

  function show(hits, words, lang, ...before) {
    if (!hits.length) return [];
    const items = hits.slice(0, most).map((entry) => {
      const { kind, title, text, href } = entry;
      const mark = marker(entry, words);
      const name = make('span', mark(title), { lang });
      const link = make('a', [make('small', [kind]), ' ', name], { href, hreflang: lang });
      if (lang) link.dataset.hxBoost = 'false';
      return make('li', [link, make('p', mark(text.slice(0, 200)), { lang })]);
    });
    const after = hits.length > most ? [make('p', [best], { className: 'hint' })] : [];
    return [...before, make('ul', items, { className: 'hits' }), ...after];
  }

  async function answer() {
    const typed = read();
    const words = cut(typed).slice(0, 8);
    const query = typed && `?${new URLSearchParams({ q: typed })}`;
    history.replaceState({ ...history.state, htmx: true }, '', location.pathname + query);
    entries ??= Promise.all(index.split(' ').map(fetched));
    const [own, other] = (await entries).map((all) =>
      all
        .map((entry) => ({ ...entry, score: score(entry, words) }))
        .filter((entry) => entry.score)
        .sort((a, b) => b.score - a.score),
    );
    if (typed !== read()) return;
    const only = other.filter((one) => own.every(({ subject }) => subject !== one.subject));
    count.textContent = words.length ? `${said}: ${own.length + only.length}` : '';
    const shown = [...show(own, words, ''), ...show(only, words, lang, make('h2', [others]))];
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
  // As if it had just been typed, so that the language switch follows too.
  if (field.value) field.dispatchEvent(new Event('input', { bubbles: true }));
})();
