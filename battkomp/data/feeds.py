"""What programs ask for in a language: a feed, a calendar, how to search, and what the site is."""

from __future__ import annotations

from flask import Response, make_response, render_template, url_for

from battkomp import oslo
from battkomp.data.calendar import calendar_of
from battkomp.data.changes import changes as changes_in
from battkomp.web.blueprints import LocalizedBlueprint, have_no_fragments
from battkomp.web.context import reading
from battkomp.web.languages import current_language, site_languages
from battkomp.web.rendering import publish
from battkomp.web.sitemap import location
from battkomp.web.stable_ids import identity

bp = LocalizedBlueprint("machines", __name__)
bp.before_request(have_no_fragments)


@bp.document({"nb": "endringer.atom", "en": "changes.atom"})
def changes() -> Response:
    """What is new on the site, for those who follow it (Atom, RFC 4287)."""
    language = current_language()
    text = render_template(
        "data/changes.xml",
        language=language,
        own=url_for("machines.changes"),
        others={
            other.tag: url_for("machines.changes", language=other.tag)
            for other in site_languages()
            if other != language
        },
        feed_id=identity("changes", language),
        changes=changes_in(reading(), language),
        # A day is known, and no hour: the first moment of it says no more than that.
        at=lambda day: oslo.start_of(day).isoformat(),
    )
    return _document(text, "application/atom+xml")


@bp.document({"nb": "milepaeler.ics", "en": "milestones.ics"})
def milestones() -> Response:
    """What happened when, for calendars (iCalendar, RFC 5545)."""
    return _document(calendar_of(reading(), current_language()), "text/calendar")


@bp.document({"nb": "opensearch.xml"})
def opensearch() -> Response:
    """How to search the site, for the search field of a browser (OpenSearch 1.1)."""
    text = render_template(
        "data/opensearch.xml",
        language=current_language(),
        search=location("search").address(current_language()),
        page=reading().page("search"),
    )
    return _document(text, "application/opensearchdescription+xml")


@bp.document({"nb": "manifest.webmanifest"})
def manifest() -> Response:
    """What a phone shows of the site if somebody puts it among their apps (Web App Manifest)."""
    text = render_template(
        "data/manifest.json",
        language=current_language(),
        home=location("home").address(current_language()),
        page=reading().page("home"),
    )
    return _document(text, "application/manifest+json")


def _document(body: str | bytes, media_type: str) -> Response:
    response = make_response(body)
    response.mimetype = media_type
    response.headers["Content-Language"] = current_language().tag
    publish(response)
    return response
