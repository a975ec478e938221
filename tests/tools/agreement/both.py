"""Errors that both languages have alike, and errors in stored facts that texts tell."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

import msgspec

from battkomp.content.entry import Words
from battkomp.content.history import Version
from battkomp.content.knowledge import Figure
from battkomp.content.model import PartialDate
from tests.tools.agreement import words
from tests.tools.agreement.plants import PLANTERS, Names, Planter, replaced
from tests.tools.agreement.rates import Content, Rate

Edited = Iterator[tuple[str, str]]  # the source text and its translation with the error

# By language, the things that the content counts, as they follow their number.
COUNTED = {
    "nb": ("medlemm", "deler", "delene", "delprosjekt", "ledd", "bud", "«?batterikomp", "tiltak"),
    "en": ("members", "parts", "sub-projects", "steps", "‘?points", "measures"),
}
_NONE = Names({}, ())


def _alike(planter: Planter) -> Callable[[Content, Version, Version], Edited]:
    """Return a function that plants the same error into both languages."""

    def plant(_: Content, source: Version, text: Version) -> Edited:
        first = list(planter(source.value, source.language, _NONE))
        second = list(planter(text.value, text.language, _NONE))
        if len(first) == len(second):
            yield from zip(first, second, strict=True)

    return plant


def written(value: float, language: str) -> str:
    """Return the pattern of a number as a language writes it."""
    comma = f"{value:,}"
    if language == "nb":
        comma = comma.replace(",", "[ \u00a0]").replace(".", ",")
    return rf"(?<![\d.,]){comma}(?![\d.,]*\d)"


def _places(
    content: Content, figure: Figure[Words, str, str], *texts: Version
) -> list[re.Match[str]]:
    """Return where both texts tell a figure of one of their sources; nothing if one does not."""
    section, _, key = texts[0].subject.partition(".")
    entries = getattr(content.document, section)
    sources = {*getattr(entries[key] if key else entries, "sources", ())}
    if section == "figures" or not sources & {*figure.sources}:
        return []
    found = [re.search(written(figure.value, one.language), one.value) for one in texts]
    return [one for one in found if one] if all(found) else []


def a_figure(content: Content, source: Version, text: Version) -> Edited:
    """Yield a pair in which each figure of the same sources has another value."""
    for figure in content.document.figures.values():
        if places := _places(content, figure, source, text):
            first, second = (
                replaced(one.string, one, str(int(one[0][0]) % 9 + 1) + one[0][1:])
                for one in places
            )
            yield first, second


def a_count(_: Content, source: Version, text: Version) -> Edited:
    """Yield a pair in which both languages count one more."""
    found = []
    for one in (source, text):
        after = words.NUMBERS[one.language].split()
        things = "|".join(COUNTED[one.language])
        pattern = rf"\b({'|'.join(after)})(?=\s(?:{things}))"
        found.append(
            [
                replaced(one.value, match, after[after.index(match[0].lower()) + 1])
                for match in re.finditer(pattern, one.value, re.IGNORECASE)
            ]
        )
    if len(found[0]) == len(found[1]):
        yield from zip(*found, strict=True)


ALIKE: dict[str, Callable[[Content, Version, Version], Edited]] = {
    "a figure, in both languages": a_figure,
    "a count, in both languages": a_count,
    "a year, in both languages": _alike(PLANTERS["a year"]),
    "a month, in both languages": _alike(PLANTERS["a month"]),
}


def alike(content: Content) -> Iterator[Rate]:
    """Yield the rate of each kind of error that both languages have."""
    for kind, plant in ALIKE.items():
        rate = Rate(kind)
        for source, text, before in content.untouched:
            for first, second in plant(content, source, text):
                edited = source._replace(value=first), text._replace(value=second, source=first)
                announced = content.announced(*edited) - before
                rate.add((text.name, "both", second), {check for check, _ in announced})
        yield rate


def _without_last(content: Content, section: str, group: str | None = None) -> Content:
    entries = getattr(content.document, section)
    *_, last = (key for key, one in entries.items() if not group or one.group.value == group)
    left = {key: one for key, one in entries.items() if key != last}
    return Content(msgspec.structs.replace(content.document, **{section: left}), content.languages)


def _figures_changed(content: Content) -> Iterator[tuple[str, Content]]:
    """Yield the content with another value of each figure that other texts tell."""
    for figure in content.document.figures.values():
        if any(_places(content, figure, *pair) for pair in content.pairs):
            value = float(str(int(str(figure.value)[0]) % 9 + 1) + str(figure.value)[1:])
            yield figure.subject, _with_figure(content, figure.key, value=value)


def _with_figure(content: Content, key: str, **changes: object) -> Content:
    changed = msgspec.structs.replace(content.document.figures[key], **changes)
    figures = {**content.document.figures, key: changed}
    return Content(msgspec.structs.replace(content.document, figures=figures), content.languages)


def _counts_changed(content: Content) -> Iterator[tuple[str, Content]]:
    yield "seats", _without_last(content, "seats")
    yield "steps", _without_last(content, "steps")
    yield "points", _without_last(content, "findings", "points")
    yield "measures", _without_last(content, "findings", "measures")


def _dates_changed(content: Content) -> Iterator[tuple[str, Content]]:
    """Yield the content with another month of each figure whose own texts tell its month."""
    source = content.languages[0]
    months = words.MONTHS[source].split()
    for figure in content.document.figures.values():
        given = figure.as_of
        told = f"{months[(given.month or 1) - 1]} {given.year}"
        if given.month and told in figure.sentence[source].lower():
            other = PartialDate(given.year, given.month % 12 + 1)
            yield figure.subject, _with_figure(content, figure.key, as_of=other)


FACTS = {
    "a stored figure": _figures_changed,
    "a stored count": _counts_changed,
    "a stored date": _dates_changed,
}


def facts(content: Content) -> Iterator[Rate]:
    """Yield the rate of each kind of error in stored facts."""
    before = _told(content)
    for kind, plant in FACTS.items():
        rate = Rate(kind)
        for subject, edited in plant(content):
            announced = _told(edited) - before
            rate.add((subject, "fact", ""), {check for check, _ in announced})
        yield rate


def _told(content: Content) -> Counter[tuple[str, str]]:
    """Return the disagreements of all texts with stored facts, and not with each other."""
    texts = (one._replace(source=None) for pair in content.pairs for one in pair)
    return content.announced(*texts)
