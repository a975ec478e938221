"""The command `flask content status`."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from battkomp.settings import Settings
from tests.support.commands import error_of, output_of
from tests.support.sites import PAGE_KEYS, TODAY, change, edited_seed, load, seed, without

LATER = TODAY + timedelta(days=30)


@pytest.fixture
def edited(settings: Settings, tmp_path: Path) -> Settings:
    """A site with a source text that was changed, and translations that are missing or changed."""
    load(settings)
    later = replace(settings, today=lambda: LATER)
    phases = without('title.en = "Needs assessment"')
    contact = change("Lurer du på noe?", "Er det noe du lurer på?")
    home = change('title.en = "BattKOMP"', 'title.en = "The BattKOMP"')
    load(later, edited_seed(tmp_path, phases=phases, pages=home, contact=contact))
    return later


def statuses(settings: Settings) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the objects that `content status --json` writes, by page and language."""
    found = json.loads(output_of(settings, "content", "status", "--json"))
    return {(one["page"], one["language"]): one for one in found}


def test_every_page_has_a_state_in_every_language(settings: Settings) -> None:
    load(settings)
    pages = {key for key, _language in statuses(settings)}
    assert pages == {*PAGE_KEYS, *(f"part {number}" for number in seed("phases"))}
    assert len(statuses(settings)) == len(pages) * len(settings.tags)


def test_what_is_missing_older_or_changed_alone_is_counted_by_page(edited: Settings) -> None:
    found = statuses(edited)
    complete = {
        "complete": True, "missing": 0, "older": 0, "older_since": None, "to_look_at": 0
    }  # fmt: skip
    assert found["part 1", "en"].items() >= (complete | {"complete": False, "missing": 1}).items()
    older = {"complete": False, "older": 1, "older_since": str(LATER)}
    assert found["contact", "en"].items() >= (complete | older).items()
    assert found["home", "en"].items() >= (complete | {"to_look_at": 1}).items()
    assert found["contact", "nb"].items() >= complete.items()


def test_disagreements_are_counted_on_the_pages_that_show_their_text(
    settings: Settings, tmp_path: Path
) -> None:
    edit = change("20 partners in eleven countries", "12 partners in eleven countries")
    load(settings, edited_seed(tmp_path, organisations=edit))
    found = statuses(settings)
    assert found["organisations", "en"]["to_look_at"] >= 2  # changed alone, and another number
    counted = {key for key, one in found.items() if one["to_look_at"]}
    assert counted == {("organisations", "en")}
    assert found["organisations", "en"]["complete"]


def test_a_page_tells_the_oldest_day_of_what_it_shows(settings: Settings) -> None:
    load(settings)
    oldest = min(one["as_of"] for one in seed("findings").values())
    assert statuses(settings)["findings", "en"]["oldest_as_of"] == oldest
    assert statuses(settings)["privacy", "en"]["oldest_as_of"] is None


def test_the_table_fits_a_terminal_and_has_the_same_numbers(edited: Settings) -> None:
    heading, *rows = output_of(edited, "content", "status").splitlines()
    assert max(map(len, rows)) <= 100
    names = re.split("  +", heading)
    starts = [heading.index(name) for name in names]
    ends = [*starts[1:], None]
    for row, (place, expected) in zip(rows, statuses(edited).items(), strict=True):
        cells = [row[start:end].strip() for start, end in zip(starts, ends, strict=True)]
        written = dict(zip(names, cells, strict=True))
        assert (written["page"], written["language"]) == place
        assert written["complete"] == ("yes" if expected["complete"] else "no")
        for name in ("missing", "older", "older_since", "to_look_at", "oldest_as_of"):
            assert written[name.replace("_", " ")] == str(expected[name] or "")


def test_without_content_there_is_no_table(settings: Settings) -> None:
    assert error_of(settings, "content", "status").startswith("There is no content yet")
