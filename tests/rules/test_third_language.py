"""Add a third language by the steps of the README alone: a row, a catalog and words."""

import csv
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from bs4 import BeautifulSoup

from tests.support.copies import Answers, answers_of, copy_project, edit
from tests.support.pages import COMPANIONS
from tests.support.visitor import one

pytestmark = pytest.mark.full

ROW = """    Language(
        tag="de",
        name="Deutsch",
        english_name=N_("German"),
        locale="de",
        open_graph="de_DE",
        readers=("de",),
    ),
)


class Languages"""
SEED = Path("battkomp", "content", "seed")
# A text in Norwegian: its name in the file, and the string.
TEXT = re.compile(r'^([\w."-]+)\.nb = ("""(?s:.*?)"""|"[^\n]*")$', re.MULTILINE)
# Words that pages and the search index take from the catalog.
TRANSLATED = {"autumn %(year)s": "Herbst %(year)s", "German": "Deutsch"}
STARTS = (
    *("/de/", "/nb/", "/en/accessibility", "/sitemap.xml"),
    *("/de/sok?q=Barrierefreiheit", "/de/sok?q=skills", "/de/sok?q=Herbst+2022"),
)


def add_catalog(copy: Path) -> None:
    """Step 2: add a catalog, with the English strings in ⟦⟧."""
    folder = copy / "translations" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (copy / "translations/nb/LC_MESSAGES/messages.po").open("rb") as file:
        catalog = read_po(file, locale="de")
    catalog.add("German")
    for message in catalog:
        if isinstance(message.id, tuple):
            message.string = tuple(f"⟦{form}⟧" for form in message.id)
        elif message.id:
            message.string = TRANSLATED.get(str(message.id), f"⟦{message.id}⟧")
    with (folder / "messages.po").open("wb") as file:
        write_po(file, catalog)


def add_words(copy: Path) -> None:
    """Step 3: translate the accessibility page, and titles of phases and of milestones."""
    pages = copy / SEED / "pages.toml"
    before, start, rest = pages.read_text("utf-8").partition("[pages.accessibility]\n")
    section, end, after = rest.partition("\n[")
    section = TEXT.sub(r'\g<0>\n\1.de = "Barrierefreiheit"', section)
    pages.write_text(before + start + section + end + after, "utf-8")
    titles = re.compile(r"^title\.nb = .*$", re.MULTILINE)
    for name, title in (("phases.toml", "Phase"), ("milestones.toml", "Meilenstein")):
        file = copy / SEED / name
        text = titles.sub(rf'\g<0>\ntitle.de = "{title}"', file.read_text("utf-8"))
        file.write_text(text, "utf-8")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """The answers of a copy with German to the German pages, and to all they link to."""
    copy = copy_project(tmp_path_factory.mktemp("third") / "copy")
    edit(copy / "battkomp" / "languages.py", ")\n\n\nclass Languages", ROW)
    add_catalog(copy)
    add_words(copy)
    return answers_of(copy, *STARTS)


def parsed(text: str) -> BeautifulSoup:
    """Parse HTML."""
    return BeautifulSoup(text, "html.parser")


def german_pages(answers: Answers) -> dict[str, BeautifulSoup]:
    """Return every German page that is neither a fragment nor a companion."""
    companions = tuple(f"/{names['nb']}" for names in COMPANIONS.values())
    return {
        address: parsed(answer["text"])
        for address, answer in answers.items()
        if address.startswith("/de/") and answer["type"] == "text/html"
        if not address.endswith(companions)
    }


def test_every_address_answers(answers: Answers) -> None:
    faults = [
        (address, answer["status"])
        for address, answer in answers.items()
        if answer["status"] not in (200, 301, 302)
    ]
    assert faults == []
    assert len(german_pages(answers)) > 18


def test_every_page_says_its_language_and_what_is_missing(answers: Answers) -> None:
    faults = []
    for address, shown in german_pages(answers).items():
        title = one(shown, "h1")
        is_whole = title.get_text() == "Barrierefreiheit"
        is_translated = is_whole or "Phase" in title.get_text()
        notices = " ".join(notice.get_text() for notice in shown.select(".notice"))
        if one(shown, "html")["lang"] != "de":
            faults.append((address, "another language"))
        if is_whole == ("not been translated into Deutsch" in notices):
            faults.append((address, "notice"))
        if is_whole == bool(shown.select('meta[name="robots"][content="noindex"]')):
            faults.append((address, "robots"))
        if is_translated == bool(title.select("[lang=nb]")):
            faults.append((address, "language of the title"))
        if {"nb", "en"} - {str(link["hreflang"]) for link in shown.select("a[hreflang]")}:
            faults.append((address, "language switch"))
    assert faults == []


def test_a_page_side_by_side_has_a_column_for_each_language(answers: Answers) -> None:
    faults = []
    for address in german_pages(answers):
        view = f"{address.rstrip('/').partition('?')[0]}/{COMPANIONS['side_by_side']['nb']}"
        names, *rows = parsed(answers[view]["text"]).select(".side-by-side > *")
        tags = [name["lang"] for name in names.select(":scope > *")]
        if tags != ["de", "nb", "en"] or {len(row.select(":scope > *")) for row in rows} != {3}:
            faults.append(view)
    assert faults == []


def test_search_engines_are_told_of_translated_pages_only(answers: Answers) -> None:
    sitemap = answers["/sitemap.xml"]["text"]
    german = set(re.findall(r"http://localhost(/de/[^<\"]*)", sitemap))
    assert german == {"/de/tilgjengelighet"}
    for address, is_translated in (("/nb/", False), ("/en/accessibility", True)):
        links = parsed(answers[address]["text"]).select('link[rel="alternate"][hreflang="de"]')
        assert bool(links) is is_translated, address


def hits(answers: Answers, query: str) -> list[str]:
    """Return the addresses that a search finds."""
    page = parsed(answers[f"/de/sok?q={query}"]["text"])
    return [str(link["href"]) for link in page.select(".hits a")]


def test_search_finds_words_of_each_language(answers: Answers) -> None:
    assert hits(answers, "Barrierefreiheit") == ["/de/tilgjengelighet"]
    assert any(address.startswith("/en/") for address in hits(answers, "skills"))
    assert "⟦Only in ⟦English⟧⟧" in answers["/de/sok?q=skills"]["text"]


def test_dates_are_in_the_words_of_the_catalog(answers: Answers) -> None:
    assert "Herbst 2022" in answers["/de/tidslinje"]["text"]
    assert "Herbst 2022" in answers["/de/data/tidslinje.csv"]["text"]
    assert any(address.startswith("/de/tidslinje#") for address in hits(answers, "Herbst+2022"))


def test_data_sets_feeds_and_the_calendar_are_german(answers: Answers) -> None:
    files = {
        address: answer["text"]
        for address, answer in answers.items()
        if address.startswith("/de/") and answer["type"] != "text/html"
    }
    endings = {address.rpartition(".")[2] for address in files}
    assert endings == {"csv", "json", "atom", "ics", "xml", "webmanifest"}
    (glossary,) = [text for address, text in files.items() if address.endswith("ordliste.csv")]
    header = next(csv.reader(glossary.removeprefix("\ufeff").splitlines(), delimiter=";"))
    assert sum("⟦Term in " in name for name in header) == 3
    assert "Meilenstein" in files["/de/milepaeler.ics"]
