"""Interface strings: all translated, and none that is not in a catalog."""

from __future__ import annotations

import re
import shutil
from copy import copy
from io import BytesIO
from pathlib import Path

import pytest
from babel.dates import get_month_names
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from bs4.element import NavigableString, PreformattedString

from battkomp.cli import catalogs
from battkomp.content import export, files, load
from battkomp.settings import ROOT
from tests.support.entries import seed
from tests.support.pages import EVERY_PAGE
from tests.support.sites import settings_in, site
from tests.support.visitor import Visitor

pytestmark = pytest.mark.slow

PO = ROOT / "translations" / "nb" / "LC_MESSAGES" / "messages.po"

# What is no word of the interface and no text of the content: names, numbers and dates.
PUBLISHERS = sorted({source["publisher"] for source in seed("sources").values()}, key=len)[::-1]
NEITHER = re.compile(
    rf"{'|'.join(map(re.escape, PUBLISHERS))}|"
    r"http://localhost/\S*|BattKOMP|Norsk|English|Datatilsynet|CSV|JSON|"
    rf"\b(?:{'|'.join(get_month_names('wide', locale='nb').values())}) 20\d\d|"
    r"\b(?:norsk bokmål|norsk nynorsk|engelsk|tysk)\b|"
    r"[\d.,:;–›()%#\s]+"
)


def test_the_catalogs_are_complete_and_compiled() -> None:
    assert list(catalogs.complaints(ROOT / "translations", ["nb"])) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('msgid "Menu"', 'msgid "Menus"', "not extracted: 'Menu'"),
        ('msgstr "Meny"', 'msgstr ""', "not translated: 'Menu'"),
        ('msgid "Menu"', '#, fuzzy\nmsgid "Menu"', "fuzzy: 'Menu'"),
        ('msgstr "Meny"', 'msgstr "Menyen"', "the compiled catalog is not made from this one"),
        ("lansert %(date)s", "lansert %(dato)s", "other placeholders"),
        ("kontaktsiden</a>", "kontaktsiden", "other placeholders or elements"),
    ],
)
def test_a_catalog_that_is_not_right_is_found_out(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    copy = tmp_path / "translations"
    shutil.copytree(ROOT / "translations", copy)
    po = copy / PO.relative_to(ROOT / "translations")
    text = po.read_text("utf-8")
    assert old in text
    po.write_text(text.replace(old, new), "utf-8")
    assert any(complaint in line for line in catalogs.complaints(copy, ["nb"]))


def test_extracting_twice_changes_nothing(tmp_path: Path) -> None:
    copy = tmp_path / "translations"
    shutil.copytree(ROOT / "translations", copy)
    catalogs.extract(copy, ["nb"])
    catalogs.compile_all(copy)
    for suffix in (".po", ".mo"):
        path = PO.with_suffix(suffix)
        copied = copy / path.relative_to(ROOT / "translations")
        assert copied.read_bytes() == path.read_bytes()


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """A visitor of a site whose interface stands in ⟦⟧ and whose content stands in ⟪⟫."""
    folder = tmp_path_factory.mktemp("pseudo")
    with PO.open("rb") as file:
        catalog = read_po(file, locale="nb")
    for message in catalog:
        if isinstance(message.id, tuple):
            message.string = tuple(f"⟦{form}⟧" for form in message.string or ())
        elif message.id:
            message.string = f"⟦{message.string}⟧"
    compiled = BytesIO()
    write_mo(compiled, catalog)
    mo = folder / "translations" / "nb" / "LC_MESSAGES" / "messages.mo"
    mo.parent.mkdir(parents=True)
    mo.write_bytes(compiled.getvalue())

    content = files.read(load.SEED)
    for _, entry in content.entries():
        for _, texts in entry.words():
            texts["nb"] = "\n\n".join(f"⟪{part.strip()}⟫" for part in texts["nb"].split("\n\n"))
    for person in content.people.values():
        person.name = f"⟪{person.name}⟫"
    for source in content.sources.values():
        source.publisher = f"⟪{source.publisher}⟫"
    content.history = files.History()
    export.write(content, folder / "content")
    settings = settings_in(folder, translations=folder / "translations")
    return Visitor(site(settings, folder / "content"))


@pytest.mark.parametrize("address", [one for one in EVERY_PAGE if one.startswith("/nb/")])
def test_no_word_of_the_interface_is_outside_the_catalogs(pseudo: Visitor, address: str) -> None:
    page = copy(pseudo.open(address))
    for word in page.select(".glossary .other"):
        word.decompose()
    text = " ".join(
        str(string)
        for string in page.find_all(string=True)
        if type(string) is NavigableString and not isinstance(string, PreformattedString)
        # dates are CLDR's, and keys of data sets the same in all languages
        if not string.find_parent(["time", "code"])
    )
    shown = [str(tag["aria-label"]) for tag in page.select("[aria-label]")]
    shown += [tag.get_text() for tag in page.select("template")]
    for words in (text, *shown):
        bare = words
        while bare != (bare := re.sub(r"⟦[^⟦⟧⟪⟫]*⟧|⟪[^⟦⟧⟪⟫]*⟫", " ", bare)):
            pass
        bare = " ".join(bare.split())
        left = NEITHER.sub("", bare).strip(" ,")
        assert not left, f"{address}: bare words {left!r} in {bare!r}"


def test_the_pseudo_language_is_seen(pseudo: Visitor) -> None:
    text = pseudo.open("/nb/styret").get_text()
    assert "⟦Hopp til hovedinnhold⟧" in text
    assert "⟪Prosjektstyret⟫" in text


def test_a_language_without_a_catalog_is_found_out(tmp_path: Path) -> None:
    assert list(catalogs.complaints(tmp_path, ["se"])) == [
        "se/LC_MESSAGES/messages.po: there is no such catalog"
    ]
    catalogs.extract(tmp_path, ["se"])
    assert any("not translated: 'Menu'" in line for line in catalogs.complaints(tmp_path, ["se"]))
