"""nginx at its best, serving copies of our answers from files; and Granian doing nothing else."""

from __future__ import annotations

import getpass
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

from tests.bench.load import Answer
from tests.bench.machine import on_core
from tests.support.servers import command, free_port, started

# What nginx says itself, or in its own way.
_ITS_OWN = ("connection", "content-length", "content-type", "date", "etag", "server")

_CONFIGURATION = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 4096; multi_accept on; }}
http {{
    access_log off;
    server_tokens off;
    sendfile off;  # faster than `on` for files as small as ours
    keepalive_timeout 1h;
    keepalive_requests 1000000000;
    open_file_cache max=100 inactive=1h;
    open_file_cache_valid 1h;
    client_body_temp_path {folder}/temp;
    proxy_temp_path {folder}/temp;
    fastcgi_temp_path {folder}/temp;
    uwsgi_temp_path {folder}/temp;
    scgi_temp_path {folder}/temp;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        root {folder};
        location = /healthz {{ return 200; }}
        {locations}
    }}
}}
"""

# Its entity tag stands for ours; the two headers that it would have beyond ours are left out.
_LOCATION = """
        location = /{name} {{
            types {{ }}
            default_type "{kind}";
            max_ranges 0;
            add_header Last-Modified "";
            {headers}
        }}
"""


def configuration(answers: Mapping[str, Answer], folder: Path, port: int) -> str:
    """Return what makes nginx answer /NAME with each answer's headers and a file's bytes."""
    locations = (_location(name, answer) for name, answer in answers.items())
    as_root = os.geteuid() == 0  # only then may, and must, the worker be given a user
    return _CONFIGURATION.format(
        user=f"user {getpass.getuser()};" if as_root else "",
        folder=folder,
        port=port,
        locations="".join(locations),
    )


def _location(name: str, answer: Answer) -> str:
    headers = (
        pair for pair in answer.headers if pair[0].lower() not in (*_ITS_OWN, "last-modified")
    )
    lines = (f'add_header {header} "{_escaped(value)}";' for header, value in headers)
    kind = _escaped(str(answer.header("Content-Type")))
    return _LOCATION.format(name=name, kind=kind, headers="\n            ".join(lines))


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


@contextmanager
def nginx(
    answers: Mapping[str, Answer], folder: Path, core: int
) -> Iterator[tuple[str, Popen[bytes]]]:
    """Serve copies of answers by nginx, at /NAME; give the address and the process."""
    port = free_port()
    for name, answer in answers.items():
        (folder / name).write_bytes(answer.body)
    path = folder / "nginx.conf"
    path.write_text(configuration(answers, folder, port))
    start = ["nginx", "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(path)]
    with started(on_core(core, start), port) as process:
        yield f"http://127.0.0.1:{port}", process


@contextmanager
def granian(answer: Answer, folder: Path, core: int) -> Iterator[tuple[str, Popen[bytes]]]:
    """Serve a copy of an answer by our server, without any of our code."""
    port = free_port()
    path = folder / "answer.json"
    headers = [pair for pair in answer.headers if pair[0].lower() not in ("date", "server")]
    path.write_text(json.dumps({"headers": headers, "body": answer.body.decode("latin-1")}))
    start = on_core(core, command("tests.bench.constant:app", port))
    with started(start, port, {"CONSTANT_ANSWER": str(path)}) as process:
        yield f"http://127.0.0.1:{port}", process
