"""A page tells of changes of what it shows, and of nothing else."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from battkomp.content import files
from battkomp.content import load as loading
from battkomp.content.queries import Reading
from battkomp.content.scopes import Scope, groups_of
from battkomp.db import connections
from battkomp.settings import Settings
from battkomp.web.sitemap import PLACES
from tests.bench.growth import grow
from tests.support.sites import TODAY, change, edited_seed, load

LATER = TODAY + timedelta(days=1)


def changed_on(settings: Settings, scope: Scope) -> date:
    with connections.snapshot(settings.database) as db:
        return Reading(db, "nb", "nb", LATER).changed_on("nb", scope)


@pytest.mark.parametrize(
    ("file", "old", "new", "pages"),
    [
        # A source of the first part, which a figure on the front page cites too.
        (
            "sources",
            "Gjennomgang av rapporten fra del 1",
            "Nye ord: Gjennomgang av rapporten fra del 1",
            {
                *("@featured", "@part.1", "@findings", "@figures", "@milestones"),
                *("@organisations", "sources."),
            },
        ),
        ("glossary", "Det folk må kunne", "Alt det folk må kunne", {"terms."}),
        (
            "milestones",
            "Northvolt går konkurs i Sverige",
            "Northvolt er konkurs i Sverige",
            {"milestones.", "@since"},
        ),
    ],
)
def test_a_change_belongs_to_the_pages_that_show_it(
    settings: Settings, tmp_path: Path, file: str, old: str, new: str, pages: set[str]
) -> None:
    load(settings)
    content = edited_seed(tmp_path, **{file: change(old, new)})
    loading.load(settings.database, content, ("nb", "en"), "nb", LATER)
    names = {name for place in PLACES.values() for name in place.scope if "pages." not in name}
    names |= {f"@part.{number}" for number in (1, 2, 3)}
    assert {name for name in names if changed_on(settings, (name,)) == LATER} == pages


def test_the_board_does_not_change_with_an_organisation_without_a_seat(settings: Settings) -> None:
    load(settings)
    grow(settings.database, 1)
    with connections.writing(settings.database) as db:
        db.execute("update words set changed_on = '2031-01-01' where subject like '%.grown-0'")
    assert changed_on(settings, ("organisations.",)) == date(2031, 1, 1)
    assert changed_on(settings, PLACES["board"].scope) < date(2031, 1, 1)


def test_a_group_holds_what_stands_above_its_organisations() -> None:
    members = groups_of(files.read(loading.SEED))
    assert ("@board", "organisations.kompetanseutvalget") in members
    assert ("@board", "organisations.norsk-industri") in members
    assert ("@board", "organisations.northvolt") not in members
    assert ("@contact", "organisations.norsk-industri") in members
