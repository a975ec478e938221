"""What a message is about, in words: the form offers them, and the mails say them."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

# By the name under which a subject is kept, in the order in which the form offers them.
WORDS: dict[str, LazyString] = {
    "question": lazy_gettext("A question"),
    "correction": lazy_gettext("Something on the site that is wrong"),
    "accessibility": lazy_gettext("Something on the site that is hard to use"),
    "press": lazy_gettext("A press enquiry"),
}
