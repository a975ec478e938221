"""The contact form: its fields, and the checks of each."""

import re
import unicodedata

from flask import request
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from wtforms import EmailField, Form, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, Length, ValidationError

from battkomp import addresses
from battkomp.contact.inbox import LONGEST_NAME, LONGEST_TEXT, TOPICS, Draft
from battkomp.web.formats import number
from battkomp.web.languages import current_language

_REPLACEMENT = "\ufffd"  # in the place of bytes that were not UTF-8
_NAME_TOO_LONG = lazy_gettext("Your name must be %(most)s characters or fewer.", most=LONGEST_NAME)
_LINE_BREAK = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def unbroken(_form: Form, field: Field) -> None:
    """Refuse a text with line breaks."""
    if any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in field.data):
        raise ValidationError(gettext("Enter this on one line, without line breaks."))


def readable(_form: Form, field: Field) -> None:
    """Refuse control characters, and bytes that were not UTF-8."""
    odd = {letter for letter in field.data if unicodedata.category(letter) == "Cc"} - {"\n", "\t"}
    if odd or _REPLACEMENT in field.data:
        raise ValidationError(
            gettext("Some of the characters could not be read. Look for � and type them again.")
        )


def well_formed(_form: Form, field: Field) -> None:
    """Refuse a text that is not an email address; take an empty one."""
    if not field.data or addresses.is_address(field.data):
        return
    unfit = addresses.unfit(field.data)
    parts = re.split(r"[\s,;]+", field.data)
    if sum("@" in part for part in parts) > 1:
        reason = gettext("Enter only one email address.")
    elif unfit is None or unfit in ",;@" or field.data.count("@") != 1:
        reason = gettext("Enter an email address in the correct format, like name@example.com")
    elif unfit.isspace():
        reason = gettext("Remove the space from the email address.")
    else:
        letter = unfit if unfit.isprintable() else f"U+{ord(unfit):04X}"
        reason = gettext("Remove the character %(letter)s from the email address.", letter=letter)
    raise ValidationError(reason)


def _text(_form: Form, field: Field) -> None:
    if not field.data.strip():
        raise ValidationError(gettext("Enter your message."))
    if len(field.data) > LONGEST_TEXT:
        raise ValidationError(
            gettext(
                "Your message must be %(most)s characters or fewer. It has %(number)s.",
                most=number(LONGEST_TEXT),
                number=number(len(field.data)),
            )
        )


def stripped(text: str | None) -> str:
    """Return a text without spaces around it."""
    return (text or "").strip(" \t")


def bare_address(text: str | None) -> str:
    """Return the email address in a text."""
    return addresses.cleaned(text or "")


def _with_line_feeds(text: str | None) -> str:
    return _LINE_BREAK.sub("\n", text or "")


class ContactForm(Form):
    """The fields that a visitor fills in."""

    subject = RadioField(
        lazy_gettext("What is your message about? (required)"),
        [AnyOf(TOPICS, lazy_gettext("Select what your message is about."))],
        choices=[SelectChoice(value, words) for value, words in TOPICS.items()],
        default=next(iter(TOPICS)),
        validate_choice=False,
    )
    text = TextAreaField(
        lazy_gettext("Your message (required)"), [readable, _text], filters=[_with_line_feeds]
    )
    name = StringField(
        lazy_gettext("Your name (optional)"),
        [readable, unbroken, Length(max=LONGEST_NAME, message=_NAME_TOO_LONG)],
        filters=[stripped],
    )
    email = EmailField(
        lazy_gettext("Your email address (optional)"),
        [unbroken, well_formed],
        filters=[bare_address],
    )
    # A honeypot: visitors do not see this field, and programs fill it in. Browsers and password
    # managers know neither its name nor its label, so they leave it empty.
    leave_empty = StringField(lazy_gettext("Leave this field empty"))
    refused = HiddenField()  # the kind of the refusal that is shown above the form

    @property
    def draft(self) -> Draft:
        """The message as the form has it."""
        return Draft(
            language=current_language().tag,
            topic=self.subject.data,
            name=self.name.data,
            email=self.email.data,
            text=self.text.data,
        )

    @property
    def complaints(self) -> list[tuple[Field, str]]:
        """The first error of each field, in the order of the form."""
        return [(field, field.errors[0]) for field in self if field.errors]


def read() -> ContactForm:
    """Return the submitted form, or an empty one.

    :raises ClientDisconnected: if the form is not complete.
    :raises RequestEntityTooLarge: if it is larger, or has more fields, than the site takes.
    """
    if request.method != "POST":
        return ContactForm()
    body = request.get_data()
    if request.content_length not in (None, len(body)):
        raise ClientDisconnected
    is_multipart = request.mimetype == "multipart/form-data"  # Werkzeug limits its fields
    if not is_multipart and body.count(b"&") >= (request.max_form_parts or 0):
        raise RequestEntityTooLarge
    form = ContactForm(request.form)
    if "subject" not in request.form:
        form.subject.data = ""  # WTForms would choose the default
    return form
