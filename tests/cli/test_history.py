"""`flask content history`, `diff`, `undo` and `forget`."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from battkomp.settings import Settings
from tests.support.commands import error_of, invoke, output_of
from tests.support.contents import revision, stored
from tests.support.sites import change, edited_seed, load

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("without_rendering")]

LATER = date(2026, 12, 24)
FIRST = change("Lurer du på noe?", "Lurer du på noe i dag?")
SECOND = change("Lurer du på noe i dag?", "Lurer du på noe mer i dag?")
WRONG_DAY = change("launched_on = 2021-10-27", "launched_on = 2021-10-28")


@pytest.fixture
def edited(settings: Settings, tmp_path: Path) -> Settings:
    """A site on which a source text and a date were changed at Christmas."""
    load(settings)
    later = replace(settings, today=lambda: LATER)
    load(later, edited_seed(tmp_path / "edited", contact=FIRST, phases=WRONG_DAY))
    return later


def test_the_history_of_a_text_a_fact_or_an_entry_has_the_words_of_before(edited: Settings) -> None:
    title, *lines = output_of(edited, "content", "history", "contact.invitation").splitlines()
    assert title.startswith("2  2")
    assert title.endswith("Z  load")
    assert lines == [
        "  contact.invitation.nb",
        "    Lurer du på noe{+ i dag+}? Kontakt meg gjerne!",
    ]
    for key in ("contact", "contact.invitation.nb"):
        assert output_of(edited, "content", "history", key).splitlines() == [title, *lines]
    fact = output_of(edited, "content", "history", "phases.1.launched_on").splitlines()
    assert fact[1:] == ["  phases.1.launched_on", '    "[-2021-10-27-]{+2021-10-28+}"']


def test_the_history_has_the_latest_publication_first(edited: Settings, tmp_path: Path) -> None:
    load(edited, edited_seed(tmp_path / "2", contact=lambda text: SECOND(FIRST(text))))
    lines = output_of(edited, "content", "history", "contact.invitation").splitlines()
    assert [line[0] for line in lines if line[0] != " "] == ["3", "2"]


def test_a_key_that_no_publication_has_changed_is_told(edited: Settings) -> None:
    unchanged = output_of(edited, "content", "history", "contact.invitation.en")
    assert unchanged == (
        "No publication has changed anything that is named contact.invitation.en.\n"
    )
    said = output_of(edited, "content", "history", "\x1b[31m")
    assert said.endswith("is named \\u001b[31m.\n")


def test_the_difference_is_from_what_the_translator_saw_to_now(
    edited: Settings, tmp_path: Path
) -> None:
    load(edited, edited_seed(tmp_path / "2", contact=lambda text: SECOND(FIRST(text))))
    for words in ((), ("contact",), ("contact.invitation",), ("contact.invitation.en",)):
        head, difference = output_of(edited, "content", "diff", *words).splitlines()
        assert head.startswith("en: contact.invitation: translated ")
        assert head.endswith(f"; nb changed {LATER}")
        assert difference == "    Lurer du på noe{+ mer i dag+}? Kontakt meg gjerne!"
    none = output_of(edited, "content", "diff", "phases.1")
    assert none == "No such translation is older than its source text.\n"


def test_a_source_text_that_is_as_before_needs_no_hand(edited: Settings, tmp_path: Path) -> None:
    load(edited, edited_seed(tmp_path / "back", phases=WRONG_DAY))
    said = output_of(edited, "content", "diff")
    assert said == "No such translation is older than its source text.\n"


def test_the_history_tells_of_a_confirmation(edited: Settings, tmp_path: Path) -> None:
    content = edited_seed(tmp_path / "2", contact=FIRST, phases=WRONG_DAY)
    output_of(edited, "content", "confirm", content, "contact.invitation")
    output_of(edited, "content", "load", content)
    lines = output_of(edited, "content", "history", "contact.invitation.en").splitlines()
    assert lines[1:] == [
        "  contact.invitation.en",
        "    The words are the same; a translation was confirmed, or is no more.",
    ]


def test_a_text_that_was_translated_elsewhere_is_not_known(
    settings: Settings, tmp_path: Path
) -> None:
    load(settings)
    made_from = stored(settings).history.texts["contact.invitation"]["en"].made_from
    assert made_from is not None
    elsewhere = change(f'made_from = "{made_from}"', 'made_from = "0123456789abcdef"')
    load(settings, edited_seed(tmp_path, history=elsewhere, contact=FIRST))
    lines = output_of(settings, "content", "diff").splitlines()
    assert lines[1:] == ["    The text that was translated is not known."]


def test_a_publication_is_undone_and_the_undoing_too(edited: Settings) -> None:
    wrong = stored(edited)
    assert output_of(edited, "content", "undo", "2") == "Publication 2 is undone.\n"
    assert stored(edited).contact.invitation["nb"] == "Lurer du på noe? Kontakt meg gjerne!"
    assert str(stored(edited).phases["1"].launched_on) == "2021-10-27"
    title = output_of(edited, "content", "history", "contact").splitlines()[0]
    assert title.endswith("Z  undo")
    output_of(edited, "content", "undo", "3")
    assert list(stored(edited).entries()) == list(wrong.entries())


def test_a_publication_that_has_been_changed_since_is_not_undone(
    edited: Settings, tmp_path: Path
) -> None:
    load(edited, edited_seed(tmp_path, phases=WRONG_DAY, contact=lambda one: SECOND(FIRST(one))))
    before = stored(edited), revision(edited)
    result = invoke(edited, "content", "undo", "2")
    assert result.exit_code == 1
    fault, reason = result.output.splitlines()
    assert fault.startswith("contact.invitation.nb has been changed since, by publication 3 on 2")
    assert reason.startswith("Error: Overtaken: 1. Nothing is changed; ")
    assert (stored(edited), revision(edited)) == before


def test_the_first_publication_and_an_unknown_one_are_not_undone(edited: Settings) -> None:
    said = error_of(edited, "content", "undo", "1")
    assert said == "The first publication cannot be undone"
    for number in (3, 0, 2**70):
        said = error_of(edited, "content", "undo", str(number))
        assert said == f"There is no publication {number}"


def test_nothing_is_not_forgotten(edited: Settings) -> None:
    before = revision(edited)
    assert "1 to 200 characters" in error_of(edited, "content", "forget", " ")
    assert revision(edited) == before


def test_words_are_forgotten_in_all_that_is_no_longer_live(
    edited: Settings, tmp_path: Path
) -> None:
    files = edited_seed(tmp_path / "other")  # without "i dag"
    output_of(edited, "content", "load", files, "--note", "Ikke «noe i dag?»")
    assert "i dag" in output_of(edited, "content", "history", "contact")
    mark = revision(edited)
    assert "are erased" in output_of(edited, "content", "forget", "noe i dag?")
    assert "i dag" not in output_of(edited, "content", "history", "contact")
    assert revision(edited) != mark, "the running site shows it"

    before = output_of(edited, "content", "history", "contact")
    output_of(edited, "content", "forget", "Lurer du på noe?")
    assert output_of(edited, "content", "history", "contact") == before, "live texts stay"
    output_of(edited, "content", "export", tmp_path / "export")
    assert "as it was" in output_of(edited, "content", "load", tmp_path / "export")
