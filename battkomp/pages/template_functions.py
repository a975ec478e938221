"""The filters and globals of the templates. `http.init_app` adds those for static files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from battkomp.data import datasets, linked_data
from battkomp.data.columns import shown
from battkomp.data.files import LICENCE
from battkomp.web import context, formats, labels, rendering, sitemap
from battkomp.web.languages import current_language

_FILTERS: tuple[Callable[..., Any], ...] = (
    formats.alphabetical,
    formats.amount,
    formats.figure_sentence,
    formats.foreign_language,
    formats.language_name,
    formats.long_date,
    formats.partial_date,
    formats.years,
    labels.heading_label,
    labels.link_label,
    labels.milestone_label,
    labels.phase_heading,
    labels.phase_label,
    labels.phase_launch,
    labels.phase_name,
    labels.phase_status,
    labels.value_label,
    sitemap.address,
    shown,
)
_GLOBALS: tuple[Callable[..., Any], ...] = (
    context.public_url,
    current_language,
    datasets.file_address,
    linked_data.linked_data,
    rendering.cached_part,
)


def init_app(app: Flask) -> None:
    """Register the filters and globals, each under the name of its function."""
    for function in _FILTERS:
        app.add_template_filter(function)
    for function in _GLOBALS:
        app.add_template_global(function)
    app.jinja_env.globals["licence"] = LICENCE
