"""Whole answers: what an application says to a request, and how a reader is given it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from werkzeug.http import parse_date, parse_etags, unquote_etag

from battkomp.http.compression import (
    CODINGS,
    IDENTITY,
    compress,
    is_text,
    is_worth_compressing,
    preferred,
)
from battkomp.http.ranges import HAS_PARTS, part_asked_for, refuse, say_part

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]
Given = tuple[Headers, list[bytes]]

# What describes a body that a 304 does not have (RFC 9110, section 15.4.5).
_OF_THE_BODY = ("content-length", "content-encoding", "content-type")


@dataclass(frozen=True)
class Answer:
    """What an application says to a request."""

    status: str
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """Return the value of a header, given in lower case, or nothing."""
        return self._by_name.get(name, "")

    @cached_property
    def _by_name(self) -> dict[str, str]:
        """The first value of each header."""
        return {name.lower(): value for name, value in reversed(self.headers)}

    @property
    def may_be_kept(self) -> bool:
        """Whether the application says that this is for everybody (RFC 9111, section 3)."""
        allowed = {one.strip() for one in self.header("cache-control").lower().split(",")}
        return (
            self.status.startswith("200")
            and "public" in allowed
            and not allowed & {"private", "no-store"}
            and not self.header("set-cookie")
            and self.header("vary").lower() in ("", "accept-encoding")
        )

    @property
    def expires_at(self) -> float:
        """The moment from which it says that it is not right any more, in seconds since 1970."""
        moment = _moment(self.header("expires"))
        return math.inf if moment is None else moment

    @property
    def is_immutable(self) -> bool:
        """Whether its address changes with it (RFC 8246)."""
        return "immutable" in self.header("cache-control")


@lru_cache(maxsize=8)
def _moment(date: str) -> float | None:
    """Return the moment of a date, in seconds since 1970, or None if it cannot be read."""
    try:
        moment = parse_date(date)
    except OverflowError:  # a year or a time zone of very many digits
        return None
    return moment.timestamp() if moment else None


def ask(app: WSGIApplication, environ: WSGIEnvironment) -> Answer:
    """Return what an application answers.

    The body is read to its end: whatever the site sends is small, and a slow reader must not hold
    a thread.
    """
    started: list[tuple[str, Headers]] = []
    chunks: list[bytes] = []

    def start(status: str, headers: Headers, _error: Any = None) -> Any:
        started.append((status, headers))
        return chunks.append

    body = app(environ, start)
    try:
        chunks.extend(body)
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()
    status, headers = started[-1]
    return Answer(status, headers, b"".join(chunks))


class Representation:
    """An answer as readers are given it: in their coding, and only if they do not have it.

    :param thoroughly: make it as small as can be from the first, though a reader waits for it.
    """

    def __init__(self, answer: Answer, *, thoroughly: bool = False) -> None:
        self._thoroughly = thoroughly
        self._status = answer.status
        self._body = answer.body
        is_ours = not answer.header("content-encoding") and is_text(answer.header("content-type"))
        self._is_compressible = is_ours and is_worth_compressing(answer.body)
        self.etag = _etag(answer, is_strong=not is_ours)
        self._modified_at = answer.header("last-modified")
        is_whole = answer.status.startswith("200")
        self._has_parts = is_whole and answer.header(HAS_PARTS[0].lower()) == HAS_PARTS[1]
        self._headers = _common_headers(answer, self.etag, varies=self._is_compressible)
        self._known = [one for one in self._headers if one[0].lower() not in _OF_THE_BODY]
        self._given: dict[str, Given] = {}

    def give(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request with this."""
        if self.etag and self._is_known_to(environ):
            start_response("304 NOT MODIFIED", self._known)
            return []
        if self._has_parts and "HTTP_RANGE" in environ:
            part = part_asked_for(environ, len(self._body))
            if part is not None:
                return self._give_part(part, environ, start_response)
        coding = preferred(environ.get("HTTP_ACCEPT_ENCODING", "")) if self._is_compressible else ""
        headers, body = self._given.get(coding) or self._make(coding)
        start_response(self._status, headers)
        return body if environ["REQUEST_METHOD"] != "HEAD" else []

    def _give_part(
        self, part: range, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Give some of the bytes, uncompressed: it is said of them what would be of the whole.

        RFC 9110, section 15.3.7.
        """
        size = len(self._body)
        if not part:
            return refuse(size, environ, start_response)
        start_response("206 PARTIAL CONTENT", [*self._headers, *say_part(part, size)])
        return [self._body[part.start : part.stop]]

    def compress_thoroughly(self) -> None:
        """Make what is given as small as it can be."""
        if self._is_compressible:
            for coding in CODINGS:
                body = compress(self._body, coding, thoroughly=True)
                self._given[coding] = self._dressed(coding, body)

    @property
    def size(self) -> int:
        """The memory that this takes in all codings, in bytes, roughly."""
        return 2 * len(self._body) + 4096

    def _is_known_to(self, environ: WSGIEnvironment) -> bool:
        """Tell whether a reader has this (RFC 9110, section 13.2.2).

        Where there are tags, no date is looked at (section 13.1.3); one that cannot be read is
        none.
        """
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if tags is not None:
            return tags == self.etag or _names(tags, self.etag)  # the same as nearly always
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        if since is None or not self._modified_at:
            return False
        asked, own = _moment(since), _moment(self._modified_at)
        return asked is not None and own is not None and own <= asked

    def _make(self, coding: str) -> Given:
        is_encoded = coding not in ("", IDENTITY)
        body = self._body
        if is_encoded:
            body = compress(body, coding, thoroughly=self._thoroughly)
        # A better one may have been made meanwhile.
        return self._given.setdefault(coding, self._dressed(coding if is_encoded else "", body))

    def _dressed(self, coding: str, body: bytes) -> Given:
        encoded = [("Content-Encoding", coding)] if coding else []
        return [*self._headers, *encoded, ("Content-Length", str(len(body)))], [body]


def _etag(answer: Answer, *, is_strong: bool) -> str:
    """Return the application's validator, or one for what others may keep.

    It is weak where we compress: all codings of an answer have the same (RFC 9110, section 8.8.1).
    """
    given = answer.header("etag")
    if given:
        return given if is_strong or given.startswith("W/") else f"W/{given}"
    return f'W/"{sha256(answer.body).hexdigest()[:20]}"' if answer.may_be_kept else ""


def _names(tags: str, etag: str) -> bool:
    """Tell whether a list of tags has this one in it, by the weak comparison."""
    opaque, _ = unquote_etag(etag)
    return opaque is not None and parse_etags(tags).contains_weak(opaque)


def _common_headers(answer: Answer, etag: str, *, varies: bool) -> Headers:
    replaced = {"content-length", "etag"} | ({"vary"} if varies else set())
    headers = [one for one in answer.headers if one[0].lower() not in replaced]
    if etag:
        headers.append(("ETag", etag))
    if varies:
        asked = [one for one in (answer.header("vary"),) if one.lower() != "accept-encoding"]
        headers.append(("Vary", ", ".join(filter(None, [*asked, "Accept-Encoding"]))))
    return headers
