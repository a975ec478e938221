"""What htmx and our glue do to a page when a link is followed, without a browser."""

from __future__ import annotations

import copy
import re

from bs4 import BeautifulSoup, Tag

from battkomp.settings import ROOT
from tests.support.visitor import Page, one

_SCRIPT = (ROOT / "static" / "js" / "site.js").read_text("utf-8")


def _selector(name: str) -> str:
    """Return a selector that the script keeps under a name."""
    found = re.search(rf"const {name} =\s+'([^']+)';", _SCRIPT)
    assert found is not None
    return found[1]


PAGE_HEAD, MARKED = _selector("PAGE_HEAD"), _selector("MARKED")


def swapped(page: Page, fragment: Page, address: str) -> Page:
    """Return a page into which a fragment has been swapped."""
    result = copy.copy(page)
    head = one(fragment, "head").extract()
    one(result, "title").string = one(head, "title").get_text()
    for old in one(result, "head").select(PAGE_HEAD):
        old.decompose()
    for new in head.select(PAGE_HEAD):
        one(result, "head").append(new)
    target = one(result, "#page")
    target.clear()
    target.extend(list(fragment.contents))
    for link in result.select(MARKED):
        del link["aria-current"]
        if link["href"] == address:
            link["aria-current"] = "page"
    return result


def normal(page: Page) -> tuple[list[str], str]:
    """Return a page's head as a sorted list, and its body with white space folded."""
    head = sorted(str(element) for element in one(page, "head").find_all(True))
    body = BeautifulSoup(" ".join(str(one(page, "body")).split()), "html.parser")
    for element in body.find_all(True):
        if isinstance(element, Tag):
            element.attrs = dict(sorted(element.attrs.items()))
    return head, str(body).replace("> <", "><")
