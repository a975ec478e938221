"""Hold thousands of connections with one thread."""

from __future__ import annotations

import resource
import socket
import threading
import time
from collections.abc import Callable

OPEN_FILES = 8192


class Mass:
    """Connections that are opened together and held until the end of a block.

    :param sent: bytes that each sends at the start.
    :param do: called with each connection about once a second; may raise OSError.
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
        """Send as many of the bytes over each connection as it accepts."""
        for one in self._sockets:
            try:
                one.sendall(words)
            except BlockingIOError:  # the server has stopped reading
                continue

    def _connected(self) -> socket.socket:
        connection = socket.socket()
        connection.setsockopt(
            socket.SOL_SOCKET, socket.SO_RCVBUF, 1024
        )  # the least that Linux allows
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
                except OSError:  # closed or full
                    continue
            number += 1


def allow_files(wanted: int) -> None:
    """Raise the limit of open files of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))


def let_go(mass: Mass, seconds: float) -> bool:
    """Wait for the server to close every connection, and tell whether it has."""
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
