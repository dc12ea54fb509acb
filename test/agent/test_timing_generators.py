"""Timers of what can stand still: generators, coroutines, and statements with a `yield`."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from probing import Probing
from timed import SOURCE, check

from snappoint.capture import timing
from snappoint.engines.base import Engine
from snappoint.engines.insertion import Insertion


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


def test_a_generator_does_not_count_while_it_stands_still(probing: Probing, module: Any) -> None:
    def run() -> None:
        for _ in module.generator():
            module.spend(100)

    check(probing, module, "generator", run, 7)


def test_what_is_thrown_into_a_generator_makes_it_go_on(probing: Probing, module: Any) -> None:
    def run() -> None:
        made = module.generator()
        next(made)
        module.spend(100)
        made.throw(KeyError())
        made.close()
        with pytest.raises(ValueError, match="out"):
            out = module.generator()
            next(out)
            module.spend(100)
            out.throw(ValueError("out"))

    check(probing, module, "generator", run, 11, 1)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="before 3.12 what stands still in `yield from` counts")
def test_a_generator_that_delegates(probing: Probing, module: Any) -> None:
    def run() -> None:
        for _ in module.delegating():
            module.spend(100)

    check(probing, module, "delegating", run, 7)


def test_waiting_counts(probing: Probing, module: Any) -> None:
    def run() -> None:
        waits = module.coroutine()
        waits.send(None)
        module.spend(10)
        with pytest.raises(StopIteration):
            waits.send(None)

    check(probing, module, "coroutine", run, 13)


def test_an_asynchronous_generator(probing: Probing, module: Any) -> None:
    def run() -> None:
        made = module.asynchronous()
        with pytest.raises(StopIteration):
            made.__anext__().send(None)
        module.spend(100)
        step = made.__anext__()
        assert step.send(None) == "waiting"
        module.spend(10)
        with pytest.raises(StopAsyncIteration):
            step.send(None)

    check(probing, module, "asynchronous", run, 13)


def test_a_statement_with_a_yield(probing: Probing, module: Any) -> None:
    def run() -> None:
        made = module.sends()
        next(made)
        module.spend(100)
        with pytest.raises(StopIteration) as ended:
            made.send(5)
        assert ended.value.value == 8

    check(probing, module, "sends", run, 3)


def test_generators_that_are_dropped_end_too(probing: Probing, module: Any) -> None:
    def run() -> None:
        for _ in range(3):
            next(module.generator())

    check(probing, module, "generator", run, 1, 1, 1)
