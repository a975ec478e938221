"""The data sets as files to take along. docs/decisions/0021-open-data.md says how they are made."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, abort, make_response, request
from flask.sansio.blueprints import BlueprintSetupState

from battkomp.data import csv_file, json_file
from battkomp.data.datasets import ENDINGS, SHAPES, dataset, rule, word
from battkomp.data.licence import LICENCE
from battkomp.data.models import Dataset
from battkomp.http.fragments import is_fragment
from battkomp.languages import Languages
from battkomp.web.blueprints import LocalizedBlueprint
from battkomp.web.context import public_url
from battkomp.web.languages import current_language, site_languages
from battkomp.web.rendering import publish

bp = LocalizedBlueprint("downloads", __name__)

# RFC 7111 for CSV; JSON has no charset to name (RFC 8259, section 11).
_FORMATS: dict[str, tuple[str, Callable[[Dataset], bytes]]] = {
    "csv": ("text/csv; charset=utf-8; header=present", csv_file.write),
    "json": ("application/json", json_file.write),
}


@bp.record
def _add_rules(state: BlueprintSetupState) -> None:
    languages: Languages = state.app.extensions["battkomp.languages"]
    for language in languages:
        for shape in SHAPES.values():
            for ending in ENDINGS:
                state.add_url_rule(
                    rule(shape, language, languages, ending),
                    "show",
                    show,
                    defaults={"language": language.tag, "key": shape.key, "ending": ending},
                )


@bp.before_request
def have_no_fragments() -> None:
    """Only pages have fragments."""
    if is_fragment(request.environ):
        abort(404)


def show(key: str, ending: str) -> Response:
    """Give a data set away as a file.

    Any site's programs may read it (Fetch, section 3.3.3), as there is nothing in it that is not
    for everybody. Search engines are to find the page, which it names (RFC 8288).
    """
    media_type, write = _FORMATS[ending]
    found = dataset(key)
    response = make_response(write(found))
    name = word(found.shape, current_language(), site_languages().source)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Language"] = current_language().tag
    response.headers["Content-Disposition"] = f'attachment; filename="battkomp-{name}.{ending}"'
    response.headers["Link"] = (
        f'<{public_url(found.page)}>; rel="describedby"; type="text/html", '
        f'<{LICENCE.url}>; rel="license"'
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Robots-Tag"] = "noindex"
    publish(response)
    return response
