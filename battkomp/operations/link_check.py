"""Whether addresses of the web still work: each is asked once, and no host twice at a time."""

from __future__ import annotations

import enum
import ssl
import time
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import SHUT_RDWR, gaierror
from threading import Lock, Timer
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

from werkzeug.urls import iri_to_uri

TIMEOUT = 10.0  # seconds for each step: to connect, and to be told more
LONGEST = 30.0  # seconds for an answer, however many steps it takes
PAUSE = 1.0  # seconds between two links to the same host
_AT_A_TIME = 8  # hosts
_MOST_REDIRECTS = 5

_FOR_GOOD = (301, 308)
_FOR_NOW = (302, 303, 307)
# What is answered by those who do not like to be asked by HEAD.
_BETTER_BY_GET = (403, 405, 501)
# What is answered to programs by some who do answer people.
_NOT_TO_PROGRAMS = (401, 403, 429)


class State(enum.Enum):
    """What has become of a link. The values are those of the report."""

    WORKS = "works"
    MOVED = "moved"
    BROKEN = "broken"


@dataclass(frozen=True)
class Found:
    """What was found at an address: in a word, and in a few.

    `moved_to` is where it has moved for good, whether there is anything there or not.
    """

    state: State
    said: str
    moved_to: str | None = None


@dataclass(frozen=True)
class _Answer:
    status: int
    location: str


class _UnansweredError(Exception):
    """Why there was no answer, in plain words."""


def ask_all(addresses: Collection[str], agent: str) -> dict[str, Found]:
    """Ask each address whether it works; a few hosts at a time, and each host one after the other.

    Whom the content links to is for the secretariat to say, and so is whom that leads to: only
    the status of an answer is looked at, and nothing of what it says.

    :param agent: who asks, as its User-Agent.
    """
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        by_host.setdefault(_host(address), []).append(address)
    asker = _Asker(agent)
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        groups = list(pool.map(asker.ask_in_turn, by_host.values()))
    return {address: found for group in groups for address, found in group.items()}


class _Asker:
    """Asks, and knows which hosts are being asked."""

    def __init__(self, agent: str) -> None:
        self._headers = {"User-Agent": agent, "Accept": "*/*"}
        self._trust = ssl.create_default_context()
        self._turns: dict[str, Lock] = {}

    def ask_in_turn(self, addresses: Collection[str]) -> dict[str, Found]:
        """Ask one address after the other."""
        found: dict[str, Found] = {}
        for address in addresses:
            if found:
                time.sleep(PAUSE)
            found[address] = self._ask(address)
        return found

    def _ask(self, address: str) -> Found:
        """Ask an address, and those that it redirects to."""
        here, moved_to, is_for_good = address, None, True
        for _time in range(_MOST_REDIRECTS + 1):
            try:
                answer = self._answer(here)
            except _UnansweredError as error:
                return Found(State.BROKEN, str(error), moved_to)
            if answer.status not in (*_FOR_GOOD, *_FOR_NOW) or not answer.location:
                return _found(answer, moved_to)
            here = answer.location
            is_for_good = is_for_good and answer.status in _FOR_GOOD
            moved_to = here if is_for_good else moved_to
        return Found(State.BROKEN, f"it redirects more than {_MOST_REDIRECTS} times", moved_to)

    def _answer(self, address: str) -> _Answer:
        """Return what is answered at an address.

        :raises _UnansweredError: if nothing is, or the address is none.
        """
        host = _host(address)
        if not host:
            raise _UnansweredError("it is no address of the web")
        parts = urlsplit(iri_to_uri(urldefrag(address).url))
        with self._turns.setdefault(host, Lock()), _in_plain_words():
            status, location = self._told("HEAD", parts)
            if status in _BETTER_BY_GET:
                status, location = self._told("GET", parts)
            return _Answer(status, location and iri_to_uri(urljoin(address, location)))

    def _told(self, method: str, parts: SplitResult) -> tuple[int, str]:
        """Ask once, and return the status and the Location of the answer; no more of it is read."""
        with closing(self._connection(parts)) as connection, _ended_in_time(connection):
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target, headers=self._headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", "").strip()

    def _connection(self, parts: SplitResult) -> HTTPConnection:
        host = parts.hostname or ""
        if parts.scheme == "https":
            return HTTPSConnection(host, parts.port, timeout=TIMEOUT, context=self._trust)
        return HTTPConnection(host, parts.port, timeout=TIMEOUT)


def _host(address: str) -> str:
    """Return the host that an address of the web names, or nothing if it is none."""
    try:
        parts = urlsplit(iri_to_uri(address))
        is_good = parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        return ""
    return (parts.hostname or "") if is_good else ""


def _found(answer: _Answer, moved_to: str | None) -> Found:
    """Say what the last answer means."""
    phrases = {one.value: f"{one.value} {one.phrase}" for one in HTTPStatus}
    said = phrases.get(answer.status, str(answer.status))
    if 200 <= answer.status < 300:
        return Found(State.MOVED if moved_to else State.WORKS, said, moved_to)
    if answer.status in _NOT_TO_PROGRAMS:
        said += ", perhaps only to programs"
    return Found(State.BROKEN, said, moved_to)


@contextmanager
def _ended_in_time(connection: HTTPConnection) -> Iterator[None]:
    """Cut a connection over which an answer comes so slowly that each step is in time."""
    is_late: list[bool] = []

    def cut() -> None:
        is_late.append(True)
        with suppress(AttributeError, OSError):  # there is none, or no longer
            connection.sock.shutdown(SHUT_RDWR)

    clock = Timer(LONGEST, cut)
    clock.daemon = True
    clock.start()
    try:
        yield
    except (OSError, HTTPException) as error:
        raise TimeoutError if is_late else error from error
    finally:
        clock.cancel()


@contextmanager
def _in_plain_words() -> Iterator[None]:
    """Say why there was no answer."""
    try:
        yield
    except (OSError, HTTPException, ValueError) as error:
        raise _UnansweredError(_reason(error)) from error


def _reason(error: Exception) -> str:
    reasons: dict[type[Exception], str] = {
        TimeoutError: "it does not answer in time",
        gaierror: "there is no such host",
        ssl.SSLCertVerificationError: "its certificate is not good: "
        + str(getattr(error, "verify_message", "")),
        ssl.SSLError: "no secure connection can be made",
        ConnectionRefusedError: "the connection is refused",
        ConnectionError: "the connection is closed without an answer",
        HTTPException: "what it answers is not HTTP",
        ValueError: "it is no address of the web",
    }
    known = (said for kind, said in reasons.items() if isinstance(error, kind))
    return next(known, str(getattr(error, "strerror", None) or type(error).__name__))
