"""Files for programs in each language: feed, calendar, search description and web app manifest."""

from flask import Response, make_response, render_template, url_for

from battkomp import oslo
from battkomp.data.calendar import calendar_of
from battkomp.data.changes import latest_publications, stable_id
from battkomp.web.context import content
from battkomp.web.languages import current_language, site_languages
from battkomp.web.locations import location
from battkomp.web.rendering import publish
from battkomp.web.urls import LocalizedBlueprint, have_no_fragments

bp = LocalizedBlueprint("feeds", __name__)
bp.before_request(have_no_fragments)


@bp.below("home", {"nb": "endringer.atom", "en": "changes.atom"})
def changes() -> Response:
    """Send the feed of changes (Atom, RFC 4287)."""
    language, found = current_language(), content()
    others = [other for other in site_languages() if other != language]
    page, published = found.page("changes"), latest_publications(found)
    text = render_template(
        "data/changes.xml",
        language=language,
        own=url_for("feeds.changes"),
        others={other.tag: url_for("feeds.changes", language=other.tag) for other in others},
        feed_id=stable_id("changes", language.tag),
        page=page,
        page_address=url_for("changes.index"),
        publications=published,
        updated=published[0].at if published else oslo.start_of(found.changed_on([page])),
    )
    return _document(text, "application/atom+xml")


@bp.below("home", {"nb": "milepaeler.ics", "en": "milestones.ics"})
def milestones() -> Response:
    """Send the milestones as a calendar (iCalendar, RFC 5545)."""
    return _document(calendar_of(content(), current_language()), "text/calendar")


@bp.below("home", {"nb": "opensearch.xml"})
def opensearch() -> Response:
    """Describe the search for the search field of a browser (OpenSearch 1.1)."""
    search = location("search").address(current_language())
    text = render_template(
        "data/opensearch.xml",
        language=current_language(),
        search=search,
        page=content().page("search"),
    )
    return _document(text, "application/opensearchdescription+xml")


@bp.below("home", {"nb": "manifest.webmanifest"})
def manifest() -> Response:
    """Send the web app manifest, for those who add the site to their apps."""
    text = render_template(
        "data/manifest.json",
        language=current_language(),
        home=location("home").address(current_language()),
        page=content().page("home"),
    )
    return _document(text, "application/manifest+json")


def _document(body: str | bytes, media_type: str) -> Response:
    response = make_response(body)
    response.mimetype = media_type
    response.headers["Content-Language"] = current_language().tag
    response.headers["Access-Control-Allow-Origin"] = "*"  # for readers that run in a browser
    publish(response)
    return response
