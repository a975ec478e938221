"""The accessibility page claims what tests back, and nothing else."""

from __future__ import annotations

import re

import pytest

from battkomp.pages.test_record import last_run
from battkomp.settings import ROOT
from tests.support.visitor import Visitor, one, words

TESTED = last_run()
TEMPLATE = (ROOT / "templates" / "pages" / "accessibility.html").read_text("utf-8")


def backed() -> set[str]:
    """Return the claims that tests are marked with."""
    sources = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    return {name for source in sources for name in re.findall(r'mark\.claim\("(\w+)"\)', source)}


def test_every_claim_is_backed_and_has_words() -> None:
    worded = set(re.findall(r'^ +"(\w+)": _\(', TEMPLATE, re.MULTILINE))
    assert set(TESTED.claims) == backed() == worded, "run `make record`"
    assert all(TESTED.claims.values())


@pytest.mark.parametrize("address", ["/nb/tilgjengelighet", "/en/accessibility"])
def test_the_page_says_when_and_how_much_was_tested(visitor: Visitor, address: str) -> None:
    main = one(visitor.open(address), "main")
    assert one(main, ".tested time")["datetime"] == TESTED.on.isoformat()
    said = [words(item) for item in main.select(".claims li")]
    assert len(said) == len(TESTED.claims)
    for count in TESTED.claims.values():
        assert any(f"({count} " in text for text in said)
