"""Mails: their text and headers, text that visitors cannot inject, and submitting them."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from battkomp.contact import mails, worker
from battkomp.contact.inbox import Message
from battkomp.contact.outbox import Mail, Outcome, RefusedError
from battkomp.settings import Settings
from tests.support.inboxes import DRAFT, app_with_inbox, mailing, put
from tests.support.mail_server import mail_server
from tests.support.servers import certificate
from tests.support.sites import NOW

pytestmark = pytest.mark.slow

INJECTION = "Ola\r\nBcc: alle@example.org\r\n\r\nKjøp!"
NUMBER = "7F3K-9QXM"


@pytest.fixture
def app(settings: Settings) -> Flask:
    """A site with settings for mail."""
    recipients = ("a@b.example", "c@d.example")
    return app_with_inbox(mailing(settings, 2525, smtp_recipient=recipients))


def mail(kind: str = "message", **changes: Any) -> Mail:
    """Return a mail to compose."""
    message = Message(
        **vars(DRAFT), number=NUMBER, received_at=NOW, closed_at=None, is_mailed=False
    )
    return Mail(1, kind, 1, replace(message, **changes))


def composed(app: Flask, source: Mail) -> EmailMessage:
    """Return a mail as it is received."""
    raw = mails.compose(app, source).as_bytes()
    assert raw == mails.compose(app, source).as_bytes(), "it is the same at each attempt"
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
    headers = {
        "From": "BattKOMP <nettsted@battkomp.example>",
        "To": "a@b.example, c@d.example",
        "Subject": f"BattKOMP: Spørsmål ({NUMBER})",
        "Reply-To": "aase@example.org",
        "Message-ID": f"<{NUMBER}.message@battkomp.example>",
        "Auto-Submitted": "auto-generated",
    }
    assert {name: read[name] for name in headers} == headers
    assert read["Date"].datetime == datetime.fromtimestamp(NOW, UTC)
    assert read.get_content_type() == "text/plain"
    text = text_of(read)
    parts = (NUMBER, DRAFT.name, DRAFT.email, DRAFT.text, "13:00")  # in Oslo
    assert [part for part in parts if part not in text] == []
    assert composed(app, mail(topic="something new"))["Subject"] == f"BattKOMP: – ({NUMBER})"


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
    headers = {
        "To": "aase@example.org",
        "Reply-To": None,
        "Message-ID": f"<{NUMBER}.receipt@battkomp.example>",
        "Auto-Submitted": "auto-replied",
    }
    assert {name: english[name] for name in headers} == headers
    assert f"reference number is {NUMBER}" in text_of(english)
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
    assert composed(app, mail("receipt", email="ola@faß.de"))["To"] == "ola@xn--fa-hia.de"


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
    sent = [one.original_content or b"" for one in local.accepted]
    assert all(one.isascii() for one in sent)
    read = [message_from_bytes(one, EmailMessage, policy=policy.default) for one in sent]
    arrived = [text_of(one).partition("\n\n")[2] for one in read]
    assert arrived == [f"{text}\n" for text in texts]
    assert all("Problem med" in one["Subject"] for one in read)
    assert "å" * 200 in text_of(read[0])


def letter(*recipients: str) -> EmailMessage:
    """Return a mail to submit."""
    composed = EmailMessage(SMTP)
    composed["From"] = "nettsted@battkomp.example"
    composed["To"] = ", ".join(recipients or ["prosjekt@battkomp.example"])
    composed.set_content("Hei\n", cte="base64")
    return composed


def failure(behaviour: dict[str, Any], **changes: Any) -> Exception:
    """Return the error that a server's behaviour leads to; the mail must not be accepted."""
    with mail_server(**behaviour) as local:
        with pytest.raises((OSError, RefusedError)) as caught:
            mails.send(mailing(Settings(), local.port, **changes), letter())
        assert local.accepted == []
    return caught.value


def test_a_mail_goes_to_all_recipients_that_the_server_knows(
    caplog: pytest.LogCaptureFixture,
) -> None:
    both = ["a@battkomp.example", "b@battkomp.example"]
    behaviours: list[tuple[dict[str, Any], list[str]]] = [
        ({}, both),
        ({"unknown": both[1]}, both[:1]),
        ({"hangs_up_at": "quit"}, both),  # whose reply is not waited for
    ]
    for behaviour, known in behaviours:
        with mail_server(**behaviour) as local:
            mails.send(mailing(Settings(), local.port), letter(*both))
        (accepted,) = local.accepted
        assert (accepted.mail_from, accepted.rcpt_tos) == ("nettsted@battkomp.example", known)
    assert both[1] in caplog.text


FAILURES: list[tuple[dict[str, Any], type[Exception]]] = [
    ({"hangs_up_at": "connect"}, OSError),
    ({"hangs_up_at": "RCPT"}, OSError),
    ({"hangs_up_at": "verdict", "verdict": "451 try later"}, OSError),
    ({"mail": "451 not now"}, OSError),
    ({"mail": "550 not you"}, OSError),  # the sender is a setting, which the operator can correct
    ({"recipient": "450 try later"}, OSError),
    ({"recipient": "421 closing"}, OSError),
    ({"recipient": "550 no such person"}, RefusedError),
    ({"verdict": "451 try later"}, OSError),
    ({"verdict": "554 no such person"}, RefusedError),
    ({"greeting_delay": 1.0}, OSError),
]


def test_only_a_permanent_failure_is_a_refusal_which_has_the_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for behaviour, kind in FAILURES:
        monkeypatch.setattr(mails, "TIMEOUT", 0.2 if "greeting_delay" in behaviour else 5.0)
        error = failure(behaviour)
        assert isinstance(error, kind), behaviour
        assert kind is OSError or "no such person" in str(error)


def test_a_mailbox_name_beyond_ascii_needs_smtputf8() -> None:
    with mail_server() as local:
        mails.send(mailing(Settings(), local.port), letter("åse@xn--blbr-roah.no"))
    assert local.accepted[0].rcpt_tos == ["åse@xn--blbr-roah.no"]
    with mail_server(has_unicode=False) as local, pytest.raises(RefusedError, match="SMTPUTF8"):
        mails.send(mailing(Settings(), local.port), letter("åse@xn--blbr-roah.no"))


LOGIN = {"smtp_user": "nettsted", "smtp_password": "passord"}


@pytest.mark.parametrize(("way", "login"), [("starttls", LOGIN), ("tls", {})])
def test_a_server_with_a_trusted_certificate_gets_the_password_and_the_mail(
    tmp_path: Path, way: str, login: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path)
    with mail_server(tls=context, way=way) as local:
        server = mailing(Settings(), local.port, smtp_tls=way, **login)
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            mails.send(server, letter())
        assert local.accepted == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        mails.send(server, letter())
        if login:
            with pytest.raises(OSError, match="535"):
                mails.send(replace(server, smtp_password="galt"), letter())  # noqa: S106
    assert len(local.accepted) == 1


def test_a_certificate_of_another_host_or_none_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path, "IP:192.0.2.7")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with (
        mail_server(tls=context, way="tls") as local,
        pytest.raises(OSError, match="IP address mismatch"),
    ):
        mails.send(mailing(Settings(), local.port, smtp_tls="tls"), letter())
    assert isinstance(failure({}, smtp_tls="starttls"), OSError)
