"""The public site is the same with and without a desk."""

from dataclasses import replace
from pathlib import Path

import pytest

from battkomp.content.model import Place
from battkomp.operations.static_site import StaticSite
from battkomp.settings import Settings
from tests.support.desks import EACH_CONTENT, Office, office_in
from tests.support.sites import copy_databases, settings_in, site, static_site_of

pytestmark = pytest.mark.slow

URL = "https://battkomp.example"
PLACE: Place = ("contact", "invitation", "en")
DRAFT = "Nobody outside has read this."


def static_site(settings: Settings) -> StaticSite:
    """Return the static site of what is published."""
    return static_site_of(settings, URL)


@pytest.mark.parametrize("is_small", EACH_CONTENT)
def test_the_static_site_is_the_same_with_and_without_a_desk(
    tmp_path: Path, is_small: bool
) -> None:
    office = office_in(tmp_path, is_small=is_small)
    without = settings_in(tmp_path / "without", now=office.clock)
    copy_databases(office.settings, without)
    before = static_site(without)
    office.propose(office.add(), {PLACE: DRAFT})
    assert dict(static_site(office.settings).files) == dict(before.files)
    files = dict(before.files)
    assert [path for path in files if "desk" in path or "redaksjon" in path] == []
    assert [
        path for path, body in files.items() if b"/desk/" in body or DRAFT.encode() in body
    ] == []


def test_the_public_site_has_no_address_and_no_cookie_of_the_desk(office: Office) -> None:
    office.propose(office.add(), {PLACE: DRAFT})
    app = site(replace(office.settings, is_desk=False))
    assert [rule for rule in app.url_map.iter_rules() if "desk" in rule.rule] == []
    client = app.test_client()
    for address in ("/desk/", "/desk/nb", "/desk/en/sign-in"):
        assert client.get(address).status_code == 404
    for address in ("/nb/", "/en/contact", "/en/privacy", "/nb/?key=x", "/desk/nb"):
        answer = client.get(address)
        assert "Set-Cookie" not in answer.headers
        assert DRAFT not in answer.text
