"""Submitting mails to a mail server."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from battkomp.contact.outbox import RefusedError
from battkomp.settings import MailServer

_PERMANENT = 500  # and above: RFC 5321, section 4.2.1
_log = logging.getLogger(__name__)


def send(server: MailServer, mail: EmailMessage) -> None:
    """Submit a mail.

    :raises RefusedError: if the server permanently refuses the text or all recipients, or if an
        address needs SMTPUTF8 (RFC 6531) and the server does not support it.
    :raises OSError: if the server cannot be used now; this includes `smtplib.SMTPException`.
    """
    with _connected(server) as connection:
        try:
            refused = connection.send_message(mail)
        except smtplib.SMTPException as error:
            if _is_permanent(error):
                raise RefusedError(str(error)) from error
            raise
    if refused:
        _log.warning("Recipients that the mail server refused: %s", ", ".join(refused))


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if server.tls == "tls":
        connection = smtplib.SMTP_SSL(
            server.host, server.port, timeout=server.timeout, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        if server.tls == "starttls":
            connection.starttls(context=context)
        if server.user is not None:
            connection.login(server.user, server.password or "")
        yield connection
    finally:
        with suppress(OSError):
            connection.putcmd("quit")  # without waiting: the mail is accepted, or has failed
        connection.close()


def _is_permanent(error: smtplib.SMTPException) -> bool:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= _PERMANENT for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= _PERMANENT
    return isinstance(error, smtplib.SMTPNotSupportedError)
