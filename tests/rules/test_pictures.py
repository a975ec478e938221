"""Check that the pictures have the right size and are drawn from the present content."""

import json
import struct

import pytest

from tests.support.visitor import Visitor, one, path_of
from tests.tools.pictures import FOLDER, RECORD, ico, icon, shown_now


def size_of(name: str) -> tuple[int, int]:
    """Return the width and height of a PNG file, from its header."""
    header = (FOLDER / name).read_bytes()[:24]
    assert header.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", header[16:24])
    return width, height


def test_the_pictures_show_the_present_content() -> None:
    shown = shown_now()
    assert json.loads(RECORD.read_text("utf-8")) == shown, "run `make pictures`"
    assert (FOLDER / "icon.svg").read_text("utf-8") == icon(shown["nb"]["parts"], 32)
    assert (FOLDER / "favicon.ico").read_bytes() == ico((FOLDER / "icon-32.png").read_bytes(), 32)


def test_every_picture_has_its_size() -> None:
    sizes = {
        "icon-32.png": (32, 32),
        "apple-touch-icon.png": (180, 180),
        "social-nb.png": (1200, 630),
        "social-en.png": (1200, 630),
    }
    assert {name: size_of(name) for name in sizes} == sizes


@pytest.mark.parametrize(("address", "name"), [("/nb/styret", "social-nb"), ("/en/", "social-en")])
def test_a_shared_page_has_a_picture_in_its_language(
    visitor: Visitor, address: str, name: str
) -> None:
    page = visitor.open(address)
    picture = str(one(page, "meta[property='og:image']")["content"])
    assert picture.startswith(f"http://localhost/static/img/{name}.")
    assert visitor.ask(path_of(picture)).mimetype == "image/png"
    assert one(page, "meta[property='og:image:alt']")["content"]
    for link in page.select("link[rel='apple-touch-icon'], link[rel=icon]"):
        assert visitor.ask(str(link["href"])).status_code == 200
