"""What a hit records, and that the program does not notice."""

from __future__ import annotations

import gc
import itertools
import signal
import threading
import time
import weakref
from pathlib import Path
from typing import Any

import pytest
from probing import Probing
from running import in_threads

from snappoint.capture.asked import Asked
from snappoint.capture.budget import Budget, Rate
from snappoint.capture.hit import Recorder
from snappoint.capture.troubles import FAILURES_ALLOWED
from snappoint.counter import Counter


def test_the_locals_before_the_statement(probing: Probing) -> None:
    module = probing.load(
        """
        def f(a, b=2):
            c = a + b  # @before
            return c  # @after
        """
    )
    probing.arm(module, "before", "after")
    module.f(1)
    assert probing.values("before") == [{"a": "1", "b": "2"}]
    assert probing.values("after") == [{"a": "1", "b": "2", "c": "3"}]


def test_free_variables_and_class_bodies(probing: Probing) -> None:
    module = probing.load(
        """
        def outer(n):
            def inner(m):
                return n + m  # @inner
            class Local:
                x = n
                y = x  # @body
            return inner(1)
        """
    )
    probing.arm(module, "inner", "body")
    module.outer(2)
    assert probing.values("inner") == [{"m": "1", "n": "2"}]
    assert probing.values("body")[0]["x"] == "2"


def test_the_value_is_the_one_at_the_hit(probing: Probing) -> None:
    module = probing.load("def f():\n    x = [1]\n    x.append(2)  # @x\n    x.clear()\n")
    probing.arm(module, "x")
    module.f()
    assert probing.values("x") == [{"x": "[1]"}]


def test_stack_thread_and_time(probing: Probing) -> None:
    module = probing.load("def f():\n    return 1  # @r\n\ndef g():\n    return f()\n")
    probing.arm(module, "r")
    thread = threading.Thread(target=module.g, name="worker")
    thread.start()
    thread.join()
    _, capture = probing.captures[0]
    assert [(frame["function"], frame["line"]) for frame in capture["stack"]][:2] == [("f", 2), ("g", 5)]
    assert capture["thread"] == {"id": thread.ident, "name": "worker"}
    assert abs(capture["time"] - time.time()) < 60
    assert capture["hit"] == 1


def test_no_value_lives_longer(probing: Probing) -> None:
    module = probing.load(
        """
        class Thing: pass

        def f(look):
            thing = Thing()
            look(thing)  # @x
            del thing
            return look(None)
        """
    )
    probing.arm(module, "x")
    seen: list[Any] = []

    def look(thing: Any) -> object:
        if thing is not None:
            seen.append(weakref.ref(thing))
            return None
        return seen[0]()

    assert module.f(look) is None


def test_the_programs_own_signal_exception_goes_through(probing: Probing, monkeypatch: Any) -> None:
    class TimeUpError(Exception):
        pass

    def handler(*_: object) -> None:
        raise TimeUpError

    module = probing.load("def f():\n    return 1  # @r\n")
    probing.arm(module, "r")
    monkeypatch.setattr(
        "snappoint.capture.captured.steps_from", lambda *_: signal.raise_signal(signal.SIGUSR1)
    )
    before = signal.signal(signal.SIGUSR1, handler)
    try:
        with pytest.raises(TimeUpError):
            module.f()
    finally:
        signal.signal(signal.SIGUSR1, before)


def test_a_capture_that_fails_is_counted_and_at_last_switched_off() -> None:
    delivered: list[object] = []
    no_limits: Any = None
    recorder = Recorder(("c", "p"), Asked("snapshot"), lambda *it: delivered.append(it), Budget(), no_limits)
    for _ in range(FAILURES_ALLOWED + 3):
        recorder.hit()
    outcomes = recorder.outcomes()
    assert outcomes["captureFailed"] == FAILURES_ALLOWED
    assert outcomes["hits"] == FAILURES_ALLOWED + 3
    assert recorder.troubles.failure == f"capturing failed {FAILURES_ALLOWED} times in a row: AttributeError"
    assert delivered == []


def test_deep_recursion_stays_the_programs_own(probing: Probing) -> None:
    module = probing.load("def f(n):\n    return f(n + 1) if n < 100000 else n  # @r\n")
    probing.arm(module, "r")
    with pytest.raises(RecursionError) as caught:
        module.f(0)
    files = {Path(entry.path).name for entry in caught.traceback[1:]}
    assert files == {f"{module.__name__}.py"}
    assert probing.hits("r") > 100
    assert probing.registry.entries("test")["r"].recorder.troubles.failure == ""


def test_a_hot_statement_is_counted_exactly_and_captured_sparsely(probing: Probing) -> None:
    module = probing.load("def f(n):\n    for i in range(n):\n        i  # @i\n")
    probing.arm(module, "i")
    in_threads(4, module.f, 20_000)
    outcomes = probing.registry.entries("test")["i"].recorder.outcomes()
    assert outcomes["hits"] == 80_000
    assert outcomes["captured"] + outcomes["rateLimited"] + outcomes["overBudget"] == 80_000
    assert 1 <= outcomes["captured"] == len(probing.captures) < 8000


