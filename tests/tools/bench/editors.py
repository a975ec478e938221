"""Five editors at the desk, who save what they write once a second: more often than its script."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup

from tests.support.desks import OWN, Editor, Office
from tests.support.visitor import one
from tests.tools.bench.load import BadResponseError

_TEXTS = {
    "contact": "invitation-nb",
    "phases.1": "body-nb",
    "phases.2": "body-nb",
    "phases.3": "body-nb",
    "pages.home": "body-nb",
}
_PAUSE = 1.0  # seconds


@dataclass
class Writer:
    """An editor with the open page of an entry, and a text in it to write.

    :param frame: the address of the preview beside it.
    """

    office: Office
    editor: Editor
    field: str
    address: str
    frame: str
    fields: dict[str, str]
    saves: int = 0

    def save(self) -> None:
        """Save a longer text, and show the page with it beside the fields."""
        was, version = f"{self.field}.was", f"{self.field}.version"
        written = f"{self.fields[was]} {self.saves}"
        page = _ask(self.office, self.editor, self.address, self.fields | {self.field: written})
        _ask(self.office, self.editor, self.frame)
        self.saves += 1
        (saved,) = re.findall(f'name="{version}" value="([0-9]+)"', page.decode())
        self.fields |= {was: written, version: saved}


@contextmanager
def autosaving(writers: list[Writer]) -> Iterator[None]:
    """Let editors write until the end of the block.

    :raises BadResponseError: if a text is not saved.
    """
    is_over = threading.Event()
    with ThreadPoolExecutor(len(writers)) as pool:
        delays = (number * _PAUSE / len(writers) for number in range(len(writers)))
        writing = [pool.submit(_write, *one, is_over) for one in zip(writers, delays, strict=True)]
        try:
            yield
        finally:
            is_over.set()
    for future in writing:
        future.result()


def five(office: Office) -> list[Writer]:
    """Return five editors who are signed in, each at an entry and a set of their own."""
    return [
        _at(office, office.editor(f"Editor{number}"), subject, field)
        for number, (subject, field) in enumerate(_TEXTS.items())
    ]


def _at(office: Office, editor: Editor, subject: str, field: str) -> Writer:
    page = BeautifulSoup(_ask(office, editor, f"/desk/nb/entries/{subject}"), "html.parser")
    form = one(page, "form.entry")
    fields = {
        str(each["name"]): each.text if each.name == "textarea" else str(each.get("value", ""))
        for each in form.select("input[type=hidden][name], textarea[name]")
    }
    address = str(form["data-autosave"])
    frame = f"/desk/nb/sets/{address.partition('?set=')[2]}/preview?of={subject}"
    return Writer(office, editor, field, address, frame, fields)


def _write(writer: Writer, delay: float, is_over: threading.Event) -> None:
    """Save once a second, but not at the same moment as others."""
    is_over.wait(delay)
    while not is_over.is_set():
        writer.save()
        is_over.wait(_PAUSE)


def _ask(
    office: Office, editor: Editor, address: str, fields: dict[str, str] | None = None
) -> bytes:
    """Open a page of the desk, following a redirect, or send a form."""
    connection = HTTPConnection("127.0.0.1", urlsplit(office.settings.desk_url or "").port)
    headers = {"Host": "localhost", "Cookie": f"__Host-desk={editor.cookie}", **OWN}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    body = urlencode(fields) if fields else None
    connection.request("POST" if fields else "GET", address, body, headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status == 302:
        return _ask(office, editor, str(answer.headers["Location"]))
    if answer.status != 200:
        raise BadResponseError(f"{address}: {answer.status}")
    return text
