/* Search in the edition, which has no server to ask: as the server does it, but for the order. */
(() => {
  'use strict';

  const form = document.getElementById('search-form');
  const count = document.getElementById('count');
  const list = document.getElementById('hits');
  const field = form.elements.q;
  const { index, said, others } = form.dataset;
  const empty = [...list.childNodes];
  const cut = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  let entries;

  const read = async (address) => {
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
    }, 1);

  function make(name, content, attributes) {
    const element = Object.assign(document.createElement(name), attributes);
    element.append(...content);
    return element;
  }

  function show(hits, words, lang) {
    const pattern = new RegExp(`(${words.join('|')})`, 'iu');
    const mark = (text) => text.split(pattern).map((one, place) => (place % 2 ? make('mark', [one]) : one));
    const items = hits.slice(0, 20).map(({ kind, title, text, href }) => {
      const name = make('span', mark(title), { lang });
      const link = make('a', [make('small', [kind]), ' ', name], { href, hreflang: lang });
      if (lang) link.dataset.hxBoost = 'false';
      return make('li', [link, make('p', mark(text.slice(0, 200)), { lang })]);
    });
    return make('ul', items, { className: 'hits' });
  }

  async function answer() {
    const typed = field.value.trim();
    const words = cut(typed).slice(0, 8);
    const query = typed && `?${new URLSearchParams({ q: typed })}`;
    history.replaceState({ ...history.state, htmx: true }, '', location.pathname + query);
    entries ??= Promise.all(index.trim().split(' ').map(read));
    const [own, other] = (await entries).map((all) =>
      all
        .map((entry) => ({ ...entry, score: words.length && score(entry, words) }))
        .filter((entry) => entry.score)
        .sort((a, b) => b.score - a.score),
    );
    if (typed !== field.value.trim()) return;
    const only = other.filter((one) => own.every(({ subject }) => subject !== one.subject));
    count.textContent = words.length ? `${said}: ${own.length + only.length}` : '';
    list.replaceChildren(
      ...(own.length ? [show(own, words, '')] : []),
      ...(only.length ? [make('h2', [others]), show(only, words, form.dataset.lang)] : []),
      ...(own.length || only.length ? [] : empty),
    );
    window.htmx.process(list);
  }

  form.hidden = false;
  form.addEventListener('input', answer);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    answer();
  });
  field.value = new URLSearchParams(location.search).get('q');
  if (field.value) answer();
})();
