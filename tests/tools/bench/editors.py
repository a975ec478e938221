"""Five editors at the desk, who save what they write once a second, as its script does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from itertools import count
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup

from tests.support.desks import OWN, Editor, Office
from tests.tools.bench.load import BadResponseError

_TEXTS = {
    "contact": "invitation-nb",
    "phases.1": "body-nb",
    "phases.2": "body-nb",
    "phases.3": "body-nb",
    "pages.home": "body-nb",
}
_PAUSE = 1.0  # seconds


@contextmanager
def autosaving(office: Office, editors: list[Editor]) -> Iterator[None]:
    """Let editors write until the end of the block, each in an entry and a set of their own.

    :raises BadResponseError: if a text is not saved.
    """
    is_over = threading.Event()
    with ThreadPoolExecutor(len(editors)) as pool:
        saved: list[Future[int]] = [
            pool.submit(_write, office, editor, subject, field, is_over)
            for editor, (subject, field) in zip(editors, _TEXTS.items(), strict=True)
        ]
        try:
            yield
        finally:
            is_over.set()
    if not all(one.result() for one in saved):
        raise BadResponseError("an editor has saved nothing")


def five(office: Office) -> list[Editor]:
    """Return five editors who are signed in."""
    return [office.editor(f"Editor{number}") for number in range(len(_TEXTS))]


def _write(
    office: Office, editor: Editor, subject: str, field: str, is_over: threading.Event
) -> int:
    """Save one text again and again; return how often."""
    form = BeautifulSoup(
        _ask(office, editor, f"/desk/nb/entries/{subject}"), "html.parser"
    ).select_one("form.entry")
    assert form is not None
    address = str(form["data-autosave"])
    fields = {
        str(one["name"]): one.text if one.name == "textarea" else str(one.get("value", ""))
        for one in form.select("input[type=hidden][name], textarea[name]")
    }
    for number in count():
        written = f"{fields[f'{field}.was']} {number}"
        _ask(office, editor, address, fields | {field: written})
        fields |= {f"{field}.was": written, f"{field}.version": str(number + 1)}
        if is_over.wait(_PAUSE):
            return number + 1
    return 0


def _ask(
    office: Office, editor: Editor, address: str, fields: dict[str, str] | None = None
) -> bytes:
    """Open a page of the desk, or send a form."""
    connection = HTTPConnection("127.0.0.1", urlsplit(office.settings.desk_url or "").port)
    headers = {"Host": "localhost", "Cookie": f"__Host-desk={editor.cookie}", **OWN}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    body = urlencode(fields) if fields else None
    connection.request("POST" if fields else "GET", address, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status != 200:
        raise BadResponseError(f"{address}: {answer.status}")
    return text
