"""How captures and events reach the service's thread."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from clock import Clock

from snappoint import inbox as module
from snappoint.inbox import MOST_CAPTURES, PACE, Inbox


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "monotonic", made)
    return made


def capture(number: int) -> Any:
    return {"hit": number}


def put(inbox: Inbox, *numbers: int) -> list[bool]:
    return [inbox.put_capture(("c", "p"), capture(number)) for number in numbers]


def hits(found: list[Any]) -> list[int]:
    return [made["hit"] for _, made in found]


def test_the_first_capture_is_taken_at_once_and_the_next_at_their_pace(clock: Clock) -> None:
    inbox = Inbox()
    put(inbox, 1)
    assert hits(inbox.take(None)) == [1]
    put(inbox, 2, 3)
    inbox.put("asked")
    assert inbox.take(None) == ["asked"]
    clock.now += PACE
    assert hits(inbox.take(None)) == [2, 3]


def test_after_a_pause_a_capture_wakes_again(clock: Clock) -> None:
    inbox = Inbox()
    put(inbox, 1)
    inbox.take(None)
    clock.now += PACE
    assert inbox.take(None) == []
    put(inbox, 2)
    assert hits(inbox.take(None)) == [2]


def test_at_the_end_nothing_waits_for_its_pace(clock: Clock) -> None:
    inbox = Inbox()
    put(inbox, 1)
    inbox.take(None)
    put(inbox, 2)
    inbox.put("last")
    found = inbox.take_at_once()
    assert (found[0], hits(found[1:])) == ("last", [2])
    assert inbox.take_at_once() == []


def test_what_there_is_no_room_for_is_counted() -> None:
    inbox = Inbox()
    stored = put(inbox, *range(MOST_CAPTURES + 3))
    assert (stored.count(False), inbox.drops.value()) == (3, 3)


def test_a_forked_child_begins_with_nothing() -> None:
    inbox = Inbox()
    put(inbox, *range(MOST_CAPTURES + 3))
    inbox.put("asked")
    inbox.restart()
    assert (inbox.take_at_once(), inbox.drops.value()) == ([], 0)
    assert put(inbox, 1) == [True]
    assert hits(inbox.take(None)) == [1]


def test_no_capture_of_many_threads_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be if one came just when the taking thread ceases to expect any."""
    monkeypatch.setattr(module, "PACE", 0.0)
    inbox, found = Inbox(), []
    rounds, threads = 300, 4

    def program(answered: threading.Semaphore, number: int) -> None:
        for _ in range(rounds):
            put(inbox, number)
            answered.acquire()

    answered = [threading.Semaphore(0) for _ in range(threads)]
    running = [threading.Thread(target=program, args=(one, at)) for at, one in enumerate(answered)]
    for thread in running:
        thread.start()
    while len(found) < rounds * threads:
        for hit in hits(inbox.take(10.0)):
            found.append(hit)
            answered[hit].release()
    for thread in running:
        thread.join()
    assert [found.count(number) for number in range(threads)] == [rounds] * threads
