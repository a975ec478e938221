"""A real mail server, as good or as bad as a test wants it."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.support.servers import free_port


@dataclass
class Behaviour:
    """What a mail server does that it should not, or says. Everything may be changed meanwhile."""

    greeting_delay: float = 0.0  # seconds
    verdict_delay: float = 0.0
    mail: str | None = None  # the answer to MAIL, and so on
    recipient: str | None = None
    verdict: str = "250 OK"
    hangs_up_at: str | None = None  # "connect", "RCPT", "text" or "verdict"
    has_unicode: bool = True  # offers SMTPUTF8
    during_verdict: Callable[[], None] | None = None


@dataclass
class Taken:
    """A mail that the server has taken, with what was said of it outside."""

    sender: str
    recipients: list[str]
    raw: bytes
    mail: EmailMessage


@dataclass
class MailHouse:
    """A mail server: where it is, how it behaves, and what it has taken."""

    port: int
    behaviour: Behaviour
    taken: list[Taken] = field(default_factory=list)
    connections: list[asyncio.Transport] = field(default_factory=list)

    def subjects(self) -> list[str]:
        """Return what the mails are about, in the order in which they were taken."""
        return [str(one.mail["Subject"]) for one in self.taken]

    async def handle_MAIL(
        self, _server: Any, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Answer to whom a mail is from."""
        if self.behaviour.mail is not None:
            return self.behaviour.mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, _session: Session, envelope: Envelope, address: str, _o: list[str]
    ) -> str:
        """Answer to whom a mail is for."""
        if self.behaviour.hangs_up_at == "RCPT":
            server.transport.abort()
        if self.behaviour.recipient is not None:
            return self.behaviour.recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Session, envelope: Any) -> str:
        """Answer when a mail is complete."""
        behaviour = self.behaviour
        if behaviour.during_verdict is not None:
            await asyncio.to_thread(behaviour.during_verdict)
        if behaviour.verdict.startswith("2"):
            self._take(envelope)
        await asyncio.sleep(behaviour.verdict_delay)
        if behaviour.hangs_up_at == "verdict":
            server.transport.abort()
        return behaviour.verdict

    def _take(self, envelope: Any) -> None:
        raw = bytes(envelope.original_content)
        mail = message_from_bytes(raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.taken.append(Taken(envelope.mail_from, envelope.rcpt_tos, raw, mail))


class _Server(SMTP):
    """Does what the library's own server has no hook for."""

    def __init__(self, house: MailHouse, *arguments: Any, **options: Any) -> None:
        super().__init__(house, *arguments, **options)
        self._house = house

    transport: Any

    def connection_made(self, transport: Any) -> None:
        """Keep the connection in mind."""
        self._house.connections.append(transport)
        super().connection_made(transport)

    async def _handle_client(self) -> None:
        if self._house.behaviour.hangs_up_at == "connect":
            self.transport.abort()
            return
        await asyncio.sleep(self._house.behaviour.greeting_delay)
        await super()._handle_client()

    async def smtp_DATA(self, arg: str) -> None:
        if self._house.behaviour.hangs_up_at == "text":
            await self.push("354 Go on")
            await self._reader.readexactly(40)
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def __init__(self, house: MailHouse, **options: Any) -> None:
        super().__init__(house, hostname="127.0.0.1", port=house.port, **options)

    def factory(self) -> SMTP:
        """Make the server of one connection."""
        options = self.SMTP_kwargs | {"enable_SMTPUTF8": self.handler.behaviour.has_unicode}
        return _Server(self.handler, **options)


@contextmanager
def mail_server(
    port: int | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    way: str = "none",
    **behaviour: Any,
) -> Iterator[MailHouse]:
    """Run a mail server until the end of the block.

    :param tls: has the server's certificate, if `way` is `starttls` or `tls`.
    """
    house = MailHouse(port or free_port(), Behaviour())
    options: dict[str, Any] = {}
    if way == "starttls":
        options = {"tls_context": tls, "require_starttls": True}
        options |= {"authenticator": _knows, "auth_required": True}
    elif way == "tls":
        options = {"ssl_context": tls}
    controller = _Controller(house, **options)
    controller.start()  # asks the server for a greeting, which has to be a good one
    house.behaviour = Behaviour(**behaviour)
    try:
        yield house
    finally:
        for connection in house.connections:
            controller.loop.call_soon_threadsafe(connection.abort)
        time.sleep(0.02)  # in which the server lets go of them
        controller.stop()


def _knows(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: Any) -> Any:
    is_known = (data.login, data.password) == (b"nettsted", b"passord")
    return AuthResult(success=is_known, handled=False)


def wait_for(is_so: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until something is so, and fail if it does not become so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it has not become so"
        time.sleep(0.02)
