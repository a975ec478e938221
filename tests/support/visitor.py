"""Open pages without JavaScript, and check each against the rules of the site."""

import re
from collections import Counter
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Page = BeautifulSoup


class Visitor:
    """Opens pages and checks them, so that a test checks only the special parts of its page."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client(use_cookies=False)
        self._answers: dict[str, int] = {}
        self._checked: dict[str, Page] = {}

    def ask(self, address: str, **headers: str) -> TestResponse:
        """Get an address without checks. Header names have underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(address, headers=named, buffered=True)

    def open(self, address: str, *, status: int = 200) -> Page:
        """Open a page and check it."""
        response = self.client.get(address)
        assert response.status_code == status, f"{address}: {response.status}"
        assert "Set-Cookie" not in response.headers, f"{address}: a cookie"
        if response.text not in self._checked:  # many tests open the same page
            page = BeautifulSoup(response.text, "html.parser")
            self._check(page, address, str(response.headers["Content-Language"]))
            self._checked[response.text] = page
        return self._checked[response.text]

    def open_fragment(self, address: str, *, status: int = 200) -> Page:
        """Open the fragment of the page at `address`."""
        response = self.client.get(f"/fragment{address}")
        assert response.status_code == status, f"{address}: {response.status}"
        assert "<html" not in response.text, f"{address}: a whole page for a fragment"
        return BeautifulSoup(response.text, "html.parser")

    def status_of(self, address: str) -> int:
        """Return the status of an address, which is requested only once."""
        if address not in self._answers:
            self._answers[address] = self.client.get(address, buffered=True).status_code
        return self._answers[address]

    def _check(self, page: Page, address: str, announced: str) -> None:
        language = one(page, "html")["lang"]
        assert announced == language, f"{address}: Content-Language"
        check_structure(page, address)
        targets = {str(element["id"]) for element in page.select("[id]")}
        for link in page.select("a[href]"):
            self._check_link(link, address, language=str(language), targets=targets)
        check_link_texts(page, address)
        for link in page.select("link[rel=alternate], link[rel=search], link[rel=manifest]"):
            status = self.status_of(path_of(str(link["href"])))
            assert status == 200, f"{address}: {link['href']} answers {status}"

    def _check_link(self, link: Tag, address: str, *, language: str, targets: set[str]) -> None:
        href = str(link["href"])
        assert link.get_text(strip=True), f"{address}: a link without words to {href}"
        if href.startswith(("https://", "mailto:", "webcal://")):
            return
        path, _, target = href.partition("#")
        if not path:
            assert target in targets, f"{address}: no target for {href}"
            return
        assert self.status_of(path) == 200, f"{address}: {href} answers {self.status_of(path)}"
        if "." in path.rpartition("/")[2]:
            unboosted = link.get("data-hx-boost") == "false"
            assert unboosted, f"{address}: htmx would ask for a fragment of {href}"
        if not link.find_parent("nav", class_="language-switch") and not link.get("hreflang"):
            assert path.startswith(f"/{language}/"), f"{address}: {href} crosses languages"


def check_structure(page: Page, address: str) -> None:
    """Check the title, ids, landmarks, headings and skip link of a page."""
    heading = words(one(page, "h1"))
    title = one(page, "head title").get_text(strip=True)
    assert title.startswith(heading), f"{address}: {title!r} does not start with {heading!r}"
    assert "BattKOMP" in title, f"{address}: {title!r} does not name the site"
    identities = Counter(str(element["id"]) for element in page.select("[id]"))
    assert max(identities.values()) == 1, f"{address}: duplicate ids"
    check_landmarks(page, address)
    check_headings(page, address)
    assert one(page, "body > :first-child")["href"] == "#main", f"{address}: no skip link first"
    inline = page.select("[style], style, script:not([src], [type='application/ld+json'])")
    assert not inline, f"{address}: inline style or script"
    text = one(page, "body").get_text(" ")
    assert "{" not in text, f"{address}: an unfilled place"
    assert " -- " not in text, f"{address}: hyphens for a dash"


def check_link_texts(page: Page, address: str) -> None:
    """Check that the text of each link is clear and unique to its target (WCAG 2.4.4, 2.4.9).

    A name may also lead to the same in another language.
    """
    targets: dict[tuple[str, str], set[str]] = {}
    for link in page.select("a[href]"):
        named = words(link).lower(), str(link.get("hreflang", ""))
        targets.setdefault(named, set()).add(str(link["href"]))
        if str(link["href"]).startswith("https://"):
            assert link.get("rel") == ["external"], f"{address}: {link['href']} is not marked"
    for (text, _), hrefs in targets.items():
        assert len(hrefs) == 1, f"{address}: {text!r} leads to {hrefs}"
        assert text not in ("her", "les mer", "here", "read more"), f"{address}: {text!r}"
    ordered = page.select("[tabindex]:not([tabindex='-1'], [role=region][tabindex='0'])")
    assert not ordered, f"{address}: another order of focus"


def check_landmarks(page: Page, address: str) -> None:
    """Check the landmarks: one banner, one main, one footer, named navigation."""
    for name in ("header", "main", "footer"):
        assert len(page.select(f"{name}")) == 1, f"{address}: not one {name}"
    names = [nav.get("aria-label") for nav in page.select("nav")]
    assert all(names), f"{address}: a nav without a name"
    assert len(set(names)) == len(names), f"{address}: navs with the same name"


def check_headings(page: Page, address: str) -> None:
    """Check that no level of heading is skipped and none is empty."""
    level = 0
    for heading in page.find_all(re.compile("^h[1-6]$")):
        own = int(heading.name[1])
        assert own <= level + 1, f"{address}: h{own} after h{level}"
        assert heading.get_text(strip=True), f"{address}: an empty heading"
        level = own


def one(page: Tag, selector: str) -> Tag:
    """Return the only element for a selector."""
    found = page.select(selector)
    assert len(found) == 1, f"{len(found)} elements for {selector}"
    return found[0]


def path_of(url: str) -> str:
    """Return the path of a URL."""
    return urlsplit(url).path


def words(element: Tag) -> str:
    """Return the text of an element, with single spaces between words."""
    return " ".join(element.get_text("").split())


def plain(text: str) -> str:
    """Return a text as `words` has it, with single spaces between its words."""
    return " ".join(text.split())
