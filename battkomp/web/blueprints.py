"""Blueprints with a URL in each language, which their views do not see."""

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
from battkomp.web.sitemap import PAGES, url_rule

View = Callable[..., ResponseReturnValue]


class LocalizedBlueprint(Blueprint):
    """A blueprint whose URLs start with a language.

    The blueprint of a page has the key of the page in the site map as its name.
    """

    def __init__(self, name: str, import_name: str) -> None:
        super().__init__(name, import_name)
        self.url_value_preprocessor(_take_language)
        self.url_defaults(_add_language)

    def page(self, methods: Collection[str] = ("GET",)) -> Callable[[View], View]:
        """Make a view the page in the site map with the name of the blueprint."""
        return self._localized("index", partial(url_rule, PAGES[self.name]), methods)

    def part(self, names: Mapping[str, str]) -> Callable[[View], View]:
        """Make a view a part of the page, with a URL below that of the page.

        :param names: last part of the URL by language. Other languages use that of the source.
        """

        def rule(language: Language, source: Language) -> str:
            end = names.get(language.tag, names[source.tag])
            return f"{url_rule(PAGES[self.name], language, source)}/{end}"

        return lambda view: self._localized(view.__name__, rule, ("GET",))(view)

    def document(self, names: Mapping[str, str]) -> Callable[[View], View]:
        """Make a view a file for programs.

        :param names: name of the file by language, with an ending, by which the static site
            recognises files. Other languages use the name of the source language.
        """

        def rule(language: Language, source: Language) -> str:
            return f"/{language.tag}/{names.get(language.tag, names[source.tag])}"

        return lambda view: self._localized(view.__name__, rule, ("GET",))(view)

    def _localized(
        self, endpoint: str, rule: Callable[[Language, Language], str], methods: Collection[str]
    ) -> Callable[[View], View]:
        """Give a view a URL in every language of the site."""

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
    """Answer fragment addresses with 404, for blueprints without pages."""
    if is_fragment(request.environ):
        abort(404)
