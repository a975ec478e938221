"""Addresses without a language: sitemap.xml, robots.txt and security.txt."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.pages import EVERY_PAGE, PAIRS
from tests.support.sites import NOW, change, edited_seed, load, settings_in, site
from tests.support.visitor import Visitor, path_of

_NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def entries(visitor: Visitor) -> dict[str, ElementTree.Element]:
    """Return the sitemap's entries by the path of their page."""
    root = ElementTree.fromstring(visitor.ask("/sitemap.xml").text)  # noqa: S314  # our own
    return {path_of(entry.findtext("s:loc", "", _NAMES)): entry for entry in root}


def test_the_sitemap_lists_every_page_in_both_languages(visitor: Visitor) -> None:
    found = entries(visitor)
    assert set(found) == set(EVERY_PAGE)
    assert visitor.ask("/sitemap.xml").mimetype == "application/xml"
    for nb, en in PAIRS:
        for address in (nb, en):
            links = found[address].findall("x:link", _NAMES)
            editions = {link.get("hreflang"): path_of(str(link.get("href"))) for link in links}
            assert (editions["nb"], editions["en"]) == (nb, en)


def test_robots_txt_names_the_sitemap(visitor: Visitor) -> None:
    answer = visitor.ask("/robots.txt")
    assert "Sitemap: http://localhost/sitemap.xml" in answer.text
    assert "Disallow" not in answer.text


@pytest.mark.parametrize(
    ("file", "edit", "pages"),
    [
        (
            "phases",
            change("2022-01-31", "2022-02-01"),
            {"/nb/faser/2-gap-og-anbefalinger", "/en/phases/2-gaps-and-recommendations"},
        ),
        ("board", change("Per Holdø", "Per Holdo"), {"/nb/styret", "/en/board"}),
        (
            "contact",
            change('organisation = "norsk-industri"', 'organisation = "lo"'),
            {"/nb/kontakt", "/en/contact"},
        ),
        (
            "milestones",
            change('Vestre."\nbody.en', 'Vestre, i 2023."\nbody.en'),
            {"/nb/tidslinje", "/nb/faser/3-rekruttering-og-samfunn"},
        ),
        (
            "milestones",
            change("Northvolt går konkurs i Sverige", "Northvolt er konkurs i Sverige"),
            {"/nb/tidslinje", "/nb/verdikjeden", "/nb/organisasjoner"},
        ),
        ("glossary", change("The smallest unit in a", "The least unit in a"), {"/en/glossary"}),
        ("contact", change('questions? Please get in touch."', 'questions?"'), {"/en/contact"}),
        (
            "sources",
            change("Artikkel om rapporten fra del 1", "Nye ord om rapporten fra del 1"),
            {
                *("/nb/", "/nb/faser/1-behovskartlegging", "/nb/funn", "/nb/tidslinje"),
                *("/nb/tall", "/nb/organisasjoner", "/nb/kilder"),
            },
        ),
    ],
)
def test_a_change_changes_the_day_of_the_pages_that_show_it(
    tmp_path: Path, file: str, edit: Callable[[str], str], pages: set[str]
) -> None:
    settings = settings_in(tmp_path, today=lambda: date(2027, 1, 2))
    visitor = Visitor(site(settings))
    load(settings, edited_seed(tmp_path, **{file: edit}))
    found = entries(visitor).items()
    days = {path: entry.findtext("s:lastmod", "", _NAMES) for path, entry in found}
    assert {path for path, day in days.items() if day == "2027-01-02"} == pages


def test_security_txt_says_where_to_report_a_vulnerability(visitor: Visitor) -> None:
    """RFC 9116."""
    answer = visitor.ask("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"
    fields: dict[str, list[str]] = {}
    for line in answer.text.splitlines():
        name, value = line.split(": ", 1)
        fields.setdefault(name, []).append(value)
    assert fields["Contact"] == ["http://localhost/nb/kontakt", "http://localhost/en/contact"]
    assert fields["Canonical"] == ["http://localhost/.well-known/security.txt"]
    (expires,) = fields["Expires"]
    left = datetime.fromisoformat(expires) - datetime.fromtimestamp(NOW, UTC)
    assert timedelta(days=30) < left < timedelta(days=365)
