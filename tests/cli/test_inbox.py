"""The commands `flask inbox` and `flask outbox`."""

import csv
import io
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from battkomp.contact import inbox as queries
from battkomp.settings import ROOT, Settings
from tests.support.commands import error_of, invoke, output_of
from tests.support.inboxes import DAY, DRAFT, Clock, holds, mailing, put, sql
from tests.support.mail_server import mail_server
from tests.support.sites import NOW

HARM = "\x1b]0;eid\x07\x1b[2J\x9b31m\x7f\r\x00\u202esnudd\u2028slutt"


def test_messages_are_closed_listed_one_per_line_and_filtered(
    settings: Settings, inbox: Path
) -> None:
    first = put(inbox, email="", name="Åse\nBjørn")
    second = put(inbox, NOW + DAY, topic="press", language="en", email="ola@faß.de")
    closed = f"{second} is closed. It is deleted {settings.retention_days} days after it was"
    assert output_of(settings, "inbox", "close", second, second).count(closed) == 2
    assert output_of(settings, "inbox", "list").splitlines() == [
        f"{first}  2026-11-23T12:00:00Z  open    nb  question       Åse\\nBjørn",
        f"{second}  2026-11-24T12:00:00Z  closed  en  press          ola@faß.de",
    ]
    for options, number in (
        (["--open"], first),
        (["--closed"], second),
        (["--language", "nb"], first),
        (["--topic", "press"], second),
        (["--since", "2026-11-24"], second),
        (["--email", "OLA@xn--fa-hia.de"], second),
    ):
        (line,) = output_of(settings, "inbox", "list", *options).splitlines()
        assert line.startswith(number)
        (exported,) = json.loads(output_of(settings, "inbox", "export", *options))
        assert exported["number"] == number
    for options in (["--open", "--language", "en"], ["--email", "ola@fass.de"], ["--email", ""]):
        assert output_of(settings, "inbox", "list", *options) == ""
    for bad in (["--since", "i går"], ["--topic", "spam"], ["--format", "xml"]):
        assert invoke(settings, "inbox", "export", *bad).exit_code == 2


def test_a_message_is_shown_completely(settings: Settings, inbox: Path) -> None:
    number = put(inbox, text="Når?\n\n\tÅ, 🔋\n")
    shown = output_of(settings, "inbox", "show", number.lower())
    assert shown.endswith("\n\nNår?\n\n\tÅ, 🔋\n\n")
    lines = (f"number: {number}", "name: Åse Bjørnstjerne", "closed_at: ", "is_mailed: False")
    assert [line for line in lines if line not in shown.splitlines()] == []


def test_messages_cannot_control_the_terminal(settings: Settings, inbox: Path) -> None:
    number = put(inbox, name=HARM, email="", text=f"Hei {HARM}")
    sql(inbox, "update outbox set failure = ?", [HARM])
    for arguments in (
        ["inbox", "list"],
        ["inbox", "show", number],
        ["inbox", "export"],
        ["inbox", "export", "--format", "csv"],
        ["outbox", "list"],
    ):
        shown = output_of(settings, *arguments)
        assert "\\u001b[2J" in shown
        plain = shown.removeprefix("\ufeff").replace("\r\n", "").replace("\n", "")
        assert plain.isprintable(), (arguments, ascii(plain))
    exported = json.loads(output_of(settings, "inbox", "export"))
    assert exported[0]["text"] == f"Hei {HARM}", "JSON escapes change nothing"


