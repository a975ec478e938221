"""The static edition: the site as files that any host can serve, each as the site itself answers.

docs/decisions/0014-the-static-edition.md says why it is as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import cast
from urllib.parse import unquote

from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from battkomp.content import export
from battkomp.content.words import NoContentError
from battkomp.db import connections
from battkomp.http.bundles import published
from battkomp.http.fragments import PREFIX as FRAGMENT
from battkomp.http.security_headers import HEADERS, HSTS
from battkomp.operations import search_index
from battkomp.settings import ROOT, Settings
from battkomp.web import static_fallbacks
from battkomp.web.context import reading
from battkomp.web.languages import site_languages
from battkomp.web.sitemap import PLACES, all_locations

# The file that tells an edition from any other folder.
MARKER = "edition.json"

# The addresses whose answer depends on more than the address, so that no file can give it; or their
# endpoint, where they are in every language.
NEED_A_SERVER = {
    "/": "depends on the languages that the reader prefers; the edition lets the reader choose",
    "/healthz": "tells whether a server is alive",
    "/readyz": "tells whether a server is ready to be visited",
    "search.hits": "depends on what is searched for; the edition searches in the browser",
}


# The pages that say something else in an edition, as what they are about needs a server.
SAY_SO = {
    "contact": "has no form, and leads to other ways",
    "search": "reads an index and searches it in the browser, as there is nobody to ask",
    "privacy": "says nothing of messages, as none can be sent",
}


# The headers of a document that are its own. Hosts of files go by the ending of a file's name, and
# do not know them all.
OF_A_DOCUMENT = (
    *("Content-Type", "Content-Disposition", "Link"),
    *("Access-Control-Allow-Origin", "X-Robots-Tag"),
)


class UnansweredError(Exception):
    """An address is not answered as it must be for its answer to be written to a file."""


@dataclass(frozen=True)
class StaticEdition:
    """The files of an edition by their path, and the revision of the content they tell of."""

    files: Mapping[str, bytes]
    revision: int


def settings_for(settings: Settings, public_url: str) -> Settings:
    """Return the settings of a site that is asked for an edition: one day, and nobody else.

    :param public_url: what the edition's whole addresses start with.
    """
    day = settings.today()
    return replace(
        settings,
        edition=True,
        public_url=public_url,
        trusted_hosts=(),
        cache_megabytes=0,
        access_log=False,
        development=False,
        today=lambda: day,
    )


def compose(app: Flask) -> StaticEdition:
    """Return the edition of a site, all of it made from the content of one moment.

    :param app: a site made with `settings_for`.
    :raises UnansweredError: if an address is not answered, or not as it must be.
    :raises NoContentError, ReadError: if there is no content, or it cannot be read.
    """
    settings = _settings(app)
    with connections.snapshot(settings.database) as db:  # for every request of this thread
        if export.is_empty(db):
            raise NoContentError
        revision = connections.revision(db)
        files = {file_of(address): body for address, body in answers(app, ["/", *addresses(app)])}
        files |= {file_of(old): body for old, body in _moved(app)}
        with _asking(app, "/"):
            files |= {"404.html": static_fallbacks.lost().encode(), **search_index.files()}
    files["_headers"] = _headers(app).encode()
    digests = {name: sha256(files[name]).hexdigest() for name in sorted(files)}
    about = {
        "public_url": settings.public_url,
        "revision": revision,
        "day": settings.today().isoformat(),
        "files": digests,
    }
    files[MARKER] = json.dumps(about, indent=2).encode() + b"\n"
    return StaticEdition(files, revision)


def pages(app: Flask) -> list[str]:
    """Return the address of every page, in all languages."""
    with _asking(app, "/"):
        locations = list(all_locations(reading()))
        return [place.address(one) for place in locations for one in site_languages()]


def addresses(app: Flask) -> list[str]:
    """Return every address with the same answer for all: pages, fragments, documents and assets."""
    shown = pages(app)
    documents = [one for one in _documents(app) if one not in shown]
    return [*shown, *(FRAGMENT + page for page in shown), *documents, *_assets(app)]


def old_addresses(app: Flask) -> Iterator[str]:
    """Yield every address that was a page's once, or stands for one, and redirects to it."""
    with _asking(app, "/"):
        languages = list(site_languages())
    for language in languages:
        with _asking(app, f"/{language.tag}/"):
            pages = [one.address(language) for one in all_locations(reading())]
            moved = [
                url_for(PLACES["phase"].endpoint, slug=slug) for slug in reading().former_slugs
            ]
        yield from moved
        for tag in language.stands_for:
            for page in (*pages, *moved):
                yield f"/{tag}{page.removeprefix(f'/{language.tag}')}"


