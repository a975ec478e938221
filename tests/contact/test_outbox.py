"""Mails that are owed: each is taken once, whatever the mail server or a sender does."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from battkomp.contact import inbox, mails, outbox, retention, smtp
from battkomp.contact.outbox import CLAIM, HANDED_OVER, Mail, NotTakenError, Outcome
from battkomp.db import connections
from battkomp.settings import ROOT, Settings
from tests.support.certificates import certificate
from tests.support.inboxes import (
    DAY,
    HOUR,
    Clock,
    app_with_inbox,
    mailing,
    put,
    rows,
    sql,
)
from tests.support.mail_server import MailHouse, mail_server, wait_for
from tests.support.servers import free_port

pytestmark = pytest.mark.slow

# Sends what is due, and is killed when it has told the mail server that a mail is complete.
KILLED = """
import os, signal, sys, time
from battkomp import create_app
from battkomp.contact import smtp, worker

def die(self):
    print("handed over", flush=True)
    time.sleep(60)

smtp._Telling._verdict = die
worker.deliver(create_app())
"""


class Sender:
    """Sends what is due in the inbox of a site, over a real connection to a mail server."""

    def __init__(self, settings: Settings, port: int, **limits: Any) -> None:
        self.clock = Clock()
        self.settings = mailing(settings, port, now=self.clock)
        self.path = self.settings.inbox_file
        self.app = app_with_inbox(self.settings)
        server = self.settings.mail_server
        assert server
        self.server = replace(server, **({"answers_within": 5.0, "takes_within": 5.0} | limits))

    def send(self) -> Outcome:
        """Send what is due now."""
        return outbox.send_what_is_due(self.path, self._send, self.clock)

    def owed(self) -> list[tuple[str, str]]:
        """Return the kind and the state of each mail that has not been sent."""
        return [(mail.kind, mail.state) for mail in inbox.owed(self.path, self.clock())]

    def failure(self) -> str:
        """Return why the only mail that has not been sent was not."""
        (mail,) = inbox.owed(self.path, self.clock())
        return mail.failure

    def _send(self, mail: Mail, hand_over: Callable[[], None]) -> None:
        smtp.send(self.server, mails.composed(self.app, mail), hand_over)


def test_a_message_and_its_receipt_are_taken_once(settings: Settings) -> None:
    with mail_server() as house:
        sender = Sender(settings, house.port)
        number = put(sender.path)
        assert sender.send() == Outcome(sent=2)
        assert sender.send() == Outcome()
    recipients = [one.recipients for one in house.taken]
    assert recipients == [["prosjekt@battkomp.example"], ["aase@example.org"]]
    assert {one.sender for one in house.taken} == {"nettsted@battkomp.example"}
    assert all(number in subject for subject in house.subjects())
    assert sender.owed() == []
    found = inbox.message(sender.path, number)
    assert found is not None
    assert found.is_mailed


def test_who_gives_no_address_gets_no_receipt(settings: Settings) -> None:
    with mail_server() as house:
        sender = Sender(settings, house.port)
        put(sender.path, email="")
        assert sender.send() == Outcome(sent=1)


def test_after_an_hour_without_a_mail_server_each_message_arrives_once(settings: Settings) -> None:
    port = free_port()
    sender = Sender(settings, port)
    numbers = []
    for minute in range(60):
        if minute % 10 == 0:
            numbers.append(put(sender.path, sender.clock(), text=f"nr. {minute}", email=""))
        sender.send()
        sender.clock.turn(60)
    assert [mail.state for mail in inbox.owed(sender.path, sender.clock())] == ["waiting"] * 6
    attempts = rows(sender.path, "select max(attempts) from outbox")[0][0]
    assert attempts <= 12, "it is not left in peace"
    with mail_server(port) as house:
        for _minute in range(16):
            sender.send()
            sender.clock.turn(60)
    assert sorted(one[-10:-1] for one in house.subjects()) == sorted(numbers)
    assert sender.owed() == []


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        ({"greeting_delay": 1.0}, "timed out"),
        ({"hangs_up_at": "connect"}, "Connection unexpectedly closed"),
        ({"hangs_up_at": "RCPT"}, "Connection unexpectedly closed"),
        ({"mail": "451 not now"}, "not now"),
        ({"mail": "550 not you"}, "not you"),
        ({"recipient": "450 try later"}, "try later"),
        ({"recipient": "421 closing"}, "closing"),
        ({"recipient": "550 nobody"}, "nobody"),
        ({"verdict": "451 try later"}, "try later"),
        ({"verdict": "554 spam"}, "spam"),
    ],
)
def test_what_is_not_taken_is_sent_again_until_it_is(
    settings: Settings, behaviour: dict[str, Any], said: str
) -> None:
    with mail_server(**behaviour) as house:
        sender = Sender(settings, house.port, answers_within=0.3)
        put(sender.path, email="")
        assert sender.send() == Outcome(put_off=1)
        assert said in sender.failure()
        assert sender.owed() == [("message", "waiting")]
        assert sender.send() == Outcome(), "it is not tried again at once"
        house.behaviour = type(house.behaviour)()
        sender.clock.turn(5)
        assert sender.send() == Outcome(sent=1)
    assert len(house.taken) == 1


def test_the_waits_between_attempts_grow_to_a_quarter_of_an_hour(settings: Settings) -> None:
    sender = Sender(settings, free_port())
    put(sender.path, email="")
    waits = []
    for _attempt in range(10):
        assert sender.send().put_off == 1
        ((next_at,),) = rows(sender.path, "select next_at from outbox")
        waits.append(next_at - sender.clock())
        sender.clock.turn(waits[-1])
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]
    sql(sender.path, "update outbox set attempts = 100000")
    assert sender.send().put_off == 1


@pytest.mark.parametrize("hangs_up_at", ["text", "verdict"])
def test_a_line_that_is_cut_while_a_mail_is_given_never_makes_two_of_it(
    settings: Settings, hangs_up_at: str
) -> None:
    with mail_server(hangs_up_at=hangs_up_at) as house:
        sender = Sender(settings, house.port)
        number = put(sender.path, email="")
        first = sender.send()
        house.behaviour = type(house.behaviour)()
        sender.clock.turn(DAY)
        sender.send()
        assert len(house.taken) <= 1
        if hangs_up_at == "verdict":
            assert first == Outcome(uncertain=[number])
            assert sender.owed() == [("message", "uncertain")]
            assert "UncertainError" in sender.failure()


def test_a_mail_that_is_cut_off_before_its_end_is_sent_again(settings: Settings) -> None:
    """The mail is long: the line is cut before all of it has gone."""
    with mail_server(hangs_up_at="text") as house:
        sender = Sender(settings, house.port)
        put(sender.path, email="")

        def send_long(mail: Mail, hand_over: Callable[[], None]) -> None:
            long = mails.composed(sender.app, mail)
            long.set_content("lang linje\n" * 1_500_000, cte="7bit")
            smtp.send(sender.server, long, hand_over)

        outcome = outbox.send_what_is_due(sender.path, send_long, sender.clock)
        assert outcome == Outcome(put_off=1)
        house.behaviour = type(house.behaviour)()
        sender.clock.turn(5)
        assert sender.send() == Outcome(sent=1)
    assert len(house.taken) == 1


def test_a_server_that_takes_a_mail_and_says_nothing_gets_it_once(settings: Settings) -> None:
    with mail_server(verdict_delay=2.0) as house:
        sender = Sender(settings, house.port, takes_within=0.3)
        number = put(sender.path, email="")
        assert sender.send() == Outcome(uncertain=[number])
        wait_for(lambda: len(house.taken) == 1)
        sender.clock.turn(DAY)
        assert sender.send() == Outcome()
    assert len(house.taken) == 1
    assert sender.owed() == [("message", "uncertain")]


@pytest.mark.parametrize("verdict", ["299 whatever", "251 forwarded"])
def test_a_mail_is_taken_when_the_server_says_so_in_other_numbers(
    settings: Settings, verdict: str
) -> None:
    with mail_server(verdict=verdict) as house:
        sender = Sender(settings, house.port)
        put(sender.path, email="")
        assert sender.send() == Outcome(sent=1)


@pytest.mark.parametrize("verdict", ["nonsense", "354 go on", "100 hm"])
def test_an_answer_that_means_nothing_leaves_a_mail_uncertain(
    settings: Settings, verdict: str
) -> None:
    with mail_server(verdict=verdict) as house:
        sender = Sender(settings, house.port)
        number = put(sender.path, email="")
        assert sender.send() == Outcome(uncertain=[number])


def test_a_server_that_is_slow_and_not_too_slow_takes_the_mail(settings: Settings) -> None:
    with mail_server(greeting_delay=0.5, verdict_delay=1.0) as house:
        sender = Sender(settings, house.port, answers_within=0.8, takes_within=3.0)
        put(sender.path, email="")
        assert sender.send() == Outcome(sent=1)


@pytest.mark.parametrize("step", ["recipient", "verdict"])
def test_a_receipt_is_given_up_when_it_is_refused_for_good_and_a_message_never_is(
    settings: Settings, step: str
) -> None:
    behaviour: dict[str, Any] = {step: "550 no such person"}
    with mail_server(**behaviour) as house:
        sender = Sender(settings, house.port)
        number = put(sender.path)
        assert sender.send() == Outcome(put_off=2)
        assert sender.owed() == [("message", "waiting"), ("receipt", "given up")]
        for _hours in range(0, 5 * 24, 6):
            sender.clock.turn(6 * HOUR)
            assert sender.send() == Outcome(put_off=1)
        assert sender.owed() == [("message", "waiting"), ("receipt", "given up")]
        house.behaviour = type(house.behaviour)()
        assert outbox.send_again(sender.path, number, sender.clock()) == 1
        assert sender.send() == Outcome(sent=1)
        sender.clock.turn(HOUR)
        assert sender.send() == Outcome(sent=1)


def test_a_receipt_is_given_up_after_four_days(settings: Settings) -> None:
    sender = Sender(settings, free_port())
    put(sender.path)
    sender.clock.turn(4 * DAY)
    sender.send()
    assert sender.owed() == [("message", "waiting"), ("receipt", "waiting")]
    sender.clock.turn(HOUR)
    sender.send()
    assert sender.owed() == [("message", "waiting"), ("receipt", "given up")]


def test_two_senders_at_once_never_send_the_same(settings: Settings) -> None:
    with mail_server(verdict_delay=0.05) as house:
        sender = Sender(settings, house.port)
        numbers = [put(sender.path, network=str(n), text=str(n), email="") for n in range(20)]
        outcomes: list[Outcome] = []

        def send() -> None:
            outcomes.append(sender.send())
            connections.forget_reader()

        threads = [threading.Thread(target=send) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(one[-10:-1] for one in house.subjects()) == sorted(numbers)
    assert sum(one.sent for one in outcomes) == 20


def test_nothing_is_locked_while_the_mail_server_takes_its_time(settings: Settings) -> None:
    with mail_server() as house:
        sender = Sender(settings, house.port)
        first = put(sender.path, email="")

        def receive_another() -> None:
            started = time.monotonic()
            put(sender.path, text="en til", email="")
            assert time.monotonic() - started < 1
            assert inbox.trouble(sender.path, sender.clock(), HOUR) is None
            assert sender.owed()[0] == ("message", "waiting"), "not yet uncertain"
            assert outbox.send_again(sender.path, first, sender.clock()) == 0
            house.behaviour.during_verdict = None
            connections.forget_reader()

        house.behaviour.during_verdict = receive_another
        assert sender.send() == Outcome(sent=2)


def test_a_sender_that_is_killed_before_the_answer_leaves_the_mail_to_the_operator(
    settings: Settings,
) -> None:
    with mail_server() as house:
        sender = Sender(settings, house.port)
        number = put(sender.path, int(time.time()), email="")
        server = sender.settings
        environment = {
            "BATTKOMP_DATABASE": str(server.database),
            "BATTKOMP_SMTP_HOST": "127.0.0.1",
            "BATTKOMP_SMTP_PORT": str(house.port),
            "BATTKOMP_SMTP_TLS": "none",
            "BATTKOMP_SMTP_SENDER": str(server.smtp_sender),
            "BATTKOMP_SMTP_RECIPIENT": str(server.smtp_recipient),
        }
        command = [sys.executable, "-c", KILLED]
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as killed:
            assert killed.stdout
            assert killed.stdout.readline() == b"handed over\n"
            wait_for(lambda: len(house.taken) == 1)
            killed.send_signal(signal.SIGKILL)
        sender.clock.now = int(time.time()) + HANDED_OVER + 1
        assert sender.owed() == [("message", "uncertain")]
        assert sender.send() == Outcome()
        assert len(house.taken) == 1
        assert outbox.send_again(sender.path, f" {number.lower()}", sender.clock()) == 1
        assert sender.send() == Outcome(sent=1)
        assert outbox.send_again(sender.path, number, sender.clock()) == 0
    one, other = house.taken
    assert one.mail["Message-ID"] == other.mail["Message-ID"]


def test_a_sender_that_dies_before_it_hands_over_keeps_the_mail_for_minutes_only(
    settings: Settings,
) -> None:
    with mail_server() as house:
        sender = Sender(settings, house.port)
        put(sender.path, email="")

        def die(_mail: Mail, _hand_over: Callable[[], None]) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            outbox.send_what_is_due(sender.path, die, sender.clock)
        assert sender.send() == Outcome()
        sender.clock.turn(CLAIM)
        assert sender.send() == Outcome(sent=1)


def test_a_sender_that_takes_too_long_finds_that_another_has_the_mail(settings: Settings) -> None:
    with mail_server() as house:
        sender = Sender(settings, house.port)
        put(sender.path, email="")

        def dawdle(mail: Mail, hand_over: Callable[[], None]) -> None:
            sender.clock.turn(CLAIM)
            assert sender.send() == Outcome(sent=1)
            smtp.send(sender.server, mails.composed(sender.app, mail), hand_over)

        assert outbox.send_what_is_due(sender.path, dawdle, sender.clock) == Outcome(put_off=1)
    assert len(house.taken) == 1
    assert sender.owed() == []


def test_a_message_that_is_erased_meanwhile_is_not_handed_over(settings: Settings) -> None:
    with mail_server() as house:
        sender = Sender(settings, house.port)
        put(sender.path)

        def erase_first(mail: Mail, hand_over: Callable[[], None]) -> None:
            retention.erase(sender.path, mail.message.email)
            smtp.send(sender.server, mails.composed(sender.app, mail), hand_over)

        assert outbox.send_what_is_due(sender.path, erase_first, sender.clock).put_off == 1
    assert house.taken == []


def test_a_mail_that_cannot_be_made_does_not_keep_others_from_being_sent(
    settings: Settings,
) -> None:
    with mail_server() as house:
        sender = Sender(settings, house.port)
        bad, good = (put(sender.path, text=text, email="") for text in ("dårlig", "god"))

        def stumble(mail: Mail, hand_over: Callable[[], None]) -> None:
            if mail.message.number == bad:
                raise KeyError("a fault of ours")
            smtp.send(sender.server, mails.composed(sender.app, mail), hand_over)

        outcome = outbox.send_what_is_due(sender.path, stumble, sender.clock)
    assert outcome == Outcome(sent=1, put_off=1)
    assert "KeyError" in sender.failure()
    assert good in house.subjects()[0]


def test_a_mail_is_not_handed_over_if_that_cannot_be_noted(settings: Settings) -> None:
    with mail_server() as house:
        sender = Sender(settings, house.port)
        put(sender.path, email="")

        def fail(mail: Mail, _hand_over: Callable[[], None]) -> None:
            def full() -> None:
                raise sqlite3.OperationalError("database or disk is full")

            smtp.send(sender.server, mails.composed(sender.app, mail), full)

        with pytest.raises(sqlite3.OperationalError):
            outbox.send_what_is_due(sender.path, fail, sender.clock)
        assert house.taken == []
        sender.clock.turn(CLAIM)
        assert sender.send() == Outcome(sent=1)


def test_a_mail_whose_taking_cannot_be_noted_is_not_sent_again(settings: Settings) -> None:
    with mail_server() as house:
        sender = Sender(settings, house.port)
        put(sender.path, email="")
        refuse = "begin select raise(abort, 'the disk is full'); end"
        sql(
            sender.path,
            "create trigger full before update of sent_at on outbox "
            f"when new.sent_at is not null {refuse}",
        )
        with pytest.raises(sqlite3.Error):
            sender.send()
        sender.clock.turn(DAY)
        assert sender.send() == Outcome()
        assert sender.owed() == [("message", "uncertain")]
    assert len(house.taken) == 1


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_a_mail_server_whose_certificate_nobody_vouches_for_gets_nothing(
    settings: Settings, tmp_path: Path, way: str
) -> None:
    _, context = certificate(tmp_path)
    with mail_server(tls=context, way=way) as house:
        sender = _with_tls(settings, house, way)
        assert sender.send() == Outcome(put_off=1)
        assert "CERTIFICATE_VERIFY_FAILED" in sender.failure()
    assert house.taken == []


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_a_mail_server_with_a_good_certificate_gets_the_password_and_the_mail(
    settings: Settings, tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(tls=context, way=way) as house:
        sender = _with_tls(settings, house, way)
        assert sender.send() == Outcome(sent=1)
    assert len(house.taken) == 1


def test_a_certificate_of_another_host_is_refused(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path, "192.0.2.7")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(tls=context, way="tls") as house:
        sender = _with_tls(settings, house, "tls")
        assert sender.send() == Outcome(put_off=1)
        assert "IP address mismatch" in sender.failure()


def test_a_wrong_password_is_no_reason_to_give_a_receipt_up(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    with mail_server(tls=context, way="starttls") as house:
        sender = _with_tls(settings, house, "starttls", email="aase@example.org")
        sender.server = replace(sender.server, password="galt")  # noqa: S106  # a wrong one
        assert sender.send() == Outcome(put_off=2)
        assert sender.owed() == [("message", "waiting"), ("receipt", "waiting")]
        reasons = [mail.failure for mail in inbox.owed(sender.path, sender.clock())]
        assert all("535" in reason for reason in reasons), reasons


def test_a_server_without_starttls_gets_nothing_and_no_receipt_is_given_up(
    settings: Settings,
) -> None:
    with mail_server() as house:
        sender = Sender(settings, house.port)
        sender.server = replace(sender.server, tls="starttls")
        put(sender.path)
        assert sender.send() == Outcome(put_off=2)
        assert sender.owed() == [("message", "waiting"), ("receipt", "waiting")]
    assert house.taken == []


def test_no_mail_server_is_an_answer_of_its_own(settings: Settings) -> None:
    app = app_with_inbox(settings)
    put(settings.inbox_file, email="")

    def send(mail: Mail, hand_over: Callable[[], None]) -> None:
        with pytest.raises(NotTakenError, match="no mail server has been set"):
            mails.send(app, mail, hand_over)

    outbox.send_what_is_due(settings.inbox_file, send, settings.now)


def _with_tls(settings: Settings, house: MailHouse, way: str, email: str = "") -> Sender:
    """Return a sender with a message to send over TLS, and the right password where one is due."""
    sender = Sender(settings, house.port)
    user = ("nettsted", "passord") if way == "starttls" else (None, None)
    sender.server = replace(sender.server, tls=way, user=user[0], password=user[1])
    put(sender.path, email=email)
    return sender
