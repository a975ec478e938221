"""The outbox: each mail is sent at least once, with retries."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import Mock

import pytest

from battkomp.contact import inbox as queries
from battkomp.contact import outbox, retention
from battkomp.contact.outbox import CLAIM, Mail, Outcome, RefusedError
from battkomp.settings import ROOT
from tests.support.inboxes import DAY, DRAFT, HOUR, Clock, put, rows, sql

# Claims a mail, and is killed while it sends it.
KILLED = """
import os, sys
from pathlib import Path
from battkomp.contact import outbox

outbox.send_due(Path(sys.argv[1]), lambda mail: os._exit(1), lambda: int(sys.argv[2]))
"""


@dataclass
class Sender:
    """Sends what is due in an inbox, by `send`."""

    path: Path
    clock: Clock = field(default_factory=Clock)
    send: Mock = field(default_factory=Mock)

    def run(self) -> Outcome:
        """Send what is due now."""
        return outbox.send_due(self.path, self.send, self.clock)

    @property
    def attempts(self) -> list[tuple[str, str]]:
        """The number of the message and the kind of mail at each attempt."""
        mails = [call.args[0] for call in self.send.call_args_list]
        return [(mail.message.number, mail.kind) for mail in mails]

    @property
    def states(self) -> list[tuple[str, str]]:
        """The kind and the state of each unsent mail."""
        return [(mail.kind, mail.state) for mail in outbox.unsent(self.path)]


@pytest.fixture
def sender(inbox: Path) -> Sender:
    """A sender with an empty inbox."""
    return Sender(inbox)


def test_a_message_and_its_receipt_are_sent_once(sender: Sender) -> None:
    number = put(sender.path)
    assert sender.run() == Outcome(sent=2)
    assert sender.run() == Outcome()
    assert sender.attempts == [(number, "message"), (number, "receipt")]
    assert [one.is_mailed for one in queries.messages(sender.path)] == [True]
    assert sender.states == []


def test_a_failed_mail_is_tried_again_with_growing_pauses(sender: Sender) -> None:
    sender.send.side_effect = OSError("no route")
    put(sender.path, email="")
    waits = []
    for _attempt in range(10):
        assert sender.run() == Outcome(failed=1)
        assert sender.run() == Outcome()
        ((next_at,),) = rows(sender.path, "select next_at from outbox")
        waits.append(next_at - sender.clock())
        sender.clock.turn(waits[-1])
    assert waits == [5, 10, 20, 40, 80, 160, 320, 640, 900, 900]
    (unsent,) = outbox.unsent(sender.path)
    assert (unsent.state, unsent.attempts) == ("waiting", 10)
    assert unsent.failure == "OSError: no route"
    sender.send.side_effect = None
    assert sender.run() == Outcome(sent=1)


def test_a_fault_with_one_mail_does_not_stop_the_others(sender: Sender) -> None:
    for text in ("dårlig", "god"):
        put(sender.path, text=text, email="")
    sender.send.side_effect = [KeyError("fault"), None]
    assert sender.run() == Outcome(sent=1, failed=1)
    assert len(sender.states) == 1


def test_a_refused_receipt_is_given_up_and_a_refused_message_is_not(sender: Sender) -> None:
    sender.send.side_effect = RefusedError("no such person")
    number = put(sender.path)
    assert sender.run() == Outcome(failed=2, refused=[number, number])
    assert sender.states == [("message", "waiting"), ("receipt", "given up")]
    sender.clock.turn(5 * DAY)
    assert sender.run() == Outcome(failed=1, refused=[number])
    assert outbox.retry(sender.path, number.lower(), sender.clock()) == 1
    assert outbox.retry(sender.path, number, sender.clock()) == 0
    sender.send.side_effect = None
    sender.clock.turn(HOUR)
    assert sender.run() == Outcome(sent=2)


def test_a_receipt_is_given_up_after_four_days_and_a_message_never_is(sender: Sender) -> None:
    sender.send.side_effect = OSError("no route")
    put(sender.path)
    sender.clock.turn(4 * DAY)
    sender.run()
    assert sender.states == [("message", "waiting"), ("receipt", "waiting")]
    sender.clock.turn(HOUR)
    sender.run()
    assert sender.states == [("message", "waiting"), ("receipt", "given up")]
    sql(sender.path, "update outbox set attempts = 1000000")
    sender.clock.turn(1000 * DAY)
    assert sender.run() == Outcome(failed=1)


def test_workers_at_the_same_time_send_each_mail_once(sender: Sender) -> None:
    numbers = [put(sender.path, network=str(n), text=str(n), email="") for n in range(20)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: sender.run(), range(4)))
    assert sorted(sender.attempts) == sorted((number, "message") for number in numbers)


def test_the_inbox_is_not_locked_while_a_mail_is_sent(sender: Sender) -> None:
    def receive_another(mail: Mail) -> None:
        if mail.message.text != "en til":
            put(sender.path, text="en til", email="")
            assert not outbox.is_delayed(sender.path, sender.clock(), HOUR)

    put(sender.path, email="")
    sender.send.side_effect = receive_another
    assert sender.run() == Outcome(sent=2)


def test_a_mail_whose_worker_is_killed_is_sent_again(sender: Sender) -> None:
    put(sender.path, email="")
    command = [sys.executable, "-c", KILLED, str(sender.path), str(sender.clock())]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 1
    assert sender.run() == Outcome(), "another worker may be sending it"
    sender.clock.turn(CLAIM)
    assert sender.run() == Outcome(sent=1)


def test_a_mail_is_sent_again_if_its_sending_could_not_be_recorded(sender: Sender) -> None:
    put(sender.path, email="")
    sql(
        sender.path,
        "create trigger full before update of sent_at on outbox "
        "begin select raise(abort, 'the disk is full'); end",
    )
    with pytest.raises(sqlite3.Error):
        sender.run()
    sql(sender.path, "drop trigger full")
    sender.clock.turn(CLAIM)
    assert sender.run() == Outcome(sent=1)
    assert len(sender.attempts) == 2


def test_a_slow_worker_does_not_undo_the_success_of_another(sender: Sender) -> None:
    put(sender.path, email="")
    other = Sender(sender.path)

    def take_too_long(_mail: Mail) -> None:
        other.clock.turn(CLAIM)
        assert other.run() == Outcome(sent=1)
        raise OSError("timed out")

    sender.send.side_effect = take_too_long
    assert sender.run() == Outcome(failed=1)
    assert sender.states == []


def test_an_erased_message_stays_erased_while_its_mail_is_sent(sender: Sender) -> None:
    put(sender.path)

    def erase(_mail: Mail) -> None:
        retention.erase(sender.path, DRAFT.email)
        raise OSError("timed out")

    sender.send.side_effect = erase
    assert sender.run() == Outcome(failed=1)
    assert rows(sender.path, "select * from outbox") == []


def test_sending_stops_between_two_mails(sender: Sender) -> None:
    put(sender.path)
    is_over = iter([False, True])
    outcome = outbox.send_due(sender.path, sender.send, sender.clock, lambda: next(is_over))
    assert outcome == Outcome(sent=1)
