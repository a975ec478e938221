"""The page of an entry: its texts side by side, saved without losing a word."""

from __future__ import annotations

from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from battkomp.content.history import digest
from tests.support.desks import Editor, Office
from tests.support.forms import fields_of
from tests.support.visitor import one, words

ENTRY = "/desk/en/entries/contact"
PLACE = ("contact", "invitation", "en")
SOURCE = ("contact", "invitation", "nb")


def send(editor: Editor, address: str, page_at: str | None = None, **changes: str) -> TestResponse:
    """Open an entry, and send its form with some fields changed, to the address in the form."""
    page = editor.open(page_at or address)
    fields = fields_of(page) | {name.replace("__", "-"): one for name, one in changes.items()}
    del fields["token"]
    return editor.post(str(one(page, "form.entry")["action"]), None, **fields)


def test_a_text_that_is_saved_is_in_a_new_set_named_after_its_entry(office: Office) -> None:
    editor = office.editor()
    answer = send(editor, ENTRY, invitation__en="Ask us.")
    assert answer.status_code == 303
    parts = urlsplit(answer.location)
    key = parts.query.removeprefix("set=").partition("&")[0]
    saved = office.find(key).proposals
    assert list(saved) == [PLACE]
    assert saved[PLACE].value == "Ask us."
    assert saved[PLACE].seen == digest(office.live().contact.invitation["nb"])
    page = editor.open(answer.location)
    assert words(one(page, "#invitation-en")) == "Ask us."
    assert words(one(page, "#saved")).startswith("Saved ")
