"""Which language a visitor gets, and what it takes to add one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from battkomp.languages import LANGUAGES, Language
from battkomp.settings import ROOT
from tests.support.pages import EVERY_PAGE
from tests.support.sites import change, edited_seed, settings_in, site
from tests.support.visitor import Visitor, one, words

SAMI = Language(
    tag="se",
    name="Davvisámegiella",
    english_name="Northern Sámi",
    locale="se",
    open_graph="se_NO",
    readers=("se",),
)


@pytest.mark.parametrize(
    ("header", "front_page"),
    [
        (None, "/nb/"),
        ("", "/nb/"),
        ("nb", "/nb/"),
        ("no", "/nb/"),
        ("nn", "/nb/"),
        ("nb-NO", "/nb/"),
        ("NB-no", "/nb/"),
        ("no-NO,no;q=0.9,en;q=0.8", "/nb/"),
        ("nn-NO,nn;q=0.9,en;q=0.5", "/nb/"),
        ("de", "/nb/"),
        ("*", "/nb/"),
        ("sv", "/nb/"),
        ("da-DK,en;q=0.7", "/nb/"),
        ("en", "/en/"),
        ("en-GB,en;q=0.9", "/en/"),
        ("en-US,nb;q=0.2", "/en/"),
        ("de,en;q=0.5", "/en/"),
        ("nb;q=0,en;q=0.1", "/en/"),
        ("nb;q=0.3,en;q=0.4", "/en/"),
        ("en;q=0", "/nb/"),
        (";;;q=,=,é\x01", "/nb/"),
        ("nb," * 3400, "/nb/"),
        ("x" * 10_000, "/nb/"),
    ],
)
def test_the_root_leads_to_the_readers_language(
    visitor: Visitor, header: str | None, front_page: str
) -> None:
    headers = {} if header is None else {"Accept_Language": header}
    answer = visitor.ask("/", **headers)
    assert (answer.status_code, answer.headers["Location"]) == (302, front_page)
    assert answer.headers["Vary"] == "Accept-Language"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("address", EVERY_PAGE)
@pytest.mark.parametrize("header", ["nb", "en", "de"])
def test_no_other_address_asks_who_the_reader_is(
    visitor: Visitor, address: str, header: str
) -> None:
    answer = visitor.ask(address, Accept_Language=header)
    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == address.split("/")[1]
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(("header", "language"), [("nb", "nb"), ("en", "en"), ("de", "nb")])
def test_an_unknown_language_is_an_error_in_the_readers(
    visitor: Visitor, header: str, language: str
) -> None:
    for address in ("/fr/", "/fr/board", "/zz", "/%F0%9F%94%8B"):
        answer = visitor.ask(address, Accept_Language=header)
        assert (answer.status_code, answer.headers["Content-Language"]) == (404, language)


def test_a_third_language_is_a_row_in_a_list_a_catalog_and_words(tmp_path: Path) -> None:
    translations = tmp_path / "translations"
    shutil.copytree(ROOT / "translations", translations)
    shutil.copytree(translations / "nb", translations / "se")
    content = edited_seed(
        tmp_path,
        pages=change('title.nb = "Kontakt"', 'title.nb = "Kontakt"\ntitle.se = "Oktavuohta"'),
    )
    settings = settings_in(tmp_path, languages=(*LANGUAGES, SAMI), translations=translations)
    visitor = Visitor(site(settings, content))

    contact = visitor.open("/se/kontakt")
    assert one(contact, "html")["lang"] == "se"
    assert words(one(contact, "h1")) == "Oktavuohta"
    assert one(contact, "meta[name=robots]")["content"] == "noindex"
    assert "Northern Sámi" in words(one(contact, "main > .notice"))

    phase = visitor.open("/se/faser/1-behovskartlegging")
    assert one(phase, "h1 [lang]")["lang"] == "nb"
    editions = [words(item) for item in phase.select(".editions li")]
    assert editions == ["Norsk", "English", "Davvisámegiella"]

    assert "/se/" not in visitor.ask("/sitemap.xml").text
    assert not visitor.open("/nb/").select("link[hreflang=se]")
    assert visitor.ask("/", Accept_Language="se").headers["Location"] == "/se/"
