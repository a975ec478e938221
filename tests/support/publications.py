"""Publications to test, and sites that have them."""

from dataclasses import replace
from datetime import UTC, datetime

from flask import Flask

from battkomp.content.changes import Change
from battkomp.content.publications import Publication, PublicationKind

LATE = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)  # half past midnight in Oslo, on the 27th
FIRST = Publication(1, LATE, PublicationKind.FIRST, {})


def changed(
    subject: str, language: str = "nb", field: str = "title", before: str = "Gammel"
) -> Change:
    """Return a change of a text."""
    return Change(subject, field, language, before, "Ny")


def confirmed(subject: str, language: str = "en") -> Change:
    """Return a confirmation of a translation."""
    return Change(subject, "title", language, "Old", "Old")


def fact(subject: str, field: str = "as_of") -> Change:
    """Return a change of a fact."""
    return Change(subject, field, "", '"2021"', '"2022"')


def published(number: int, *changes: Change, at: datetime = LATE, **title: str) -> Publication:
    """Return a publication, with its title by language."""
    return Publication(number, at, PublicationKind.LOAD, title, changes)


def publish(app: Flask, *publications: Publication) -> None:
    """Have a site show some publications, the latest first, with its present content."""
    live = app.extensions["battkomp.content"]
    snapshot = replace(live.snapshot(), publications=publications, _localized={})
    live.snapshot = lambda: snapshot
