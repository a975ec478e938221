"""Replace the workers under load, as `systemctl reload` does."""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from battkomp.settings import ROOT
from tests.support import fronts
from tests.support.fronts import HOST, Front, Site, until
from tests.support.sites import load, settings_in, today

VISITORS = 8


class Crowd:
    """Clients that send requests in a loop and count the results."""

    def __init__(self, front: Front) -> None:
        self.told: Counter[str] = Counter()
        self._front = front
        self._is_over = threading.Event()

    def _visit(self, *, is_new_each_time: bool) -> None:
        connection: HTTPConnection | None = None
        while not self._is_over.is_set():
            connection = connection or self._front.connection()
            try:
                connection.request("GET", "/nb/styret", headers={"Host": HOST})
                self.told[str(fronts.read(connection.getresponse()).status)] += 1
            except (OSError, HTTPException) as error:
                self.told[repr(error)] += 1
                is_new_each_time = True
            if is_new_each_time:
                connection.close()
                connection = None
            time.sleep(0.005)
        if connection is not None:
            connection.close()

    @contextmanager
    def visiting(self) -> Iterator[None]:
        """Send requests during the block, half of the clients on a new connection each time."""
        threads = [
            threading.Thread(target=self._visit, kwargs={"is_new_each_time": bool(number % 2)})
            for number in range(VISITORS)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            for thread in threads:
                thread.join()


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


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("before", ["nginx", "varnish"])
def test_no_request_is_dropped_while_the_workers_are_replaced(
    short_folder: Path, workers: int, before: str
) -> None:
    # Without a cache, each request takes time in which it could be interrupted.
    load(settings_in(short_folder, today=today))
    site = Site(short_folder, workers, environment={"BATTKOMP_CACHE_MEGABYTES": "0"})
    site.start()
    try:
        with _front(before, site) as front:
            crowd = Crowd(front)
            with crowd.visiting():
                for _ in range(3):
                    until(lambda: are_serving(workers_of(site)))
                    old = workers_of(site)
                    site.reload()
                    until(lambda: not old & workers_of(site))  # noqa: B023  # called at once
                    time.sleep(1)
        assert crowd.told.keys() == {"200"}, crowd.told
        assert crowd.told["200"] > 100
    finally:
        site.kill()


def release(folder: Path, name: str) -> Path:
    """Copy the site to a folder, with the name of the release on every page."""
    for part in ("battkomp", "templates", "static", "translations"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "wsgi.py", folder)
    layout = folder / "templates" / "layouts" / "page.html"
    shown = layout.read_text("utf-8").replace("</body>", f"<!-- {name} --></body>")
    layout.write_text(shown, "utf-8")
    return folder


def test_a_reload_switches_to_another_release(short_folder: Path, tmp_path: Path) -> None:
    load(settings_in(short_folder, today=today))
    current = tmp_path / "current"
    current.symlink_to(release(tmp_path / "1", "the first"))
    site = Site(short_folder, 2, current=current)
    site.start()
    try:
        front = site.front
        assert b"<!-- the first -->" in front.ask("/nb/").body
        current.unlink()
        current.symlink_to(release(tmp_path / "2", "the second"))
        assert b"<!-- the first -->" in front.ask("/nb/").body
        until(lambda: are_serving(workers_of(site)))
        old = workers_of(site)
        site.reload()
        until(lambda: not old & workers_of(site))
        for _ in range(20):
            assert b"<!-- the second -->" in front.ask("/nb/").body
    finally:
        site.kill()


@contextmanager
def _front(name: str, site: Site) -> Iterator[Front]:
    if name == "nginx":
        with fronts.nginx(f"unix:{site.socket}", is_limited=False) as (secure, _):
            yield secure
    else:
        with fronts.varnish(site.socket, is_keeping=False) as front:
            yield front
