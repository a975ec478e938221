"""Submitting mails to a real mail server."""

from __future__ import annotations

from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from battkomp.contact import mails
from battkomp.contact.outbox import RefusedError
from battkomp.settings import Settings
from tests.support.certificates import certificate
from tests.support.mail_server import LocalMailServer, mail_server

pytestmark = pytest.mark.slow


def settings_of(local: LocalMailServer, **changes: Any) -> Settings:
    """Return settings for a local mail server."""
    server = Settings(smtp_host="127.0.0.1", smtp_port=local.port, smtp_tls="none")
    return replace(server, **changes)


def mail(*recipients: str) -> EmailMessage:
    """Return a mail."""
    composed = EmailMessage(SMTP)
    composed["From"] = "nettsted@battkomp.example"
    composed["To"] = ", ".join(recipients or ["prosjekt@battkomp.example"])
    composed.set_content("Hei\n", cte="base64")
    return composed


def failure(behaviour: dict[str, Any], **changes: Any) -> Exception:
    """Return the error that a server's behaviour leads to; the mail must not be accepted."""
    with mail_server(**behaviour) as local:
        with pytest.raises((OSError, RefusedError)) as caught:
            mails.send(settings_of(local, **changes), mail())
        assert local.accepted == []
    return caught.value


def test_a_mail_goes_to_all_its_recipients() -> None:
    with mail_server() as local:
        mails.send(settings_of(local), mail("a@battkomp.example", "b@battkomp.example"))
    (accepted,) = local.accepted
    assert accepted.sender == "nettsted@battkomp.example"
    assert accepted.recipients == ["a@battkomp.example", "b@battkomp.example"]


def test_recipients_that_are_refused_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    with mail_server(unknown="b@battkomp.example") as local:
        mails.send(settings_of(local), mail("a@battkomp.example", "b@battkomp.example"))
    assert local.accepted[0].recipients == ["a@battkomp.example"]
    assert "b@battkomp.example" in caplog.text


def test_a_temporary_failure_is_not_a_refusal() -> None:
    behaviours: list[dict[str, Any]] = [
        {"hangs_up_at": "connect"},
        {"hangs_up_at": "RCPT"},
        {"hangs_up_at": "verdict", "verdict": "451 try later"},
        {"mail": "451 not now"},
        {"mail": "550 not you"},  # the sender is a setting, which the operator can correct
        {"recipient": "450 try later"},
        {"recipient": "421 closing"},
        {"verdict": "451 try later"},
    ]
    refused = [one for one in behaviours if isinstance(failure(one), RefusedError)]
    assert refused == []


def test_a_permanent_failure_is_a_refusal_with_the_reason() -> None:
    for behaviour in ({"recipient": "550 no such person"}, {"verdict": "554 no such person"}):
        error = failure(behaviour)
        assert isinstance(error, RefusedError), behaviour
        assert "no such person" in str(error)


def test_a_server_that_does_not_reply_in_time_is_a_temporary_failure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mails, "TIMEOUT", 0.2)
    assert isinstance(failure({"greeting_delay": 1.0}), OSError)


def test_the_reply_to_quit_is_not_waited_for() -> None:
    with mail_server(hangs_up_at="quit") as local:
        mails.send(settings_of(local), mail())
    assert len(local.accepted) == 1


def test_a_mailbox_name_beyond_ascii_needs_smtputf8() -> None:
    with mail_server() as local:
        mails.send(settings_of(local), mail("åse@xn--blbr-roah.no"))
    assert local.accepted[0].recipients == ["åse@xn--blbr-roah.no"]
    with mail_server(has_unicode=False) as local, pytest.raises(RefusedError, match="SMTPUTF8"):
        mails.send(settings_of(local), mail("åse@xn--blbr-roah.no"))


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_a_server_with_a_trusted_certificate_gets_the_password_and_the_mail(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path)
    with mail_server(tls=context, way=way) as local:
        user = ("nettsted", "passord") if way == "starttls" else (None, None)
        server = settings_of(local, smtp_tls=way, smtp_user=user[0], smtp_password=user[1])
        with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
            mails.send(server, mail())
        assert local.accepted == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        mails.send(server, mail())
    assert len(local.accepted) == 1


def test_a_certificate_of_another_host_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path, "192.0.2.7")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with (
        mail_server(tls=context, way="tls") as local,
        pytest.raises(OSError, match="IP address mismatch"),
    ):
        mails.send(settings_of(local, smtp_tls="tls"), mail())


def test_a_wrong_password_and_a_missing_starttls_are_temporary_failures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(tls=context, way="starttls") as local:
        wrong = {"smtp_user": "nettsted", "smtp_password": "galt"}
        server = settings_of(local, smtp_tls="starttls", **wrong)
        with pytest.raises(OSError, match="535"):
            mails.send(server, mail())
    assert isinstance(failure({}, smtp_tls="starttls"), OSError)
