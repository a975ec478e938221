"""Check that the accessibility page claims no more and no less than tests back."""

import re

from battkomp.pages.accessibility import last_run
from battkomp.settings import ROOT
from tests.support.visitor import Visitor, one

TESTED = last_run()
TEMPLATE = (ROOT / "templates" / "pages" / "accessibility.html").read_text("utf-8")


def backed() -> set[str]:
    """Return the names of the claims that tests are marked with."""
    sources = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    return {name for source in sources for name in re.findall(r'mark\.claim\("(\w+)"\)', source)}


def test_every_claim_is_backed_and_has_words() -> None:
    worded = set(re.findall(r'^ +"(\w+)": _\(', TEMPLATE, re.MULTILINE))
    assert set(TESTED.claims) == backed() == worded, "run `make record`"
    assert all(TESTED.claims.values())


def test_the_page_shows_the_day_and_every_claim_of_the_last_run(visitor: Visitor) -> None:
    for address in ("/nb/tilgjengelighet", "/en/accessibility"):
        main = one(visitor.open(address), "main")
        assert one(main, "#what-is-tested + div time")["datetime"] == TESTED.on.isoformat()
        assert len(main.select("#what-is-tested + div li")) == len(TESTED.claims)
