"""Mails about a message, to the project and to its sender: composing and submitting them."""

import logging
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from flask import Flask, g
from flask_babel import format_datetime, get_locale, gettext

from battkomp import addresses
from battkomp.contact.inbox import TOPICS, Message
from battkomp.contact.outbox import Mail, RefusedError
from battkomp.settings import Settings
from battkomp.spelling import one_line
from battkomp.web.languages import site_languages

# Seconds for each reply. A client that gives up earlier may send a mail again that was accepted
# (RFC 5321, section 4.5.3.2.6).
TIMEOUT = 600.0
_PORTS = {"starttls": 587, "tls": 465, "none": 25}  # RFC 3207, RFC 8314 and RFC 5321
_PERMANENT = 500  # and above: RFC 5321, section 4.2.1
_log = logging.getLogger(__name__)


def compose(app: Flask, mail: Mail) -> EmailMessage:
    """Compose a mail, the same at each attempt.

    The message is in the site's source language, the receipt in its sender's.

    :raises RefusedError: if an address is not valid.
    """
    settings: Settings = app.extensions["battkomp.settings"]
    message = mail.message
    with app.app_context():
        languages = site_languages()
        own = languages.find(message.language) if mail.kind == "receipt" else None
        g.language = own or languages.source
        sender = _address(str(settings.smtp_sender), "BattKOMP")
        composed = EmailMessage(SMTP.clone(cte_type="7bit"))
        composed["From"] = sender
        composed["Date"] = datetime.fromtimestamp(message.received_at, UTC)
        composed["Message-ID"] = f"<{message.number}.{mail.kind}@{sender.domain}>"
        if mail.kind == "receipt":
            text = _fill_receipt(composed, message)
        else:
            text = _fill_message(composed, message, settings.smtp_recipient)
    # In other encodings, smtplib would change lines that start with "From " (`mangle_from_`).
    composed.set_content(text, cte="base64")
    return composed


def _fill_message(mail: EmailMessage, message: Message, recipients: tuple[str, ...]) -> str:
    """Set the headers of a mail to the project, and return its text."""
    topic = str(TOPICS.get(message.topic, "–"))
    mail["To"] = [_address(recipient) for recipient in recipients]
    mail["Subject"] = f"BattKOMP: {topic} ({message.number})"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834, section 5
    if addresses.is_address(message.email) and message.email.rpartition("@")[0].isascii():
        mail["Reply-To"] = _address(message.email)  # the text has the addresses that need SMTPUTF8
    received_at = format_datetime(datetime.fromtimestamp(message.received_at, UTC))
    language = str(get_locale().languages.get(message.language, message.language))
    lines = [
        gettext("Reference number: %(number)s", number=message.number),
        gettext("Received: %(moment)s", moment=received_at),
        # Translators: the subject that the sender chose in the contact form.
        gettext("About: %(subject)s", subject=topic),
        gettext("Language: %(language)s", language=_shown(language)),
        gettext("Name: %(name)s", name=_shown(message.name)),
        gettext("Email: %(email)s", email=_shown(message.email)),
    ]
    return "\n".join(lines) + f"\n\n{message.text}\n"


def _fill_receipt(mail: EmailMessage, message: Message) -> str:
    """Confirm a message without repeating any of it: the address may be somebody else's."""
    mail["To"] = _address(message.email)
    mail["Subject"] = gettext(
        "We have received your message (%(number)s) – BattKOMP", number=message.number
    )
    mail["Auto-Submitted"] = "auto-replied"
    received = gettext(
        "Thank you for contacting BattKOMP. Your reference number is %(number)s.",
        number=message.number,
    )
    mistaken = gettext("If you did not send us a message, you can ignore this email.")
    return f"{received}\n\n{mistaken}\n"


def _address(address: str, name: str = "") -> Address:
    if not addresses.is_address(address):  # also keeps line breaks out of headers
        raise RefusedError("this is not an email address")
    local, _, domain = addresses.with_ascii_domain(address).rpartition("@")
    return Address(name, local, domain)


def _shown(text: str) -> str:
    return one_line(text) or "–"


def send(settings: Settings, mail: EmailMessage) -> None:
    """Submit a mail to the mail server.

    :raises RefusedError: if the server permanently refuses the text or all recipients, or if an
        address needs SMTPUTF8 (RFC 6531) and the server does not support it.
    :raises OSError: if the server cannot be used now; this includes `smtplib.SMTPException`.
    """
    with _connected(settings) as connection:
        try:
            refused = connection.send_message(mail)
        except smtplib.SMTPException as error:
            if _is_permanent(error):
                raise RefusedError(str(error)) from error
            raise
    if refused:
        _log.warning("Recipients that the mail server refused: %s", ", ".join(refused))


@contextmanager
def _connected(settings: Settings) -> Iterator[smtplib.SMTP]:
    host, port = str(settings.smtp_host), settings.smtp_port or _PORTS[settings.smtp_tls]
    context = ssl.create_default_context()
    connection: smtplib.SMTP
    if settings.smtp_tls == "tls":
        connection = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        connection = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        if settings.smtp_tls == "starttls":
            connection.starttls(context=context)
        if settings.smtp_user is not None:
            connection.login(settings.smtp_user, settings.smtp_password or "")
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
