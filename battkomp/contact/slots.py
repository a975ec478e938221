"""Limits to the threads of the server that are busy with messages, so that pages never wait."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Timer

from battkomp.http.sockets import stop_reading_silent

BODY_TIME = 10  # seconds in which the body of a form must arrive
_PATIENCE = 0.25  # seconds, in which several messages are usually stored


class BusyError(Exception):
    """All slots are taken."""


class Slots:
    """Slots for work that may take long. A thread waits a moment for one if the last wait helped.

    :param number: of slots.
    """

    def __init__(self, number: int) -> None:
        self._free = BoundedSemaphore(number)
        self._is_stuck = False

    @contextmanager
    def one(self) -> Iterator[None]:
        """Take a slot until the end of the block.

        :raises BusyError: if there is none.
        """
        if not self._free.acquire(timeout=0 if self._is_stuck else _PATIENCE):
            self._is_stuck = True
            raise BusyError
        try:
            yield
            self._is_stuck = False
        finally:
            self._free.release()


# The server has four threads: one is left for pages.
_reading = Slots(2)
storing = Slots(1)


@contextmanager
def reading() -> Iterator[None]:
    """Take a slot to read the body of a request, which is cut off when its time is over.

    :raises BusyError: if there is none.
    """
    with _reading.one():
        timer = Timer(BODY_TIME, stop_reading_silent, [BODY_TIME - 1])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
