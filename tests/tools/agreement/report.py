"""The rates of the checks of agreement as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from battkomp.content import files
from battkomp.content.agreement.check import Severity
from battkomp.content.load import SEED
from battkomp.settings import ROOT
from tests.tools.agreement.both import alike, facts
from tests.tools.agreement.rates import Content, Rate, flagged, harmless, planted, texts_in

DOCUMENT = ROOT / "docs" / "agreement-rates.md"
_HEAD = """# Errors that the checks of agreement find

`make agreement` plants errors into the content that ships, in every place that they fit, one at a
time and in each language, and counts those that `content check` announces.
[agreement.md](agreement.md) explains the checks.
"""


def seed() -> Content:
    """Return the content that ships."""
    return Content(files.read(SEED), ("nb", "en"))


def report(content: Content) -> str:
    """Return the document with all tables. It has no times, and differs with the rates only."""
    return "\n".join(
        (_HEAD, *_planted(content), "", *_untouched(content), "", *_harmless(content), "")
    )


def _planted(content: Content) -> Iterator[str]:
    yield "| planted | places | found | per cent | by the checks |"
    yield "| --- | ---: | ---: | ---: | --- |"
    every = (*planted(content), *alike(content), *facts(content))
    yield from (_row(rate) for rate in every)


def _row(rate: Rate) -> str:
    checks = ", ".join(f"{name} {count}" for name, count in rate.checks.most_common(5))
    return f"| {rate.kind} | {rate.planted} | {rate.found} | {rate.percent:.1f} | {checks} |"


def _untouched(content: Content) -> Iterator[str]:
    yield "Without a planted error, and not accepted by an editor:"
    yield ""
    yield "| severity | texts | of all texts, per cent |"
    yield "| --- | ---: | ---: |"
    for severity in Severity:
        count = len(texts_in(flagged(content, severity)))
        yield f"| {severity.value} | {count} | {100 * count / len(content.pairs):.1f} |"


def _harmless(content: Content) -> Iterator[str]:
    yield "Edits of typography, which no check is to announce:"
    yield ""
    yield "| edited | texts | announced |"
    yield "| --- | ---: | ---: |"
    yield from (f"| {one.kind} | {one.planted} | {one.found} |" for one in harmless(content))


def missed(rates: Iterable[Rate]) -> Iterator[str]:
    """Yield a line for each error that was not found."""
    for rate in rates:
        for name, language, value in rate.missed:
            yield f"{rate.kind}: {language}: {name}: {' '.join(value.split())}"
