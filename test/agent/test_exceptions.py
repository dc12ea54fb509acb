"""Exception watches: what is raised in, or passes through, a statement or the calls of a function."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
import targets
from probing import Probing

from snappoint import wire
from snappoint.engines.base import Engine
from snappoint.engines.insertion import Insertion

SOURCE = """
    import asyncio

    def divide(a, b):
        half = a // 2
        return half / b  # @statement

    def caught(a, b):
        try:
            divide(a, b)  # @caught
        except ZeroDivisionError:
            return None
        return b

    def function(n):  # @function
        found = n
        try:
            if n == 1:
                raise KeyError(n)
            if n == 2:
                divide(n, 0)
            if n == 3:
                raise ValueError(n)
            with open(__file__) as file:
                if n == 4:
                    raise OSError(n)
        except KeyError:
            found = "key"
        except ZeroDivisionError as error:
            raise RuntimeError("again") from error
        except ValueError:
            raise
        finally:
            n = None
        return found

    def generator(n):  # @generator
        yield 1
        yield 1 / n

    async def coroutine(items):  # @coroutine
        async for one in items:
            await asyncio.sleep(0)
            one / (one - 2)
        return 5

    async def asynchronous(count):
        for n in range(count):
            yield n

    def again(times):  # @again
        for _ in range(times):
            try:
                raise KeyError("x")
            except KeyError:
                pass

    def wrapped():  # @wrapped
        local = 1
        try:
            helper()
        except LookupError:
            local = 2

    def helper():
        raise LookupError("deep")
"""


@pytest.fixture(params=[Insertion()], ids=["insertion"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """How a statement ends is only seen by what is inserted."""
    chosen: Engine = request.param
    return chosen


def arm(probing: Probing, mark: str, *, calls: bool = False, **changes: object) -> Any:
    module = probing.load(SOURCE)
    if calls:
        span = targets.probe(probing.source_of(module), "", mark)["span"]
        changes = {"calls": True, "function": mark, "span": span, **changes}
    probing.arm(module, mark, kind="exception", **changes)
    assert probing.status(mark).status == "armed"
    return module


def seen(probing: Probing) -> list[str]:
    return [capture["raised"]["text"] for _, capture in probing.captures]


def check(probing: Probing, mark: str, function: Any, arguments: list[Any], *raised: str) -> None:
    """What is told of these calls of a function, which do the same as without the watch."""
    for argument in arguments:
        with suppress(Exception):
            function(argument)
    assert seen(probing) == list(raised)
    assert probing.hits(mark) == len(raised)


def test_only_statements_that_raise(probing: Probing) -> None:
    module = arm(probing, "statement")
    assert module.divide(4, 2) == 1
    assert (probing.hits("statement"), probing.captures) == (0, [])
    with pytest.raises(ZeroDivisionError) as raised:
        module.divide(4, 0)
    assert [step.name for step in raised.traceback][1:] == ["divide"]
    ((_, capture),) = probing.captures
    assert probing.values("statement") == [{"a": "4", "b": "0", "half": "2"}]
    assert capture["raised"]["text"] == "ZeroDivisionError('division by zero')"
    assert capture["stack"][0]["line"] == targets.sites(probing.source_of(module))["statement"].place.line


def test_what_passes_through_a_statement(probing: Probing) -> None:
    module = arm(probing, "caught")
    assert module.caught(1, 1) == 1
    assert module.caught(1, 0) is None
    assert seen(probing) == ["ZeroDivisionError('division by zero')"]


def test_what_comes_up_in_a_function(probing: Probing) -> None:
    module = arm(probing, "function", calls=True)
    check(
        probing,
        "function",
        module.function,
        [0, 1, 2, 3, 4],
        "KeyError(1)",
        "ZeroDivisionError('division by zero')",
        "RuntimeError('again')",
        "ValueError(3)",
        "OSError(4)",
    )
    assert [values["found"] for values in probing.values("function")] == ["1", "2", "2", "3", "4"]


def test_the_line_where_it_came_up(probing: Probing) -> None:
    module = arm(probing, "wrapped", calls=True)
    module.wrapped()
    ((_, capture),) = probing.captures
    lines = probing.source_of(module).split("\n")
    assert lines[capture["stack"][0]["line"] - 1].strip() == "helper()"
    assert probing.values("wrapped") == [{"local": "1"}]


def test_the_end_of_a_generator_is_none(probing: Probing) -> None:
    module = arm(probing, "generator", calls=True)
    assert list(module.generator(1)) == [1, 1.0]
    closed = module.generator(1)
    next(closed)
    closed.close()
    check(
        probing,
        "generator",
        lambda n: list(module.generator(n)),
        [0],
        "ZeroDivisionError('division by zero')",
    )


def test_the_end_of_an_asynchronous_loop_is_none(probing: Probing) -> None:
    module = arm(probing, "coroutine", calls=True)
    run = lambda n: asyncio.run(module.coroutine(module.asynchronous(n)))  # noqa: E731
    assert run(2) == 5
    assert probing.hits("coroutine") == 0
    check(probing, "coroutine", run, [3], "ZeroDivisionError('division by zero')")


def test_what_is_thrown_into_a_wait(probing: Probing) -> None:
    module = arm(probing, "coroutine", calls=True)

    async def cancelled() -> None:
        task = asyncio.ensure_future(module.coroutine(module.asynchronous(2)))
        await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert seen(probing) == ["CancelledError()"]


def test_hits_are_exact_and_captures_few(probing: Probing) -> None:
    module = arm(probing, "again", calls=True)
    module.again(3000)
    outcomes = probing.outcomes("again")
    assert outcomes["hits"] == 3000
    assert 0 < outcomes["captured"] < 1000
    assert outcomes["captured"] + outcomes["rateLimited"] + outcomes["overBudget"] == 3000


def test_a_condition(probing: Probing) -> None:
    module = arm(probing, "statement", condition="a > 2")
    for a in (1, 3):
        with pytest.raises(ZeroDivisionError):
            module.divide(a, 0)
    assert probing.values("statement") == [{"a": "3", "b": "0", "half": "1"}]
    assert probing.outcomes("statement")["conditionFalse"] == 1


def test_secrets_in_it_are_withheld(probing: Probing) -> None:
    module = probing.load("""
        def login(password):
            raise ValueError("no access with " + password)  # @login
    """)
    probing.arm(module, "login", kind="exception")
    with pytest.raises(ValueError, match="hunter2"):
        module.login("hunter2")
    assert seen(probing) == ["ValueError('no access with ‹redacted›')"]


def test_the_code_is_the_original_afterwards(probing: Probing) -> None:
    module = probing.load(SOURCE)
    original = module.function.__code__
    probing.arm(module, "function", kind="exception", calls=True, function="function")
    assert module.function.__code__ is not original
    probing.arm()
    assert module.function.__code__ is original


SEVERAL = """
    def work(n):  # @work
        try:
            x = 1 / n  # @s
        except ZeroDivisionError:
            x = 0
        return x / n

    def generator(n):  # @generator
        x = yield 1 / n  # @y
        return x
