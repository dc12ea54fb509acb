"""Hits that are refused pay for the gate only, and are counted all the same."""

from __future__ import annotations

import sys
from collections import Counter
from time import monotonic
from typing import Any

import pytest
import targets
from probing import Probing
from running import in_threads

from snappoint.engines.base import Engine
from snappoint.engines.insertion import Insertion

SOURCE = """
    def f(n, limit=1000):
        total = 0
        for i in range(n):
            total = total + (i if i < limit else -i)  # @here
        return total
"""


@pytest.fixture(params=[Insertion()], ids=["insertion"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """What refuses a hit is written into the code."""
    chosen: Engine = request.param
    return chosen


def calls_during(function: Any, *arguments: object) -> Counter[str]:
    """The Python and C functions that are called, by name."""
    seen: Counter[str] = Counter()

    def note(frame: Any, event: str, argument: Any) -> None:
        if event == "call":
            seen[frame.f_code.co_name] += 1
        elif event == "c_call":
            seen[argument.__name__] += 1

    sys.setprofile(note)
    try:
        function(*arguments)
    finally:
        sys.setprofile(None)
    del seen["setprofile"]
    return seen


def armed(probing: Probing, **changes: object) -> Any:
    module = probing.load(SOURCE)
    expressions = targets.expressions(probing.source_of(module), "here")
    probing.arm(module, "here", **{"expressions": expressions, **changes})
    return module


def test_a_closed_gate_calls_nothing(probing: Probing) -> None:
    module = armed(probing)
    module.f(1000)
    captured = probing.outcomes("here")["captured"]
    assert calls_during(module.f, 1000) == {"f": 1}
    outcomes = probing.outcomes("here")
    assert (outcomes["hits"], outcomes["captured"]) == (2000, captured)
    assert outcomes["captured"] + outcomes["rateLimited"] + outcomes["overBudget"] == 2000


def test_a_condition_on_names_that_is_false_calls_nothing(probing: Probing) -> None:
    module = armed(probing, condition="i > limit and n == 1000 or total is None")
    assert calls_during(module.f, 1000) == {"f": 1}
    outcomes = probing.outcomes("here")
    assert (outcomes["hits"], outcomes["conditionFalse"], outcomes["captured"]) == (1000, 1000, 0)


def test_counting_calls_nothing(probing: Probing) -> None:
    module = armed(probing, kind="count")
    assert calls_during(module.f, 1000) == {"f": 1}
    assert probing.hits("here") == 1000


def test_nothing_of_the_expressions_is_called_once_the_hit_is_done(probing: Probing) -> None:
    module = armed(probing, condition="i == 7")
    module.f(8)
    assert len(probing.captures) == 1
    assert calls_during(module.f, 7) == {"f": 1}


def test_all_outcomes_add_up_in_many_threads(probing: Probing) -> None:
    module = armed(probing, condition="i % 2")
    in_threads(8, module.f, 10_000)
    outcomes = probing.outcomes("here")
    assert outcomes["hits"] == 80_000
    assert outcomes["conditionFalse"] == 40_000
    assert outcomes["captured"] + outcomes["rateLimited"] + outcomes["overBudget"] == 40_000


def test_the_gate_opens_again_when_it_is_time(probing: Probing, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [monotonic()]
    monkeypatch.setattr("snappoint.capture.budget.monotonic", lambda: now[0])
    module = armed(probing)
    module.f(1000)
    recorder = probing.registry.entries("test")["here"].recorder
    due = recorder.next_look()
    assert due is not None
    captured = probing.outcomes("here")["captured"]
    now[0] = due + 10
    recorder.look(now[0])
    module.f(1)
    assert probing.outcomes("here")["captured"] == captured + 1


def test_a_statement_that_takes_long_is_told_before_it_ends(probing: Probing) -> None:
    source = "def f(pause):\n    x = (1, pause())  # @here\n    return x\n"
    module = probing.load(source)
    probing.arm(module, "here", expressions=targets.expressions(source, "here"))
    recorder = probing.registry.entries("test")["here"].recorder

    def pause() -> int:
        assert recorder.next_look() is not None
        recorder.look(monotonic() + 10)
        assert [capture["unfinished"] for _, capture in probing.captures] == [True]
        return 2

    assert module.f(pause) == (1, 2)
    assert len(probing.captures) == 1
    texts = [one["value"]["text"] for one in probing.captures[0][1]["values"]]
    assert "(1, 2)" not in texts
    assert probing.outcomes("here")["captured"] == 1
    assert calls_during(recorder.look, 0.0)["_value"] == 0


def test_a_generator_that_is_dropped_inside_of_a_statement(probing: Probing) -> None:
    source = "def f():\n    x = yield 1  # @here\n    return x\n"
    module = probing.load(source)
    probing.arm(module, "here", expressions=targets.expressions(source, "here"))
    made = module.f()
    next(made)
    made.close()
    recorder = probing.registry.entries("test")["here"].recorder
    recorder.look(monotonic() + 10)
    assert len(probing.captures) == 1
    assert recorder.next_look() is None
