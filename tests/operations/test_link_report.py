"""`flask links check`: links to other sites, their results, and the places that hold them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from battkomp.content import storage
from battkomp.db import connections
from battkomp.operations import link_check
from battkomp.operations.link_check import LinkResult
from battkomp.operations.link_report import collect
from battkomp.settings import Settings
from tests.support.commands import output_of
from tests.support.origins import Stranger, stranger
from tests.support.sites import edited_seed, load
from tests.support.visitor import Visitor

pytestmark = pytest.mark.slow

AUTHORITY = "https://www.uutilsynet.no"  # the only link that is in a template
PAGES = ["/nb/organisasjoner", "/en/organisations", "/nb/styret", "/en/board"]
WORKS = LinkResult("works", "200 OK")


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stranger]:
    """Another site, the only one that is asked: a test does not ask the internet."""
    real = link_check.check_all

    def check_local(addresses: Any, agent: str) -> dict[str, LinkResult]:
        results = real([one for one in addresses if "//127.0.0.2:" in one], agent)
        return {one: results.get(one, WORKS) for one in addresses}

    monkeypatch.setattr(link_check, "PAUSE", 0)
    monkeypatch.setattr(link_check, "check_all", check_local)
    with stranger("127.0.0.2") as other:
        yield other


def link(settings: Settings, organisation: str, address: str) -> None:
    """Set the website of an organisation."""
    with connections.writing(settings.database) as db:
        document = storage.read(db)
        changed = structs.replace(document.organisations[organisation], website=address)
        organisations = document.organisations | {organisation: changed}
        storage.write(db, structs.replace(document, organisations=organisations))


def test_every_link_to_another_site_is_found_with_its_places(
    settings: Settings, visitor: Visitor, tmp_path: Path
) -> None:
    new = """
[organisations.new]
name.nb = "Ny"
name.en = "New"
website = "https://new.example/#top"
"""
    load(settings, edited_seed(tmp_path, organisations=lambda text: text + new))
    links = collect(settings)
    new_places = links.pop("https://new.example/")
    assert new_places == ("organisations.toml: organisations.new.website",)
    assert links["https://www.lo.no"] == (*PAGES, "organisations.toml: organisations.lo.website")
    assert AUTHORITY in links
    pages = {page for places in links.values() for page in places if page.startswith("/")}
    for page in pages:
        shown = {str(one["href"]) for one in visitor.open(page).select('a[href^="http"]')}
        assert shown == {address for address, places in links.items() if page in places}, page


def test_a_report_has_the_result_of_each_link_and_a_broken_one_is_no_failure(
    settings: Settings, other: Stranger
) -> None:
    settings = replace(settings, public_url="https://x.example", trusted_hosts=(".y.example",))
    load(settings)
    broken, moved = f"{other.address}/404", f"{other.address}/301/to/200"
    link(settings, "lo", broken)
    link(settings, "hydro", moved)
    link(settings, "nho", "https://127.0.0.2:x/")
    link(settings, "siemens", "https://x.example/nb/styret")
    link(settings, "eyde-klyngen", "https://www.y.example/nb/styret")
    report = json.loads(output_of(settings, "links", "check", "--json"))
    assert report["day"] == "2026-11-23"
    links = {one.pop("address"): one for one in report["links"]}
    assert links[AUTHORITY]["state"] == "works"
    assert links[broken] == {
        "state": "broken",
        "said": "404 Not Found",
        "moved_to": None,
        "places": [*PAGES, "organisations.toml: organisations.lo.website"],
    }
    assert links["https://127.0.0.2:x/"]["said"] == "it is not a web address"
    assert (links[moved]["state"], links[moved]["moved_to"]) == ("moved", f"{other.address}/200")
    assert [one for one in links if "x.example" in one or "y.example" in one] == []
    agents = {agent for _method, _path, agent in other.asked}
    assert agents == {"BattKOMP-links (+https://x.example)"}
    count = len(links)
    assert output_of(settings, "links", "check").splitlines() == [
        f"Links to other sites: {count}. They work: {count - 3}; moved: 1; broken: 2.",
        "",
        f"Broken: {broken}",
        "  404 Not Found",
        *(f"  found in {page}" for page in PAGES),
        "  found in organisations.toml: organisations.lo.website",
        "",
        "Broken: https://127.0.0.2:x/",
        "  it is not a web address",
        *(f"  found in {page}" for page in PAGES[:2]),
        "  found in organisations.toml: organisations.nho.website",
        "",
        f"Moved: {moved}",
        f"  has moved for good to {other.address}/200",
        *(f"  found in {page}" for page in PAGES),
        "  found in organisations.toml: organisations.hydro.website",
    ]
