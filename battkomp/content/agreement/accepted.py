"""Disagreements that editors have accepted, or that stopped the last load, in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlite_utils import Database

from battkomp.content.files import Accepted

_COLUMNS = ("text", "language", "check", "digest", "against")


def everything(db: Database) -> tuple[Accepted, ...]:
    """Return the disagreements that are accepted, in a fixed order."""
    return tuple(_read(db, "because is not null"))


def stopped(db: Database) -> tuple[Accepted, ...]:
    """Return the disagreements that stopped the last load, each with an empty reason."""
    return tuple(_read(db, "because is null"))


def stop(db: Database, disagreements: Iterable[Accepted]) -> None:
    """Remember the disagreements that stopped a load, in the place of those of an earlier load."""
    db.table("accepted").delete_where("because is null")
    accept(db, disagreements)


def accept(db: Database, disagreements: Iterable[Accepted]) -> None:
    """Remember that an editor has accepted some disagreements."""
    rows = ((*one.identity[:3], *one.digests, one.because or None) for one in disagreements)
    columns = (*_COLUMNS, "because")
    db.table("accepted").insert_all(
        (dict(zip(columns, row, strict=True)) for row in rows), replace=True
    )


def _read(db: Database, where: str) -> Iterator[Accepted]:
    order = ", ".join(f'"{name}"' for name in _COLUMNS)
    for row in db.table("accepted").rows_where(where, order_by=order):
        text, language, check, digest, against = (row[name] for name in _COLUMNS)
        yield Accepted(text, language, check, (digest, against), row["because"] or "")
