"""Send messages while servers are killed, many at once, and malformed ones: none is lost."""

import io
import random
import resource
import socket
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from werkzeug.test import EnvironBuilder

from battkomp.contact import inbox
from battkomp.contact.slots import BODY_TIME
from battkomp.db import connections
from battkomp.settings import Settings
from tests.support.clients import ask
from tests.support.inboxes import MESSAGE, correspondent
from tests.support.servers import free_port, is_free, running, until
from tests.support.sites import load, settings_in

pytestmark = pytest.mark.full

LIFE = (5, 25)  # receipts that a server gives before it is killed
MESSAGES = 200
POSTS = 10_000
SENDERS = 50
TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=nonsense",
    "multipart/form-data; boundary=b",
    "multipart/form-data",
    "application/json",
    "\xe5",
)
ORIGINS = ("http://localhost", "null", "https://evil.example", "http://[")
PROXIES = "1"  # trusted, so that each sender has a network of its own


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A site with content and an inbox."""
    settings = settings_in(tmp_path)
    load(settings)
    return settings


def send(port: int, number: int) -> str | None:
    """Send a message from a network of its own; return its receipt, or None if it must be resent.

    Head and body are one packet: a server is busy while it waits for the bodies of two messages.
    """
    body = urlencode(MESSAGE | {"text": f"Melding {number}"})
    lines = [
        *("POST /nb/kontakt HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"),
        "Content-Type: application/x-www-form-urlencoded",
        f"X-Forwarded-For: 10.{number // 200}.{number % 200}.1",
    ]
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall("\r\n".join([*lines, "", body]).encode())
            answer = HTTPResponse(connection)
            answer.begin()
            answer.read()
    except (OSError, HTTPException):
        return None
    assert answer.status in (303, 503), answer.status
    return str(answer.getheader("Location")).partition("receipt=")[2].partition(".")[0] or None


def send_until_kept(port: int, number: int) -> str | None:
    """Send a message again while the server is busy."""
    return next((found for _ in range(20) if (found := send(port, number))), None)


def test_every_message_with_a_receipt_survives_killed_servers(settings: Settings) -> None:
    port, chance = free_port(), random.Random("2021-10-27")
    receipts: dict[int, str] = {}
    todo = list(range(MESSAGES))
    deaths = 0
    while todo:
        until(lambda: is_free(port), 5)
        with running("wsgi:app", settings.database, port, 2, proxies=PROXIES) as server:
            # Lives are counted in receipts, so that they do not depend on the machine; the kill
            # comes at a random moment of the next messages.
            last = len(receipts) + chance.randrange(*LIFE)
            killer = threading.Timer(chance.uniform(0, 0.01), server.kill)
            while todo and server.process.poll() is None:
                if len(receipts) == last and not killer.ident:
                    killer.start()
                receipt = send(port, todo[0])
                if receipt is not None:
                    receipts[todo.pop(0)] = receipt
            if killer.ident:
                killer.join()
            deaths += server.process.poll() is not None
    assert deaths >= 2
    kept = {message.number: message.text for message in inbox.messages(settings.inbox_file)}
    assert {receipts[number]: f"Melding {number}" for number in receipts} == kept
    assert len(kept) == MESSAGES
    with connections.snapshot(settings.inbox_file) as db:
        assert connections.fault_of(db) is None


def test_fifty_simultaneous_messages_to_two_workers_are_all_kept(settings: Settings) -> None:
    with (
        running("wsgi:app", settings.database, workers=2, proxies=PROXIES) as server,
        ThreadPoolExecutor(SENDERS) as pool,
    ):
        receipts = list(pool.map(partial(send_until_kept, server.port), range(SENDERS)))
    assert None not in receipts
    kept = [message.number for message in inbox.messages(settings.inbox_file)]
    assert sorted(kept) == sorted(map(str, receipts))
    assert len(kept) == SENDERS


def malformed(chance: random.Random) -> EnvironBuilder:
    """Return a malformed POST request."""
    name = chance.choice(["text", "name", "email", "subject", "leave_empty", "x" * 300])
    value = chance.choice(["", "x" * 20_000, "a\r\nBcc: x@example.org", "\x00", "😀" * 99, "%"])
    form = {"subject": "none", "text": ""} | {name: value}
    body = chance.choice(
        [
            urlencode(form).encode(),
            urlencode(form).encode("utf-16"),
            chance.randbytes(300),
            b"text=%ff%fe",
            b"&".join([b"text=a"] * 2000),
            b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nhalf a part',
        ]
    )
    return EnvironBuilder(
        path=chance.choice(["/nb/kontakt", "/en/contact", "/fragment/nb/kontakt", "/nb/styret"]),
        method=chance.choice(["POST", "POST", "POST", "PUT", "PATCH"]),
        input_stream=io.BytesIO(body),
        content_type=chance.choice(TYPES),
        content_length=chance.choice([len(body), len(body), len(body) + 7, 0, 50_000_000]),
        headers=[
            ("Origin", chance.choice(ORIGINS)),
            ("Sec-Fetch-Site", chance.choice(["same-origin", "cross-site", "", "x"])),
        ],
    )


def test_malformed_posts_are_refused_and_leave_no_memory(tmp_path: Path) -> None:
    writer = correspondent(tmp_path)
    client, chance = writer.app.test_client(), random.Random("2021-10-27")
    before = 0
    for number in range(POSTS):
        if number == POSTS // 2:  # by now everything is loaded
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = client.open(malformed(chance), buffered=True)
        assert answer.status_code < 500, f"{answer.status} for post {number}"
    assert writer.inbox == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes


def test_a_huge_body_is_not_read(settings: Settings) -> None:
    with running("wsgi:app", settings.database) as server:
        before = server.memory
        for _ in range(5):
            connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
            # The server may close the connection early.
            with closing(connection), suppress(BrokenPipeError, ConnectionResetError):
                connection.request("POST", "/nb/kontakt", io.BytesIO(bytes(50_000_000)))
                assert connection.getresponse().status == 413
        assert ask(server.port, "/nb/kontakt").status == 200
        assert server.memory - before < 80_000  # kilobytes
    assert inbox.messages(settings.inbox_file) == []


def test_slow_uploads_delay_no_page_and_are_cut_off(settings: Settings) -> None:
    head = (
        b"POST /nb/kontakt HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\ntext=a"
    )
    with running("wsgi:app", settings.database) as server, ExitStack() as stack:
        address = ("127.0.0.1", server.port)
        slow = [stack.enter_context(socket.create_connection(address)) for _ in range(12)]
        for one in slow:
            one.sendall(head)

        def send_a_byte_and_a_message() -> bool:
            for one in slow[::2]:
                with suppress(OSError):  # cut off
                    one.send(b"a")
            answer = ask(server.port, "/nb/", timeout=2)
            assert (answer.status, answer.seconds < 1) == (200, True)
            time.sleep(0.5)
            return send(server.port, 1) is not None

        until(send_a_byte_and_a_message, BODY_TIME + 5)


@pytest.mark.serial
def test_pages_do_not_wait_for_messages_that_cannot_be_stored(settings: Settings) -> None:
    with (
        running("wsgi:app", settings.database, workers=2, proxies=PROXIES) as server,
        closing(sqlite3.connect(settings.inbox_file, isolation_level=None)) as other,
        ThreadPoolExecutor(8) as pool,
    ):
        for _ in range(20):  # until both workers have rendered it
            ask(server.port, "/nb/kontakt")
        other.execute("begin immediate")
        sent = [pool.submit(send, server.port, number) for number in range(24)]
        answers = []
        while not all(one.done() for one in sent):
            answers.append(ask(server.port, "/nb/"))
            time.sleep(0.02)
        assert {one.result() for one in sent} == {None}
        other.rollback()
        assert send(server.port, 1) is not None
    times = sorted(answer.seconds for answer in answers)
    assert times[int(0.95 * len(times))] < 0.5  # the first page of a worker takes longer
