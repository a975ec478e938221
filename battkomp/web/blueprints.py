"""Blueprints with a URL in each language for every page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, abort, request
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from battkomp.http.fragments import is_fragment
from battkomp.languages import Language, Languages
from battkomp.web.languages import current_language
from battkomp.web.sitemap import PLACES, pattern

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
        endpoint = place.endpoint.partition(".")[2]
        return self._localized(endpoint, partial(pattern, place), methods)

    def piece(self, key: str, words: Mapping[str, str]) -> Callable[[View], View]:
        """Make a view a piece of the page that the site map calls `key`.

        :param words: the end of its address, after that of the page, per language; a language
            without a word of its own uses the source language's.
        """

        def rule(language: Language, source: Language) -> str:
            end = words.get(language.tag, words[source.tag])
            return f"{pattern(PLACES[key], language, source)}/{end}"

        return lambda view: self._localized(view.__name__, rule, ("GET",))(view)

    def document(self, names: Mapping[str, str]) -> Callable[[View], View]:
        """Make a view a file for programs, with a name for each language.

        The name has an ending, by which an edition knows it for a file. A language without a name
        of its own uses the source language's.
        """

        def rule(language: Language, source: Language) -> str:
            return f"/{language.tag}/{names.get(language.tag, names[source.tag])}"

        return lambda view: self._localized(view.__name__, rule, ("GET",))(view)

    def _localized(
        self, endpoint: str, rule: Callable[[Language, Language], str], methods: Collection[str]
    ) -> Callable[[View], View]:
        """Make a view answer at an address in every language."""

        def register(view: View) -> View:
            def add_rules(state: BlueprintSetupState) -> None:
                languages: Languages = state.app.extensions["battkomp.languages"]
                for language in languages:
                    state.add_url_rule(
                        rule(language, languages.source),
                        endpoint,
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


def have_no_fragments() -> None:
    """Answer fragment addresses with 404: for blueprints that serve no pages."""
    if is_fragment(request.environ):
        abort(404)
