"""The rates of the checks of agreement as a table."""

from collections.abc import Iterator
from typing import NamedTuple

from battkomp.content import files
from battkomp.content.agreement.checks import Disagreement, Severity
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
    """Return the content that ships, as if no editor had accepted a disagreement."""
    document = files.read(SEED)
    document.history.accepted = {}
    return Content(document, ("nb", "en"))


class Report(NamedTuple):
    """All rates, and the disagreements without a planted error."""

    planted: list[Rate]
    harmless: list[Rate]
    flagged: dict[Severity, list[Disagreement]]
    pairs: int

    @classmethod
    def of(cls, content: Content) -> "Report":
        """Plant every error into the content."""
        return cls(
            [*planted(content), *alike(content), *facts(content)],
            harmless(content),
            {severity: flagged(content, severity) for severity in Severity},
            len(content.pairs),
        )

    def rate(self, kind: str) -> Rate:
        """Return the rate of a kind of error."""
        return next(one for one in self.planted if one.kind == kind)

    def percent_flagged(self, severity: Severity) -> float:
        """Return the share of pairs that have a disagreement."""
        return 100 * len(texts_in(self.flagged[severity])) / self.pairs

    def document(self) -> str:
        """Return all tables. They have no times, and differ with the rates only."""
        return "\n".join(
            (_HEAD, *self._planted(), "", *self._untouched(), "", *self._harmless(), "")
        )

    def _planted(self) -> Iterator[str]:
        yield "| planted | places | found | per cent | by the checks, one error in ten or more |"
        yield "| --- | ---: | ---: | ---: | --- |"
        for one in self.planted:
            often = [name for name, count in one.checks.items() if count * 10 >= one.found]
            checks = ", ".join(sorted(often))
            percent = f"{one.percent:.1f}"
            yield f"| {one.kind} | {one.planted} | {one.found} | {percent} | {checks} |"

    def _untouched(self) -> Iterator[str]:
        yield "Without a planted error (editors have accepted these disagreements, with reasons):"
        yield ""
        yield "| severity | texts | per cent |"
        yield "| --- | ---: | ---: |"
        for severity, found in self.flagged.items():
            percent = f"{self.percent_flagged(severity):.1f}"
            yield f"| {severity.value} | {len(texts_in(found))} of {self.pairs} | {percent} |"

    def _harmless(self) -> Iterator[str]:
        yield "Edits of typography, which no check is to announce:"
        yield ""
        yield "| edited | texts | announced |"
        yield "| --- | ---: | ---: |"
        yield from (f"| {one.kind} | {one.planted} | {one.found} |" for one in self.harmless)


def missed(rate: Rate) -> Iterator[str]:
    """Yield a line for each error of a kind that was not found."""
    for name, language, value in rate.missed:
        yield f"{language}: {name}: {' '.join(value.split())}"
