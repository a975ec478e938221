"""URLs of pages: blueprints with a URL in every language, and redirects to the canonical URL."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Flask, abort, request
from flask.sansio.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import SecurityError
from werkzeug.sansio.utils import get_current_url, get_host

from battkomp.http.layers import is_fragment
from battkomp.languages import Languages
from battkomp.web.context import content
from battkomp.web.languages import current_language
from battkomp.web.locations import location_at
from battkomp.web.redirects import redirect_to_canonical
from battkomp.web.sitemap import COMPANIONS, PAGES, SITE_MAP, page_end, url_rule

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
        page = PAGES[self.name]
        return self.below(page.parent, page.url, endpoint="index", methods=methods)

    def companion(self, view: View) -> View:
        """Make a view that of a companion, the one with the name of the blueprint, of every page.

        The view gets the location of the companion. Its endpoints have the keys of the pages.
        """

        def show(key: str, slug: str = "") -> ResponseReturnValue:
            page = location_at(content(), key, slug)
            return view(page.beside(self.name)) if page else abort(404)

        for page in SITE_MAP:
            self.below(page.key, COMPANIONS[self.name], endpoint=page.key, key=page.key)(show)
        return view

    def below(
        self,
        above: str | None,
        names: Mapping[str, str],
        *,
        endpoint: str | None = None,
        methods: Collection[str] = ("GET",),
        **values: str,
    ) -> Callable[[View], View]:
        """Give a view a URL in every language of the site, below that of a page.

        :param above: key of the page; None for the front page.
        :param names: last part of the URL by language. Other languages use that of the source.
            Files have an ending, by which the static site recognises them.
        :param values: arguments of the view.
        """

        def register(view: View) -> View:
            def add_rules(state: BlueprintSetupState) -> None:
                languages: Languages = state.app.extensions["battkomp.languages"]
                for language in languages:
                    state.add_url_rule(
                        url_rule(above, names, language, languages.source, page_end(state.app)),
                        endpoint or view.__name__,
                        view,
                        defaults={"language": language.tag, **values},
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


# A host name or address with an optional port (RFC 3986, section 3.2.2), in its usual characters.
_HOST = re.compile(r"([a-z0-9-]+\.)*[a-z0-9-]+\.?(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?", re.I)


def init_app(app: Flask) -> None:
    """Check the URL of each request before its view is called."""
    # Slashes are redirected here instead.
    app.url_map.merge_slashes = app.url_map.strict_slashes = False
    app.before_request(escape_query)
    app.before_request(refuse_malformed_host)
    app.before_request(redirect_to_canonical)


def escape_query() -> None:
    """Percent-encode unescaped bytes of the query; Werkzeug fails on those that are not UTF-8."""
    if not request.query_string.isascii():
        request.query_string = quote(request.query_string, safe=bytes(range(128))).encode()


def refuse_malformed_host() -> None:
    """Refuse a request whose `Host` cannot be part of a URL."""
    if not _is_host(request.host):
        abort(400)


def is_trusted_host(trusted: Collection[str], host: str) -> bool:
    """Return whether a request may name a host, by the rules of Flask's `TRUSTED_HOSTS`.

    :param trusted: the trusted hosts; if empty, all that are well-formed.
    """
    try:
        return _is_host(get_host("http", host, trusted_hosts=trusted))
    except SecurityError:
        return False


def _is_host(name: str) -> bool:
    try:
        return _HOST.fullmatch(name) is not None and bool(get_current_url("http", name))
    except UnicodeError:  # an invalid "xn--" label
        return False
