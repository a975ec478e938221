"""The glossary, and the links to it at the first occurrence of each term."""

import re
from pathlib import Path

import pytest
from flask import Flask

from battkomp.content.model import Text
from battkomp.content.views import TermForms
from battkomp.languages import LANGUAGES
from battkomp.settings import Settings
from battkomp.web.formats import sort_key
from battkomp.web.text_links import GlossaryLinks
from tests.support.pages import EVERY_PAGE
from tests.support.sites import edited_seed, seed, site, without
from tests.support.visitor import Visitor, one, words

TERMS, SOURCES = map(seed, ("terms", "sources"))
PAGES = {"nb": "/nb/ordliste", "en": "/en/glossary"}
OTHER = {"nb": "en", "en": "nb"}
both = pytest.mark.parametrize("language", ["nb", "en"])
# Of each page of entries: its addresses, and the texts of the entries.
ENTRIES = [
    ({"nb": "/nb/funn", "en": "/en/findings"}, ".finding > div > p:not(.meta)"),
    ({"nb": "/nb/tidslinje", "en": "/en/timeline"}, ".timeline > li > div > p:not(.meta)"),
    ({"nb": "/nb/verdikjeden", "en": "/en/value-chain"}, ".chain > li > div > p:not(.meta)"),
    (
        {"nb": "/nb/tall", "en": "/en/figures"},
        ".is-told > li > p:not(.meta, .key-figure-value), .figure-sentences p",
    ),
    (
        {"nb": "/nb/organisasjoner", "en": "/en/organisations"},
        ".organisation-list > li > p:not(.organisation-official, .meta)",
    ),
]


@both
def test_terms_are_in_alphabetical_order_with_their_words(visitor: Visitor, language: str) -> None:
    page = visitor.open(PAGES[language])
    names = [words(name) for name in page.select("dfn")]
    own = next(one for one in LANGUAGES if one.tag == language)
    assert names == sorted(names, key=sort_key(own))
    assert len(names) == len(TERMS)
    for key, term in TERMS.items():
        item = one(page, f".glossary > #{key}")
        assert words(one(item, "dfn")) == term["term"][language]
        other = one(item, ".glossary-translation")
        assert (other["lang"], words(other)) == (OTHER[language], term["term"][OTHER[language]])
        assert term["definition"][language] in words(one(item, "dd"))
        cited = [str(link["href"]) for link in item.select(".meta a[rel=external]")]
        assert cited == [SOURCES[source]["url"] for source in term.get("sources", ())]


FORMS = {
    "klynge": "cluster",
    "fagskole": "college",
    "utdanning": "education",
    "høyere utdanning": "higher",
    "CO2": "carbon",
    "e-post": "mail",
}


def gloss(app: Flask, value: str, forms: dict[str, str], *, fallback: bool = False) -> str:
    """Return what becomes of a text on a Norwegian page."""
    with app.test_request_context("/nb/"):
        return str(GlossaryLinks(TermForms(forms))(Text(value, "nb", is_fallback=fallback)))


def link(key: str, written: str) -> str:
    """Return a link to a term."""
    return f'<a class="glossary-link" href="/nb/ordliste#{key}">{written}</a>'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("En klynge til, en klynge.", f"En {link('cluster', 'klynge')} til, en klynge."),
        ("Klynge først", f"{link('cluster', 'Klynge')} først"),
        ("Eyde-klynge og klyngene", "Eyde-klynge og klyngene"),
        ("<b>klynge</b> & co", f"&lt;b&gt;{link('cluster', 'klynge')}&lt;/<wbr>b&gt; &amp; co"),
        ("fagskole, klynge", f"{link('college', 'fagskole')}, {link('cluster', 'klynge')}"),
        ("høyere\nutdanning", link("higher", "høyere\nutdanning")),
        *((f"Eyde{dash}klynge", f"Eyde{dash}klynge") for dash in "\u2010\u2011\u2013"),
        ("CO2-fangst av CO₂", f"CO2-fangst av {link('carbon', 'CO₂')}"),
        ("En e\u2011post", "En " + link("mail", "e\u2011post")),
        ("fagſkole", "fagſkole"),  # a long s, which a pattern that ignores case takes for s
    ],
)
def test_the_first_whole_word_and_the_longest_form_are_linked(
    app: Flask, value: str, expected: str
) -> None:
    assert gloss(app, value, FORMS) == expected


def test_a_text_in_another_language_or_without_terms_is_left_alone(app: Flask) -> None:
    assert gloss(app, "en klynge", FORMS, fallback=True) == "en klynge"
    assert gloss(app, "en klynge", {}) == "en klynge"


def test_a_page_links_a_term_once_and_from_prose_only(visitor: Visitor) -> None:
    inside = ["h1", "h2", "h3", "h4", "nav", "a", "table", "figcaption"]
    for address in EVERY_PAGE:
        links = visitor.open(address).select("a.glossary-link")
        keys = [str(link["href"]).partition("#")[2] for link in links]
        assert len(keys) == len(set(keys)), address
        assert set(keys) <= set(TERMS), address
        assert not [link for link in links if link.find_parent(inside)], address
        assert keys or address not in ("/nb/", "/en/", "/nb/funn", "/en/findings")


@both
def test_entries_link_the_first_occurrence_of_a_term(visitor: Visitor, language: str) -> None:
    for pages, texts in ENTRIES:
        page = visitor.open(pages[language])
        assert page.select(f":is({texts}) a.glossary-link")
        before = ""
        for text in page.select(f".lead p, {texts}"):
            for link in text.select("a.glossary-link"):
                term = rf"(?<![\w-]){re.escape(words(link))}(?![\w-])"
                assert not re.search(term, before, re.I)
            before += f"{words(text)}\n"


def test_untranslated_entries_are_marked_and_have_no_links(
    settings: Settings, tmp_path: Path
) -> None:
    fields = dict.fromkeys(("findings", "milestones", "chain"), "body")
    fields |= {"figures": "sentence", "organisations": "summary"}
    edits = {file: without(f"{field}.en") for file, field in fields.items()}
    visitor = Visitor(site(settings, edited_seed(tmp_path, **edits)))
    for pages, texts in ENTRIES:
        found = visitor.open(pages["en"]).select(texts)
        assert {text.get("lang") for text in found} == {"nb"}
        assert not [text for text in found if text.select("a.glossary-link")]
