"""Views of the data sets as files. See docs/decisions/0021-open-data.md."""

from __future__ import annotations

from flask import Response, make_response
from flask.sansio.blueprints import BlueprintSetupState

from battkomp.data.datasets import DEFINITIONS, FORMATS, dataset, file_name, file_rule
from battkomp.data.files import LICENCE, as_csv, as_json
from battkomp.languages import Languages
from battkomp.web.blueprints import LocalizedBlueprint, have_no_fragments
from battkomp.web.context import public_url
from battkomp.web.languages import current_language, site_languages
from battkomp.web.rendering import publish

bp = LocalizedBlueprint("downloads", __name__)
bp.before_request(have_no_fragments)

# RFC 7111 for CSV; JSON has no charset parameter (RFC 8259, section 11).
_CSV, _JSON = "text/csv; charset=utf-8; header=present", "application/json"


@bp.record
def _add_rules(state: BlueprintSetupState) -> None:
    languages: Languages = state.app.extensions["battkomp.languages"]
    for language in languages:
        for key in DEFINITIONS:
            for file_format in FORMATS:
                state.add_url_rule(
                    file_rule(key, file_format, language, languages),
                    "show",
                    show,
                    defaults={"language": language.tag, "key": key, "file_format": file_format},
                )


def show(key: str, file_format: str) -> Response:
    """Send a data set as a file.

    Scripts of any site may read it (CORS), as it holds public data only. Search engines index the
    page instead, which the `Link` header names (RFC 8288).
    """
    found = dataset(key)
    response = make_response(as_csv(found) if file_format == "csv" else as_json(found))
    name = file_name(key, current_language(), site_languages().source)
    response.headers["Content-Type"] = _CSV if file_format == "csv" else _JSON
    response.headers["Content-Language"] = current_language().tag
    response.headers["Content-Disposition"] = (
        f'attachment; filename="battkomp-{name}.{file_format}"'
    )
    response.headers["Link"] = (
        f'<{public_url(found.page)}>; rel="describedby"; type="text/html", '
        f'<{LICENCE.url}>; rel="license"'
    )
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["X-Robots-Tag"] = "noindex"
    publish(response)
    return response
