"""Replace the workers under load, as `systemctl reload` does."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.support import fronts
from tests.support.clients import fetch
from tests.support.copies import copy_project, edit
from tests.support.fronts import Front, Site
from tests.support.servers import until
from tests.support.sites import load, settings_in, today

VISITORS = 8


def visit(front: Front, told: Counter[str], is_over: threading.Event, *, keeps: bool) -> None:
    """Send requests in a loop, and count the results.

    :param keeps: whether to keep the connection; a closed one is opened again by the next request.
    """
    connection = front.connection()
    while not is_over.is_set():
        try:
            told[str(fetch(connection, "/nb/styret").status)] += 1
        except (OSError, HTTPException) as error:
            told[repr(error)] += 1
            connection.close()
        if not keeps:
            connection.close()
        time.sleep(0.005)
    connection.close()


def workers_of(site: Site) -> set[str]:
    """Return the process numbers of the workers."""
    assert site.process is not None
    children = Path(f"/proc/{site.process.pid}/task/{site.process.pid}/children")
    return set(children.read_text("ascii").split())


def are_serving(workers: set[str]) -> bool:
    """Tell whether workers serve; one that is starting ignores signals."""
    return all(
        any(name.read_text("ascii").startswith("tokio") for name in tasks.glob("*/comm"))
        for tasks in (Path(f"/proc/{worker}/task") for worker in workers)
    )


def replace_workers(site: Site) -> None:
    """Reload the site, and wait until its old workers have ended."""
    until(lambda: are_serving(workers_of(site)))
    old = workers_of(site)
    site.reload()
    until(lambda: not old & workers_of(site))


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("before", ["nginx", "varnish"])
def test_no_request_is_dropped_while_the_workers_are_replaced(
    short_folder: Path, workers: int, before: str
) -> None:
    # Without a cache, each request takes time in which it could be interrupted.
    load(settings_in(short_folder, today=today))
    site = Site(short_folder, workers, environment={"BATTKOMP_CACHE_MEGABYTES": "0"})
    with ExitStack() as stack:
        stack.callback(site.kill)
        site.start()
        if before == "nginx":
            front, _ = stack.enter_context(fronts.nginx(f"unix:{site.socket}", is_limited=False))
        else:
            front = stack.enter_context(fronts.varnish(site.socket, is_keeping=False))
        pool = stack.enter_context(ThreadPoolExecutor(VISITORS))
        is_over = threading.Event()
        stack.callback(is_over.set)
        told: Counter[str] = Counter()
        for number in range(VISITORS):
            pool.submit(visit, front, told, is_over, keeps=bool(number % 2))
        for _ in range(3):
            replace_workers(site)
            time.sleep(1)
        until(lambda: told.total() > 100)  # a busy machine takes longer
    assert told.keys() == {"200"}, told


def release(folder: Path, name: str) -> Path:
    """Copy the site to a folder, with the name of the release on every page."""
    copy_project(folder)
    edit(folder / "templates" / "layouts" / "page.html", "</body>", f"<!-- {name} --></body>")
    return folder


def test_a_reload_switches_to_another_release(short_folder: Path, tmp_path: Path) -> None:
    load(settings_in(short_folder, today=today))
    current = tmp_path / "current"
    current.symlink_to(release(tmp_path / "1", "the first"))
    site = Site(short_folder, 2, current=current)
    with ExitStack() as stack:
        stack.callback(site.kill)
        site.start()
        assert b"<!-- the first -->" in site.front.ask("/nb/").body
        current.unlink()
        current.symlink_to(release(tmp_path / "2", "the second"))
        assert b"<!-- the first -->" in site.front.ask("/nb/").body
        replace_workers(site)
        for _ in range(20):
            assert b"<!-- the second -->" in site.front.ask("/nb/").body
