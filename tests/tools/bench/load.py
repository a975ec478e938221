"""The client: single requests, and wrk for many."""

import json
import subprocess
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path

from tests.support.servers import Server
from tests.tools.bench.report import P95, P99, RATE

_SCRIPT = Path(__file__).with_name("wrk.lua")


class BadResponseError(Exception):
    """A server does not respond as expected, so measuring it would say nothing."""


def fetch(server: Server, path: str) -> tuple[list[tuple[str, str]], bytes]:
    """Send one request; return the headers and the body of the response.

    :raises BadResponseError: unless the response is a 200 that is compressed with Brotli.
    """
    connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request("GET", path, headers={"Accept-Encoding": "br"})
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200 or response.headers["Content-Encoding"] != "br":
        raise BadResponseError(f"{path}: {response.status}, {response.headers}")
    return response.getheaders(), body


def run(server: Server, paths: Sequence[str], connections: int, seconds: int) -> dict[str, float]:
    """Request paths in turn; return the requests per second, and percentiles in milliseconds.

    :raises BadResponseError: if there are no responses, or errors among them.
    """
    fetch(server, paths[0])  # the first response after a change takes longer
    command = ["wrk", "--threads=1", f"--connections={connections}", f"--duration={seconds}s"]
    command += ["--timeout=10s", "--header=Accept-Encoding: br", f"--script={_SCRIPT}"]
    command += [server.address, "--", *paths]
    return parse(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def parse(output: str) -> dict[str, float]:
    """Read the output of wrk.lua; return and raise as `run` does."""
    found = json.loads(output[output.find("{") :]) if "{" in output else {"requests": 0}
    if not found["requests"] or found["errors"]:
        raise BadResponseError(output)
    rate = found["requests"] / found["microseconds"] * 1e6
    return {RATE: rate, P95: found["p95"] / 1000, P99: found["p99"] / 1000}
