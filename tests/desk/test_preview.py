"""The site with a set of changes, for users and for readers with a link."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from battkomp import create_app
from battkomp.content.model import Place
from battkomp.db import connections
from battkomp.desk import publishing, sessions, sets
from battkomp.desk.sessions import IDLE_TIME, LINK_TIME
from battkomp.desk.sets import ChangeSet, SetState
from battkomp.operations.render_check import conditions_of, refuse_unrenderable
from battkomp.operations.static_site import fixed_addresses, pages
from battkomp.web.context import live_content
from battkomp.web.sitemap import COMPANIONS
from tests.support.desks import EACH_CONTENT, OWN, URL, Editor, Office, office_in
from tests.support.sites import static_site_of
from tests.support.visitor import one, words

WORDS = "Sjeldne ord fra et utkast"
CHANGES: dict[Place, str | None] = {
    ("contact", "invitation", "en"): "Do you wonder? Ask us.",
    ("contact", "invitation", "nb"): f"Lurer du på noe? {WORDS}.",
    ("pages.home", "title", "en"): "Skills for quite new batteries",
    ("pages.home", "title", "nb"): "Kompetanse for batterier",
    ("phases.1", "slug", ""): '{"nb":"del-en","en":"part-one"}',
}
BANNER = re.compile(r'<aside class="preview-banner".*?</aside>\n?', re.DOTALL)
SHOWN = ("findings", "milestones", "figures", "terms", "sources", "organisations", "steps")
SEARCHES = {
    "/nb/sok?q=for+batterier": "Kompetanse <mark>for</mark> <mark>batterier</mark>",
    "/en/search?q=new+batteries": "Skills for quite <mark>new</mark> <mark>batteries</mark>",
    "/fragment/nb/sok/treff?q=for+batterier": "Kompetanse <mark>for</mark> <mark>batterier</mark>",
}
SECURE = URL.replace("http:", "https:")


def opened(office: Office) -> tuple[Editor, ChangeSet]:
    """Return an editor who previews a set."""
    editor = office.editor()
    change_set = office.propose(editor.user, CHANGES)
    assert editor.get(f"/desk/nb/sets/{change_set.id}/preview").status_code == 302
    return editor, change_set


def publish(office: Office, change_set: ChangeSet) -> None:
    """Publish a set."""
    with office.app.app_context(), connections.writing(office.settings.database) as db:
        assert publishing.publish(db, change_set, conditions_of(office.settings))


def move(office: Office, change_set: ChangeSet, state: SetState) -> None:
    """Change the state of a set."""
    with connections.writing(office.settings.desk_file) as db:
        sets.update(db, change_set.id, state=state)


def link_to(office: Office, editor: Editor, change_set: ChangeSet) -> str:
    """Return the address of a new link to a preview."""
    with connections.writing(office.settings.desk_file) as db:
        secret = sessions.add_link(db, change_set.id, "Styret", editor.user, office.clock())
    return f"/desk/nb/preview?key={secret}"


def reader(office: Office, link: str) -> FlaskClient:
    """Return a browser in which a reader has opened a link."""
    client = office.app.test_client()
    answer = see(client, link)
    assert answer.status_code == 302
    assert "key" not in str(answer.location)
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("__Host-desk=", "Secure", "HttpOnly", "SameSite=Lax"))
    return client


def see(client: FlaskClient, address: str, method: str = "GET") -> TestResponse:
    """Ask for an address of a preview, over TLS as the cookie wants it."""
    return client.open(address, method=method, base_url=SECURE, buffered=True)


@pytest.mark.parametrize("is_small", EACH_CONTENT)
def test_a_preview_is_what_is_published_then_but_for_its_banner(
    tmp_path: Path, is_small: bool
) -> None:
    office = office_in(tmp_path, is_small=is_small)
    editor, change_set = opened(office)
    with office.app.app_context():
        snapshot = publishing.snapshot_of(change_set)
        with live_content().preview(snapshot):
            shown = [one for name in (None, *COMPANIONS) for one in pages(office.app, name)]
            shown += [f"/fragment{page}" for page in pages(office.app)]
            shown += [*fixed_addresses(office.app), *SEARCHES]
    own = ("/desk", *(one for one in shown if one.endswith(".atom")))  # the feed has the time
    before = {address: editor.get(address) for address in shown if address not in own}
    assert [one for one, hit in SEARCHES.items() if hit not in before[one].text] == []
    publish(office, change_set)
    site = create_app(office.settings).test_client()
    for address, answer in before.items():
        public = site.get(address, base_url=URL, buffered=True)
        assert answer.status_code == public.status_code, address
        assert answer.headers["X-Robots-Tag"] == "noindex", address
        assert BANNER.sub("", answer.text) == public.text, address
        assert bool(BANNER.search(answer.text)) is ("<head>" in public.text), address


def test_pages_are_checked_in_the_process_of_the_desk(office: Office) -> None:
    change_set = office.propose(office.add(), CHANGES)
    with office.app.app_context():
        refuse_unrenderable(publishing.snapshot_of(change_set))


def test_a_draft_is_nowhere_in_public(office: Office) -> None:
    opened(office)
    site = create_app(replace(office.settings, desk_url=None)).test_client()
    assert WORDS not in site.get("/nb/kontakt").text
    for address, hit in SEARCHES.items():
        found = site.get(address)
        assert found.status_code == 200
        assert hit not in found.text
    edition = static_site_of(replace(office.settings, desk_url=None), "https://example.no")
    assert [name for name, data in edition.files.items() if WORDS.encode() in data] == []


def test_a_preview_leads_to_the_page_of_an_entry(office: Office) -> None:
    editor, change_set = opened(office)
    start = f"/desk/en/sets/{change_set.id}/preview"
    assert editor.get(start).location == "/en/"
    assert editor.get(f"{start}?of=phases.1").location == "/en/phases/part-one"
    assert editor.get(f"{start}?of=milestones.launch").location.startswith("/en/")
    assert editor.get(f"{start}?of=//example.com").location == "/en/"
    assert editor.get("/desk/en/sets/none/preview").status_code == 404


def test_a_preview_follows_its_set_and_the_live_content(office: Office) -> None:
    editor, change_set = opened(office)
    office.propose(editor.user, {("contact", "invitation", "nb"): "Nyere ord."}, change_set.id)
    assert "Nyere ord." in editor.get("/nb/kontakt").text
    publish(office, office.propose(editor.user, {("pages.board", "title", "nb"): "Nye navn"}))
    assert "Nye navn" in editor.get("/nb/styret").text


@pytest.mark.slow
def test_the_banner_names_the_set_that_is_shown(open_desk: Office, page: Page) -> None:
    user = open_desk.add()
    open_desk.enter(page, user)
    first, second = (
        open_desk.propose(user, {("contact", "invitation", "en"): text}).id
        for text in ("The first set.", "The second set.")
    )
    with connections.writing(open_desk.settings.desk_file) as db:
        sets.rename(db, second, {"nb": "Det andre", "en": "The second"}, user.id, 0)
    start, end = f"{open_desk.settings.desk_url}/desk/en/sets/", "/preview?of=board"
    banner, other = page.locator(".preview-banner"), page.context.new_page()
    page.goto(start + first + end)
    expect(banner).to_contain_text("Changes")
    other.goto(start + second + end)
    page.locator("a[href='/en/contact']:visible").first.click()
    expect(page.locator("main")).to_contain_text("The second set.")
    expect(banner).to_contain_text("The second")
    expect(banner.locator("a")).to_have_attribute("href", f"/desk/en/sets/{second}")
    other.goto(start + first + end)
    page.go_back()
    expect(banner).to_contain_text("Changes")
    expect(banner.locator("a")).to_have_attribute("href", f"/desk/en/sets/{first}")


def test_a_preview_of_content_that_is_refused_says_so(office: Office) -> None:
    editor, change_set = opened(office)
    office.propose(editor.user, {("pages.home", "title", "nb"): None}, change_set.id)
    page = editor.open("/nb/", status=409)
    assert words(one(page, "h1")) == "Forhåndsvisningen kan ikke vises"
    editor.open(f"/desk/nb/sets/{change_set.id}/preview", status=409)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_a_preview_takes_no_messages(office: Office, method: str) -> None:
    editor, _ = opened(office)
    answer = editor.client.open("/nb/kontakt", method=method, base_url=URL, headers=OWN)
    assert answer.status_code == 405


def test_a_reader_with_a_link_sees_the_preview_and_nothing_else(office: Office) -> None:
    editor, change_set = opened(office)
    client = reader(office, link_to(office, editor, change_set))
    answer = see(client, "/nb/kontakt")
    assert WORDS in answer.text
    assert "/desk/" not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert see(client, "/desk/nb").status_code == 401
    assert see(client, f"/desk/nb/sets/{change_set.id}").status_code == 401
    assert see(client, "/nb/kontakt", "POST").status_code == 405


def test_the_link_of_a_user_who_is_signed_in_keeps_their_session(office: Office) -> None:
    editor = office.editor()
    change_set = office.propose(editor.user, CHANGES)
    answer = editor.get(link_to(office, editor, change_set))
    assert "Set-Cookie" not in answer.headers
    assert WORDS in editor.get("/nb/kontakt").text
    editor.open("/desk/nb")


def test_a_link_ends_after_a_week(office: Office) -> None:
    editor, change_set = opened(office)
    link = link_to(office, editor, change_set)
    office.clock.turn(LINK_TIME - 1)
    client = reader(office, link)
    office.clock.turn(1)
    assert see(client, "/nb/kontakt").status_code == 404
    assert see(client, link).status_code == 404


def test_a_link_ends_when_it_is_revoked(office: Office) -> None:
    editor, change_set = opened(office)
    link = link_to(office, editor, change_set)
    client = reader(office, link)
    with connections.writing(office.settings.desk_file) as db:
        db.table("links").update(1, {"expires_at": office.clock()})
    for address, text in {"/en/contact": "preview has ended", link: "virker ikke lenger"}.items():
        answer = see(client, address)
        assert answer.status_code == 404
        assert text in answer.text
    assert "The preview has ended" in see(client, "/fragment/en/contact").text


def test_a_reader_who_was_away_opens_the_link_again(office: Office) -> None:
    editor, change_set = opened(office)
    link = link_to(office, editor, change_set)
    client = reader(office, link)
    office.clock.turn(IDLE_TIME)
    answer = see(client, "/en/contact")
    assert answer.status_code == 404
    assert "Open the link again" in answer.text
    frame = client.get("/en/contact", base_url=URL, headers={"Sec-Fetch-Dest": "iframe"})
    assert "You have been signed out" in frame.text, "beside the fields, there is no link to open"
    see(client, link)
    assert WORDS in see(client, "/nb/kontakt").text


@pytest.mark.parametrize("state", [SetState.PUBLISHED, SetState.WITHDRAWN])
def test_a_link_ends_with_its_set(office: Office, state: SetState) -> None:
    editor, change_set = opened(office)
    link = link_to(office, editor, change_set)
    client = reader(office, link)
    move(office, change_set, state)
    assert see(client, "/nb/kontakt").status_code == see(client, link).status_code == 404
    assert editor.get("/nb/kontakt").location == "/desk/nb"


@pytest.mark.parametrize("address", ["/", "/desk", "/desk/", "/nb/funn"])
def test_every_address_leads_to_the_desk_without_a_preview(office: Office, address: str) -> None:
    editor = office.editor()
    found = editor.client.get(address, base_url=URL, follow_redirects=True)
    assert found.status_code == 200
    assert found.request.path in ("/desk/nb", "/desk/en")
    stranger = office.app.test_client()
    for own in ("/", "/desk", "/desk/"):
        assert stranger.get(own, base_url=URL, follow_redirects=True).status_code == 401


def test_a_preview_of_an_entry_is_the_page_that_shows_all_of_it(office: Office) -> None:
    editor, change_set = opened(office)
    live = office.live()
    entries = {f"{section}.{next(iter(getattr(live, section)))}" for section in SHOWN}
    for subject in {*entries, "phases.2", "pages.home", "board", "contact"}:
        there = editor.get(f"/desk/nb/sets/{change_set.id}/preview?of={subject}").location
        page = editor.open(there.partition("#")[0])
        anchor = there.partition("#")[2]
        assert not anchor or page.find(id=anchor), there


def test_a_link_that_has_ended_says_so(office: Office) -> None:
    answer = office.app.test_client().get("/desk/en/preview?key=x", base_url=URL)
    assert "This link no longer works" in answer.text
    assert "Go to the overview" not in answer.text


@pytest.mark.parametrize("key", ["", "?key=", "?key=x", "?key=%00", "?key=%ff", "?other=1"])
def test_another_key_opens_nothing(office: Office, key: str) -> None:
    client = office.app.test_client()
    assert see(client, f"/desk/nb/preview{key}").status_code == 404
    assert see(client, "/nb/").status_code == 404


def test_a_key_is_in_no_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = office_in(tmp_path, access_log=True)
    editor, change_set = opened(office)
    link = link_to(office, editor, change_set)
    reader(office, link)
    told = capsys.readouterr().err
    assert "/desk/nb/preview" in told
    assert link.partition("=")[2] not in told
