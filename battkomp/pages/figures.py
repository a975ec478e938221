"""The page of figures: the project's own, and those of others, alone and in charts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from battkomp.content.model import PartialDate, Unit
from battkomp.content.views import Chart, Source
from battkomp.data.datasets import dataset
from battkomp.data.models import DataRow, Dataset
from battkomp.web.context import content
from battkomp.web.text_links import GlossaryLinks, unique_sources


@dataclass(frozen=True)
class Drawing:
    """A chart, with a row of the data set for each bar. Bars begin at 0 and share a scale."""

    chart: Chart
    rows: tuple[DataRow, ...]

    @property
    def is_share(self) -> bool:
        """Whether the bars are shares of a whole, which is then drawn too."""
        return all(row.entry.unit is Unit.PERCENT for row in self.rows)

    @property
    def end(self) -> float:
        """The end of the scale: 100 per cent, or the longest bar."""
        longest: float = max(row.entry.value for row in self.rows)
        return max(100, longest) if self.is_share else longest

    @property
    def owners(self) -> tuple[str, ...]:
        """The names of the organisations that own the figures; none for the project's own."""
        owners = (row.entry.owner for row in self.rows)
        return tuple(dict.fromkeys(str(owner.name) for owner in owners if owner))

    @property
    def times(self) -> tuple[PartialDate, ...]:
        """The dates at which the figures were true, each once."""
        return tuple(dict.fromkeys(row.entry.as_of for row in self.rows))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The sources of the figures, each once."""
        return unique_sources(self.rows)


@dataclass(frozen=True)
class FigureSection:
    """The figures of the project or of others: those that stand alone, and the charts."""

    rows: tuple[DataRow, ...]
    drawings: tuple[Drawing, ...]


def sections(charts: Iterable[Chart], figures: Dataset) -> tuple[FigureSection, FigureSection]:
    """Return the project's own figures, and those of others."""
    drawings = [
        Drawing(chart, tuple(row for row in figures.rows if row.entry.chart == chart.key))
        for chart in charts
    ]
    alone = [row for row in figures.rows if row.entry.chart is None]
    own = FigureSection(
        tuple(row for row in alone if row.entry.owner is None),
        tuple(one for one in drawings if not one.owners),
    )
    others = FigureSection(
        tuple(row for row in alone if row.entry.owner is not None),
        tuple(one for one in drawings if one.owners),
    )
    return own, others


def variables() -> dict[str, Any]:
    """Return the project's own figures and, apart from them, those of others."""
    found = dataset("figures")
    own, others = sections(content().charts, found)
    return {
        "own": own,
        "others": others,
        "glossed": GlossaryLinks(content().term_forms),
        "references": found.sources,
        "dataset": found,
    }
