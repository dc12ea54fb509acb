"""Function watches: how a call is entered, what it returns, and which exception leaves it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import targets
from probing import Probing

from snappoint.engines.base import Engine
from snappoint.engines.insertion import Insertion

SOURCE = """
    import asyncio

    def plain(n):  # @plain
        while True:
            try:
                if n == 0:
                    return "zero"
                if n == 1:
                    return
                if n == 2:
                    return n / 0
                if n == 3:
                    raise KeyError(n)
                with open(__file__) as file:
                    return file.closed
            except KeyError:
                n = 2

    def generator(n):  # @generator
        yield n
        yield 1 / n
        return 5

    async def coroutine(n):  # @coroutine
        await asyncio.sleep(0)
        return n / (n - 1)

    class Cart:
        total = property(lambda self: 3)  # @lambda
        @staticmethod
        def of(n): return [n]  # @static
"""


@pytest.fixture(params=[Insertion()], ids=["insertion"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """How a call ends is only seen by what is inserted."""
    chosen: Engine = request.param
    return chosen


def watch(probing: Probing, module: Any, mark: str, function: str = "", **changes: object) -> None:
    """A function watch on the marked `def`: its function is the one that it defines."""
    span = targets.probe(probing.source_of(module), "", mark)["span"]
    probing.arm(module, mark, kind="function", function=function or mark, span=span, **changes)


def told(probing: Probing) -> list[str]:
    """How each call ended."""
    return [
        capture["raised"]["text"] if "raised" in capture else capture["returned"]["text"]
        for _, capture in probing.captures
    ]


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except Exception as error:
        step, lines = error.__traceback__, []
        while step is not None:
            lines.append(step.tb_lineno)
            step = step.tb_next
        return repr(error), lines[2:]


def test_a_generator_that_is_dropped_has_ended(probing: Probing) -> None:
    module = probing.load(SOURCE)
    watch(probing, module, "generator")
    next(module.generator(1))
    assert told(probing) == ["GeneratorExit()"]


def test_what_a_call_returns_or_raises(probing: Probing) -> None:
    module = probing.load(SOURCE)
    before = [outcome(lambda n=n: module.plain(n)) for n in range(5)]  # type: ignore[misc]
    watch(probing, module, "plain")
    assert [outcome(lambda n=n: module.plain(n)) for n in range(5)] == before  # type: ignore[misc]
    assert told(probing) == [
        "'zero'",
        "None",
        "ZeroDivisionError('division by zero')",
        "ZeroDivisionError('division by zero')",
        "False",
    ]
    assert [values["n"] for values in probing.values("plain")] == ["0", "1", "2", "3", "4"]


def test_a_generator_is_entered_when_it_first_runs(probing: Probing) -> None:
    module = probing.load(SOURCE)
    watch(probing, module, "generator")
    made = module.generator(2)
    assert probing.hits("generator") == 0
    assert list(made) == [2, 0.5]
    assert outcome(lambda: list(module.generator(0)))[0].startswith("ZeroDivisionError")  # type: ignore[index]
    assert told(probing) == ["5", "ZeroDivisionError('division by zero')"]


def test_a_coroutine(probing: Probing) -> None:
    module = probing.load(SOURCE)
    watch(probing, module, "coroutine")
    assert asyncio.run(module.coroutine(2)) == 2.0
    assert isinstance(outcome(lambda: asyncio.run(module.coroutine(1))), tuple)
    assert told(probing)[0] == "2.0"
    assert told(probing)[1].startswith("ZeroDivisionError")


def test_one_line_functions(probing: Probing) -> None:
    module = probing.load(SOURCE)
    watch(probing, module, "static", "Cart.of")
    assert module.Cart.of(1) == [1]
    assert told(probing) == ["[1]"]
    probing.captures.clear()
    watch(probing, module, "lambda", "Cart.<lambda>")
    assert module.Cart().total == 3
    assert told(probing) == ["3"]


def test_only_some_calls(probing: Probing) -> None:
    module = probing.load(SOURCE)
    watch(probing, module, "plain", condition="n == 1")
    for n in (0, 1, 4):
        module.plain(n)
    assert told(probing) == ["None"]
    assert probing.outcomes("plain")["conditionFalse"] == 2


def test_recursion_keeps_calls_apart(probing: Probing) -> None:
    module = probing.load("def f(n):  # @f\n    return n and n + f(n - 1)\n")
    watch(probing, module, "f")
    assert module.f(3) == 6
    assert told(probing) == ["0", "1", "3", "6"]


def test_removal_restores_the_function(probing: Probing) -> None:
    module = probing.load(SOURCE)
    before = module.plain.__code__
    watch(probing, module, "plain")
    assert module.plain.__code__ is not before
    probing.arm(module)
    assert module.plain.__code__ is before
