"""A page as a sequence of blocks of text, and the blocks of several languages side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from html.parser import HTMLParser
from itertools import zip_longest
from xml.etree.ElementTree import Element, TreeBuilder

# Elements within a block. Each of the others begins a block, and ends one.
_WITHIN = {"a", "b", "br", "cite", "code", "dfn", "em", "i", "small", "span", "strong", "time"}
_WITHIN |= {"input", "td", "th", "wbr"}
_PIECES = {"td", "th", "text", "title"}  # of a row of a table, and of a drawing
_VOID = {"br", "input", "wbr"}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5"}
_LEFT_OUT = {"script", "template"}
_KEPT = ("href", "hreflang", "rel", "type", "lang", "datetime", "data-hx-boost", "aria-hidden")
_CLASSES = ("glossary-link", "lead", "meta", "quiet", "visually-hidden")


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, an item of a list, a row of a table, or the words of a drawing.

    :param tag: name of its element. A heading is one level below that of the page.
    :param attributes: those of the element: language and class, and whether it is hidden.
    :param html: the text with its links.
    :param shape: where it is on the page. Counterparts in other languages have the same.
    :param is_missing: whether a text in it is not translated.
    :param outdated: the names of the texts in it whose translations are outdated.
    """

    tag: str
    attributes: str
    html: str
    shape: tuple[object, ...]
    is_missing: bool
    outdated: tuple[str, ...]

    def __html__(self) -> str:
        """The element with its text."""
        return f"<{self.tag}{self.attributes}>{self.html}</{self.tag}>"


Row = tuple[Block | None, ...]


class _Tree(HTMLParser):
    """Builds the tree of an element. The site's own HTML closes every element that is not void."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.builder.end(tag)

    def handle_data(self, data: str) -> None:
        self.builder.data(data)


class PageBlocks:
    """The blocks of the main part of a page in one language.

    :param address: address of the page.
    :param language: tag of its language.
    :param is_own: whether that is the reader's. Links to pages in others say so.
    """

    def __init__(self, address: str, language: str, *, is_own: bool) -> None:
        self._address = address
        self._language = language
        self._is_own = is_own

    def read(self, html: str) -> list[Block]:
        """Return the blocks of the page, or of its fragment, in their order."""
        tree = _Tree()
        tree.feed(html[html.index("<main") : html.index("</main>")] + "</main>")
        runs = _runs(tree.builder.close(), ())
        return [self._block(*one) for one in runs if "".join(one[0].itertext()).strip()]

    def _block(self, run: Element, around: Sequence[Element]) -> Block:
        own, marked = around[-1], (*around, *run.iter())
        hidden = [one for one in around if "visually-hidden" in one.get("class", "").split()]
        attributes = {
            "lang": _nearest(around, "lang") or self._language,
            "class": "quiet" if own.tag == "svg" else _classes(*hidden, own),
            "aria-hidden": _nearest(around, "aria-hidden"),
        }
        return Block(
            f"h{int(own.tag[1]) + 1}" if own.tag in _HEADINGS else "p",
            _attributes(attributes),
            self._html(run).strip(),
            (_nearest(around, "id"), *_kind(own), _place(around)),
            any("data-missing" in one.attrib for one in marked),
            tuple(one.attrib["data-outdated"] for one in marked if "data-outdated" in one.attrib),
        )

    def _html(self, element: Element) -> str:
        """Return the HTML of an element within a block, without fields of forms."""
        inner = escape(element.text or "", quote=False) + "".join(
            self._html(child) + escape(child.tail or "", quote=False) for child in element
        )
        if element.tag in _PIECES:
            # The title of a point in a drawing is only shown under the pointer.
            name = "visually-hidden" if element.tag == "title" else "piece"
            return f'<span class="{name}">{inner}</span> '
        if element.tag in _VOID:
            return "" if element.tag == "input" else f"<{element.tag}>"
        if element.tag not in _WITHIN:
            return inner
        return f"<{element.tag}{_attributes(self._kept(element))}>{inner}</{element.tag}>"

    def _kept(self, element: Element) -> dict[str, str]:
        """Return the attributes that an element within a block keeps. Links lead to the page."""
        kept = {name: element.get(name, "") for name in _KEPT} | {"class": _classes(element)}
        if kept["href"].startswith("#"):
            kept["href"] = self._address + kept["href"]
        if kept["href"].startswith("/") and not self._is_own:
            kept |= {"hreflang": self._language, "data-hx-boost": "false"}
        return kept


def _runs(element: Element, above: Sequence[Element]) -> Iterator[tuple[Element, list[Element]]]:
    """Yield every run of text and elements within a block, with the elements around it."""
    around = [*above, element]
    run = _run(element.text)
    for child in element:
        if child.tag in _WITHIN:
            run.append(child)
            continue
        yield run, around
        if child.tag == "svg":
            yield _words_of_drawing(child), [*around, child]
        elif child.tag not in _LEFT_OUT:
            yield from _runs(child, around)
        run = _run(child.tail)
    yield run, around


def _run(text: str | None) -> Element:
    run = Element("run")
    run.text = text
    return run


def _words_of_drawing(svg: Element) -> Element:
    """Return the words of a drawing, each in an element of its own."""
    run = _run(None)
    for one in (*svg.iter("text"), *svg.iter("title")):
        run.append(Element(one.tag))
        run[-1].text = one.text
    return run


def _classes(*elements: Element) -> str:
    """Return the classes of some elements that the view has too."""
    names = [name for element in elements for name in element.get("class", "").split()]
    return " ".join(name for name in dict.fromkeys(names) if name in _CLASSES)


def _kind(element: Element) -> tuple[str, str]:
    return element.tag, element.get("class", "")


def _place(around: Sequence[Element]) -> int:
    """Return the number of elements of its kind before the innermost one, beside it."""
    *above, own = around
    beside = [one for one in (above[-1] if above else ()) if _kind(one) == _kind(own)]
    return beside.index(own) if beside else 0


def _nearest(around: Sequence[Element], name: str) -> str:
    """Return an attribute of the innermost element that has it, or an empty string."""
    return next((one.attrib[name] for one in reversed(around) if name in one.attrib), "")


def _attributes(values: Mapping[str, str]) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items() if value)


def aligned(columns: Sequence[Sequence[Block]]) -> list[Row]:
    """Return the blocks of the languages in rows, with None where one has no counterpart."""
    rows: list[Row] = [(block,) for block in columns[0]]
    for column in columns[1:]:
        rows = list(_joined(rows, column))
    return rows


def _joined(rows: list[Row], column: Sequence[Block]) -> Iterator[Row]:
    """Yield rows with the blocks of another column, matched by their shapes."""
    shapes = [next(block.shape for block in row if block) for row in rows]
    matcher = SequenceMatcher(None, shapes, [block.shape for block in column], autojunk=False)
    nothing: Row = (None,) * len(rows[0])
    for _, start, end, first, last in matcher.get_opcodes():
        pairs = zip_longest(rows[start:end], column[first:last])
        yield from ((*(row or nothing), block) for row, block in pairs)
