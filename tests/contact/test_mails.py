"""What the mails say, in which language, and what nobody can make them say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from battkomp.contact import inbox, mails, outbox
from battkomp.contact.messages import LONGEST_NAME, Message
from battkomp.contact.outbox import Mail, NotTakenError, Outcome
from battkomp.settings import Settings
from tests.support.inboxes import DRAFT, app_with_inbox, mailing, put
from tests.support.mail_server import mail_server
from tests.support.sites import NOW

INJECTION = "Ola\r\nBcc: alle@example.org\r\n\r\nKjøp!"


@pytest.fixture
def app(settings: Settings) -> Flask:
    """A site with settings for mail."""
    return app_with_inbox(mailing(settings, 2525))


def mail(kind: str = "message", **changes: Any) -> Mail:
    """Return a mail that is owed."""
    message = Message(
        **vars(DRAFT), number="7F3K-9QXM", received_at=NOW, closed_at=None, is_mailed=False
    )
    return Mail(1, kind, 1, replace(message, **changes))


def sent(app: Flask, owed: Mail) -> EmailMessage:
    """Return a mail as it comes out at the other end."""
    raw = mails.composed(app, owed).as_bytes()
    assert raw.isascii(), "it asks for more than every mail server can do"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def text_of(read: EmailMessage) -> str:
    """Return the text of a mail, with plain ends of lines."""
    return str(read.get_content()).replace("\r\n", "\n")


def test_the_message_says_all_that_its_sender_did(app: Flask) -> None:
    read = sent(app, mail())
    assert read["From"] == "BattKOMP <nettsted@battkomp.example>"
    assert read["To"] == "prosjekt@battkomp.example"
    assert read["Reply-To"] == "aase@example.org"
    assert read["Message-ID"] == "<7F3K-9QXM.message@battkomp.example>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Date"].datetime == datetime.fromtimestamp(NOW, UTC)
    assert "7F3K-9QXM" in read["Subject"]
    assert read.get_content_type() == "text/plain"
    text = text_of(read)
    for said in ("7F3K-9QXM", DRAFT.name, DRAFT.email, DRAFT.text, "13:00"):  # in Oslo
        assert said in text


def test_the_message_is_in_the_projects_language_whatever_its_senders(app: Flask) -> None:
    read = [sent(app, mail(language=tag)) for tag in ("nb", "en")]
    assert read[0]["Subject"] == read[1]["Subject"]
    first, second = (text_of(one) for one in read)
    assert "Språk: norsk bokmål\n" in first
    assert second == first.replace("norsk bokmål", "engelsk")


def test_the_receipt_is_in_its_senders_language_and_says_the_number(app: Flask) -> None:
    norwegian, english, unknown = (
        sent(app, mail("receipt", language=tag)) for tag in ("nb", "en", "tlh")
    )
    assert english["To"] == "aase@example.org"
    assert english["Subject"] == "BattKOMP: your message 7F3K-9QXM"
    assert english["Auto-Submitted"] == "auto-replied"
    assert english["Reply-To"] is None
    assert english["Message-ID"] == "<7F3K-9QXM.receipt@battkomp.example>"
    assert "its number is 7F3K-9QXM" in text_of(english)
    assert "If you did not write to us" in text_of(english)
    assert "7F3K-9QXM" in text_of(norwegian)
    assert text_of(unknown) == text_of(norwegian)


def test_nobody_can_have_us_mail_their_words_to_others(app: Flask) -> None:
    changes = {"name": "BILLIG", "text": "KLIKK https://spam.example", "subject": "press"}
    raw = sent(app, mail("receipt", **changes)).as_string()
    plain = sent(app, mail("receipt")).as_string()
    assert raw == plain
    assert "Åse" not in text_of(sent(app, mail("receipt")))


@pytest.mark.parametrize("field", ["name", "email", "text", "subject", "language"])
@pytest.mark.parametrize("kind", ["message", "receipt"])
@pytest.mark.parametrize("harm", [INJECTION, INJECTION.replace("\r", ""), "x\rBcc: y", "x\u2028y"])
def test_no_line_of_a_visitors_becomes_a_header(
    app: Flask, field: str, kind: str, harm: str
) -> None:
    owed = mail(kind, **{field: harm})
    if (kind, field) == ("receipt", "email"):
        with pytest.raises(NotTakenError, match="no e-mail address"):
            sent(app, owed)
        return
    read = sent(app, owed)
    plain = sent(app, mail(kind))
    assert set(read.keys()) - {"Reply-To"} == set(plain.keys()) - {"Reply-To"}
    assert len(read.keys()) == len(set(read.keys()))
    assert read["To"] == plain["To"]
    if field != "text" and kind == "message":
        head, _, text = text_of(read).partition("\n\n")
        assert len(head.splitlines()) == 6, "a line that looks like one of ours"
        assert text.rstrip("\n") == DRAFT.text


@pytest.mark.parametrize(
    "email",
    ["a@b.no, c@d.no", "a@b.no\nBcc: c@d.no", "Ola <a@b.no>", "@", "a", "a@b@c.no", "a@b.no;"],
)
def test_what_is_no_address_is_neither_written_nor_answered_to(app: Flask, email: str) -> None:
    with pytest.raises(NotTakenError) as refused:
        mails.composed(app, mail("receipt", email=email))
    assert refused.value.is_final
    read = sent(app, mail(email=email))
    assert read["Reply-To"] is None
    assert " ".join(email.split()) in text_of(read)


def test_a_domain_with_letters_of_ours_is_written_as_the_network_has_it(settings: Settings) -> None:
    app = app_with_inbox(
        mailing(settings, 2525, smtp_sender="a@blåbær.no", smtp_recipient="b@blåbær.no")
    )
    read = sent(app, mail(email="åse@blåbær.no"))
    assert read["From"] == "BattKOMP <a@xn--blbr-roah.no>"
    assert read["To"] == "b@xn--blbr-roah.no"
    assert read["Message-ID"].endswith("@xn--blbr-roah.no>")
    assert read["Reply-To"] is None, "not every mail server can write there"
    assert "åse@blåbær.no" in text_of(read)
    assert sent(app, mail(email="ase@blåbær.no"))["Reply-To"] == "ase@xn--blbr-roah.no"


def test_a_receipt_goes_to_a_name_with_letters_of_ours_if_the_mail_server_can(
    settings: Settings,
) -> None:
    with mail_server() as house:
        outcome, _ = _mail_a_receipt(settings, house.port, "åse@blåbær.no")
    assert outcome == Outcome(sent=2)
    assert house.taken[1].recipients == ["åse@xn--blbr-roah.no"]
    assert house.taken[0].recipients == ["prosjekt@battkomp.example"]


def test_a_receipt_is_given_up_with_the_reason_if_the_mail_server_cannot(
    settings: Settings,
) -> None:
    with mail_server(has_unicode=False) as house:
        outcome, failure = _mail_a_receipt(settings, house.port, "åse@blåbær.no")
    assert outcome == Outcome(sent=1, put_off=1)
    assert failure.startswith("given up: ")
    assert "SMTPUTF8" in failure


@pytest.mark.parametrize(
    "text",
    [
        "æøå ÆØÅ 🔋 «sitat» – tankestrek",
        "x" * 10_000,
        "å" * 10_000,
        ".\n..\n.punktum først\nFrom meg\n",
        "linje\n" * 3_000,
        "  to mellomrom foran og etter  ",
        "=20 =C3=A5 =",
        "\x00\x1b[31m\x7f",
        "\t\n\n\n.",
    ],
)
def test_a_text_arrives_as_it_was_written(settings: Settings, text: str) -> None:
    with mail_server() as house:
        app = app_with_inbox(mailing(settings, house.port))
        put(settings.inbox_file, text=text, email="")
        assert _send(app, settings) == Outcome(sent=1)
    (taken,) = house.taken
    assert text_of(taken.mail).partition("\n\n")[2] == f"{text}\n"
    assert taken.raw.isascii()


def test_a_subject_in_norwegian_arrives_as_it_is(settings: Settings) -> None:
    with mail_server() as house:
        app = app_with_inbox(mailing(settings, house.port))
        number = put(settings.inbox_file, subject="accessibility", email="", name="å" * 200)
        _send(app, settings)
        owed = mail(subject="accessibility", email="", number=number)
        assert house.taken[0].mail["Subject"] == str(mails.composed(app, owed)["Subject"])
    assert len("å" * 200) == LONGEST_NAME
    assert "å" * 200 in text_of(house.taken[0].mail)


def test_a_subject_that_is_not_known_keeps_no_message_from_the_project(app: Flask) -> None:
    assert sent(app, mail(subject="something new"))["Subject"] == "BattKOMP: – (7F3K-9QXM)"


def test_a_mail_is_the_same_each_time(app: Flask) -> None:
    for kind in ("message", "receipt"):
        assert sent(app, mail(kind)).as_bytes() == sent(app, mail(kind)).as_bytes()


def _send(app: Flask, settings: Settings) -> Outcome:
    def send(owed: Mail, hand_over: Any) -> None:
        mails.send(app, owed, hand_over)

    return outbox.send_what_is_due(settings.inbox_file, send, settings.now)


def _mail_a_receipt(settings: Settings, port: int, email: str) -> tuple[Outcome, str]:
    """Receive a message from an address; return how its mails fare, and why one does not."""
    app = app_with_inbox(mailing(settings, port))
    put(settings.inbox_file, email=email)
    outcome = _send(app, settings)
    left = inbox.owed(settings.inbox_file, settings.now())
    return outcome, "".join(f"{one.state}: {one.failure}" for one in left)
