"""`flask links check`: what has become of the links to other sites, and where they stand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from battkomp import create_app
from battkomp.data.files import LICENCE
from battkomp.db import connections
from battkomp.operations import link_check
from battkomp.operations.link_report import collected
from battkomp.settings import Settings
from tests.support.entries import seed
from tests.support.servers import free_port
from tests.support.sites import edited_seed, load
from tests.support.strangers import Stranger, stranger
from tests.support.visitor import Visitor

pytestmark = pytest.mark.slow

# The one link that stands in a template, and not in the content.
AUTHORITY = "https://www.uutilsynet.no"
PAGES = ["/nb/organisasjoner", "/en/organisations", "/nb/styret", "/en/board"]
# What the content that ships leads to: a test is not to ask the world.
SHIPPED = {
    entry["url"] if section == "sources" else entry.get("website")
    for section in ("sources", "organisations")
    for entry in seed(section).values()
}


@pytest.fixture
def other(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stranger]:
    """Another site. Nobody else is asked."""
    real = link_check.ask_all

    def ask_ours(addresses: Any, agent: str) -> dict[str, link_check.Found]:
        others = {*SHIPPED, AUTHORITY, LICENCE.url}
        found = real([one for one in addresses if one not in others], agent)
        return {one: found.get(one, WORKS) for one in addresses}

    monkeypatch.setattr(link_check, "PAUSE", 0)
    monkeypatch.setattr(link_check, "ask_all", ask_ours)
    with stranger("127.0.0.2") as other:
        yield other


WORKS = link_check.Found(link_check.State.WORKS, "200 OK")


def link(settings: Settings, organisation: str, address: str) -> None:
    """Have an organisation's name lead to an address."""
    with connections.writing(settings.database) as db:
        query = "update organisations set website = ? where key = ?"
        assert db.execute(query, [address, organisation]).rowcount == 1
        connections.raise_revision(db)


def check(settings: Settings, *options: str) -> Result:
    """Run the command."""
    return create_app(settings).test_cli_runner().invoke(args=["links", "check", *options])


def reported(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return what the command says as JSON, by address."""
    result = check(settings, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    said = json.loads(result.stdout)
    assert said["day"] == "2026-11-23"
    return {one.pop("address"): one for one in said["links"]}


def test_every_link_to_another_site_is_found_with_its_pages(
    settings: Settings, visitor: Visitor
) -> None:
    load(settings)
    links = collected(settings)
    pages = {page for places in links.values() for page in places if page.startswith("/")}
    assert AUTHORITY in links
    assert links["https://www.lo.no"] == (
        *PAGES,
        "organisations.toml: organisations.lo.website",
    )
    for page in pages:
        shown = {str(one["href"]) for one in visitor.open(page).select('a[href^="http"]')}
        assert shown == {address for address, places in links.items() if page in places}, page


def test_a_link_that_no_page_shows_yet_is_found(settings: Settings, tmp_path: Path) -> None:
    new = """
[organisations.new]
name.nb = "Ny"
name.en = "New"
website = "https://new.example/#top"
"""
    load(settings, edited_seed(tmp_path, organisations=lambda text: text + new))
    places = collected(settings)["https://new.example/"]
    assert places == ("organisations.toml: organisations.new.website",)


def test_the_sites_own_addresses_are_no_links_to_others(settings: Settings) -> None:
    load(settings)
    link(settings, "lo", "https://battkomp.example/nb/styret")
    assert "https://battkomp.example/nb/styret" in collected(settings)
    own = replace(settings, public_url="https://battkomp.example")
    assert "https://battkomp.example/nb/styret" not in collected(own)
    trusting = replace(settings, trusted_hosts=("battkomp.example",))
    assert "https://battkomp.example/nb/styret" not in collected(trusting)


def test_the_report_says_what_has_become_of_each(settings: Settings, other: Stranger) -> None:
    load(settings)
    nobody = f"http://127.0.0.3:{free_port()}/"
    link(settings, "lo", f"{other.address}/404")
    link(settings, "hydro", f"{other.address}/301/to/200")
    link(settings, "eyde-klyngen", nobody)
    links = reported(settings)
    assert links[AUTHORITY]["state"] == "works"
    assert links[f"{other.address}/404"] == {
        "state": "broken",
        "said": "404 Not Found",
        "moved_to": None,
        "places": [*PAGES, "organisations.toml: organisations.lo.website"],
    }
    assert links[nobody]["said"] == "the connection is refused"
    moved = links[f"{other.address}/301/to/200"]
    assert (moved["state"], moved["moved_to"]) == ("moved", f"{other.address}/200")


def test_the_report_is_readable_and_a_broken_link_is_no_failure(
    settings: Settings, other: Stranger
) -> None:
    load(settings)
    link(settings, "lo", f"{other.address}/404")
    link(settings, "hydro", f"{other.address}/301/to/200")
    result = check(settings)
    assert (result.exit_code, result.stderr) == (0, "")
    count = len(collected(settings))
    assert result.stdout.splitlines() == [
        f"Links to other sites: {count}. They work: {count - 2}; moved: 1; broken: 1.",
        "",
        f"Broken: {other.address}/404",
        "  404 Not Found",
        *(f"  stands in {page}" for page in PAGES),
        "  stands in organisations.toml: organisations.lo.website",
        "",
        f"Moved: {other.address}/301/to/200",
        f"  has moved for good to {other.address}/200",
        *(f"  stands in {page}" for page in PAGES),
        "  stands in organisations.toml: organisations.hydro.website",
    ]


def test_others_see_who_asks(settings: Settings, other: Stranger) -> None:
    own = replace(settings, public_url="https://battkomp.example", trusted_hosts=("x.example",))
    load(own)
    link(own, "lo", f"{other.address}/200")
    assert check(own).exit_code == 0
    ((_method, _path, agent),) = other.asked
    assert agent.startswith("BattKOMP-links/")
    assert agent.endswith(" (+https://battkomp.example)")


@pytest.mark.parametrize("address", ["http://[/", "https://127.0.0.2:x/", "https:///"])
def test_what_is_no_address_is_reported(settings: Settings, other: Stranger, address: str) -> None:
    load(settings)
    link(settings, "lo", address)
    assert reported(settings)[address]["said"] == "it is no address of the web"
    assert other.asked == []


def test_without_content_there_is_nothing_to_report(settings: Settings) -> None:
    connections.prepare(settings.database)
    result = check(settings)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: There is no content yet")