def answers(app: Flask, wanted: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield each address with the body of its answer.

    The site is asked at its public URL, or else at http://localhost; one that trusts few hosts must
    trust that one.

    :raises UnansweredError: if an answer is not 200 OK.
    """
    client = app.test_client(use_cookies=False)
    for address in wanted:
        yield address, _ask(client, address, 200).data


def file_of(address: str) -> str:
    """Return the path of the file that a host of files serves at an address.

    A page is the index of a folder; what has an ending in its name is a file as it is.
    """
    path = unquote(address).lstrip("/")
    has_ending = "." in path.rpartition("/")[2]
    return path if has_ending else f"{path.rstrip('/')}/index.html".lstrip("/")


def _moved(app: Flask) -> Iterator[tuple[str, bytes]]:
    client = app.test_client(use_cookies=False)
    for old in old_addresses(app):
        target = str(_ask(client, old, 301).location)
        with _asking(app, target):
            page = static_fallbacks.moved(target)
        yield old, page.encode()


def _documents(app: Flask) -> list[str]:
    """Return every address that takes no parameters, pages included."""
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "<" not in rule.rule
        and "GET" in (rule.methods or ())
        and not {rule.rule, rule.endpoint} & set(NEED_A_SERVER)
    ]


def _assets(app: Flask) -> list[str]:
    address_of = cast("Callable[[str], str]", app.jinja_env.globals["static_address"])
    return [address_of(name) for name in published(ROOT / "static")]


def _headers(app: Flask) -> str:
    """Return the headers of the answers, as Netlify and Cloudflare Pages read them from a file."""
    client = app.test_client(use_cookies=False)
    asset = _ask(client, _assets(app)[0], 200)
    is_secure = (_settings(app).public_url or "").startswith("https:")
    rules = {
        "/*": (*HEADERS, HSTS) if is_secure else HEADERS,
        "/static/*": (("Cache-Control", asset.headers["Cache-Control"]),),
        f"{FRAGMENT}/*": (("X-Robots-Tag", "noindex"),),
        **dict(_headers_of_documents(app, client)),
    }
    lines = [
        line
        for path, headers in rules.items()
        for line in (path, *(f"  {name}: {value}" for name, value in headers))
    ]
    return "\n".join(lines) + "\n"


def _headers_of_documents(
    app: Flask, client: FlaskClient
) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield the address of each document with those of its headers that no host would guess."""
    for document in _documents(app):
        if file_of(document) == document.lstrip("/"):
            headers = _ask(client, document, 200).headers
            yield (
                document,
                tuple((name, headers[name]) for name in OF_A_DOCUMENT if name in headers),
            )


def _ask(client: FlaskClient, address: str, status: int) -> TestResponse:
    app = client.application
    with app.app_context():  # a request within another's would share what that keeps in `g`
        answer = client.get(address, base_url=_settings(app).public_url, buffered=True)
    if answer.status_code != status:
        raise UnansweredError(f"{address} answers {answer.status}, and not {status}")
    return answer


@contextmanager
def _asking(app: Flask, address: str) -> Iterator[None]:
    base_url = _settings(app).public_url
    with app.app_context(), app.test_request_context(address, base_url=base_url):
        yield


def _settings(app: Flask) -> Settings:
    found: Settings = app.extensions["battkomp.settings"]
    return found
