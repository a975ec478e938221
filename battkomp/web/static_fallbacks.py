"""Pages of the static site that take the place of a server's decisions.

A page without a language of its own addresses the readers of every language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import current_app, render_template, request
from flask_babel import gettext
from flask_babel.speaklater import LazyString

from battkomp.content.model import Text
from battkomp.languages import Language
from battkomp.web.context import content
from battkomp.web.errors import message_of
from battkomp.web.languages import current_language, site_languages
from battkomp.web.sitemap import location

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class LanguageSection:
    """The section of a page for the readers of one language, with a link to their front page."""

    language: Language
    href: str
    kicker: Text | None
    title: str
    texts: tuple[Text | str, ...]
    action: str


def choose_language() -> str:
    """Return the page at `/`, where a server would redirect to the reader's language."""
    parts = tuple(in_each_language(_welcome).values())
    return _render("static_site/choose.html", parts=parts, phases=content().phases)


def not_found() -> str:
    """Return the page for addresses without a file."""
    parts = tuple(in_each_language(_not_found).values())
    return _render("static_site/not_found.html", parts=parts, phases=content().phases)


def moved(href: str) -> str:
    """Return the page at an old address, in the language of the request.

    :param href: the present address of the page.
    """
    return _render("static_site/moved.html", href=href)


def in_each_language(function: Callable[[], _Value]) -> dict[Language, _Value]:
    """Return the result of a function in a request for the front page of each language."""
    results = {}
    for language in site_languages():
        page = current_app.test_request_context(f"/{language.tag}/", base_url=request.host_url)
        with current_app.app_context(), page:  # `g` holds the language of a request
            results[language] = function()
    return results


def _render(template: str, **context: object) -> str:
    return render_template(template, language=current_language(), **context)


def _welcome() -> LanguageSection:
    why = gettext(
        "This edition of the site is made of files, and cannot choose a language for you."
    )
    texts = (content().page("home").about, why)
    return _section("BattKOMP", texts, gettext("Read in English"))


def _not_found() -> LanguageSection:
    title, text = message_of(404)
    return _section(title, (str(text),), gettext("Go to the front page"))


def _section(
    title: LazyString | str, texts: tuple[Text | str, ...], action: str
) -> LanguageSection:
    language = current_language()
    home = content().page("home")
    href = location("home").address(language)
    return LanguageSection(language, href, home.kicker, str(title), texts, action)
