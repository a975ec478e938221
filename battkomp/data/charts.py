"""Figures that are drawn, from the rows of the data set that the table and the files show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from battkomp.content.knowledge import Chart, Source, Unit
from battkomp.content.partial_dates import When
from battkomp.data.models import Amount, Dataset, Row


@dataclass(frozen=True)
class Bar:
    """A bar: how long it is in the unit of its figure, and what stands beside it."""

    row: Row
    amount: Amount

    @property
    def length(self) -> float:
        """Its length, on the scale of the drawing."""
        return self.amount.number


@dataclass(frozen=True)
class Drawing:
    """A chart as it is drawn: bars that begin at nought, on one scale."""

    chart: Chart
    bars: tuple[Bar, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows of the data set that are drawn."""
        return tuple(bar.row for bar in self.bars)

    @property
    def is_share(self) -> bool:
        """Whether the bars are shares of a whole, which is then drawn too."""
        return all(bar.amount.unit is Unit.PERCENT for bar in self.bars)

    @property
    def end(self) -> float:
        """The end of the scale: the whole of what is shared, or else the longest bar."""
        longest = max(bar.length for bar in self.bars)
        return max(100, longest) if self.is_share else longest

    @property
    def is_own(self) -> bool:
        """Whether all of it is the project's own."""
        return all(row.entry.owner is None for row in self.rows)

    @property
    def owners(self) -> tuple[str, ...]:
        """Whose figures they are, where they are others'."""
        named = {str(row.entry.owner.name): None for row in self.rows if row.entry.owner}
        return tuple(named)

    @property
    def times(self) -> tuple[When, ...]:
        """When the figures were true, each time once."""
        return tuple(dict.fromkeys(row.entry.as_of for row in self.rows))

    @property
    def sources(self) -> tuple[Source, ...]:
        """What the figures are based on, each source once."""
        cited = {source.key: source for row in self.rows for source in row.sources}
        return tuple(cited.values())


@dataclass(frozen=True)
class Section:
    """Figures that belong together: those that stand alone, and those that are drawn."""

    rows: tuple[Row, ...]
    drawings: tuple[Drawing, ...]


def sections(charts: Iterable[Chart], figures: Dataset) -> tuple[Section, Section]:
    """Return the project's own figures, and those of others."""
    drawings = [drawing(chart, figures) for chart in charts]
    drawn = {row.key for one in drawings for row in one.rows}
    alone = [row for row in figures.rows if row.key not in drawn]
    own = Section(
        tuple(row for row in alone if row.entry.owner is None),
        tuple(one for one in drawings if one.is_own),
    )
    others = Section(
        tuple(row for row in alone if row.entry.owner is not None),
        tuple(one for one in drawings if not one.is_own),
    )
    return own, others


def drawing(chart: Chart, figures: Dataset) -> Drawing:
    """Return a chart as it is drawn."""
    rows = [row for row in figures.rows if figures.value(row, "chart") == chart.key]
    return Drawing(chart, tuple(_bar(row, figures) for row in rows))


def _bar(row: Row, figures: Dataset) -> Bar:
    value = figures.value(row, "value")
    if not isinstance(value, Amount):
        raise TypeError(value)
    return Bar(row, value)
