"""Interface strings: all are translated, and no text bypasses the catalogs."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.dates import get_month_names
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from bs4.element import NavigableString, Tag
from msgspec.structs import replace

from battkomp import create_app
from battkomp.content import export, files, load
from battkomp.settings import ROOT, BadSettingError
from tests.support.pages import EVERY_PAGE
from tests.support.sites import seed, settings_in, site
from tests.support.visitor import Visitor

pytestmark = pytest.mark.slow

PO = ROOT / "translations" / "nb" / "LC_MESSAGES" / "messages.po"

# Names, numbers and dates are neither interface strings nor texts of the content.
NAMES = {source["publisher"] for source in seed("sources").values()}
NAMES |= {person["name"] for person in seed("people").values()}
NEITHER = re.compile(
    rf"{'|'.join(map(re.escape, sorted(NAMES, key=len, reverse=True)))}|"
    r"http://localhost/\S*|BattKOMP|Norsk|English|Datatilsynet|CSV|JSON|"
    rf"\b(?:{'|'.join(get_month_names('wide', locale='nb').values())}) 20\d\d|"
    r"\b(?:og|norsk bokmål|norsk nynorsk|engelsk|tysk)\b|"
    r"[\d.,:;–›()%#\s]+"
)


def catalog() -> Catalog:
    """Read the Norwegian catalog."""
    with PO.open("rb") as file:
        return read_po(file, locale="nb")


def forms(text: str | Iterable[str] | None) -> list[str]:
    """Return the plural forms of a string, or the string alone."""
    return [text or ""] if isinstance(text, str | None) else list(text)


def marks(text: str) -> list[str]:
    """Return the placeholders and HTML elements in a string, in alphabetical order."""
    return sorted(re.findall(r"%\(\w+\)\w|</?\w+", text))


def test_every_string_is_translated_with_the_same_placeholders_and_elements() -> None:
    faults = []
    for message in catalog():
        translations = forms(message.string)
        # A plural form may leave the number out, as in "the one member".
        allowed = [marks(text) for text in forms(message.id)]
        is_whole = all(translations) and all(marks(text) in allowed for text in translations)
        if message.id and (message.fuzzy or not is_whole):
            faults.append(message.id)
    assert faults == []


def test_strings_have_the_quotation_marks_of_their_language() -> None:
    other = {"en": re.compile("[“”«»]"), "nb": re.compile("[“”‘]")}
    texts = [(tag, one) for m in catalog() for tag, one in (("en", m.id), ("nb", m.string))]
    assert [one for tag, text in texts for one in forms(text) if other[tag].search(one)] == []


def test_a_site_without_a_compiled_catalog_does_not_start(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, translations=tmp_path)
    with pytest.raises(BadSettingError, match=r"messages\.mo is missing: .*pybabel compile"):
        create_app(settings)


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory: pytest.TempPathFactory) -> Visitor:
    """A visitor of a site with its interface strings in ⟦⟧ and its content in ⟪⟫."""
    folder = tmp_path_factory.mktemp("pseudo")
    changed = catalog()
    for message in changed:
        if isinstance(message.id, tuple):
            message.string = tuple(f"⟦{form}⟧" for form in message.string or ())
        elif message.id:
            message.string = f"⟦{message.string}⟧"
    compiled = BytesIO()
    write_mo(compiled, changed)
    mo = folder / "translations" / "nb" / "LC_MESSAGES" / "messages.mo"
    mo.parent.mkdir(parents=True)
    mo.write_bytes(compiled.getvalue())

    content = files.read(load.SEED)
    for entry in content.entries():
        for _, texts in entry.words():
            texts["nb"] = "\n\n".join(f"⟪{part.strip()}⟫" for part in texts["nb"].split("\n\n"))
    export.write(replace(content, history=files.History()), folder / "content")
    settings = settings_in(folder, translations=folder / "translations")
    return Visitor(site(settings, folder / "content"))


def bare_words(page: Tag) -> Iterator[str]:
    """Yield the text of a page that comes from neither a catalog nor the content."""
    text = " ".join(
        str(string)
        for string in page.find_all(string=True)
        if type(string) is NavigableString
        # dates are CLDR's; keys of data sets and words of other languages need no translation
        if not string.find_parent(["time", "code"])
        and not string.find_parent(class_=["glossary-translation", "language-hint"])
    )
    labels = [str(tag["aria-label"]) for tag in page.select("[aria-label]")]
    for words in (text, *labels, *(tag.get_text() for tag in page.select("template"))):
        bare = words
        while bare != (bare := re.sub(r"⟦[^⟦⟧⟪⟫]*⟧|⟪[^⟦⟧⟪⟫]*⟫", " ", bare)):
            pass
        if left := NEITHER.sub("", " ".join(bare.split())).strip(" ,"):
            yield left


def test_no_text_of_a_page_bypasses_the_catalogs(pseudo: Visitor) -> None:
    board = pseudo.open("/nb/styret").get_text()
    assert "⟦Hopp til hovedinnhold⟧" in board
    assert "⟪Prosjektstyret⟫" in board
    addresses = [one for one in EVERY_PAGE if one.startswith("/nb/")]
    faults = [(one, text) for one in addresses for text in bare_words(pseudo.open(one))]
    assert faults == []
