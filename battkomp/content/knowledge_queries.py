"""Every question that the site asks of the knowledge base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from types import MappingProxyType

from sqlite_utils import Database

from battkomp.content.cited import Cited, Row, when_or_none
from battkomp.content.knowledge import (
    Chart,
    Figure,
    Finding,
    Form,
    Group,
    Kind,
    Milestone,
    Part,
    Profile,
    Source,
    State,
    Step,
    Term,
    Unit,
)
from battkomp.content.model import Text
from battkomp.content.partial_dates import When
from battkomp.content.words import Words


class Knowledge:
    """The knowledge base as one reader finds it: in one language, with each text read once.

    :param words: what the texts are read from.
    """

    def __init__(self, db: Database, words: Words, language: str) -> None:
        self._words = words
        self._language = language
        self._cited = Cited(db, words, language)
        self._parts: dict[int, Part] = {}

    @cached_property
    def milestones(self) -> tuple[Milestone, ...]:
        """Everything that happened, in its order."""
        return self._milestones(self._cited.section("milestones"))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, in the order of the content."""
        return tuple(map(self._finding, self._cited.section("findings")))

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """All figures: the project's own and others'."""
        return tuple(self._figure(row) for row in self._drawn if row["section"] == "figures")

    @cached_property
    def featured(self) -> tuple[Figure, ...]:
        """The figures that the front page shows."""
        return tuple(map(self._figure, self._cited.featured()))

    def part(self, number: int) -> Part:
        """Return what belongs to one of the project's parts."""
        if number not in self._parts:
            rows: dict[str, list[Row]] = {}
            for row in self._cited.part(number):
                rows.setdefault(row["section"], []).append(row)
            self._parts[number] = Part(
                findings=tuple(map(self._finding, rows.get("findings", ()))),
                figures=tuple(map(self._figure, rows.get("figures", ()))),
                milestones=self._milestones(rows.get("milestones", ())),
                sources=self._cited.sources(rows["phases"][0]),
            )
        return self._parts[number]

    @cached_property
    def sources_of_parts(self) -> Mapping[int, tuple[Source, ...]]:
        """What is said of each part of the project is based on, by the part's number."""
        rows = self._cited.section("phases")
        return {int(row["subject"].partition(".")[2]): self._cited.sources(row) for row in rows}

    @cached_property
    def charts(self) -> tuple[Chart, ...]:
        """The figures that are drawn together."""
        return tuple(
            Chart(
                key=row["key"],
                title=self._cited.text(row, "title"),
                subtitle=self._cited.text(row, "subtitle"),
                figures=tuple(one for one in self.figures if one.chart == row["key"]),
            )
            for row in self._drawn
            if row["section"] == "charts"
        )

    @cached_property
    def _drawn(self) -> list[Row]:
        return self._cited.figures()

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the value chain, in their order."""
        return tuple(self._step(row) for row in self._chain if row["section"] == "steps")

    @cached_property
    def since(self) -> tuple[Milestone, ...]:
        """What has happened since to the organisations at the steps, in its order."""
        named = {one.key for step in self.steps for one in step.organisations}
        return self._milestones(
            row
            for row in self._chain
            if row["section"] == "milestones"
            and not named.isdisjoint(one["key"] for one in row["organisations"])
        )

    @cached_property
    def _chain(self) -> list[Row]:
        return self._cited.steps()

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The glossary, in the order of the content."""
        return tuple(map(self._term, self._cited.section("terms")))

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """What terms are called in texts in the reader's language; not those that have no word."""
        found = {
            subject: self._words.text(self._language, subject, "term")
            for subject in self._words.subjects("terms.")
        }
        return tuple(
            Form(written, subject.partition(".")[2])
            for subject, name in found.items()
            if not name.is_fallback
            for written in self._written(subject, name)
        )

    def _written(self, subject: str, name: Text) -> tuple[str, ...]:
        forms = self._words.find(self._language, subject, "forms")
        own = [name.value, *(forms.value.split(",") if forms and not forms.is_fallback else ())]
        return tuple(dict.fromkeys(form.strip() for form in own if form.strip()))

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Everything that the content is based on, in its order."""
        return tuple(map(self._cited.source, self._cited.section("sources")))

    @cached_property
    def profiles(self) -> tuple[Profile, ...]:
        """The organisations that something is said of, in the order of the content."""
        rows = self._cited.organisations()
        since: dict[str, list[Row]] = {}
        for row in rows:
            if row["section"] == "milestones":
                for organisation in row["organisations"]:
                    since.setdefault(organisation["key"], []).append(row)
        return tuple(
            self._profile(row, since.get(row["key"], ()))
            for row in rows
            if row["section"] == "organisations"
        )

    def _profile(self, row: Row, since: Iterable[Row]) -> Profile:
        return Profile(
            organisation=self._cited.organisation(row),
            group=row["group"],
            as_of=when_or_none(row["as_of"]),
            official=self._cited.find(row, "official"),
            summary=self._cited.text(row, "summary"),
            since=self._milestones(since),
            sources=self._cited.sources(row),
        )

    def _milestones(self, rows: Iterable[Row]) -> tuple[Milestone, ...]:
        return tuple(sorted(map(self._milestone, rows), key=lambda one: one.on))

    def _milestone(self, row: Row) -> Milestone:
        return Milestone(
            key=row["key"],
            on=When.of(row["on"]),
            kind=Kind(row["kind"]),
            part=row["part"],
            title=self._cited.text(row, "title"),
            body=self._cited.find(row, "body"),
            sources=self._cited.sources(row),
        )

    def _finding(self, row: Row) -> Finding:
        return Finding(
            key=row["key"],
            group=Group(row["group"]),
            part=row["part"],
            number=row["number"],
            state=State(row["state"]),
            replaced_by=row["replaced_by"],
            as_of=When.of(row["as_of"]),
            title=self._cited.text(row, "title"),
            body=self._cited.find(row, "body"),
            sources=self._cited.sources(row),
        )

    def _step(self, row: Row) -> Step:
        return Step(
            key=row["key"],
            as_of=When.of(row["as_of"]),
            title=self._cited.text(row, "title"),
            body=self._cited.text(row, "body"),
            organisations=self._cited.named(row),
            sources=self._cited.sources(row),
        )

    def _figure(self, row: Row) -> Figure:
        return Figure(
            key=row["key"],
            value=row["value"],
            unit=Unit(row["unit"]),
            qualifier=row["qualifier"],
            owner=self._cited.organisation(row["owner"]) if row["owner"] else None,
            part=row["part"],
            chart=row["chart"],
            about=when_or_none(row["about"]),
            as_of=When.of(row["as_of"]),
            label=self._cited.text(row, "label"),
            sentence=self._cited.text(row, "sentence"),
            sources=self._cited.sources(row),
        )

    def _term(self, row: Row) -> Term:
        names = self._words.versions(row["subject"], "term")
        name = self._cited.text(row, "term")
        return Term(
            key=row["key"],
            names=MappingProxyType(names),
            name=name,
            forms=self._written(row["subject"], name),
            definition=self._cited.text(row, "definition"),
            sources=self._cited.sources(row),
        )
