"""Mails to a mail server (RFC 5321), and what is known of each when that is over."""

from __future__ import annotations

import re
import select
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email import policy
from email.message import EmailMessage
from typing import Any

from battkomp.contact.outbox import NotTakenError, UncertainError
from battkomp.settings import MailServer

_PERMANENT = 500  # and above: RFC 5321, section 4.2.1
_GO_ON = 354
_DONE = 250
_FAILURES = (smtplib.SMTPException, OSError, ValueError)


def send(server: MailServer, mail: EmailMessage, hand_over: Callable[[], None]) -> None:
    """Hand in a mail.

    :param hand_over: is called just before the server is told that the mail is complete. If it
        raises anything, the server is not told, and takes nothing.
    :raises NotTakenError: if the server has not taken it.
    :raises UncertainError: if it has not said whether it has.
    """
    try:
        with _connected(server, hand_over) as connection:
            _hand_in(connection, mail)
    except _FAILURES as error:
        raise NotTakenError(_said(error)) from error


@contextmanager
def _connected(server: MailServer, hand_over: Callable[[], None]) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    wait = server.answers_within
    connection: _Telling
    if server.tls == "tls":
        connection = _TellingOverTLS(server.host, server.port, timeout=wait, context=context)
    else:
        connection = _Telling(server.host, server.port, timeout=wait)
    connection.hand_over, connection.server = hand_over, server
    try:
        if server.tls == "starttls":
            connection.starttls(context=context)
        if server.user is not None:
            connection.login(server.user, server.password or "")
        yield connection
        with suppress(*_FAILURES):
            connection.putcmd("quit")  # the mail has been taken, and nothing is waited for
    finally:
        connection.close()


def _hand_in(connection: smtplib.SMTP, mail: EmailMessage) -> None:
    """Hand in a mail with one recipient; tell refusals that are final from others."""
    sender, recipient = (mail[name].addresses[0].addr_spec for name in ("From", "To"))
    needs_unicode = not (sender + recipient).isascii()  # RFC 6531
    connection.ehlo_or_helo_if_needed()
    if needs_unicode and not connection.has_extn("smtputf8"):
        raise NotTakenError(
            "the mail server does not take such addresses (SMTPUTF8)", is_final=True
        )
    # `send_message` would write ">From" for "From" (python/cpython, `BytesGenerator`).
    text = mail.as_bytes(policy=policy.SMTP.clone(cte_type="7bit", utf8=needs_unicode))
    options = ["SMTPUTF8", "BODY=8BITMIME"] if needs_unicode else []
    try:
        connection.sendmail(sender, [recipient], text, options)
    except smtplib.SMTPRecipientsRefused as error:
        ((code, _),) = error.recipients.values()
        raise NotTakenError(_said(error), is_final=code >= _PERMANENT) from error
    except smtplib.SMTPDataError as error:
        raise NotTakenError(_said(error), is_final=error.smtp_code >= _PERMANENT) from error


class _Telling(smtplib.SMTP):
    """Tells when it is about to say that a mail is complete, and looks hard at the answer."""

    hand_over: Callable[[], None]
    server: MailServer

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Give the lines of a mail, and then its end, after which it may have been taken."""
        code, said = self.docmd("DATA")
        if code != _GO_ON:
            raise smtplib.SMTPDataError(code, said)
        self.send(re.sub(rb"(?m)^\.", b"..", msg))  # RFC 5321, section 4.5.2
        if self._has_spoken():
            raise smtplib.SMTPServerDisconnected("the server did not wait for the end of the mail")
        self.hand_over()
        self.send(b".\r\n")  # if this fails, the end has not been sent
        return self._verdict()

    def _has_spoken(self) -> bool:
        """Tell whether the server says anything, or has hung up, when it is not its turn."""
        waiting = select.poll()
        waiting.register(self._socket, select.POLLIN)
        return bool(waiting.poll(0))

    def _verdict(self) -> tuple[int, bytes]:
        self._socket.settimeout(self.server.takes_within)
        try:
            code, said = self.getreply()
        except _FAILURES as error:
            raise UncertainError(_said(error)) from error
        if self.sock is not None:
            self._socket.settimeout(self.server.answers_within)
        if code // 100 == _DONE // 100:
            return _DONE, said
        if code // 100 not in (4, 5):
            raise UncertainError(f"the server answered {code} {said!r}")
        return code, said

    @property
    def _socket(self) -> Any:
        return self.sock


class _TellingOverTLS(_Telling, smtplib.SMTP_SSL):
    """The same, over TLS from the first byte."""


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
