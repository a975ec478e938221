"""The pages of the site map: a function for each that is more than title and text.

Most functions return the variables of a template. Pages that also refuse or redirect have views.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response

from battkomp.contact import health as inbox_health
from battkomp.contact import views as contact
from battkomp.data import linked_data
from battkomp.data.columns import shown
from battkomp.data.files import LICENCE
from battkomp.pages import (
    accessibility,
    changes,
    figures,
    findings,
    knowledge,
    phase,
    project,
    search,
    side_by_side,
    timeline,
)
from battkomp.web import context, formats, labels, locations, rendering, text_links
from battkomp.web.languages import current_language
from battkomp.web.rendering import render_page
from battkomp.web.sitemap import SITE_MAP
from battkomp.web.urls import LocalizedBlueprint

# By the key of the page, the function that returns the variables of its template.
_VARIABLES: dict[str, Callable[[], dict[str, Any]]] = {
    "home": project.home,
    "findings": findings.variables,
    "timeline": timeline.variables,
    "chain": knowledge.chain,
    "figures": figures.variables,
    "organisations": knowledge.organisations,
    "board": project.board,
    "about": project.about,
    "glossary": knowledge.glossary,
    "sources": knowledge.sources,
    "data": project.data,
    "changes": changes.variables,
    "accessibility": accessibility.variables,
    "privacy": project.privacy,
}

# The filters and globals of templates. `http.init_app` adds those for static files.
_FILTERS: tuple[Callable[..., Any], ...] = (
    formats.alphabetical,
    formats.figure_sentence,
    formats.foreign_language,
    formats.language_names,
    formats.long_date,
    formats.marked_amount,
    formats.name_list,
    formats.number_word,
    formats.partial_date,
    formats.years,
    labels.heading_label,
    labels.link_label,
    labels.milestone_label,
    labels.phase_date,
    labels.phase_heading,
    labels.phase_label,
    labels.phase_launch,
    labels.phase_status,
    labels.value_label,
    locations.address,
    shown,
    text_links.by_publisher,
)
_GLOBALS: tuple[Callable[..., Any], ...] = (
    context.public_url,
    current_language,
    linked_data.linked_data,
    rendering.cached_part,
)


def init_app(app: Flask) -> None:
    """Register a view for every page of the site map, and its companions."""
    blueprints = {bp.name: bp for bp in (phase.bp, search.bp, contact.bp)}
    for page in SITE_MAP:
        own = blueprints.get(page.key) or _blueprint(page.key, _VARIABLES.get(page.key, dict))
        app.register_blueprint(own)
    for companion in (side_by_side.bp, changes.bp):
        app.register_blueprint(companion)
    _add_template_functions(app)
    inbox_health.init_app(app)


def _add_template_functions(app: Flask) -> None:
    """Register the filters and globals, each under the name of its function."""
    for function in _FILTERS:
        app.add_template_filter(function)
    for function in _GLOBALS:
        app.add_template_global(function)
    app.jinja_env.globals["licence"] = LICENCE


def _blueprint(key: str, variables: Callable[[], dict[str, Any]]) -> LocalizedBlueprint:
    """Return a blueprint that renders a page with some variables."""
    bp = LocalizedBlueprint(key, __name__)

    @bp.page()
    def index() -> Response:
        return render_page(key, **variables())

    return bp
