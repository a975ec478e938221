"""Pages that stand in where files are served and no server answers.

They are only in the static edition. What is for readers of any language says it in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import current_app, render_template, request
from flask_babel import gettext
from flask_babel.speaklater import LazyString

from battkomp.content.model import Text
from battkomp.languages import Language
from battkomp.web.context import reading
from battkomp.web.errors import explanation
from battkomp.web.languages import current_language, site_languages
from battkomp.web.sitemap import location


@dataclass(frozen=True)
class Part:
    """What a page for everybody says to the readers of one language, and where it leads them."""

    language: Language
    href: str
    kicker: Text | None
    title: str
    texts: tuple[Text | str, ...]
    action: str


def choose() -> str:
    """Return the page that lets the reader choose a language, which `/` cannot do for them."""
    parts = tuple(_in_every_language(_welcome))
    return _render("static_edition/choose.html", parts=parts, phases=reading().phases)


def lost() -> str:
    """Return the page for an address at which there is nothing."""
    parts = tuple(_in_every_language(_way_back))
    return _render("static_edition/lost.html", parts=parts, phases=reading().phases)


def moved(href: str) -> str:
    """Return the page that leads on from an old address, in the language of the request.

    :param href: the address at which the page is now.
    """
    return _render("static_edition/moved.html", href=href)


def _render(template: str, **context: object) -> str:
    return render_template(template, language=current_language(), **context)


def _in_every_language(say: Callable[[], Part]) -> Iterator[Part]:
    """Let each language say its part, as if its front page were asked for."""
    for language in site_languages():
        asked = current_app.test_request_context(f"/{language.tag}/", base_url=request.host_url)
        with current_app.app_context(), asked:  # what is kept in `g` is of one language
            part = say()
        yield part


def _welcome() -> Part:
    why = gettext(
        "This edition of the site is made of files, and cannot choose a language for you."
    )
    return _part("BattKOMP", (reading().page("home").about, why), gettext("Read in English"))


def _way_back() -> Part:
    found = explanation(404)
    return _part(found.title, (str(found.text),), gettext("Go to the front page"))


def _part(title: LazyString | str, texts: tuple[Text | str, ...], action: str) -> Part:
    language = current_language()
    home = reading().page("home")
    href = location("home").address(language)
    return Part(language, href, home.kicker, str(title), texts, action)
