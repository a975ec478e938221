"""Has a process hear that it is to stop, whichever of its threads the system tells so.

Python runs the handlers of signals in its main thread alone, and Granian's workers leave theirs
asleep on a lock until they are to stop. Where the system interrupts another thread, nobody wakes
it: the worker works on until it is killed, with all that it was about to answer. With eight busy
threads that was one reload in eight (Granian 2.8.7, Python 3.11).
"""

from __future__ import annotations

import os
import signal
import threading
import time

_BELL = signal.SIGUSR2
_AGAIN = 0.1  # seconds after which who has not woken is called again


def wake_the_main_thread() -> None:
    """Call the main thread whenever a signal has come, for as long as this process runs.

    Does nothing in another thread, or where a server listens for signals in this way itself.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    before = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    if before != -1:
        signal.set_wakeup_fd(before)
        os.close(reader)
        os.close(writer)
        return
    bell = _Bell()
    signal.signal(_BELL, bell.hear)
    threading.Thread(target=bell.ring, args=[reader], name="signals", daemon=True).start()


class _Bell:
    """Rings until the main thread has heard it."""

    def __init__(self) -> None:
        self._is_heard = False

    def hear(self, *_: object) -> None:
        """Be awake. Python runs the handlers of all signals that have come, not of this alone."""
        self._is_heard = True

    def ring(self, reader: int) -> None:
        """Ring for each signal but our own; Python writes their numbers into a pipe."""
        sleeper = threading.main_thread().ident or 0
        while numbers := os.read(reader, 64):
            self._is_heard = set(numbers) == {_BELL}
            while not self._is_heard:
                signal.pthread_kill(sleeper, _BELL)
                time.sleep(_AGAIN)
