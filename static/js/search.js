/* Search on a static site: the browser looks for words in an index of each language. */

import { changeEntry } from './entry.js';

const PAUSE = 200; // milliseconds without a key, before a search
const MOST_WORDS = 8;
const SNIPPET = 200; // characters

const form = document.getElementById('search-form');
const field = form.elements.q;
const count = document.getElementById('count');
const list = document.getElementById('hits');
const otherWays = [...list.childNodes]; // shown when there are no hits
const { said, most, best } = form.dataset;
const languages = JSON.parse(form.dataset.languages); // the language of the page is the first
let indexes;
let timer;

form.hidden = false;
form.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(() => form.isConnected && search(), PAUSE);
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  search();
});
field.value = new URLSearchParams(location.search).get('q');
// The event makes the language switch follow too.
if (field.value) field.dispatchEvent(new Event('input', { bubbles: true }));

async function search() {
  const typed = readField();
  const words = wordsOf(typed).slice(0, MOST_WORDS);
  const query = typed && `?${new URLSearchParams({ q: typed })}`;
  changeEntry({}, location.pathname + query);
  indexes ??= Promise.all(languages.map(fetchIndex));
  const results = newSubjects((await indexes).map((entries) => findHits(entries, words)));
  if (typed !== readField()) return;
  const total = results.reduce((sum, hits) => sum + hits.length, 0);
  count.textContent = words.length ? `${said}: ${total}` : '';
  const shown = results.flatMap((hits, place) => render(hits, words, languages[place]));
  list.replaceChildren(...(shown.length ? shown : otherWays));
  window.htmx.process(list);
}

function readField() {
  return field.value.normalize().trim();
}

function wordsOf(text) {
  const visible = text.replaceAll(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '');
  return (
    visible
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ); // CO₂ is CO2
}

async function fetchIndex({ index }) {
  const entries = await (await fetch(index)).json();
  return entries.map((entry) => ({
    ...entry,
    titleWords: wordsOf(entry.title),
    textWords: wordsOf(entry.text + entry.also),
  }));
}

/** Return the entries that have all words, best first. */
function findHits(entries, words) {
  return entries
    .map((entry) => ({ ...entry, score: score(entry, words) }))
    .filter((entry) => entry.score)
    .sort((a, b) => b.score - a.score);
}

/** Return the hits of each language without those on a subject that an earlier language has. */
function newSubjects(results) {
  const seen = new Set();
  return results.map((hits) => {
    const fresh = hits.filter(({ subject }) => !seen.has(subject));
    for (const { subject } of fresh) seen.add(subject);
    return fresh;
  });
}

/** Return the score of an entry, or 0 if it lacks a word. A word in the title counts three times. */
function score({ titleWords, textWords }, words) {
  const best = (word, candidates) => Math.max(0, ...candidates.map((one) => similarity(word, one)));
  const scores = words.map((word) => 3 * best(word, titleWords) + best(word, textWords));
  return scores.every(Boolean) ? scores.reduce((sum, one) => sum + one, 0) : 0;
}

/** Return how well a word matches another: whole, at the beginning or, if it is long, inside. */
function similarity(word, candidate) {
  if (candidate === word) return 4;
  if (candidate.startsWith(word)) return 2;
  return word.length > 2 && candidate.includes(word) ? 1 : 0;
}

/** Return the elements that show hits in a language, under a heading if it is not the reader's. */
function render(hits, words, { lang, heading }) {
  if (!hits.length) return [];
  const items = hits.slice(0, most).map((entry) => renderHit(entry, words, lang));
  return [
    ...(heading ? [element('h2', [heading])] : []),
    element('ul', items, { className: 'hits ruled' }),
    ...(hits.length > most ? [element('p', [best], { className: 'quiet hint' })] : []),
  ];
}

function renderHit(entry, words, lang) {
  const mark = marker(entry, words);
  const language = lang ? { lang } : {};
  const kind = element('small', [entry.kind]);
  const title = element('span', mark(entry.title), language);
  const link = element('a', [kind, ' ', title], { href: entry.href });
  if (lang) {
    link.hreflang = lang;
    link.dataset.hxBoost = 'false';
  }
  return element('li', [link, element('p', mark(entry.text.slice(0, SNIPPET)), language)]);
}

/** Return a function that marks words in a text: inside others only if no word begins with them. */
function marker({ titleWords, textWords }, words) {
  const begins = (word) => [...titleWords, ...textWords].some((one) => one.startsWith(word));
  const parts = words.map((word) => (begins(word) ? `(?<!\\p{L})${word}` : word));
  const pattern = new RegExp(`(${parts.join('|')})`, 'iu');
  return (text) =>
    text.split(pattern).map((part, place) => (place % 2 ? element('mark', [part]) : part));
}

function element(name, content, attributes) {
  const made = Object.assign(document.createElement(name), attributes);
  made.append(...content);
  return made;
}
