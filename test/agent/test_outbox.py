"""Captures that wait for a server: bounded, the oldest are lost, and the loss is counted."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from snappoint.outbox import MOST_BYTES, MOST_CAPTURES, Outbox


def test_captures_come_out_in_order() -> None:
    outbox = Outbox()
    for number in range(5):
        outbox.put("p", b"%d" % number)
    assert (outbox.take(3, 100), outbox.take(3, 100), len(outbox)) == ([b"0", b"1", b"2"], [b"3", b"4"], 0)


def test_a_message_takes_what_fits_and_at_least_one() -> None:
    outbox = Outbox()
    for size in (50, 50, 500, 50):
        outbox.put("p", b"x" * size)
    assert [list(map(len, outbox.take(10, 120))) for _ in range(3)] == [[50, 50], [500], [50]]


def test_the_oldest_are_lost_when_there_are_too_many() -> None:
    outbox = Outbox()
    for number in range(MOST_CAPTURES + 5):
        outbox.put("early" if number < 3 else "late", b"%d" % number)
    assert (len(outbox), outbox.dropped, outbox.dropped_of) == (MOST_CAPTURES, 5, {"early": 3, "late": 2})
    assert outbox.take(1, 100) == [b"5"]


def test_the_newest_are_kept_of_what_is_too_much() -> None:
    outbox = Outbox()
    for _ in range(5):
        outbox.put("p", b"x" * (MOST_BYTES // 2))
    assert (len(outbox), outbox.dropped) == (2, 3)


def test_counts_are_forgotten_with_their_probes() -> None:
    outbox = Outbox()
    outbox.put("a", b"1")
    outbox.put("b", b"2")
    outbox.keep(0)
    outbox.forget({"b": None})
    assert (outbox.dropped, outbox.dropped_of) == (2, {"b": 1})


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.one_of(st.integers(1, MOST_BYTES // 3), st.just(-1))))
def test_nothing_vanishes_uncounted(steps: list[int]) -> None:
    outbox, put, taken = Outbox(), 0, 0
    for step in steps:
        if step > 0:
            outbox.put("p", b"x" * step)
            put += 1
        else:
            taken += len(outbox.take(3, MOST_BYTES))
        assert put == taken + outbox.dropped + len(outbox)
        assert outbox._bytes == sum(len(encoded) for encoded, _ in outbox._waiting) <= MOST_BYTES
