"""What the functions of a program do when they are called: the record that has to be the same with probes."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any

from .scope import Made
from .world import TooMuchError, World, shape

ARGUMENTS = ((0, 1), (3, 2), (7, -1))
MOST_YIELDS = 12
THROWN_AT = 5
"""The step at which a suspended call gets an error instead of a value."""

HAS_SURE_PLACES = sys.version_info >= (3, 12)
"""On 3.11 the place of an error can depend on how often the code has run: instructions are fused meanwhile,
even over the end of a line."""


def behaviour(world: World, functions: Iterable[Callable[..., Any]], file: str) -> list[str]:
    """Calls every function with all arguments; tells everything that can be seen from outside."""
    for function in functions:
        for arguments in ARGUMENTS:
            world.restart()
            world.events.append(f"call {function.__name__}{arguments}")
            try:
                world.events.append(f"returned {_outcome(function(*arguments), world)}")
            except (Exception, TooMuchError) as error:
                world.events += [f"raised {line}" for line in _error(error, file)]
    # What is thrown away later may still tell of its end, after what the caller does next.
    return world.events.copy()


def called(made: Iterable[Made], namespace: dict[str, Any]) -> list[Callable[..., Any]]:
    return [namespace[one.name] for one in made]


def _outcome(result: Any, world: World) -> str:
    if inspect.isasyncgen(result):
        return _run(_consumed(result, world), world)
    if inspect.isgenerator(result) or inspect.iscoroutine(result):
        return _run(result, world)
    return shape(result)


async def _consumed(source: Any, world: World) -> None:
    """Asks an asynchronous generator for everything, sends into it and throws into it."""
    sent = None
    for number in range(MOST_YIELDS):
        asking = source.athrow(KeyError(number)) if number == THROWN_AT else source.asend(sent)
        try:
            world.events.append(f"gave {shape(await asking)}")
        except StopAsyncIteration:
            return
        sent = number
    await source.aclose()


def _run(suspendable: Any, world: World) -> str:
    """Steps a generator or coroutine to its end, with a value for each step and an error for one."""
    sent = None
    for number in range(4 * MOST_YIELDS):
        try:
            told = suspendable.throw(ValueError(number)) if number == THROWN_AT else suspendable.send(sent)
        except StopIteration as end:
            return shape(end.value)
        world.events.append(f"yielded {shape(told)}")
        sent = number
    suspendable.close()
    return "closed"


def _error(error: BaseException | None, file: str) -> list[str]:
    """The error with its arguments, where it was raised to the column, and what led to it."""
    lines = []
    while error is not None:
        is_sure = HAS_SURE_PLACES or not isinstance(error, UnboundLocalError)
        places = _places(error.__traceback__, file) if is_sure else "some line"
        lines.append(f"{type(error).__name__}{shape(error.args)} at {places}")
        lines += [line for inner in getattr(error, "exceptions", ()) for line in _error(inner, file)]
        error = error.__cause__ or error.__context__
    return lines


def _places(step: TracebackType | None, file: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    while step is not None:
        code = step.tb_frame.f_code
        if code.co_filename == file:
            position = list(code.co_positions())[step.tb_lasti // 2] if HAS_SURE_PLACES else ()
            found.append((code.co_name, step.tb_lineno, *position))
        step = step.tb_next
    return found
