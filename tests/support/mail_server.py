"""A real mail server that misbehaves as a test asks it to."""

import asyncio
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope

from tests.support.servers import free_port


@dataclass
class LocalMailServer:
    """A mail server, and the mails that it has accepted. A test may change how it behaves."""

    port: int
    greeting_delay: float = 0.0  # seconds
    verdict_delay: float = 0.0
    mail: str = ""  # the answer to MAIL if it refuses
    recipient: str = ""  # the answer to RCPT if it refuses
    unknown: str | None = None  # an address that RCPT refuses
    verdict: str = "250 OK"
    hangs_up_at: str | None = None  # "connect", "RCPT", "verdict" or "quit"
    has_unicode: bool = True  # offers SMTPUTF8
    during_verdict: Callable[[], object] = lambda: None
    accepted: list[Envelope] = field(default_factory=list)
    connections: list[asyncio.Transport] = field(default_factory=list)

    async def handle_MAIL(
        self, _server: Any, _session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Reply to MAIL."""
        if not self.mail:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.mail or "250 OK"

    async def handle_RCPT(
        self, server: Any, _session: Any, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Reply to RCPT."""
        if self.hangs_up_at == "RCPT":
            server.transport.abort()
        if self.unknown == address:
            return "550 no such person"
        if not self.recipient:
            envelope.rcpt_tos.append(address)
        return self.recipient or "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Envelope) -> str:
        """Reply to a complete mail."""
        await asyncio.to_thread(self.during_verdict)
        if self.verdict.startswith("2"):
            self.accepted.append(envelope)
        await asyncio.sleep(self.verdict_delay)
        if self.hangs_up_at == "verdict":
            server.transport.abort()
        return self.verdict


class _Server(SMTP):
    """Adds what aiosmtpd has no hooks for."""

    event_handler: LocalMailServer
    transport: Any

    def connection_made(self, transport: Any) -> None:
        """Remember the connection, to close it at the end."""
        self.event_handler.connections.append(transport)
        super().connection_made(transport)

    async def smtp_QUIT(self, arg: str) -> None:
        if self.event_handler.hangs_up_at != "quit":  # else it says nothing
            await super().smtp_QUIT(arg)

    async def _handle_client(self) -> None:
        if self.event_handler.hangs_up_at == "connect":
            self.transport.abort()
            return
        await asyncio.sleep(self.event_handler.greeting_delay)
        await super()._handle_client()


class _Controller(Controller):
    def factory(self) -> SMTP:
        """Make the protocol of one connection."""
        options = self.SMTP_kwargs | {"enable_SMTPUTF8": self.handler.has_unicode}
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
    local = LocalMailServer(port or free_port())
    options: dict[str, Any] = {}
    if way == "starttls":
        options = {"tls_context": tls, "require_starttls": True}
        options |= {"authenticator": _knows, "auth_required": True}
    elif way == "tls":
        options = {"ssl_context": tls}
    controller = _Controller(local, hostname="127.0.0.1", port=local.port, **options)
    controller.start()  # connects to the server, which must not misbehave yet
    vars(local).update(behaviour)
    try:
        yield local
    finally:
        for connection in local.connections:
            controller.loop.call_soon_threadsafe(connection.abort)
        time.sleep(0.02)  # for the server to notice
        controller.stop()


def _knows(_server: Any, _session: Any, _envelope: Any, _way: str, data: Any) -> AuthResult:
    is_known = (data.login, data.password) == (b"nettsted", b"passord")
    return AuthResult(success=is_known, handled=False)
