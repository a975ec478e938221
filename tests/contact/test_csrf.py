"""Forms on other sites cannot submit messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.forms import WRITTEN, Correspondent, correspondent, page_of, written_in

pytestmark = pytest.mark.slow

OWN: tuple[dict[str, str], ...] = (
    {},  # a client that is not a browser
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://localhost"},
    {"Origin": "http://LOCALHOST:80"},
)
FOREIGN: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Sec-Fetch-Site": ""},
    {"Origin": "https://evil.example"},
    {"Origin": "https://localhost"},
    {"Origin": "http://localhost:8080"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"Origin": "http://localhost:99999"},
)


def status_of(writer: Correspondent, headers: dict[str, str]) -> int:
    """Submit a message with headers; return the status."""
    writer.headers = headers
    answer = writer.write(**WRITTEN)
    assert answer.status_code == 303 or written_in(page_of(answer)) == WRITTEN
    return answer.status_code


def test_a_form_of_another_origin_is_refused(tmp_path: Path) -> None:
    writer = correspondent(tmp_path)
    assert {status_of(writer, headers) for headers in FOREIGN} == {403}
    assert writer.inbox == []


def test_a_form_of_this_site_is_accepted(tmp_path: Path) -> None:
    writer = correspondent(tmp_path)
    assert {status_of(writer, headers) for headers in OWN} == {303}


def test_a_form_of_the_public_url_is_accepted(tmp_path: Path) -> None:
    writer = correspondent(tmp_path, public_url="https://battkomp.example")
    assert status_of(writer, {"Origin": "https://battkomp.example"}) == 303
    assert status_of(writer, {"Origin": "http://battkomp.example"}) == 403