def test_counting_copies_nothing(probing: Probing) -> None:
    module = probing.load("def f():\n    return 1  # @r\n")
    probing.arm(module, "r", kind="count")
    module.f()
    assert (probing.hits("r"), probing.captures) == (1, [])


def test_the_gate_lets_a_burst_through_then_the_rate(monkeypatch: Any) -> None:
    now = [100.0]
    monkeypatch.setattr("snappoint.capture.budget.monotonic", lambda: now[0])
    gate = Rate(per_second=10, burst=3)
    assert [gate.admits() for _ in range(5)] == [True, True, True, False, False]
    now[0] += 0.1
    assert [gate.admits() for _ in range(2)] == [True, False]


def test_the_budget_is_earned_by_time(monkeypatch: Any) -> None:
    now = [100.0]
    monkeypatch.setattr("snappoint.capture.budget.monotonic", lambda: now[0])
    budget = Budget(share=0.01, lead=1.0, ahead=4.0)
    budget.spend(0.05)  # as much as 5 s at 1 % of a core earn
    assert not budget.has_room(last_capture=100.0)
    now[0] += 2.5
    assert budget.has_room(last_capture=100.0)


def test_the_budget_goes_to_who_has_waited_longest(monkeypatch: Any) -> None:
    """Twelve probes, always hit in the same order, each capture worth 50 ms of the process's share."""
    now = [100.0]
    monkeypatch.setattr("snappoint.capture.budget.monotonic", lambda: now[0])
    monkeypatch.setattr("snappoint.capture.hit.monotonic", lambda: now[0])
    processor = itertools.count()
    monkeypatch.setattr("snappoint.capture.budget.perf_counter", lambda: next(processor) * 0.0004)
    budget = Budget()
    probes = [Recorder(("c", str(n)), Asked("snapshot"), lambda *_: None, budget) for n in range(12)]
    for _ in range(1000):
        now[0] += 0.02
        for probe in probes:
            probe.hit()
    captured = [probe.outcomes()["captured"] for probe in probes]
    assert min(captured) > 0.5 * max(captured)
    assert sum(captured) * 0.0004 <= 0.01 * 20 + 0.05


def test_probes_share_the_budget_and_say_so(monkeypatch: Any) -> None:
    for clock in ("perf_counter", "thread_time"):
        monkeypatch.setattr(f"snappoint.capture.budget.{clock}", itertools.count().__next__)
    budget = Budget()
    one, two = (Recorder(("c", name), Asked("snapshot"), lambda *_: None, budget) for name in "ab")
    for hit in (one.hit, one.hit, two.hit):
        hit()  # takes a second, by those clocks; the first may have waited for it
    assert one.outcomes()["captured"] == 2
    assert (two.outcomes()["hits"], two.outcomes()["overBudget"], two.outcomes()["rateLimited"]) == (1, 1, 0)


def test_waiting_for_a_processor_costs_nothing(monkeypatch: Any) -> None:
    monkeypatch.setattr("snappoint.capture.budget.perf_counter", itertools.count().__next__)
    monkeypatch.setattr("snappoint.capture.budget.thread_time", lambda: 0.0)
    recorder = Recorder(("c", "p"), Asked("snapshot"), lambda *_: None, Budget())
    for _ in range(8):
        recorder.hit()
    assert recorder.outcomes()["captured"] == 8


def test_a_counter_is_read_without_counting() -> None:
    counter = Counter()
    assert counter.value() == 0
    for _ in range(3):
        counter.up()
    assert (counter.value(), counter.value()) == (3, 3)
    counter.restart()
    counter.up()
    assert counter.value() == 1


def test_garbage_is_not_kept(probing: Probing) -> None:
    module = probing.load("def f(x):\n    return x  # @r\n")

    class Thing:
        pass

    probing.arm(module, "r")
    thing = Thing()
    module.f(thing)
    watch = weakref.ref(thing)
    del thing
    gc.collect()
    assert watch() is None


def test_a_probe_s_cost_is_what_was_charged_and_its_share_of_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("snappoint.capture.hit.monotonic", lambda: now[0])
    ticks = iter(range(100_000))
    monkeypatch.setattr("snappoint.capture.budget.perf_counter", lambda: next(ticks) * 0.0001)
    recorder = Recorder(("c", "p"), Asked("snapshot"), lambda *_: None, Budget())
    assert recorder.outcomes()["cost"] == {"seconds": 0.0, "share": 0.0}
    now[0] += 2.0
    recorder.hit()
    now[0] += 50.0
    # Two looks at the clock, a ten thousandth of a second apart, in two seconds.
    assert recorder.outcomes()["cost"] == {"seconds": 0.0001, "share": 0.00005}
    recorder.reset()
    assert recorder.outcomes()["cost"] == {"seconds": 0.0, "share": 0.0}


def test_a_capture_for_which_there_is_no_room_is_counted() -> None:
    recorder = Recorder(("c", "p"), Asked("snapshot"), lambda *_: False, Budget())
    recorder.hit()
    assert (recorder.outcomes()["captured"], recorder.outcomes()["dropped"]) == (1, 1)
