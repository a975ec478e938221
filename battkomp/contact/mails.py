"""The mails that the site sends: what visitors write, and their receipts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from flask import Flask, g
from flask_babel import format_datetime, get_locale, gettext

from battkomp import emails
from battkomp.contact import smtp, subjects
from battkomp.contact.messages import Message
from battkomp.contact.outbox import Mail, NotTakenError
from battkomp.settings import Settings
from battkomp.web.languages import site_languages

# Nothing but ASCII on the way, whatever the mail server can do; `send` asks for more if it must.
_POLICY = SMTP.clone(cte_type="7bit")


def send(app: Flask, mail: Mail, hand_over: Callable[[], None]) -> None:
    """Send a mail that is owed.

    :param hand_over: is called just before the mail may be taken.
    :raises NotTakenError: if the mail server does not take it.
    :raises UncertainError: if the mail server does not say whether it has.
    """
    settings: Settings = app.extensions["battkomp.settings"]
    server = settings.mail_server
    if server is None:
        raise NotTakenError("no mail server has been set")
    smtp.send(server, composed(app, mail), hand_over)


def composed(app: Flask, mail: Mail) -> EmailMessage:
    """Return a mail as it is sent.

    The message is in the site's source language, the receipt in its sender's.

    :raises NotTakenError: if its address is one that no mail can have.
    """
    settings: Settings = app.extensions["battkomp.settings"]
    message = mail.message
    with app.app_context():
        languages = site_languages()
        found = languages.find(message.language) if mail.kind == "receipt" else None
        g.language = found or languages.source
        sender = _address(str(settings.smtp_sender), "BattKOMP")
        composing = EmailMessage(_POLICY)
        composing["From"] = sender
        composing["Date"] = datetime.fromtimestamp(message.received_at, UTC)
        # The same each time, so that a mail that came twice is known again.
        composing["Message-ID"] = f"<{message.number}.{mail.kind}@{sender.domain}>"
        if mail.kind == "receipt":
            _fill_receipt(composing, message)
        else:
            _fill_message(composing, message, str(settings.smtp_recipient))
    return composing


def _fill_message(mail: EmailMessage, message: Message, recipient: str) -> None:
    mail["To"] = _address(recipient)
    about = str(subjects.WORDS.get(message.subject, "–"))
    mail["Subject"] = f"BattKOMP: {about} ({message.number})"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834, section 5
    if emails.is_address(message.email) and message.email.rpartition("@")[0].isascii():
        mail["Reply-To"] = _address(message.email)  # others stand in the text alone
    received_at = format_datetime(datetime.fromtimestamp(message.received_at, UTC))
    lines = [
        gettext("Number: %(number)s", number=message.number),
        gettext("Received: %(moment)s", moment=received_at),
        gettext("About: %(subject)s", subject=about),
        gettext("Language: %(language)s", language=_in_one_line(_name_of(message.language))),
        gettext("Name: %(name)s", name=_in_one_line(message.name)),
        gettext("E-mail: %(email)s", email=_in_one_line(message.email)),
    ]
    _write(mail, "\n".join(lines) + f"\n\n{message.text}\n")


def _fill_receipt(mail: EmailMessage, message: Message) -> None:
    """Say that a message has come. Nothing of it is repeated: anybody can give any address."""
    mail["To"] = _address(message.email)
    mail["Subject"] = gettext("BattKOMP: your message %(number)s", number=message.number)
    mail["Auto-Submitted"] = "auto-replied"
    received = gettext(
        "Thank you for your message to BattKOMP. It has been received, and its number is "
        "%(number)s.",
        number=message.number,
    )
    mistaken = gettext(
        "If you did not write to us, somebody gave your address by mistake. No more will come of "
        "it."
    )
    _write(mail, f"{received}\n\n{mistaken}\n")


def _address(address: str, name: str = "") -> Address:
    """Return an address as a header has it; nothing else can get into the header with it.

    :raises NotTakenError: if it is none.
    """
    if not emails.is_address(address):
        raise NotTakenError("this is no e-mail address", is_final=True)
    local, _, domain = emails.with_ascii_domain(address).rpartition("@")
    return Address(name, local, domain)


def _name_of(language: str) -> str:
    """Return what a language is called in the language of the mail, such as `norsk bokmål`."""
    return str(get_locale().languages.get(language, language))


def _in_one_line(text: str) -> str:
    return " ".join(text.split()) or "–"


def _write(mail: EmailMessage, text: str) -> None:
    mail.set_content(text, cte="quoted-printable")  # lines of any length, and any character