@pytest.mark.slow
def test_output_is_utf_8_whatever_the_encoding_of_the_terminal(
    settings: Settings, inbox: Path
) -> None:
    put(inbox)
    result = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "inbox", "export"],
        cwd=ROOT,
        env={"BATTKOMP_DATABASE": str(settings.database), "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert "Åse Bjørnstjerne" in result.stdout.decode()
    assert result.stderr == b""


def test_messages_are_exported_for_spreadsheets_and_not_as_formulas(
    settings: Settings, inbox: Path
) -> None:
    assert json.loads(output_of(settings, "inbox", "export")) == []
    text = 'Sa "hei", og så;\nen linje til\n'
    number = put(inbox, text=text)
    starts = ("=", "+", "-", "@", "\t=", "\n=", " =", "＝", "\u00a0@")
    for start in starts:
        put(inbox, text=f"{start}1+1", name=f"{start}1+1", email="")
    written = output_of(settings, "inbox", "export", "--format", "csv")
    assert written.startswith("\ufefflanguage,topic,name,email,text,number,")
    assert written.endswith("\r\n")
    first, *formulas = csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline=""))
    assert first["text"] == text
    assert (first["number"], first["name"], first["closed_at"]) == (number, DRAFT.name, "")
    for row, start in zip(formulas, starts, strict=True):
        assert row["text"] == row["name"] == f"'{start}1+1"


def test_messages_of_a_sender_are_erased(settings: Settings, inbox: Path) -> None:
    put(inbox)
    put(inbox, email="kari@example.org")
    put(inbox, email="ola@faß.de")
    for email, count in (("AASE@example.org", 1), ("ola@fass.de", 0), ("ola@faß.de", 1)):
        assert output_of(settings, "inbox", "erase", "--email", email).splitlines() == [
            f"Deleted, with their mails: {count}",
            "Backups made before now still hold what was deleted, until they are removed.",
        ]
    assert not holds(inbox, DRAFT.email)
    assert len(queries.messages(inbox)) == 1


@pytest.mark.usefixtures("inbox")
def test_an_unknown_number_is_an_error(settings: Settings) -> None:
    for command in ("show", "close"):
        assert error_of(settings, "inbox", command, "2222-2222") == "There is no message 2222-2222"
    assert error_of(settings, "outbox", "retry", "x") == "No mail of x was given up"


COMMANDS = (
    ["inbox", "list"],
    ["inbox", "show", "2222-2222"],
    ["inbox", "close", "2222-2222"],
    ["inbox", "export"],
    ["inbox", "erase", "--email", "a@b.no"],
    ["outbox", "list"],
    ["outbox", "retry", "2222-2222"],
)


def test_an_inbox_that_cannot_be_used_is_an_error(settings: Settings, inbox: Path) -> None:
    for version in (0, 1, 101):
        sql(inbox, f"pragma user_version = {version}")
        before = inbox.read_bytes()
        for arguments in (*COMMANDS, ["content", "prepare"]):
            assert "was made by another release" in error_of(settings, *arguments)
        assert inbox.read_bytes() == before
    inbox.write_bytes(b"no database" * 1000)
    for arguments in (*COMMANDS, ["content", "prepare"]):
        assert error_of(settings, *arguments) == f"{inbox}: file is not a database"
    inbox.unlink()
    for arguments in COMMANDS:
        assert error_of(settings, *arguments).startswith("There is no inbox at")
    assert not inbox.exists()


def test_unsent_mails_are_listed_with_the_reason_and_sent_again(
    settings: Settings, inbox: Path
) -> None:
    number = put(inbox)
    reason = error_of(settings, "outbox", "send")
    assert reason == "No mail server has been set; the messages stay in the inbox"
    with mail_server(unknown=DRAFT.email) as local:
        settings = replace(mailing(settings, local.port), now=Clock())
        result = invoke(settings, "outbox", "send")
        assert (result.exit_code, result.stdout) == (1, "Sent: 1. Failed: 1.\n")
        assert "Error: Not everything was sent; `outbox list` says why\n" in result.stderr
        (line,) = output_of(settings, "outbox", "list").splitlines()
        assert line.startswith(f"{number}  receipt  given up  attempts: 1  RefusedError")
        local.unknown = None
        assert output_of(settings, "outbox", "retry", number.lower()) == "Queued: 1.\n"
        assert output_of(settings, "outbox", "send") == "Sent: 1. Failed: 0.\n"
        assert output_of(settings, "outbox", "list") == ""
