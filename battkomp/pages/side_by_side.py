"""The companion of each page that shows it in all languages side by side."""

from collections import ChainMap
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from itertools import takewhile, zip_longest

from flask import Response, request
from markupsafe import Markup

from battkomp.languages import Language
from battkomp.web.context import content
from battkomp.web.languages import current_language, site_languages
from battkomp.web.locations import Location
from battkomp.web.rendering import render, response_at
from battkomp.web.urls import LocalizedBlueprint

# Elements within a block. Each of the others ends one.
_WITHIN = {"a", "b", "br", "code", "dfn", "em", "i", "small", "span", "strong", "time", "wbr"}
_CELLS = {"td", "th", "text"}  # of a row of a table, or of a drawing
_HEADINGS = {"h1", "h2", "h3", "h4", "h5"}
_LEFT_OUT = {"id", "tabindex"}  # attributes
_CLASSES = {"glossary-link", "meta", "printed", "quiet", "visually-hidden"}  # that are kept

bp = LocalizedBlueprint("side_by_side", __name__)


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, an item of a list, a row of a table, or the words of a drawing.

    :param html: its element. A heading is one level below that of the page.
    :param shape: its kind and section, and its number among those of the same kind that follow each
        other. Counterparts in other languages have the same.
    :param gaps: the names of the texts in it whose translations are missing or outdated.
    """

    html: Markup
    shape: tuple[object, int]
    gaps: tuple[str, ...]


Row = tuple[Block | None, ...]


@bp.companion
def show(here: Location) -> Response:
    """Show a page in every language, the reader's first."""
    own = current_language()
    languages = (own, *(one for one in site_languages() if one != own))
    page = here.beside(None)
    return render(
        "pages/side_by_side.html",
        here,
        languages=languages,
        rows=_aligned([_blocks(page, language) for language in languages]),
        outdated={one: content().in_language(one.tag).outdated for one in languages},
    )


def _blocks(page: Location, language: Language) -> list[Block]:
    """Return the blocks of a page, as its own view and template render it in a language."""
    address = page.address(language)
    state = {"snapshot": content().snapshot, "reader_language": current_language()}
    html = response_at(address, request.host_url, **state).get_data(as_text=True)
    parser = _PageParser(address, language)
    parser.feed(html[html.index("<main") : html.index("</main>")])
    return parser.blocks


def _aligned(columns: Sequence[Sequence[Block]]) -> list[Row]:
    """Return the blocks of the languages in rows, with None where one has no counterpart."""
    rows: list[Row] = [(block,) for block in columns[0]]
    for place, column in enumerate(columns[1:], 1):
        shapes = [next(block.shape for block in row if block) for row in rows]
        matcher = SequenceMatcher(None, shapes, [block.shape for block in column], autojunk=False)
        rows = [
            (*(row or (None,) * place), block)
            for _, start, end, first, last in matcher.get_opcodes()
            for row, block in zip_longest(rows[start:end], column[first:last])
        ]
    return rows


class _PageParser(HTMLParser):
    """Reads the blocks of a page. The site's own HTML closes every element, and has text in blocks.

    :param address: address of the page.
    """

    def __init__(self, address: str, language: Language) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._address = address
        self._language = language
        self._around: list[tuple[str, dict[str, str]]] = [("", {"lang": language.tag})]
        self._html = Markup()
        self._gaps: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "data-gap" in attributes:
            self._gaps.append(attributes["data-gap"])
        if tag in _CELLS:
            self._html += " · " if self._html.strip() else ""
        elif tag == "title":  # of a point in a drawing, only shown under the pointer
            self._html += Markup('<span class="visually-hidden">')
        elif self._is_passed_over(tag):
            return
        elif tag in _WITHIN:
            self._html += Markup("<%s%s>") % (tag, self._written(attributes))
        else:
            self._around.append((tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._html += Markup("</span>")
        elif tag in _CELLS or self._is_passed_over(tag):
            return
        elif tag in _WITHIN:
            self._html += Markup("</%s>") % tag
        else:
            if self._around[-2][0] != "svg":  # drawings in a drawing are part of it
                self._end_block()
            self._around.pop()

    def handle_data(self, data: str) -> None:
        self._html += data

    def _is_passed_over(self, tag: str) -> bool:
        """Return whether an element is a field of a form, or a shape or link in a drawing."""
        return tag == "input" or (self._around[-1][0] == "svg" and tag != "svg")

    def _written(self, attributes: dict[str, str]) -> Markup:
        """Return the attributes that the view keeps, as HTML. Links lead to the page."""
        classes = sorted(_CLASSES.intersection(attributes.get("class", "").split()))
        kept = attributes | {"class": " ".join(classes)}
        href = attributes.get("href", "")
        if href.startswith("#"):
            kept["href"] = self._address + href
        if href.startswith(("#", "/")) and self._language != current_language():
            kept |= {"hreflang": self._language.tag, "data-hx-boost": "false"}
        pairs = (pair for pair in kept.items() if pair[1] and pair[0] not in _LEFT_OUT)
        return Markup().join(Markup(' %s="%s"') % pair for pair in pairs)

    def _end_block(self) -> None:
        """Add the text since the last block as a block, if there is any."""
        html, gaps, self._html, self._gaps = self._html, self._gaps, Markup(), []
        inherited = ChainMap(*(attributes for _, attributes in reversed(self._around)))
        if not html.striptags() or "data-left-out" in inherited:
            return
        own, attributes = self._around[-1]
        tag = f"h{int(own[1]) + 1}" if own in _HEADINGS else "p"
        kept = {name: inherited.get(name, "") for name in ("lang", "aria-hidden")}
        hidden = [one for _, one in self._around if "visually-hidden" in one.get("class", "")]
        kept["class"] = " ".join(one.get("class", "") for one in (*hidden, attributes))
        whole = Markup("<%s%s>%s</%s>") % (tag, self._written(kept), html.strip(), tag)
        kind = (inherited.get("id"), own, kept["class"])
        before = takewhile(lambda block: block.shape[0] == kind, reversed(self.blocks))
        self.blocks.append(Block(whole, (kind, len(list(before))), tuple(gaps)))
