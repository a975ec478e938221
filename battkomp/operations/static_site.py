"""The static site: every page and document as a file, and the search index of each language."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import cast
from urllib.parse import unquote

from flask import Flask, url_for
from sqlite_utils import Database
from werkzeug.test import TestResponse

from battkomp.content import storage
from battkomp.content.search import engine
from battkomp.content.snapshot import LiveContent
from battkomp.content.snapshot import read as read_snapshot
from battkomp.db import connections
from battkomp.http.layers import HSTS, PICTURE_HEADERS
from battkomp.http.layers import PREFIX as FRAGMENT
from battkomp.http.static_files import ICONS, published
from battkomp.pages import search
from battkomp.settings import ROOT, Settings
from battkomp.web import errors
from battkomp.web.context import content, settings
from battkomp.web.languages import current_language, in_each_language, site_languages
from battkomp.web.locations import all_locations
from battkomp.web.sitemap import COMPANIONS

# The file that distinguishes a static site from any other folder.
MARKER = "edition.json"

# Rules and endpoints whose answer depends on more than the address. `/` gets a page that lets the
# reader choose a language; the browser does the searching.
SERVER_ONLY = {"/", "/healthz", "/readyz", "search.hits"}

# Headers of documents that file servers cannot derive from the ending of a name.
DOCUMENT_HEADERS = (
    *("Content-Type", "Content-Disposition", "Link"),
    *("Access-Control-Allow-Origin", "X-Robots-Tag"),
)


class UnexpectedAnswerError(Exception):
    """An address has another status than the one expected, so no file can be written."""


@dataclass(frozen=True)
class StaticSite:
    """The files of a static site by their path, and the revision of its content."""

    files: Mapping[str, bytes]
    revision: int


def settings_for(settings: Settings, public_url: str) -> Settings:
    """Return settings for building a static site: fixed date, no cache, no access log.

    :param public_url: the start of the absolute URLs in the files.
    """
    day = settings.today()
    return replace(
        settings,
        static_site=True,
        public_url=public_url,
        trusted_hosts=(),
        cache_megabytes=0,
        access_log=False,
        development=False,
        today=lambda: day,
    )


def build(app: Flask) -> StaticSite:
    """Return the files of a site, all made from one state of the content.

    :param app: a site made with `settings_for`.
    :raises UnexpectedAnswerError: if an address does not answer as expected.
    :raises NoContentError, ReadError: if there is no content, or it cannot be read.
    """
    site: Settings = app.extensions["battkomp.settings"]
    live: LiveContent = app.extensions["battkomp.content"]
    with connections.snapshot(site.database) as db:
        revision = storage.revision_of(db)
        with live.preview(read_snapshot(db, site.tags)):
            answers = {address: get(app, address) for address in ["/", *addresses(app)]}
            files = {file_of(address): answer.data for address, answer in answers.items()}
            files |= {file_of(old): page for old, page in _redirect_pages(app)}
            with _request(app, "/"):
                files["404.html"] = errors.not_found().encode()
                for language, index in in_each_language(partial(_search_index, db)).items():
                    files[f"{language.tag}/search-index.json"] = index
    files[".nojekyll"] = b""  # GitHub Pages would leave out `.well-known`
    files["_headers"] = _headers(app, answers).encode()
    files[MARKER] = _marker(site, revision, files)
    return StaticSite(files, revision)


def pages(app: Flask, companion: str | None = None) -> list[str]:
    """Return the address of every page, or of a companion of every page, in all languages."""
    with _request(app, "/"):
        places = [here.beside(companion) for here in all_locations(content())]
        return [place.address(one) for place in places for one in site_languages()]


def addresses(app: Flask) -> list[str]:
    """Return every address that has the same answer for everybody, redirects excepted."""
    shown = [page for companion in (None, *COMPANIONS) for page in pages(app, companion)]
    others = [one for one in fixed_addresses(app) if one not in shown]
    return [*shown, *(FRAGMENT + page for page in shown), *others, *_assets(app)]


def old_addresses(app: Flask) -> Iterator[str]:
    """Yield every address that redirects to a page: former slugs, and aliases of languages."""
    with _request(app, "/"):
        languages = list(site_languages())
    for language in languages:
        with _request(app, f"/{language.tag}/"):
            current = [one.address(language) for one in all_locations(content())]
            former = [url_for("phase.index", slug=slug) for slug in content().former_slugs]
        yield from former
        for alias in language.stands_for:
            for page in (*current, *former):
                yield f"/{alias}{page.removeprefix(f'/{language.tag}')}"


def get(app: Flask, address: str, status: int = 200) -> TestResponse:
    """Return the answer of the site at its public URL, or else at http://localhost.

    :raises UnexpectedAnswerError: if the answer has another status.
    """
    client = app.test_client(use_cookies=False)
    with app.app_context():  # one of its own: `g` holds the language of a request
        answer = client.get(address, base_url=settings().public_url, buffered=True)
    if answer.status_code != status:
        raise UnexpectedAnswerError(f"{address} answers {answer.status}, and not {status}")
    return answer


def file_of(address: str) -> str:
    """Return the path of the file that a file server serves at an address.

    A page is the index of a folder. A name with an ending is the name of a file.
    """
    path = unquote(address).lstrip("/")
    has_ending = "." in path.rpartition("/")[2]
    return path if has_ending else f"{path.rstrip('/')}/index.html".lstrip("/")


def _redirect_pages(app: Flask) -> Iterator[tuple[str, bytes]]:
    for old in old_addresses(app):
        target = str(get(app, old, 301).location)
        with _request(app, target):
            yield old, errors.moved(target).encode()


def fixed_addresses(app: Flask) -> list[str]:
    """Return every address whose rule has no parameters, pages included."""
    return [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "<" not in rule.rule
        and "GET" in (rule.methods or ())
        and not {rule.rule, rule.endpoint} & SERVER_ONLY
    ]


def _assets(app: Flask) -> list[str]:
    address_of = cast("Callable[[str], str]", app.jinja_env.globals["static_address"])
    return [*(address_of(name) for name in published(ROOT / "static")), *ICONS]


def _headers(app: Flask, answers: Mapping[str, TestResponse]) -> str:
    """Return the `_headers` file that Netlify and Cloudflare Pages read."""
    is_secure = (app.extensions["battkomp.settings"].public_url or "").startswith("https:")
    rules: dict[str, Iterable[tuple[str, str]]] = {
        # Hosts join what several rules say of a header, so that pictures cannot have their own.
        "/*": (*PICTURE_HEADERS, HSTS) if is_secure else PICTURE_HEADERS,
        "/static/*": [("Cache-Control", answers[_assets(app)[0]].headers["Cache-Control"])],
        f"{FRAGMENT}/*": [("X-Robots-Tag", "noindex")],
    }
    for address in fixed_addresses(app):
        if file_of(address) == address.lstrip("/"):
            own = answers[address].headers
            rules[address] = [(name, own[name]) for name in DOCUMENT_HEADERS if name in own]
    lines = [
        line
        for path, headers in rules.items()
        for line in (path, *(f"  {name}: {value}" for name, value in headers))
    ]
    return "\n".join(lines) + "\n"


def _marker(site: Settings, revision: int, files: Mapping[str, bytes]) -> bytes:
    about = {
        "public_url": site.public_url,
        "revision": revision,
        "day": site.today().isoformat(),
        "files": {name: sha256(files[name]).hexdigest() for name in sorted(files)},
    }
    return json.dumps(about, indent=2).encode() + b"\n"


@contextmanager
def _request(app: Flask, address: str) -> Iterator[None]:
    with app.app_context(), app.test_request_context(address, base_url=settings().public_url):
        yield


def _search_index(db: Database) -> bytes:
    language = current_language()
    entries = [
        {
            "subject": hit.subject,
            "kind": search.kind(hit),
            "href": search.address(hit, language),
            "title": hit.title,
            "text": hit.snippet,
            "also": f" {also}",
        }
        for hit, also in engine.everything(db, language.tag)
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":")).encode()
