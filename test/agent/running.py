"""Calls that are in the middle of something, and calls in many threads."""

from __future__ import annotations

import sys
import threading
from typing import Any


class Paused:
    """A call of `function(pause, …)` on a thread, stopped in each `pause()` until it is told to go."""

    def __init__(self, function: Any, *arguments: object) -> None:
        self._entered, self._go = threading.Semaphore(0), threading.Semaphore(0)
        self._thread = threading.Thread(target=function, args=(self._pause, *arguments))
        self._thread.start()
        self._entered.acquire()

    def go(self) -> None:
        """Lets it run to its next pause."""
        self._go.release()
        self._entered.acquire()

    def let_go(self) -> None:
        """Lets it run on, without waiting for anything."""
        self._go.release()

    def is_running(self) -> bool:
        return self._thread.is_alive()

    def finish(self) -> None:
        """Lets it run to its end, which has no pause."""
        self._go.release()
        self._thread.join()

    def _pause(self) -> None:
        self._entered.release()
        self._go.acquire()


def in_threads(count: int, function: Any, *arguments: object) -> None:
    """Calls it in so many threads, which take turns far more often than usual, and waits for all of them."""
    threads = [threading.Thread(target=function, args=arguments) for _ in range(count)]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
