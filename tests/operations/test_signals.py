"""A process stops when it is told to, whichever of its threads is told."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from battkomp.operations import signals

# The main thread is asleep, as that of a server's worker; another one gets the signal.
PROGRAM = """
import signal, sys, threading, time
from battkomp.operations import signals

if sys.argv[1] == "with":
    signals.wake_the_main_thread()
is_over = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: is_over.set())

def be_told():
    time.sleep(0.3)
    signal.pthread_kill(threading.get_ident(), signal.SIGTERM)

threading.Thread(target=be_told, daemon=True).start()
is_over.wait()
"""


@pytest.mark.parametrize(("how", "is_heard"), [("with", True), ("without", False)])
def test_a_signal_that_another_thread_gets_is_heard(how: str, is_heard: bool) -> None:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, how])
    try:
        process.wait(timeout=10 if is_heard else 1.5)
    except subprocess.TimeoutExpired:
        assert not is_heard
    else:
        assert (process.returncode, is_heard) == (0, True)
    finally:
        process.kill()
        process.wait()


def test_a_server_that_listens_for_signals_itself_is_left_alone() -> None:
    before = signal.set_wakeup_fd(-1)
    handler = signal.getsignal(signal.SIGUSR2)
    try:
        with open("/dev/null", "wb") as theirs:
            number = theirs.fileno()
            os.set_blocking(number, False)
            signal.set_wakeup_fd(number)
            signals.wake_the_main_thread()
            assert signal.set_wakeup_fd(-1) == number
        assert signal.getsignal(signal.SIGUSR2) == handler
    finally:
        signal.set_wakeup_fd(before)


def test_another_thread_than_the_main_one_changes_nothing() -> None:
    before = signal.getsignal(signal.SIGUSR2)
    thread = threading.Thread(target=signals.wake_the_main_thread)
    thread.start()
    thread.join()
    assert signal.getsignal(signal.SIGUSR2) == before
