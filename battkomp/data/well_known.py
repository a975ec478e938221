"""Addresses without a language: `/`, `robots.txt`, `sitemap.xml` and `security.txt`."""

from datetime import UTC, timedelta

from flask import Blueprint, Response, make_response, render_template, url_for

from battkomp import oslo
from battkomp.web import errors
from battkomp.web.context import content, public_url, settings
from battkomp.web.languages import site_languages
from battkomp.web.locations import all_locations, location
from battkomp.web.page_frame import alternates
from battkomp.web.redirects import redirect_to_preferred_language
from battkomp.web.rendering import publish
from battkomp.web.urls import have_no_fragments

bp = Blueprint("well_known", __name__)
bp.before_request(have_no_fragments)


@bp.get("/")
def root() -> Response:
    """Redirect to the front page in the best language for the client.

    The static site has a page instead that lets readers choose.
    """
    if settings().static_site:
        return make_response(errors.choose_language())
    return redirect_to_preferred_language()


@bp.get("/.well-known/security.txt")
def security() -> Response:
    """Say where to report a vulnerability (RFC 9116)."""
    pages = [location("contact").address(language) for language in site_languages()]
    until = oslo.end_of(settings().today() + timedelta(days=180)).astimezone(UTC)
    lines = [
        *(f"Contact: {public_url(page)}" for page in pages),
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(language.tag for language in site_languages())}",
        f"Canonical: {public_url(url_for('well_known.security'))}",
    ]
    return _text("\n".join(lines) + "\n", "text/plain")


@bp.get("/robots.txt")
def robots() -> Response:
    """Allow every crawler, and name the sitemap."""
    sitemap_url = public_url(url_for("well_known.sitemap"))
    return _text(f"User-agent: *\nAllow: /\n\nSitemap: {sitemap_url}\n", "text/plain")


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """List each page that is complete in its language, with its other languages (sitemaps.org)."""
    found = content()
    localized = {language: found.in_language(language.tag) for language in site_languages()}
    entries = [
        {
            "url": public_url(location.address(language)),
            "changed_on": own.changed_on(location.entries(own)),
            "alternates": alternates(found, location),
        }
        for location in all_locations(found)
        for language, own in localized.items()
        if location.is_complete(own)
    ]
    return _text(render_template("data/sitemap.xml", entries=entries), "application/xml")


def _text(text: str, media_type: str) -> Response:
    response = make_response(text)
    response.mimetype = media_type
    publish(response)
    return response
