"""Make random requests of valid and invalid pieces, reproducible by seed."""

import io
import random
import tomllib
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import setup_testing_defaults

from battkomp.settings import ROOT
from tests.support.pages import EVERY_PAGE

METHODS = ("GET",) * 12 + ("HEAD",) * 4 + ("POST", "PUT", "DELETE", "PATCH", "OPTIONS")
STRANGE_METHODS = ("TRACE", "BREW", "get", "PRI", "CONNECT", "G!T", "M-SEARCH", "A" * 200)
GOOD_TARGETS = (
    *EVERY_PAGE,
    *(f"/fragment{page}" for page in EVERY_PAGE),
    *("/", "/nb", "/no/styret", "/healthz", "/robots.txt", "/sitemap.xml", "/nb/nei"),
    *("/static/css/site.css", "/static/img/icon.svg", "/static/img/social-nb.png", "/favicon.ico"),
)
LONG = ("x" * 300, "x" * 3000, "9" * 5000, "bytes=0-" + "9" * 5000, "bytes=-" + "9" * 5000)
_FIXTURE = tomllib.loads((ROOT / "tests/fixtures/fuzz.toml").read_text("utf-8"))
PIECES = (*_FIXTURE["pieces"], *LONG[:1])
QUERIES = (*_FIXTURE["queries"], f"q={LONG[0]}")
VALUES = (*_FIXTURE["values"], *LONG)
NAMES = (*_FIXTURE["names"], *LONG[:1])
HOSTS = ("x", "x", "x", "battkomp.example", "[::1]:80")
STRANGE_HOSTS = ("", "a b", "[::1", "x:y", "x:99999999", "<b>", "http://x/", "\xf8", "x" * 300)


@dataclass(frozen=True)
class Request:
    """A request, valid or not."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def environ(self) -> dict[str, Any]:
        """The request as Granian passes it on."""
        path, _, query = self.target.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": unquote_to_bytes(path.encode("latin-1", "replace")).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.input_terminated": True,
        }
        setup_testing_defaults(environ)
        del environ["HTTP_HOST"]
        for name, value in self.headers:
            key = name.upper().replace("-", "_")
            key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
            environ[key] = f"{environ[key]},{value}" if key in environ else value
        return environ

    @property
    def wire(self) -> bytes:
        """The bytes that a client sends."""
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        head = "\r\n".join([*lines, "", ""])
        return head.encode("latin-1", "replace") + self.body


def made_of(seed: str) -> Request:
    """Return the request for a seed."""
    chance = random.Random(seed)
    is_strange = chance.random() < 0.05
    method = chance.choice(STRANGE_METHODS if is_strange else METHODS)
    body = chance.randbytes(chance.choice((0, 1, 100, 3000))) if method not in METHODS[:16] else b""
    headers = [("Host", chance.choice(STRANGE_HOSTS if chance.random() < 0.05 else HOSTS))]
    if body:
        headers.append(("Content-Length", str(len(body))))
    headers += [_header(chance) for _ in range(chance.randint(0, 5))]
    return Request(method, _target(chance), tuple(headers), body)


def spoilt(request: Request, chance: random.Random) -> bytes:
    """Return a damaged request: with wrong lengths, cut or changed.

    The server may read later bytes of the connection as a part of it.
    """
    wire = request.wire
    head, end, body = wire.partition(b"\r\n\r\n")
    return chance.choice(
        (
            head + b"\r\n" + chance.choice(_FIXTURE["lengths"]).encode() + end + body,
            wire[: chance.randint(1, len(wire))],
            wire.replace(b"\r\n", b"\n"),
            wire.replace(b"HTTP/1.1", chance.choice((b"HTTP/1.0", b"HTTP/9.9", b"", b"http/1.1"))),
            wire.replace(b": ", chance.choice((b":", b" : ", b"\x00", b":\t"))),
            chance.randbytes(chance.randint(1, 200)),
            head + b"\r\n" + b"X: " + b"a" * 40_000 + end,
            head + b"\r\nX: y" * 200 + end,
        )
    )


def _header(chance: random.Random) -> tuple[str, str]:
    value = "".join(chance.choices(VALUES, k=chance.choice((1, 1, 1, 2, 3))))
    return chance.choice(NAMES), value


def _target(chance: random.Random) -> str:
    if chance.random() < 0.75:
        target = chance.choice(GOOD_TARGETS)
    else:
        target = "/" + "".join(chance.choices(PIECES, k=chance.randint(0, 10)))
        target = target.replace("?", "").replace(" ", "")
    if chance.random() < 0.4:
        target += "?" + "&".join(chance.choices(QUERIES, k=chance.randint(1, 3)))
    return target
