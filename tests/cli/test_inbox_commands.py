"""`flask inbox` and `flask outbox`: what the operator sees of messages, and does with them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from battkomp import create_app
from battkomp.contact import inbox as queries
from battkomp.settings import ROOT, Settings
from tests.support.inboxes import (
    DAY,
    DRAFT,
    HOUR,
    Clock,
    app_with_inbox,
    holds,
    mailing,
    put,
    sql,
)
from tests.support.mail_server import mail_server
from tests.support.servers import free_port
from tests.support.sites import NOW

pytestmark = pytest.mark.slow

HARM = "\x1b]0;eid\x07\x1b[2J\x9b31m\x7f\r\x00\u202esnudd\u2028slutt"


@pytest.fixture
def inbox(settings: Settings) -> Path:
    """An empty inbox."""
    app_with_inbox(settings)
    return settings.inbox_file


def run(settings: Settings, *arguments: str) -> Result:
    """Run `flask` with arguments."""
    return create_app(settings).test_cli_runner().invoke(args=arguments)


def said(settings: Settings, *arguments: str) -> str:
    """Run `flask` with arguments, which must end well; return what it says."""
    result = run(settings, *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout_bytes.decode()


def refusal(settings: Settings, *arguments: str) -> str:
    """Run `flask` with arguments, which must be refused; return the reason."""
    result = run(settings, *arguments)
    assert result.exit_code == 1, result.output
    return result.output.splitlines()[-1].removeprefix("Error: ")


def table(written: str) -> list[dict[str, str]]:
    """Return the rows of a CSV as a spreadsheet reads them."""
    return list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline="")))


def test_messages_are_listed_one_a_line(settings: Settings, inbox: Path) -> None:
    first = put(inbox, email="", name="Åse\nBjørn")
    second = put(inbox, NOW + DAY, subject="press", language="en")
    queries.close(inbox, second, NOW + DAY)
    assert said(settings, "inbox", "list").splitlines() == [
        f"{first}  2026-11-23T12:00:00Z  open    nb  question       Åse\\nBjørn",
        f"{second}  2026-11-24T12:00:00Z  closed  en  press          aase@example.org",
    ]


def test_messages_are_listed_by_what_is_asked_for(settings: Settings, inbox: Path) -> None:
    first = put(inbox)
    second = put(inbox, NOW + DAY, subject="press", language="en")
    queries.close(inbox, second, NOW + DAY)
    for options, number in (
        (["--open"], first),
        (["--closed"], second),
        (["--language", "nb"], first),
        (["--subject", "press"], second),
        (["--since", "2026-11-24"], second),
    ):
        (line,) = said(settings, "inbox", "list", *options).splitlines()
        assert line.startswith(number)
        (exported,) = json.loads(said(settings, "inbox", "export", *options))
        assert exported["number"] == number
    assert said(settings, "inbox", "list", "--open", "--language", "en") == ""
    for bad in (["--since", "i går"], ["--subject", "spam"], ["--format", "xml"]):
        assert run(settings, "inbox", "export", *bad).exit_code == 2


def test_all_of_a_person_is_handed_out_by_their_address(settings: Settings, inbox: Path) -> None:
    numbers = [put(inbox), put(inbox, text="En til", email="AASE@Example.org")]
    put(inbox, email="ola@example.org")
    put(inbox, email="")
    exported = json.loads(said(settings, "inbox", "export", "--email", "Aase@example.ORG"))
    assert [message["number"] for message in exported] == numbers
    assert len(said(settings, "inbox", "list", "--email", "ola@example.org").splitlines()) == 1
    assert said(settings, "inbox", "list", "--email", "") == ""


def test_a_message_is_shown_whole(settings: Settings, inbox: Path) -> None:
    number = put(inbox, text="Når?\n\n\tÅ, 🔋\n")
    shown = said(settings, "inbox", "show", number.lower())
    assert shown.endswith("\n\nNår?\n\n\tÅ, 🔋\n\n")
    for line in (f"number: {number}", "name: Åse Bjørnstjerne", "closed_at: ", "is_mailed: False"):
        assert line in shown.splitlines()


@pytest.mark.parametrize("command", ["list", "show", "export", "csv"])
def test_a_message_can_do_nothing_to_the_operators_terminal(
    settings: Settings, inbox: Path, command: str
) -> None:
    number = put(inbox, name=HARM, email="", text=f"Hei {HARM}")
    arguments = {"show": ["show", number], "csv": ["export", "--format", "csv"]}
    shown = said(settings, "inbox", *arguments.get(command, [command]))
    assert "snudd" in shown
    plain = shown.removeprefix("\ufeff").replace("\n", "").replace("\r\n", "").replace("\r", "")
    assert plain.isprintable(), ascii(plain)
    if command == "export":
        assert json.loads(shown)[0]["text"] == f"Hei {HARM}", "it is read as it was written"
    else:
        assert "\\u001b[2J" in shown


def test_what_is_said_of_a_mail_can_do_nothing_either(settings: Settings, inbox: Path) -> None:
    put(inbox, email="")
    sql(inbox, "update outbox set failure = ?", [HARM])
    (line,) = said(settings, "outbox", "list").splitlines()
    assert line.isprintable()


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_is_written_is_utf_8_whatever_the_terminal_is_set_to(
    settings: Settings, inbox: Path, encoding: str
) -> None:
    number = put(inbox)
    for arguments in (["list"], ["show", number], ["export"], ["export", "--format", "csv"]):
        result = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "inbox", *arguments],
            cwd=ROOT,
            env={"BATTKOMP_DATABASE": str(settings.database), "PYTHONIOENCODING": encoding},
            capture_output=True,
            check=True,
        )
        assert b"@" in result.stdout
        assert result.stderr == b"", "a command delivers nothing, and warns of nothing"
        if arguments != ["list"]:
            assert "Åse Bjørnstjerne" in result.stdout.decode()


def test_a_spreadsheet_opens_the_messages(settings: Settings, inbox: Path) -> None:
    text = 'Sa "hei", og så;\nen linje til\n'
    number = put(inbox, text=text)
    written = said(settings, "inbox", "export", "--format", "csv")
    assert written.startswith("\ufefflanguage,subject,name,email,text,number,")
    assert written.endswith("\r\n")
    assert not written.endswith("\n\r\n")
    (row,) = table(written)
    assert row["text"] == text
    assert (row["number"], row["name"], row["closed_at"]) == (number, "Åse Bjørnstjerne", "")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\n=", " =", "＝", "\u00a0@"])
def test_a_spreadsheet_calculates_nothing(settings: Settings, inbox: Path, start: str) -> None:
    put(inbox, text=f"{start}1+1", name=f"{start}1+1", email="")
    (row,) = table(said(settings, "inbox", "export", "--format", "csv"))
    assert row["text"] == row["name"] == f"'{start}1+1"


def test_an_empty_inbox_is_exported_as_nothing(settings: Settings, inbox: Path) -> None:
    assert inbox.exists()
    assert said(settings, "inbox", "list") == ""
    assert json.loads(said(settings, "inbox", "export")) == []
    assert table(said(settings, "inbox", "export", "--format", "csv")) == []


def test_an_answered_message_is_marked(settings: Settings, inbox: Path) -> None:
    numbers = [put(inbox), put(inbox, text="en til")]
    answer = said(settings, "inbox", "answer-mark", *numbers)
    assert answer.splitlines() == [
        f"{number} is closed. It is deleted 180 days after it was." for number in numbers
    ]
    assert [one.closed_at for one in queries.messages(inbox)] == [NOW, NOW]


def test_all_of_a_person_is_erased_and_it_is_said_what_that_was(
    settings: Settings, inbox: Path
) -> None:
    put(inbox)
    put(inbox, email="kari@example.org")
    erased = said(settings, "inbox", "erase", "--email", "AASE@example.org")
    assert erased.splitlines() == [
        "messages: 1 deleted",
        "outbox: 2 deleted",
        "Backups made before now still hold what was deleted, until they are removed.",
    ]
    assert not holds(inbox, DRAFT.email)
    assert len(queries.messages(inbox)) == 1
    assert said(settings, "inbox", "erase", "--email", "ola@x.no").startswith("messages: 0")


def test_a_number_that_nobody_has_is_refused(settings: Settings, inbox: Path) -> None:
    assert inbox.exists()
    for command in ("show", "answer-mark"):
        assert refusal(settings, "inbox", command, "2222-2222") == "There is no message 2222-2222"


def test_no_inbox_is_said_to_be_none(settings: Settings) -> None:
    for arguments in (
        ["inbox", "list"],
        ["inbox", "show", "2222-2222"],
        ["inbox", "answer-mark", "2222-2222"],
        ["inbox", "export"],
        ["inbox", "erase", "--email", "a@b.no"],
        ["outbox", "list"],
    ):
        assert refusal(settings, *arguments).startswith("There is no inbox at")
    assert not settings.inbox_file.exists()


def test_an_inbox_that_is_no_database_is_said_to_be_none(settings: Settings) -> None:
    settings.inbox_file.write_bytes(b"no database" * 1000)
    assert refusal(settings, "inbox", "list") == "file is not a database"
    assert refusal(settings, "inbox", "erase", "--email", "a@b.no") == "file is not a database"


def test_without_a_mail_server_nothing_is_sent_and_that_is_said(
    settings: Settings, inbox: Path
) -> None:
    number = put(inbox)
    sql(inbox, "update outbox set handed_over_at = 1")
    for options in ([], ["--again", number]):
        reason = refusal(settings, "outbox", "send", *options)
        assert reason == "No mail server has been set; the messages stay in the inbox"
    assert [mail.state for mail in queries.owed(inbox, NOW)] == ["uncertain", "uncertain"]


def test_what_is_due_is_sent(settings: Settings, inbox: Path) -> None:
    put(inbox)
    with mail_server() as house:
        settings = mailing(settings, house.port)
        assert said(settings, "outbox", "send") == (
            "Sent: 2. Not taken, and tried again later: 0. Uncertain: 0.\n"
        )
        assert len(house.taken) == 2
    assert said(settings, "outbox", "list") == ""


def test_what_is_not_sent_is_listed_with_the_reason(settings: Settings, inbox: Path) -> None:
    number = put(inbox, email="")
    clock = Clock()
    settings = replace(mailing(settings, free_port()), now=clock)
    assert refusal(settings, "outbox", "send") == (
        "Not everything was sent; `outbox list` says why"
    )
    (line,) = said(settings, "outbox", "list").splitlines()
    assert line.startswith(f"{number}  message  waiting    attempts: 1  ConnectionRefusedError")


def test_an_uncertain_mail_is_sent_again_if_the_operator_says_so(
    settings: Settings, inbox: Path
) -> None:
    clock = Clock()
    with mail_server(hangs_up_at="verdict") as house:
        settings = replace(mailing(settings, house.port), now=clock)
        number = put(inbox, email="")
        assert run(settings, "outbox", "send").exit_code == 1
        assert "uncertain" in said(settings, "outbox", "list")
        house.behaviour.hangs_up_at = None
        clock.turn(HOUR)
        assert said(settings, "outbox", "send").startswith("Sent: 0.")
        assert said(settings, "outbox", "send", "--again", number).startswith("Sent: 1.")
        reason = refusal(settings, "outbox", "send", "--again", number)
        assert reason == f"Nothing of {number} is uncertain or given up"
        assert refusal(settings, "outbox", "send", "--again", "x") == (
            "Nothing of x is uncertain or given up"
        )


def test_an_uncertain_mail_that_has_arrived_is_noted_as_sent(
    settings: Settings, inbox: Path
) -> None:
    clock = Clock()
    with mail_server(hangs_up_at="verdict") as house:
        settings = replace(mailing(settings, house.port), now=clock)
        number = put(inbox, email="")
        assert refusal(settings, "outbox", "mark-sent", number) == (
            f"Nothing of {number} is uncertain"
        )
        run(settings, "outbox", "send")
        assert said(settings, "outbox", "mark-sent", number.lower()) == "Noted as sent: 1.\n"
        assert said(settings, "outbox", "list") == ""
        assert len(house.taken) == 1
    found = queries.message(inbox, number)
    assert found is not None
    assert found.is_mailed
