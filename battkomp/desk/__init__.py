"""The desk: the secretariat changes the content in both languages, and publishes it in one act.

It is an application of its own, on a host of its own, which also shows the site with a set of
changes as a preview. The public site imports nothing of it.
"""

import os
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Flask, redirect, request_started, url_for
from werkzeug.exceptions import HTTPException

import battkomp
from battkomp.db.connections import ReadError
from battkomp.desk import (
    access,
    accounts,
    change_set,
    entry,
    overview,
    preview,
    rendering,
    schedule,
    schema,
    sections,
    sign_in,
)
from battkomp.settings import BadSettingError, Settings, from_environment
from battkomp.web import health
from battkomp.web.rendering import withhold

# The modules that add views to the blueprint.
VIEWS = (accounts, change_set, entry, overview, preview, sections, sign_in)


def create_desk(settings: Settings | None = None) -> Flask:
    """Build the desk.

    :param settings: settings to use instead of the `BATTKOMP_*` environment variables.
    :raises BadSettingError: if a variable is invalid, or there is no `BATTKOMP_DESK_URL`.
    """
    settings = settings or from_environment(os.environ)
    if settings.desk_url is None:
        raise BadSettingError("BATTKOMP_DESK_URL: this is needed for the desk")
    host = str(urlsplit(settings.desk_url).hostname)
    own = replace(settings, is_desk=True, trusted_hosts=(host,), cache_megabytes=0)
    schema.prepare(own.desk_file)
    app = battkomp.create_app(own)
    app.config.update(MAX_FORM_PARTS=1000, MAX_CONTENT_LENGTH=1_000_000)  # of a long entry
    request_started.connect(preview.show_set, app)
    app.after_request(withhold)
    app.register_error_handler(HTTPException, rendering.show_error)
    app.register_error_handler(ReadError, rendering.show_unavailable)
    health.register(app, "sets", schedule.check_sets)
    tags = ",".join(map(repr, settings.tags))
    app.register_blueprint(access.bp, url_prefix=f"/desk/<any({tags}):language>")
    app.add_url_rule("/desk", "to_desk", lambda: redirect(url_for("desk.overview")))
    return app
