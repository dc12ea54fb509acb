"""Timers: how long statements and calls take, by a clock that the program itself drives."""

from __future__ import annotations

import textwrap
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import targets
from probing import Probing
from programs import Programs
from timed import CLOCKS, SOURCE, arm, check, times

from snappoint.capture import hit, timing
from snappoint.capture.captured import captured
from snappoint.engines.base import Engine
from snappoint.engines.insertion import Insertion
from snappoint.engines.monitoring import MONITORING


@pytest.fixture(params=[Insertion()], ids=["insertion"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """How a statement ends is only seen by what is inserted."""
    chosen: Engine = request.param
    return chosen


@pytest.fixture
def module(probing: Probing, monkeypatch: pytest.MonkeyPatch) -> Any:
    loaded = probing.load(SOURCE)
    monkeypatch.setattr(timing, "perf_counter", lambda: loaded.now)
    return loaded


def test_a_statement(probing: Probing, module: Any) -> None:
    check(probing, module, "statement", lambda: [module.statement(n) for n in (3, 1, 2)], 6, 2, 4)


def test_the_head_of_a_loop(probing: Probing, module: Any) -> None:
    def items() -> Any:
        yield module.spend(2)
        yield module.spend(3)

    check(probing, module, "head", lambda: module.loop(items()), 2, 3, 0)


def test_a_statement_that_raises(probing: Probing, module: Any) -> None:
    def run() -> None:
        with pytest.raises(ZeroDivisionError):
            module.failing(5)

    check(probing, module, "failing", run, 5)
    assert "raised" in probing.captures[0][1]


def test_calls_that_return_and_raise(probing: Probing, module: Any) -> None:
    def run() -> None:
        for n in (2, 5, 0):
            with suppress(ValueError):
                module.call(n)

    check(probing, module, "call", run, 3, 1, 1)


def test_calls_within_calls(probing: Probing, module: Any) -> None:
    check(probing, module, "recursive", lambda: module.recursive(2), 2, 4, 6)


def test_a_condition(probing: Probing, module: Any) -> None:
    arm(probing, module, "statement", condition="n > 1")
    for n in (3, 1, 2):
        module.statement(n)
    assert times(probing, "statement") == (2, 10, 4, 6)
    assert probing.outcomes("statement")["conditionFalse"] == 1


def test_all_hits_are_measured_and_few_captured(probing: Probing, module: Any) -> None:
    arm(probing, module, "statement")
    for _ in range(5000):
        module.statement(1)
    assert times(probing, "statement") == (5000, 10_000, 2, 2)
    outcomes = probing.outcomes("statement")
    assert outcomes["hits"] == 5000
    assert outcomes["captured"] < 1000
    assert outcomes["rateLimited"] == outcomes["overBudget"] == 0


@pytest.mark.parametrize("kind", ["time", "snapshot"])
def test_long_captures_that_end_fast_keep_to_the_budget(
    probing: Probing, module: Any, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    now = [1000.0]
    for name in ("gate.monotonic", "hit.monotonic", *(f"budget.{clock}" for clock in CLOCKS)):
        monkeypatch.setattr(f"snappoint.capture.{name}", lambda: now[0])

    def slowly_captured(*arguments: Any) -> Any:
        now[0] += 0.005
        return captured(*arguments)

    monkeypatch.setattr(hit, "captured", slowly_captured)
    arm(probing, module, "statement", kind=kind)
    for _ in range(4000):
        module.statement(1)
        now[0] += 0.05
    outcomes = probing.outcomes("statement")
    assert outcomes["captured"] * 0.005 == pytest.approx(0.01 * (now[0] - 1000.0), rel=0.1)
    assert outcomes["hits"] == 4000


def test_what_it_costs_is_told(probing: Probing, module: Any) -> None:
    arm(probing, module, "statement")
    for _ in range(1000):
        module.statement(1)
    hooks = 1000 * timing.seconds_a_hit()
    assert 0 < hooks < probing.outcomes("statement")["cost"]["seconds"]


def test_buckets(probing: Probing, module: Any) -> None:
    arm(probing, module, "statement")
    for n in (1e-9, 9e-9, 0.5):
        module.statement(n / 2)
    # Four for each doubling of a nanosecond.
    assert [bucket for bucket, _ in probing.outcomes("statement")["times"]["buckets"]] == [0, 12, 115]


def test_nothing_is_left_behind(probing: Probing, module: Any) -> None:
    original = module.generator.__code__
    arm(probing, module, "generator")
    suspended = module.generator()
    next(suspended)
    probing.arm()
    assert list(suspended) == [2]
    assert module.generator.__code__ is original


def test_threads_lose_nothing(probing: Probing, module: Any) -> None:
    arm(probing, module, "statement")
    threads = [threading.Thread(target=lambda: [module.statement(1) for _ in range(2000)]) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert times(probing, "statement")[0] == probing.hits("statement") == 8000


def test_frames_that_cannot_be_timed_are_told(probing: Probing, module: Any) -> None:
    running = module.recursive
    seen: list[str] = []
    module.spend_before, spend = module.spend, module.spend

    def spend_and_arm(seconds: float) -> float:
        if not seen:
            arm(probing, module, "recursive")
            seen.append(probing.status("recursive").status)
        return float(spend(seconds))

    module.spend = spend_and_arm
    running(0)
    assert seen == ["partly armed"]


@pytest.mark.skipif(bool(MONITORING.objection()), reason="this Python has no monitoring")
def test_monitoring_alone_says_that_it_cannot(tmp_path: Any) -> None:
    with Probing(MONITORING, tmp_path) as probing:
        module = probing.load(SOURCE)
        probing.arm_each(module, {"statement": {"kind": "time"}, "failing": {}})
        status = probing.status("statement")
        assert (status.status, "not how they end" in status.reason) == ("rejected", True)
        assert probing.status("failing").status == "armed"


MEASURING = """
    import sys, time

    def work():  # @work
        global own
        began = time.perf_counter()
        while time.perf_counter() - began < 0.002:
            pass
        own += time.perf_counter() - began

    own = 0.0
    print("ready", flush=True)
    for line in sys.stdin:
        for _ in range(100):
            work()
        print(own, flush=True)
"""


def test_it_agrees_with_what_the_program_measures_itself(programs: Programs) -> None:
    program = programs.start(MEASURING)
    assert program.process.stdout
    assert program.process.stdout.readline() == "ready\n"
    server = program.server()
    wanted = targets.probe(program.source, program.file, "work")
    server.set({**wanted, "kind": "time", "calls": True, "function": "work"})
    server.until_status("work", "armed")
    own = float(program.say("go"))
    server.until(lambda: server.stats.get("work", {}).get("times", {}).get("count") == 100, "a hundred times")
    # The calls themselves are a little more than what they measure.
    assert 1.0 <= server.stats["work"]["times"]["total"] / own < 1.2


def test_library_code(programs: Programs) -> None:
    """The agent's own threads may run it too, so one hook decides whose hit it is."""
    program = programs.start("""
        import sys, textwrap
        print("ready", flush=True)
        for line in sys.stdin:
            print(textwrap.indent("a", line.strip()), flush=True)
    """)
    assert program.process.stdout
    assert program.process.stdout.readline() == "ready\n"
    server, source = program.server(), Path(textwrap.__file__).read_text(encoding="utf-8")
    wanted = targets.probe_at(source, textwrap.__file__, "indent", "def indent")
    server.set({**wanted, "kind": "time", "calls": True})
    server.until_status(wanted["id"], "armed")
    assert [program.say(text) for text in ("x", "y")] == ["xa", "ya"]
    server.until(lambda: server.stats.get(wanted["id"], {}).get("times", {}).get("count") == 2, "two calls")
    assert server.stats[wanted["id"]]["hits"] == 2
    server.until(lambda: len(server.captures) == 2, "both captures")
    assert [capture["locals"][0]["value"]["text"] for capture in server.captures] == ["'a'", "'a'"]
    assert all(capture["duration"] > 0 for capture in server.captures)
