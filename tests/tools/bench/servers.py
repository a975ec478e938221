"""The servers that are measured, all on one core: the site, and nginx with a copy of a page."""

import getpass
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.servers import Server, free_port, running, started

_CORES = sorted(os.sched_getaffinity(0))
# Headers that nginx sets itself, or leaves out because they would differ.
_NOT_COPIED = (
    *("connection", "content-length", "content-type", "date", "etag", "last-modified", "server"),
)
_CONFIGURATION = Path(__file__).with_name("nginx.conf")


def leave_first_core() -> None:
    """Keep this process and the client off the core of the servers, if there is another core."""
    os.sched_setaffinity(0, _CORES[1:] or _CORES)


@contextmanager
def site(database: Path, cache_megabytes: int) -> Iterator[Server]:
    """Serve the content of a database until the end of the block."""
    with running("wsgi:app", database, cache_megabytes=str(cache_megabytes)) as server:
        _move_to_first_core(server)
        yield server


@contextmanager
def nginx(headers: list[tuple[str, str]], body: bytes, folder: Path) -> Iterator[Server]:
    """Serve a body at /page with nginx, with a copy of headers, until the end of the block."""
    port = free_port()
    (folder / "page").write_bytes(body)
    (folder / "nginx.conf").write_text(configuration(headers, folder, port))
    start = ["nginx", "-p", str(folder), "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]
    with started(start, port) as process:
        server = Server(port, process, 1)
        _move_to_first_core(server)
        yield server


def configuration(headers: list[tuple[str, str]], folder: Path, port: int) -> str:
    """Return the configuration of nginx."""
    quoted = {name.lower(): value.replace('"', '\\"') for name, value in headers}
    added = [f'add_header {n} "{v}";' for n, v in quoted.items() if n not in _NOT_COPIED]
    values = {
        "USER": f"user {getpass.getuser()};" if os.geteuid() == 0 else "",  # only root can set it
        "FOLDER": str(folder),
        "PORT": str(port),
        "TYPE": quoted["content-type"],
        "HEADERS": " ".join(added),
    }
    return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], _CONFIGURATION.read_text())


def memory(server: Server) -> float:
    """Return the memory of the worker in MB, with its part of what it shares (Pss)."""
    summary = Path(f"/proc/{server.workers[0]}/smaps_rollup").read_text()
    sizes = dict(re.findall(r"^(\w+): +(\d+) kB$", summary, re.M))
    return int(sizes["Pss"]) / 1024


def _move_to_first_core(server: Server) -> None:
    for pid in (server.process.pid, *server.workers):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), _CORES[:1])
