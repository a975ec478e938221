"""Disagreements that editors have accepted, or that stopped the last load, in the database."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from battkomp.content.files import Accepted


def everything(db: Database) -> tuple[Accepted, ...]:
    """Return the disagreements that are accepted, in a fixed order."""
    return _rows(db, "because is not null")


def stopped(db: Database) -> tuple[Accepted, ...]:
    """Return the disagreements that stopped the last load, each with an empty reason."""
    return _rows(db, "because is null")


def _rows(db: Database, where: str) -> tuple[Accepted, ...]:
    order = 'text, language, "check", digest, against'
    return tuple(
        Accepted(
            row["text"],
            row["language"],
            row["check"],
            (row["digest"], row["against"]),
            row["because"] or "",
        )
        for row in db.table("accepted").rows_where(where, order_by=order)
    )


def stop(db: Database, disagreements: Iterable[Accepted]) -> None:
    """Remember the disagreements that stopped a load, in the place of those of an earlier load."""
    db.table("accepted").delete_where("because is null")
    db.table("accepted").insert_all(map(_row, disagreements), ignore=True)


def accept(db: Database, accepted: Iterable[Accepted]) -> None:
    """Remember that an editor has accepted some disagreements."""
    db.table("accepted").insert_all(map(_row, accepted), replace=True)


def _row(one: Accepted) -> dict[str, str | None]:
    digest, against = one.digests
    return {
        "text": one.text,
        "language": one.language,
        "check": one.check,
        "digest": digest,
        "against": against,
        "because": one.because or None,
    }
