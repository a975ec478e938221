"""What must hold between the parts of the knowledge base, beyond the type of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator

from battkomp.content.entries import SeatEntry
from battkomp.content.files import Document
from battkomp.content.partial_dates import When

# Where the number stands in a figure's sentence.
VALUE = "{value}"

_URL = re.compile(r"https://[^\s/\"<>]+(/[^\s\"<>]*)?")
_DATES = ("on", "published", "as_of", "about", "handed_over")

Complaints = Iterator[tuple[str, str]]


def _keys(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    """Insist that whatever names a source, an organisation or another entry names one there is."""
    for subject, entry in document.entries():
        for key in getattr(entry, "sources", ()):
            if key not in document.sources:
                yield f"{subject}.sources", f'there is no source "{key}"'
        for key in () if isinstance(entry, SeatEntry) else getattr(entry, "organisations", ()):
            if key not in document.organisations:
                yield f"{subject}.organisations", f'there is no organisation "{key}"'
        if getattr(entry, "part", None) not in {None, *document.phases}:
            yield f"{subject}.part", "there is no such part"


def _twice(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    for subject, entry in document.entries():
        for field in ("sources", "organisations"):
            for key, count in Counter(getattr(entry, field, ())).items():
                if count > 1:
                    yield f"{subject}.{field}", f'"{key}" stands here {count} times'


def _dates(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    for subject, entry in document.entries():
        for name in _DATES:
            value = getattr(entry, name, None)
            try:
                When.of(value or "2021")
            except ValueError:
                yield f"{subject}.{name}", "there is no such day"


def _sources(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    urls: dict[str, str] = {}
    for key, source in document.sources.items():
        if not _URL.fullmatch(source.url):
            yield f"sources.{key}.url", "this must start with https://"
        other = urls.setdefault(source.url, key)
        if other != key:
            yield f"sources.{key}.url", f"sources.{other} has this address too"


def _based(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    """Insist that what is told as a fact says where it is from."""
    for section in ("milestones", "findings", "figures", "steps"):
        for key, entry in getattr(document, section).items():
            if not entry.sources:
                yield f"{section}.{key}.sources", "this needs a source"


def _findings(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    numbers: dict[tuple[str, int], str] = {}
    for key, finding in document.findings.items():
        if (finding.state == "replaced") != (finding.replaced_by is not None):
            yield f"findings.{key}.replaced_by", "what is replaced, and only that, says by what"
        if finding.replaced_by not in {None, *document.findings} - {key}:
            reason = f'there is no other finding "{finding.replaced_by}"'
            yield f"findings.{key}.replaced_by", reason
        if finding.number is not None and finding.state != "replaced":
            other = numbers.setdefault((finding.group, finding.number), key)
            if other != key:
                yield f"findings.{key}.number", f"findings.{other} has this number too"


def _figures(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    units: dict[str, str] = {}
    for key, figure in document.figures.items():
        if figure.owner not in {None, *document.organisations}:
            yield f"figures.{key}.owner", f'there is no organisation "{figure.owner}"'
        if figure.value < 0 or (figure.unit == "percent" and figure.value > 100):
            yield f"figures.{key}.value", "this cannot be"
        for tag, sentence in figure.sentence.items():
            if sentence.count(VALUE) != 1 or sentence.count("{") != 1:
                yield f"figures.{key}.sentence.{tag}", f"this must have {VALUE} in it, once"
        if figure.chart is None:
            continue
        if figure.chart not in document.charts:
            yield f"figures.{key}.chart", f'there is no chart "{figure.chart}"'
        elif units.setdefault(figure.chart, figure.unit) != figure.unit:
            yield f"figures.{key}.unit", "figures that are drawn together have one unit"


def _charts(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    drawn = {figure.chart for figure in document.figures.values()}
    for key in document.charts:
        if key not in drawn:
            yield f"charts.{key}", "there is no figure in this chart"


def _organisations(document: Document, _languages: Collection[str], _source: str) -> Complaints:
    """Insist that whatever is listed says what it is."""
    for key, organisation in document.organisations.items():
        if organisation.group is not None and organisation.summary is None:
            yield f"organisations.{key}.summary", "an organisation in a group needs this"


RULES = (
    _keys,
    _twice,
    _dates,
    _sources,
    _based,
    _findings,
    _figures,
    _charts,
    _organisations,
)
