"""The agent's own threads: hidden from the program, and gone without a trace when they have ended."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

from .genuine import allocate_lock, get_ident, get_native_id, sleep, start_new_thread

PAUSE_SECONDS = 0.05
"""Between two attempts at a body that raises."""

OWN_THREADS: set[int] = set()
"""Identities (`get_ident`) of the running ones, so that what they do is not taken for the program's."""


class OwnThread:
    """Runs `body` on a thread that `threading` does not list and that takes no signal of the program's.

    It ends when `body` returns. Whatever escapes from it, such as an exception that somebody throws into
    the thread from outside, is told to nobody, since that would be on the program's own standard error:
    `body` is run again, and has to know by itself what that means.
    """

    def __init__(self, body: Callable[[], None]) -> None:
        self._body = body
        self._native_id = 0
        self._has_returned = False
        self._ended = allocate_lock()
        self._ended.acquire()
        # A thread begins with the mask of the one that starts it, so not even its first moment is open.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            start_new_thread(self._run, ())
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def join(self, seconds: float) -> bool:
        """Waits until the operating system has forgotten the thread too, but no longer than told; returns
        whether it has ended. May be asked again.

        A fork right after it would else be taken for one of a process with several threads.
        """
        deadline = monotonic() + seconds
        if not self._ended.acquire(timeout=seconds):
            return False
        self._ended.release()
        while monotonic() < deadline and os.path.exists(f"/proc/self/task/{self._native_id}"):
            os.sched_yield()
        return True

    def _run(self) -> None:
        try:
            self._native_id = get_native_id()
            OWN_THREADS.add(get_ident())
            while not self._has_returned:
                self._try_body()
        except BaseException:
            return
        finally:
            OWN_THREADS.discard(get_ident())
            self._end()

    def _try_body(self) -> None:
        # Several may be thrown in at once; the next may arrive where the one before is handled.
        try:
            try:
                self._body()
                self._has_returned = True
            except BaseException:
                sleep(PAUSE_SECONDS)
        except BaseException:
            return

    def _end(self) -> None:
        if not self._has_returned:
            with suppress(RuntimeError):
                start_new_thread(self._run, ())
                return
        self._ended.release()
