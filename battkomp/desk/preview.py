"""The site with a set of changes, for users and for readers with a link."""

from functools import partial

from flask import Flask, Response, abort, g, make_response, redirect, request, url_for
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue

from battkomp.content.files import BadContentError
from battkomp.content.model import Text
from battkomp.content.views import AnyEntry
from battkomp.db import connections
from battkomp.desk import publishing, sessions, sets
from battkomp.desk.access import bp
from battkomp.desk.rendering import render
from battkomp.desk.sessions import current_session, current_user, give
from battkomp.desk.sets import ChangeSet
from battkomp.desk.users import secret_hash
from battkomp.web.context import content, settings
from battkomp.web.languages import current_language
from battkomp.web.locations import Location, all_locations, location


def show_set(_app: Flask) -> None:
    """Have a request for a page of the site show the set that the session previews.

    Flask sends the signal only for requests from outside, not for pages that are rendered to check.
    """
    is_page = not request.path.startswith(("/desk", "/static/", "/healthz", "/readyz"))
    if not is_page or request_ctx.url_adapter is None:  # a foreign host has none, and gets 400
        return
    found = _previewed()
    if found is None:
        to_desk = not _is_framed() and (request.path == "/" or current_user())
        abort(redirect(url_for("desk.overview")) if to_desk else _cannot_show())
    try:
        g.snapshot = publishing.snapshot_of(found)
        g.open_search_index = partial(publishing.search_index_of, g.snapshot)
    except BadContentError:
        abort(_cannot_show(found.id))
    title = Text.of(found.title, current_language().tag)
    g.banner = {"title": title, "key": found.id, "user": current_user()}
    if request.method not in ("GET", "HEAD"):
        abort(405)


@bp.get("/sets/<key>/preview")
def preview(key: str) -> ResponseReturnValue:
    """Have the session preview a set, and go to the page that shows an entry, or any change."""
    with connections.writing(settings().desk_file) as db:
        found, session = sets.find(db, key), current_session()
        if found is None or session is None or not found.is_changeable:
            abort(404)
        sessions.update(db, session["secret"], preview=key)
    return _to_page(found, request.args.get("of"))


@bp.get("/preview")
def open_link() -> ResponseReturnValue:
    """Show a preview to a reader with a key, which leaves the address."""
    now, session, token = settings().now(), current_session(), ""
    with connections.writing(settings().desk_file) as db:
        known = sessions.living_links(db, now, secret=secret_hash(request.args.get("key", "")))
        found = sets.find(db, known[0]["set"]) if known else None
        if found is None or not found.is_changeable:
            return _cannot_show()
        if session and current_user():
            sessions.update(db, session["secret"], preview=found.id)
        else:
            token = sessions.start(db, now, link=known[0]["id"], preview=found.id)
    page = make_response(_to_page(found))
    return give(page, token) if token else page


def _previewed() -> ChangeSet | None:
    """Return the set that the session may preview, unless it is published or withdrawn."""
    session = current_session()
    if session is None or session["preview"] is None:
        return None
    with connections.snapshot(settings().desk_file) as db:
        is_reader = sessions.living_links(db, settings().now(), id=session["link"])
        found = sets.find(db, session["preview"])
    return found if found and found.is_changeable and (is_reader or current_user()) else None


def _to_page(change_set: ChangeSet, subject: str | None = None) -> ResponseReturnValue:
    """Redirect to the first page that shows an entry, or an entry that a set changes."""
    try:
        g.snapshot = publishing.snapshot_of(change_set)
    except BadContentError:
        return _cannot_show(change_set.id)
    subjects = {subject} if subject else {place[0] for place in change_set.proposals}
    shown = [
        (here, entry)
        for here in all_locations(content())
        for entry in here.entries(content())
        if entry.subject in subjects
    ]
    if not shown:
        return redirect(location("home").address(current_language()))
    here, entry = min(shown, key=_distance)
    # In a frame, a script scrolls to the entry; see `static/js/desk/preview.js`.
    anchor = "" if _is_framed() or entry.subject == here.subject else f"#{entry.key}"
    return redirect(here.address(current_language()) + anchor)


def _distance(shown: tuple[Location, AnyEntry]) -> tuple[bool, bool, bool]:
    """Return how much less than the whole entry a page shows: a phase has titles of findings."""
    here, entry = shown
    is_own = entry in here.own_entries(content())
    return here.subject != entry.subject, not is_own, here.page.key in ("home", "phase")


def _cannot_show(key: str | None = None) -> Response:
    """Say why there is no preview.

    :param key: the id of a set with a fault; None if there is no set to show.
    """
    return render("desk/no_preview.html", 409 if key else 404, key=key, is_framed=_is_framed())


def _is_framed() -> bool:
    """Tell whether a page is shown in a frame of the desk (W3C Fetch Metadata)."""
    return request.headers.get("Sec-Fetch-Dest") == "iframe"
