"""Make random requests of valid and invalid pieces, reproducible by seed."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from tests.support.pages import EVERY_PAGE

METHODS = ("GET",) * 12 + ("HEAD",) * 4 + ("POST", "PUT", "DELETE", "PATCH", "OPTIONS")
STRANGE_METHODS = ("TRACE", "BREW", "get", "PRI", "CONNECT", "G!T", "M-SEARCH", "A" * 200)
GOOD_TARGETS = (
    *EVERY_PAGE,
    *(f"/fragment{page}" for page in EVERY_PAGE),
    *("/", "/nb", "/no/styret", "/healthz", "/robots.txt", "/sitemap.xml", "/nb/nei"),
    *("/static/css/site.css", "/static/img/icon.svg", "/static/img/social-nb.png", "/favicon.ico"),
)
PIECES = (
    *("/", "//", "/./", "/../", "nb", "en", "no", "fragment", "static", "faser", "styret", "."),
    *("%", "%%", "%2", "%zz", "%00", "%0a", "%0d%0a", "%2f", "%2e%2e", "%5c", "%25", "%c3%b8"),
    *("%ff", "%c0%af", "%e2%80%ae", "%f0%9f%94%8b", "%ed%a0%80", "\xf8", "\xff", "\u00e5"),
    *(
        "{{7*7}}",
        "<script>",
        "';--",
        "$",
        "|",
        "~",
        "*",
        ":",
        "@",
        "!",
        "(",
        ")",
        "[",
        "]",
        "=",
        "&",
    ),
    *("+", ",", ";", "^", "`", "\\", '"', "css/site.css", "1-", "q", "a" * 300),
)
QUERIES = (
    *("q=1", "q=%ff", "q=%00", "q", "q=", "=", "&&&", "%71=2", "q=a&q=b", "Q=1", "q[]=1", "+q=1"),
    *("utm_source=x", "<b>=<i>", "q=" + "x" * 400, "a=1;q=2", "%", "??", "q=\xf8", "q=%0d%0aX:1"),
)
VALUES = (
    *("", " ", ",", ";", "=", '"', "*", "*/*", "0", "-1", "1e9", "999999999999999999999", "nan"),
    *("x", "\xe9", "\xff\xfe", "a,b;c=d", "W/", 'W/"', '"a", "b"', "bytes=0-", "bytes=9-1"),
    *("bytes=0-1,3-4", "bytes=-5", "lines=1-2", "gzip", "br;q=0", "zstd;q=9", "identity;q=0"),
    *("*;q=0", "br, gzip;q=x", "nb", "en-GB,en;q=0.5", "no;q=0,*", "true", "<script>", "%0d%0a"),
    *("Mon, 23 Nov 99999999999999 20:02:40 GMT", "Mon, 23 Nov 2026 20:02:40 +99999999999999999"),
    *("Mon, 99 Nov 2026 99:99:99 GMT", "Mon, 23 Nov 0000 00:00:00 -2359", "9" * 5000, "; q=inf"),
    *("bytes=0-0", "bytes=-0", "bytes=-1", "bytes=--5", "bytes=+1-+5", "bytes=1_0-2_0", "bytes="),
    *("bytes=999999-", "bytes=0-" + "9" * 5000, "bytes=-" + "9" * 5000, "bytes=\xb2-", "q=1e999"),
    *("::ffff:127.0.0.1", "fe80::1%eth0", "1.2.3.4:80", "[::1]:80", "0x7f.1", "1.2.3.4, , 5"),
    *("Mon, 23 Nov 2026 00:00:00 GMT", "yesterday", "http://evil.example/", "evil.example"),
    *("127.0.0.1", "::1", "chunked", "close", "keep-alive", "100-continue", "x" * 3000, "a=b; c"),
    *("text/html", "application/json", "multipart/form-data", "no-store", "x:y", "[::1", "\t"),
)
NAMES = (
    *("Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Authorization"),
    *("Cache-Control", "Content-Type", "Content-Encoding", "Cookie", "Date", "DNT", "Expect"),
    *("Forwarded", "From", "HX-Request", "HX-Target", "HX-Current-URL", "If-Match"),
    *("If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since", "Max-Forwards"),
    *("Origin", "Pragma", "Range", "Referer", "Sec-Fetch-Site", "TE", "Trailer", "User-Agent"),
    *("Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port"),
    *("Host", "X-Forwarded-Prefix", "X_Forwarded_Proto", "X_Forwarded_Host"),
    *("X-HTTP-Method-Override", "X-Real-IP", "X-Request-ID", "X_Forwarded_For", "Surrogate-Key"),
    *("Content-Disposition", "Upgrade-Insecure-Requests", "X-Original-URL", "x" * 300),
)
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
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path.encode("latin-1", "replace")).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.input_terminated": True,
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers:
            key = name.upper().replace("-", "_")
            key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
            environ[key] = f"{environ[key]},{value}" if key in environ else value
        return environ

    @property
    def host(self) -> str:
        """The value of its Host header."""
        return dict(self.headers)["Host"]

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
    lengths = (
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 3\r\nContent-Length: 5",
        "Content-Length: -1",
        "Content-Length: 99999999999999999999",
        "Content-Length: 1000000",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: \x0bchunked",
    )
    wire = request.wire
    head, end, body = wire.partition(b"\r\n\r\n")
    return chance.choice(
        (
            head + b"\r\n" + chance.choice(lengths).encode() + end + body,
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
