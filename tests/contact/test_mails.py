"""The text and headers of mails, and what visitors cannot do to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from battkomp.contact import mails, worker
from battkomp.contact.inbox import Message
from battkomp.contact.outbox import Mail, Outcome, RefusedError
from battkomp.settings import Settings
from tests.support.inboxes import DRAFT, app_with_inbox, mailing, put
from tests.support.mail_server import mail_server
from tests.support.sites import NOW

INJECTION = "Ola\r\nBcc: alle@example.org\r\n\r\nKjøp!"
NUMBER = "7F3K-9QXM"


@pytest.fixture
def app(settings: Settings) -> Flask:
    """A site with settings for mail."""
    return app_with_inbox(mailing(settings, 2525))


def mail(kind: str = "message", **changes: Any) -> Mail:
    """Return a mail to compose."""
    message = Message(
        **vars(DRAFT), number=NUMBER, received_at=NOW, closed_at=None, is_mailed=False
    )
    return Mail(1, kind, 1, replace(message, **changes))


def composed(app: Flask, source: Mail) -> EmailMessage:
    """Return a mail as it is received."""
    raw = mails.compose(app, source).as_bytes()
    assert raw.isascii(), "not every mail server supports 8BITMIME"
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def text_of(read: EmailMessage) -> str:
    """Return the text of a mail, with line feeds only."""
    return str(read.get_content()).replace("\r\n", "\n")


def test_a_message_is_mailed_with_everything_its_sender_wrote(app: Flask) -> None:
    read = composed(app, mail())
    assert read["From"] == "BattKOMP <nettsted@battkomp.example>"
    assert read["To"] == "prosjekt@battkomp.example"
    assert read["Reply-To"] == "aase@example.org"
    assert read["Message-ID"] == f"<{NUMBER}.message@battkomp.example>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Date"].datetime == datetime.fromtimestamp(NOW, UTC)
    assert NUMBER in read["Subject"]
    assert read.get_content_type() == "text/plain"
    text = text_of(read)
    parts = (NUMBER, DRAFT.name, DRAFT.email, DRAFT.text, "13:00")  # in Oslo
    assert [part for part in parts if part not in text] == []


def test_a_message_may_go_to_several_recipients(settings: Settings) -> None:
    app = app_with_inbox(mailing(settings, 25, smtp_recipient=("a@b.example", "c@d.example")))
    assert composed(app, mail())["To"] == "a@b.example, c@d.example"


def test_a_message_is_in_the_source_language_whatever_its_own(app: Flask) -> None:
    read = [composed(app, mail(language=tag)) for tag in ("nb", "en")]
    assert read[0]["Subject"] == read[1]["Subject"]
    first, second = (text_of(one) for one in read)
    assert "Språk: norsk bokmål\n" in first
    assert second == first.replace("norsk bokmål", "engelsk")


def test_a_receipt_is_in_its_senders_language(app: Flask) -> None:
    norwegian, english, unknown = (
        composed(app, mail("receipt", language=tag)) for tag in ("nb", "en", "tlh")
    )
    assert english["To"] == "aase@example.org"
    assert english["Auto-Submitted"] == "auto-replied"
    assert english["Reply-To"] is None
    assert english["Message-ID"] == f"<{NUMBER}.receipt@battkomp.example>"
    assert f"its number is {NUMBER}" in text_of(english)
    assert NUMBER in text_of(norwegian)
    assert text_of(norwegian) != text_of(english)
    assert text_of(unknown) == text_of(norwegian)


def test_a_receipt_repeats_nothing_that_its_sender_wrote(app: Flask) -> None:
    spam = {"name": "BILLIG", "text": "KLIKK https://spam.example", "topic": "press"}
    plain = composed(app, mail("receipt")).as_string()
    assert composed(app, mail("receipt", **spam)).as_string() == plain


@pytest.mark.parametrize("kind", ["message", "receipt"])
def test_nothing_that_a_visitor_writes_becomes_a_header(app: Flask, kind: str) -> None:
    plain = composed(app, mail(kind))
    for harm in (INJECTION, INJECTION.replace("\r", ""), "x\rBcc: y", "x\u2028y"):
        for field in ("name", "email", "text", "topic", "language"):
            if (kind, field) == ("receipt", "email"):
                continue  # the next test
            read = composed(app, mail(kind, **{field: harm}))
            assert {*read.keys(), "Reply-To"} == {*plain.keys(), "Reply-To"}, (field, harm)
            assert len(read.keys()) == len(set(read.keys())), (field, harm)
            assert read["To"] == plain["To"]
            if field != "text" and kind == "message":
                head, _, text = text_of(read).partition("\n\n")
                assert len(head.splitlines()) == 6, (field, harm)
                assert text.rstrip("\n") == DRAFT.text


def test_an_invalid_address_gets_no_receipt_and_is_not_answered_to(app: Flask) -> None:
    for email in (INJECTION, "a@b.no, c@d.no", "a@b.no\nBcc: c@d.no", "Ola <a@b.no>", "@", "a"):
        with pytest.raises(RefusedError, match="not an email address"):
            mails.compose(app, mail("receipt", email=email))
        read = composed(app, mail(email=email))
        assert read["Reply-To"] is None
        assert " ".join(email.split()) in text_of(read)


def test_domains_are_written_in_ascii(settings: Settings) -> None:
    own = mailing(settings, 25, smtp_sender="a@blåbær.no", smtp_recipient=("b@blåbær.no",))
    app = app_with_inbox(own)
    read = composed(app, mail(email="åse@blåbær.no"))
    assert read["From"] == "BattKOMP <a@xn--blbr-roah.no>"
    assert read["To"] == "b@xn--blbr-roah.no"
    assert read["Message-ID"].endswith("@xn--blbr-roah.no>")
    assert read["Reply-To"] is None, "not every mail server can write to this address"
    assert "åse@blåbær.no" in text_of(read)
    assert composed(app, mail(email="ase@blåbær.no"))["Reply-To"] == "ase@xn--blbr-roah.no"


def test_a_receipt_goes_to_the_domain_that_idna_2008_means(app: Flask) -> None:
    domains = {"faß.de": "xn--fa-hia.de", "fass.de": "fass.de", "βόλος.gr": "xn--nxasmm1c.gr"}
    for domain, ascii_domain in domains.items():
        receipt = composed(app, mail("receipt", email=f"ola@{domain}"))
        assert receipt["To"] == f"ola@{ascii_domain}"


def test_an_unknown_topic_is_mailed_too(app: Flask) -> None:
    subject = composed(app, mail(topic="something new"))["Subject"]
    assert subject == f"BattKOMP: – ({NUMBER})"


def test_a_mail_is_the_same_at_each_attempt(app: Flask) -> None:
    for kind in ("message", "receipt"):
        assert composed(app, mail(kind)).as_bytes() == composed(app, mail(kind)).as_bytes()


@pytest.mark.slow
def test_a_text_arrives_as_it_was_written(settings: Settings) -> None:
    texts = [
        "æøå ÆØÅ 🔋 «sitat» – tankestrek",
        "x" * 10_000,
        "å" * 10_000,
        ".\n..\n.punktum først\nFrom meg\n",
        "linje\n" * 1_000,
        "  to mellomrom foran og etter  ",
        "=20 =C3=A5 =",
        "\x00\x1b[31m\x7f",
        "\t\n\n\n.",
    ]
    with mail_server() as local:
        app = app_with_inbox(mailing(settings, local.port))
        for text in texts:
            put(settings.inbox_file, text=text, topic="accessibility", email="", name="å" * 200)
        assert worker.deliver(app) == Outcome(sent=len(texts))
    arrived = [text_of(one.mail).partition("\n\n")[2] for one in local.accepted]
    assert arrived == [f"{text}\n" for text in texts]
    assert all(one.raw.isascii() for one in local.accepted)
    assert all("Noe på nettstedet" in one.mail["Subject"] for one in local.accepted)
    assert "å" * 200 in text_of(local.accepted[0].mail)


@pytest.mark.slow
def test_a_receipt_that_the_mail_server_cannot_address_is_given_up(settings: Settings) -> None:
    with mail_server(has_unicode=False) as local:
        app = app_with_inbox(mailing(settings, local.port))
        number = put(settings.inbox_file, email="åse@blåbær.no")
        assert worker.deliver(app) == Outcome(sent=1, failed=1, refused=[number])
