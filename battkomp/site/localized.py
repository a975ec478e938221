"""Blueprints whose addresses start with a language, unseen by their views."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask import Blueprint
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from battkomp.languages import Languages, current_language
from battkomp.navigation import PLACES, pattern

View = Callable[..., ResponseReturnValue]


class LocalizedBlueprint(Blueprint):
    """A part of the site, with an address in every language for each of its pages."""

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(name, import_name)
        self.url_value_preprocessor(_take_language)
        self.url_defaults(_add_language)

    def page(self, key: str, methods: Collection[str] = ("GET",)) -> Callable[[View], View]:
        """Make a view the page that the site map calls `key`."""
        place = PLACES[key]

        def register(view: View) -> View:
            def add_rules(state: BlueprintSetupState) -> None:
                languages: Languages = state.app.extensions["battkomp.languages"]
                for language in languages:
                    state.add_url_rule(
                        pattern(place, language, languages.source),
                        place.endpoint.partition(".")[2],
                        view,
                        defaults={"language": language.tag},
                        methods=methods,
                    )

            self.record(add_rules)
            return view

        return register


def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values is not None:
        del values["language"]


def _add_language(_endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("language", current_language().tag)
