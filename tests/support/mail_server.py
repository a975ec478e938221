"""A real mail server that misbehaves as a test asks it to."""

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
    """How the server behaves. A test may change it while the server runs."""

    greeting_delay: float = 0.0  # seconds
    verdict_delay: float = 0.0
    mail: str | None = None  # the answer to MAIL, and so on
    recipient: str | None = None
    unknown: str | None = None  # an address that RCPT refuses
    verdict: str = "250 OK"
    hangs_up_at: str | None = None  # "connect", "RCPT", "verdict" or "quit"
    has_unicode: bool = True  # offers SMTPUTF8
    during_verdict: Callable[[], None] | None = None


@dataclass
class AcceptedMail:
    """An accepted mail with its envelope."""

    sender: str
    recipients: list[str]
    raw: bytes
    mail: EmailMessage


@dataclass
class LocalMailServer:
    """A mail server, and the mails that it has accepted."""

    port: int
    behaviour: Behaviour
    accepted: list[AcceptedMail] = field(default_factory=list)
    connections: list[asyncio.Transport] = field(default_factory=list)

    def subjects(self) -> list[str]:
        """Return the subjects of the accepted mails, in order."""
        return [str(one.mail["Subject"]) for one in self.accepted]

    async def handle_MAIL(
        self, _server: Any, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Reply to MAIL."""
        if self.behaviour.mail is not None:
            return self.behaviour.mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, _session: Session, envelope: Envelope, address: str, _o: list[str]
    ) -> str:
        """Reply to RCPT."""
        if self.behaviour.hangs_up_at == "RCPT":
            server.transport.abort()
        if self.behaviour.recipient is not None:
            return self.behaviour.recipient
        if self.behaviour.unknown == address:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Session, envelope: Any) -> str:
        """Reply to a complete mail."""
        behaviour = self.behaviour
        if behaviour.during_verdict is not None:
            await asyncio.to_thread(behaviour.during_verdict)
        if behaviour.verdict.startswith("2"):
            self._accept(envelope)
        await asyncio.sleep(behaviour.verdict_delay)
        if behaviour.hangs_up_at == "verdict":
            server.transport.abort()
        return behaviour.verdict

    def _accept(self, envelope: Any) -> None:
        raw = bytes(envelope.original_content)
        mail = message_from_bytes(raw, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.accepted.append(AcceptedMail(envelope.mail_from, envelope.rcpt_tos, raw, mail))


class _Server(SMTP):
    """Adds what aiosmtpd has no hooks for."""

    def __init__(self, local: LocalMailServer, *arguments: Any, **options: Any) -> None:
        super().__init__(local, *arguments, **options)
        self._local = local

    transport: Any

    def connection_made(self, transport: Any) -> None:
        """Remember the connection, to close it at the end."""
        self._local.connections.append(transport)
        super().connection_made(transport)

    async def smtp_QUIT(self, arg: str) -> None:
        if self._local.behaviour.hangs_up_at == "quit":
            return  # and say nothing
        await super().smtp_QUIT(arg)

    async def _handle_client(self) -> None:
        if self._local.behaviour.hangs_up_at == "connect":
            self.transport.abort()
            return
        await asyncio.sleep(self._local.behaviour.greeting_delay)
        await super()._handle_client()


class _Controller(Controller):
    def __init__(self, local: LocalMailServer, **options: Any) -> None:
        super().__init__(local, hostname="127.0.0.1", port=local.port, **options)

    def factory(self) -> SMTP:
        """Make the protocol of one connection."""
        options = self.SMTP_kwargs | {"enable_SMTPUTF8": self.handler.behaviour.has_unicode}
        return _Server(self.handler, **options)


@contextmanager
def mail_server(
    port: int | None = None,
    *,
    tls: ssl.SSLContext | None = None,
    way: str = "none",
    **behaviour: Any,
) -> Iterator[LocalMailServer]:
    """Run a mail server until the end of the block.

    :param tls: has the server's certificate, if `way` is `starttls` or `tls`.
    """
    local = LocalMailServer(port or free_port(), Behaviour())
    options: dict[str, Any] = {}
    if way == "starttls":
        options = {"tls_context": tls, "require_starttls": True}
        options |= {"authenticator": _knows, "auth_required": True}
    elif way == "tls":
        options = {"ssl_context": tls}
    controller = _Controller(local, **options)
    controller.start()  # connects to the server, which must not misbehave yet
    local.behaviour = Behaviour(**behaviour)
    try:
        yield local
    finally:
        for connection in local.connections:
            controller.loop.call_soon_threadsafe(connection.abort)
        time.sleep(0.02)  # for the server to notice
        controller.stop()


def _knows(_server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: Any) -> Any:
    is_known = (data.login, data.password) == (b"nettsted", b"passord")
    return AuthResult(success=is_known, handled=False)


def wait_for(is_so: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait until a condition is true."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "timeout"
        time.sleep(0.02)
