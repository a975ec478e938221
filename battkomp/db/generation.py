"""The generation of a database: a few bytes in a file beside it, new at each commit.

Asking SQLite whether anything has been committed takes 3 microseconds alone; but each question lets
other threads of a busy server take Python's lock, and so costs as much as half a finished answer.
Reading a few bytes costs half of that, and need not let go of the lock.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_SIZE = 16  # bytes
_CHANGING = bytes(_SIZE)
# Unlike `os.pread`, this keeps Python's lock: threads would hand it over at every answer.
_pread = ctypes.PyDLL(None).pread


class Generation:
    """The generation of one database, as this process sees it.

    It is asked of the system each time. Mapped into memory it would cost less, and whoever empties
    the file would kill every process that reads it (SIGBUS, mmap(2)).

    :raises OSError: if nothing has been written to the database yet.
    """

    def __init__(self, database: Path) -> None:
        self._file = os.open(_file_of(database), os.O_RDONLY | os.O_CLOEXEC)
        # Threads share it: what another has read meanwhile is the present generation, too.
        self._buffer = ctypes.create_string_buffer(_SIZE)
        self._where = (
            ctypes.c_int(self._file),
            ctypes.byref(self._buffer),
            ctypes.c_size_t(_SIZE),
            ctypes.c_long(0),
        )

    def __del__(self) -> None:
        """Let go of the file."""
        with suppress(AttributeError):  # it could not be opened
            os.close(self._file)

    def read(self) -> bytes | None:
        """Return the present generation, or None while it changes.

        What is read from the database after this is of this generation or a later one.
        """
        if _pread(*self._where) != _SIZE:
            return None
        found = self._buffer.raw
        return None if found == _CHANGING else found


@contextmanager
def renewed(database: Path) -> Iterator[None]:
    """Commit to a database in this block: the generation is no longer the same after it.

    A process that is killed in the block leaves no generation, and so nothing that could be taken
    for the present one.
    """
    with os.fdopen(os.open(_file_of(database), os.O_RDWR | os.O_CREAT, 0o644), "r+b") as file:
        _give_to_owner(file.fileno(), database)
        fcntl.flock(file, fcntl.LOCK_EX)
        _write(file.fileno(), _CHANGING)
        try:
            yield
        finally:
            _write(file.fileno(), secrets.token_bytes(_SIZE))


def _give_to_owner(descriptor: int, database: Path) -> None:
    """Let the site renew what the superuser has made, as SQLite does with its own files."""
    if os.geteuid() == 0:
        with suppress(FileNotFoundError):  # it has been removed under the one who writes to it
            owner = database.stat()
            os.fchown(descriptor, owner.st_uid, owner.st_gid)


def _write(descriptor: int, generation: bytes) -> None:
    os.pwrite(descriptor, generation, 0)


def _file_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-generation")
