"""Probes that come and go while calls are under way, in every kind of code that can be."""

from __future__ import annotations

import gc
import importlib
import sys
from types import FunctionType
from typing import Any

import pytest
from probing import SEES_OLD_CODE, Probing
from running import Paused

LOOP = """
    def work(pause, n):
        total = 0  # @first
        for i in range(n):  # @loop
            pause()
            total += i; total += 0  # @body
        return total  # @end
"""

only_with_monitoring = pytest.mark.skipif(
    not SEES_OLD_CODE, reason="3.11 has no sys.monitoring: the status says that calls under way are not seen"
)


def arm_again(probing: Probing, module: Any, *marks: str) -> None:
    probing.arm(module, *marks, kind="count")


@only_with_monitoring
def test_a_call_sees_the_probes_that_come_after_its_first(probing: Probing) -> None:
    """Its code is neither the original nor the newest."""
    module = probing.load(LOOP)
    arm_again(probing, module, "first")
    call = Paused(module.work, 4)
    arm_again(probing, module, "first", "body")
    call.go()
    arm_again(probing, module, "first", "body", "loop", "end")
    call.go()
    assert {mark: probing.status(mark).status for mark in ("body", "end")} == {
        "body": "armed",
        "end": "armed",
    }
    arm_again(probing, module, "first", "end")
    call.go()
    call.finish()
    assert (probing.hits("first"), probing.hits("end")) == (1, 1)
    arm_again(probing, module)


@only_with_monitoring
def test_every_probe_is_hit_as_often_as_its_statement_starts(probing: Probing) -> None:
    module = probing.load(LOOP)
    arm_again(probing, module, "body")
    call = Paused(module.work, 3)
    arm_again(probing, module, "body", "loop")
    second = Paused(module.work, 3)
    arm_again(probing, module, "body", "loop", "end")
    for one in (call, second):
        one.go()
        one.go()
        one.finish()
    assert {mark: probing.hits(mark) for mark in ("body", "loop", "end")} == {"body": 6, "loop": 7, "end": 2}


@only_with_monitoring
def test_a_probe_that_was_taken_away_and_comes_back(probing: Probing) -> None:
    module = probing.load(LOOP)
    arm_again(probing, module, "body")
    call = Paused(module.work, 3)
    arm_again(probing, module)
    call.go()
    arm_again(probing, module, "body")
    call.go()
    call.finish()
    assert probing.hits("body") == 2


@pytest.mark.skipif(SEES_OLD_CODE, reason="from 3.12 on such calls are seen")
def test_without_monitoring_the_status_counts_calls_under_an_earlier_probe(probing: Probing) -> None:
    module = probing.load(LOOP)
    arm_again(probing, module, "first")
    call = Paused(module.work, 1)
    arm_again(probing, module, "first", "body")
    assert probing.status("first").status == "armed"
    assert probing.status("body").status == "partly armed"
    call.finish()
    probing.look_again()
    assert probing.status("body").status == "armed"


@only_with_monitoring
def test_a_suspended_generator_made_under_an_earlier_probe(probing: Probing) -> None:
    module = probing.load("def numbers():\n    yield 1  # @one\n    yield 2  # @two\n")
    arm_again(probing, module, "one")
    suspended = module.numbers()
    next(suspended)
    arm_again(probing, module, "one", "two")
    assert list(suspended) == [2]
    assert probing.hits("two") == 1


def test_earlier_code_is_let_go_when_its_calls_have_ended(probing: Probing) -> None:
    module = probing.load(LOOP)
    original = module.work.__code__
    arm_again(probing, module, "first")
    call = Paused(module.work, 1)
    arm_again(probing, module, "body")
    arm_again(probing, module)
    assert module.work.__code__ is original
    call.finish()
    gc.collect()
    instrumented = [
        one for one in gc.get_objects() if type(one) is FunctionType
        and one.__code__ is not original and one.__module__ == module.__name__
    ]  # fmt: skip
    assert not instrumented


@only_with_monitoring
def test_a_module_body_and_a_class_body_that_run_right_now(probing: Probing) -> None:
    name = probing.write(
        """
        import threading, types
        hold = types.SimpleNamespace(pause=None)
        def build(pause):
            class Local:
                pause()
                x = 1  # @class
            return Local
        if __name__ != "__never__":
            import builtins
            builtins.pause_of_test()
            y = 2  # @module
            for z in range(3):
                y += z  # @loop
        """
    )

    def load(pause: Any) -> None:
        import builtins  # noqa: PLC0415

        builtins.pause_of_test = pause  # type: ignore[attr-defined]
        importlib.import_module(name)

    body = Paused(load)
    arm_again(probing, name, "module", "loop", "class")
    assert {probing.status(mark).status for mark in ("module", "loop", "class")} == {"armed"}
    body.finish()
    assert (probing.hits("module"), probing.hits("loop")) == (1, 3)
    local = Paused(sys.modules[name].build)
    arm_again(probing, name, "class")
    local.finish()
    assert probing.hits("class") == 1


@only_with_monitoring
def test_functions_made_from_the_constants_of_running_code(probing: Probing) -> None:
    module = probing.load(
        """
        def outer(pause):
            pause()
            def inner(x):
                return x  # @inner
            made = lambda x: inner(x)
            pause()
            return [made(n) for n in range(3)]
        """
    )
    call = Paused(module.outer)
    arm_again(probing, module, "inner")
    call.go()
    assert probing.status("inner").status != "rejected"
    call.finish()
    assert probing.hits("inner") == 3
    assert probing.status("inner").status == "armed"


def test_functions_that_a_call_defines_after_the_removal_are_found_by_looking(probing: Probing) -> None:
    module = probing.load(
        """
        def outer(pause):
            pause()
            def inner():
                return 1  # @inner
            found.append(inner)
            pause()
        found = []
        """
    )
    arm_again(probing, module, "inner")
    call = Paused(module.outer)
    arm_again(probing, module)
    call.go()
    probing.look_again()
    (inner,) = module.found
    assert inner.__code__ in module.outer.__code__.co_consts
    call.finish()


@only_with_monitoring
def test_conditions_hold_in_calls_under_way_too(probing: Probing) -> None:
    module = probing.load("def f(pause, n):\n    for i in range(n):\n        pause()\n        i  # @i\n")
    call = Paused(module.f, 3)
    probing.arm(module, "i", condition="i > 0 and n == 3")
    call.go()
    call.go()
    call.finish()
    assert [one["i"] for one in probing.values("i")] == ["1", "2"]
    assert (probing.outcomes("i")["hits"], probing.outcomes("i")["conditionFalse"]) == (3, 1)


@only_with_monitoring
def test_no_hit_of_a_running_call_is_lost_while_other_probes_come_and_go(probing: Probing) -> None:
    module = probing.load(
        """
        def work(pause, n):
            pause()
            for i in range(n):
                i  # @i
                n  # @n
        """
    )
    arm_again(probing, module, "i")
    calls = [Paused(module.work, 30_000) for _ in range(2)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for call in calls:
            call.let_go()
        while any(call.is_running() for call in calls):
            arm_again(probing, module, "i", "n")
            arm_again(probing, module, "i")
    finally:
        sys.setswitchinterval(before)
    for call in calls:
        call.finish()
    assert probing.hits("i") == 60_000
