"""Very many connections at once, held by one thread."""

from __future__ import annotations

import resource
import socket
import threading
import time
from collections.abc import Callable

OPEN_FILES = 8192


class Mass:
    """Connections that are opened at once, held, and done something slow with.

    :param sent: what each sends at once.
    :param do: what is done with each, over and over, about once a second; it may fail.
    """

    def __init__(
        self,
        port: int,
        size: int,
        sent: bytes = b"",
        do: Callable[[socket.socket, int], object] | None = None,
    ) -> None:
        self._port, self._size, self._sent, self._do = port, size, sent, do
        self._sockets: list[socket.socket] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._go_on)

    def __enter__(self) -> Mass:
        allow_files(OPEN_FILES)
        for _ in range(self._size):
            self._sockets.append(self._connected())
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        for one in self._sockets:
            one.close()

    @property
    def is_let_go(self) -> bool:
        """Whether the server has closed every connection."""
        return not any(_is_open(one) for one in self._sockets)

    def send(self, words: bytes) -> None:
        """Send as much of this over each connection as it takes."""
        for one in self._sockets:
            try:
                one.sendall(words)
            except BlockingIOError:  # the server does not read on
                continue

    def _connected(self) -> socket.socket:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)  # as little as may be
        connection.settimeout(5)
        connection.connect(("127.0.0.1", self._port))
        if self._sent:
            connection.sendall(self._sent)
        connection.setblocking(False)
        return connection

    def _go_on(self) -> None:
        number = 0
        while self._do and not self._done.wait(1):
            for connection in self._sockets:
                try:
                    self._do(connection, number)
                except OSError:  # the server has closed it, or it is full
                    continue
            number += 1


def allow_files(wanted: int) -> None:
    """Let this process have that many files open; the tests cannot do with fewer."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))


def let_go(mass: Mass, seconds: float) -> bool:
    """Wait until the server has closed every connection of a mass, and tell whether it has."""
    deadline = time.monotonic() + seconds
    while not mass.is_let_go and time.monotonic() < deadline:
        time.sleep(0.1)
    return mass.is_let_go


def _is_open(connection: socket.socket) -> bool:
    try:
        return connection.recv(1, socket.MSG_PEEK) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
