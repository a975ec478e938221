"""Serve a tiny site on a Unix socket that answers as a test wants, and keeps the requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from werkzeug.wrappers import Request, Response

from tests.support.servers import serving_here

Headers = dict[str, str]


@dataclass
class Asked:
    """A request that reached the site. Header names are in lower case."""

    method: str
    path: str
    headers: Headers
    body: bytes


def page_headers() -> Headers:
    """Return the headers of a page of BattKOMP."""
    midnight = datetime.now(UTC) + timedelta(hours=3)
    return {
        "Cache-Control": "public, max-age=0, stale-if-error=604800",
        "Expires": format_datetime(midnight, usegmt=True),
        "Surrogate-Key": "content",
        "Vary": "Accept-Encoding",
        "Content-Type": "text/html; charset=utf-8",
    }


@dataclass
class Origin:
    """The answer of the site, and the requests."""

    text: str = "first"
    status: int = 200
    headers: Headers = field(default_factory=page_headers)
    before_answering: Callable[[], Any] = lambda: None
    asked: list[Asked] = field(default_factory=list)

    @property
    def pages(self) -> list[Asked]:
        """The requests other than health checks."""
        return [one for one in self.asked if one.path != "/healthz"]

    def answer(self, request: Request) -> Response:
        """Answer a request."""
        environ = request.environ
        headers = {name.lower(): value for name, value in environ["tests.headers"].items()}
        asked = Asked(request.method, environ["REQUEST_URI"], headers, request.get_data())
        self.asked.append(asked)
        if asked.path == "/healthz":
            return Response("ok\n", headers={"Cache-Control": "no-store"})
        coding = headers.get("accept-encoding", "")
        answer = Response(f"{self.text} {coding}".strip(), self.status, self.headers)
        if self.status == 200:
            answer.set_etag(self.text, weak=True)
        self.before_answering()
        return answer.make_conditional(request) if answer.status_code == 200 else answer


@contextmanager
def serving_origin(path: Path, origin: Origin) -> Iterator[None]:
    """Serve a tiny site on a Unix socket until the end of the block."""
    with serving_here(Request.application(origin.answer), f"unix://{path}"):
        yield
    path.unlink()