"""

CALLS = {"calls": True, "function": "work"}


@pytest.mark.parametrize("reverse", [False, True], ids=["in order", "reversed"])
def test_all_that_watch_an_instruction_are_told(probing: Probing, reverse: bool) -> None:
    module = probing.load(SEVERAL)
    source = probing.source_of(module)
    asked: dict[str, tuple[str, dict[str, object]]] = {
        "snapshot": ("s", {}),
        "another": ("s", {}),
        "timer": ("s", {"kind": "time"}),
        "exceptions": ("s", {"kind": "exception"}),
        "function": ("work", {"kind": "function", "function": "work"}),
        "timed calls": ("work", {"kind": "time", **CALLS}),
        "all exceptions": ("work", {"kind": "exception", **CALLS}),
        "yield": ("y", {}),
        "timed yield": ("y", {"kind": "time"}),
        "timed generator": ("generator", {"kind": "time", "calls": True, "function": "generator"}),
    }
    probes = [
        {**targets.probe(source, str(module.__file__), mark), "id": name, **changes}
        for name, (mark, changes) in asked.items()
    ]
    _, wanted = wire.wanted({"revision": 1, "probes": probes[::-1] if reverse else probes})
    probing.registry.set_wanted("test", wanted)
    with suppress(ZeroDivisionError):
        module.work(0)
    suspended = module.generator(1)
    next(suspended)
    with suppress(ValueError):
        suspended.throw(ValueError("in"))
    told: dict[str, list[str]] = {name: [] for name in asked}
    for name, capture in probing.captures:
        told[name].append(capture["raised"]["text"])
    zero, value = "ZeroDivisionError('division by zero')", "ValueError('in')"
    assert told == {
        **{name: [zero] for name in asked},
        "all exceptions": [zero, zero],
        **{name: [value] for name in ("yield", "timed yield", "timed generator")},
    }
