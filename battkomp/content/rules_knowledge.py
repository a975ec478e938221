"""Rules for results and background, beyond the type of each value."""

import re
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from battkomp import addresses
from battkomp.content.files import Document
from battkomp.content.knowledge import Figure
from battkomp.content.model import FindingState, Unit
from battkomp.content.reasons import UNKNOWN, Faults, Reason
from battkomp.languages import N_

_LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # RFC 5646, the usual forms
VALUE = "{value}"  # the place of the number in a figure's sentence
_LARGEST = 1e15  # a float has every whole number up to here

_NOT_HTTPS = Reason(N_("this is not an address that starts with https://"))


def _references(document: Document) -> Faults:
    """Check that all that an entry names exists, and is named once."""
    for entry in document.entries():
        for (field, section, key), count in Counter(entry.references()).items():
            if key not in getattr(document, section):
                yield f"{entry.subject}.{field}", Reason(UNKNOWN[section], key=key, section=section)
            if count > 1:
                reason = N_('"%(key)s" is here %(count)s times')
                why = Reason(reason, key=key, section=section, count=count)
                yield f"{entry.subject}.{field}", why
        part = getattr(entry, "part", None)
        if part is not None and str(part) not in document.phases:
            yield f"{entry.subject}.part", Reason(N_("there is no such part"))


def _urls(document: Document) -> Faults:
    urls: dict[str, str] = {}
    for source in document.sources.values():
        if not is_https(source.url):
            yield f"{source.subject}.url", _NOT_HTTPS
        other = urls.setdefault(source.url, source.subject)
        if other != source.subject:
            reason = Reason(N_("%(other)s has this address too"), other=other)
            yield f"{source.subject}.url", reason
    for organisation in document.organisations.values():
        if organisation.website is not None and not is_https(organisation.website):
            yield f"{organisation.subject}.website", _NOT_HTTPS


def _source_languages(document: Document) -> Faults:
    for source in document.sources.values():
        if not _LANGUAGE.fullmatch(source.language):
            reason = Reason(N_('this is not a language tag, such as "nb"'))
            yield f"{source.subject}.language", reason


def is_https(url: str) -> bool:
    """Tell whether a text is a complete https URL without spaces, quotes or credentials."""
    try:
        parts = urlsplit(url)
        port = parts.port
        addresses.host(parts.hostname or "")
    except ValueError:
        return False
    return (
        url.startswith("https://")
        and not any(character.isspace() or character in '"<>\\^`{|}' for character in url)
        and "." in (parts.hostname or "").strip(".")
        and port != 0
        and parts.username is None
    )


def _cited(document: Document) -> Faults:
    """Check that statements of fact have a source."""
    for section in ("milestones", "findings", "figures", "steps"):
        for entry in getattr(document, section).values():
            if not entry.sources:
                yield f"{entry.subject}.sources", Reason(N_("this needs a source"))


def _findings(document: Document) -> Faults:
    numbers: dict[tuple[str, int], str] = {}
    for finding in document.findings.values():
        is_replaced = finding.state is FindingState.REPLACED
        if is_replaced != (finding.replaced_by is not None):
            reason = N_("a replaced finding names its successor, and no other finding does")
            yield f"{finding.subject}.replaced_by", Reason(reason)
        if finding.replaced_by not in {None, *document.findings} - {finding.key}:
            reason, key = N_('there is no other finding "%(key)s"'), finding.replaced_by
            yield f"{finding.subject}.replaced_by", Reason(reason, key=key, section="findings")
        if finding.number is not None and not is_replaced:
            other = numbers.setdefault((finding.group.value, finding.number), finding.subject)
            if other != finding.subject:
                reason = N_("%(other)s has this number too")
                yield f"{finding.subject}.number", Reason(reason, other=other)


def _figures(document: Document) -> Faults:
    units: dict[str, Unit] = {}
    for figure in document.figures.values():
        limit = 100 if figure.unit is Unit.PERCENT else _LARGEST
        if not 0 <= figure.value <= limit:  # neither is NaN
            reason = N_("this must be a number from 0 to %(limit)s")
            yield f"{figure.subject}.value", Reason(reason, limit=round(limit))
        yield from _sentences(figure)
        if figure.chart is None:
            continue
        if figure.chart not in document.charts:
            reason = N_('there is no chart "%(key)s"')
            yield f"{figure.subject}.chart", Reason(reason, key=figure.chart, section="charts")
        elif units.setdefault(figure.chart, figure.unit) is not figure.unit:
            reason = N_("figures that are drawn together have one unit")
            yield f"{figure.subject}.unit", Reason(reason)


def _sentences(figure: Figure[Any, Any, Any]) -> Faults:
    for tag, sentence in figure.sentence.items():
        if sentence.count(VALUE) != 1 or sentence.count("{") != 1:
            reason = N_("this must have %(value)s in it, once")
            yield f"{figure.subject}.sentence.{tag}", Reason(reason, value=VALUE)


def _charts(document: Document) -> Faults:
    drawn = {figure.chart for figure in document.figures.values()}
    for chart in document.charts.values():
        if chart.key not in drawn:
            yield chart.subject, Reason(N_("there is no figure in this chart"))


def _organisations(document: Document) -> Faults:
    for organisation in document.organisations.values():
        if organisation.group is not None and organisation.summary is None:
            reason = N_("an organisation in a group needs this")
            yield f"{organisation.subject}.summary", Reason(reason)
        yield from _parents(document, organisation.key)


def _parents(document: Document, key: str) -> Faults:
    """Check that following `part_of` comes to an end."""
    seen = [key]
    parent = document.organisations[key].part_of
    while parent in document.organisations:
        if parent in seen:
            reason = N_("this leads back to the organisation itself")
            yield f"organisations.{key}.part_of", Reason(reason)
            return
        seen.append(parent)
        parent = document.organisations[parent].part_of


RULES = (
    _references,
    _urls,
    _source_languages,
    _cited,
    _findings,
    _figures,
    _charts,
    _organisations,
)
