"""The connections of clients, as the kernel sees them (Linux)."""

import os
import socket
import stat
import struct
from collections.abc import Iterator
from contextlib import suppress

_LAST_DATA_SENT = 44  # offset in `struct tcp_info` (linux/tcp.h); milliseconds


def stop_reading_silent(seconds: float) -> None:
    """Stop reading from the clients that were sent nothing for some seconds.

    The server closes idle connections itself, and answers requests sooner than that. So these are
    the clients whose requests have not arrived, and the server is told that no more will come. This
    ends a read that cannot be interrupted otherwise: the server does not say which connection a
    request came by, and has no limit to the time of a body.
    """
    sockets = list(_internet_sockets())
    try:
        ports = {one.getsockname()[1] for one in sockets if _listens(one)}
        clients = [one for one in sockets if one.getsockname()[1] in ports and not _listens(one)]
        for one in clients:
            with suppress(OSError):  # disconnected by now
                if _milliseconds_since_sending(one) >= seconds * 1000:
                    one.shutdown(socket.SHUT_RD)
    finally:
        for one in sockets:
            one.close()


def _internet_sockets() -> Iterator[socket.socket]:
    """Yield the TCP sockets of this process, as copies to be closed."""
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # closed by now
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                found = socket.socket(fileno=os.dup(int(name)))
                if found.family in (socket.AF_INET, socket.AF_INET6):
                    yield found
                else:
                    found.close()


def _listens(one: socket.socket) -> bool:
    return bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))


def _milliseconds_since_sending(one: socket.socket) -> int:
    info = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _LAST_DATA_SENT + 4)
    return int(struct.unpack_from("I", info, _LAST_DATA_SENT)[0])
