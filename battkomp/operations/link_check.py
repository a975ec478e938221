"""Check whether web addresses still work, with one request at a time to each host."""

import asyncio
import ssl
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from socket import gaierror
from urllib.parse import urlsplit

import httpx

TIMEOUT = 10.0  # seconds for each step: connect, write, read
LONGEST = 30.0  # seconds for a whole check, redirects included
PAUSE = 1.0  # seconds between two requests to a host
_HOSTS_AT_ONCE = 8
_MAX_REDIRECTS = 5

_PERMANENT = (301, 308)
# Statuses with which servers refuse HEAD though they answer GET.
_RETRY_WITH_GET = (403, 405, 501)
# Statuses with which some sites refuse programs though they answer browsers.
_REFUSES_PROGRAMS = (401, 403, 429)

_REASONS: dict[type[BaseException], str] = {
    TimeoutError: "it does not answer in time",
    httpx.TimeoutException: "it does not answer in time",
    gaierror: "there is no such host",
    ssl.SSLError: "no secure connection can be made",
    ConnectionRefusedError: "the connection is refused",
    httpx.NetworkError: "the connection is lost",
    httpx.RemoteProtocolError: "it gives no valid HTTP answer",
    httpx.UnsupportedProtocol: "it is not a web address",
    httpx.InvalidURL: "it is not a web address",
    ValueError: "it is not a web address",
}


@dataclass(frozen=True)
class LinkResult:
    """The result of a check.

    `state` is `works`, `moved` or `broken`. `said` is the status line or the reason for the
    failure. `moved_to` is the target of the permanent redirects, whether it works or not.
    """

    state: str
    said: str
    moved_to: str | None = None


def check_all(addresses: Collection[str], user_agent: str) -> dict[str, LinkResult]:
    """Return the result of each address.

    Editors choose the link targets, so requests to any host are allowed, redirects included. Only
    the status and the `Location` of an answer are read, never its body.
    """
    return asyncio.run(_check_all(addresses, user_agent))


async def _check_all(addresses: Collection[str], user_agent: str) -> dict[str, LinkResult]:
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        by_host.setdefault(_host(address), []).append(address)
    slots = asyncio.Semaphore(_HOSTS_AT_ONCE)
    async with httpx.AsyncClient(
        headers={"User-Agent": user_agent},
        timeout=TIMEOUT,
        trust_env=False,  # no proxy and no .netrc: ask as any visitor would
        verify=ssl.create_default_context(),
    ) as client:
        groups = [_check_in_turn(client, slots, group) for group in by_host.values()]
        return {
            address: result
            for group in await asyncio.gather(*groups)
            for address, result in group.items()
        }


async def _check_in_turn(
    client: httpx.AsyncClient, slots: asyncio.Semaphore, addresses: Collection[str]
) -> dict[str, LinkResult]:
    """Check the addresses of one host, one after the other."""
    results: dict[str, LinkResult] = {}
    async with slots:
        for address in addresses:
            if results:
                await asyncio.sleep(PAUSE)
            results[address] = await _check(client, address)
    return results


async def _check(client: httpx.AsyncClient, address: str) -> LinkResult:
    moved_to: list[str] = []
    try:
        async with asyncio.timeout(LONGEST):
            status = await _follow(client, address, moved_to)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        return LinkResult("broken", _reason_for(error), *moved_to[-1:])
    works = 200 <= status < 300
    state = ("moved" if moved_to else "works") if works else "broken"
    return LinkResult(state, _status_line(status), *moved_to[-1:])


async def _follow(client: httpx.AsyncClient, address: str, moved_to: list[str]) -> int:
    """Return the status at the end of the redirects; add each permanent target to `moved_to`."""
    request = client.build_request("HEAD", address)
    is_permanent = True
    for _ in range(_MAX_REDIRECTS + 1):
        response = await _send(client, request)
        if response.next_request is None:
            return response.status_code
        request = response.next_request
        is_permanent = is_permanent and response.status_code in _PERMANENT
        if is_permanent:
            moved_to.append(str(request.url))
    raise httpx.TooManyRedirects(f"it redirects more than {_MAX_REDIRECTS} times")


async def _send(client: httpx.AsyncClient, request: httpx.Request) -> httpx.Response:
    response = await client.send(request, stream=True)
    await response.aclose()
    if request.method == "HEAD" and response.status_code in _RETRY_WITH_GET:
        return await _send(client, client.build_request("GET", request.url))
    return response


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _status_line(status: int) -> str:
    line = f"{status} {httpx.codes.get_reason_phrase(status)}".rstrip()
    return f"{line}, perhaps only to programs" if status in _REFUSES_PROGRAMS else line


def _reason_for(error: BaseException) -> str:
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate is not valid: {cause.verify_message}"
    # The innermost cause says most; the outer ones are the layers of httpx.
    known = (
        reason
        for cause in reversed(causes)
        for kind, reason in _REASONS.items()
        if isinstance(cause, kind)
    )
    return next(known, str(causes[-1]) or type(causes[-1]).__name__)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__  # httpcore clears the cause
