"""The instructions that call a hook, for the interpreter that runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from .._vendor.bytecode import Instr
from .._vendor.bytecode.instr import InstrLocation
from ..behaviour import CALL_NEEDS_PRECALL, NULL_FOLLOWS_CALLABLE
from .base import Hook

STACK_NEEDED = 3
"""Values that the sequences below have on the stack at most, beside those that were there."""

LOOP_STEPS = frozenset({"FOR_ITER", "GET_ANEXT"})
"""Where a `for` or `async for` asks for its next item."""

NOT_BEFORE = frozenset({"PUSH_EXC_INFO", "END_FOR", "POP_ITER", "END_SEND", "CLEANUP_THROW", "END_ASYNC_FOR"})
"""Instructions that the ones before them jump to or rely on as a unit: nothing may come in between.
Before `PUSH_EXC_INFO` the exception that is being handled is not yet where a call would save it."""


def call_hook(hook: Hook, location: InstrLocation | None) -> list[Instr]:
    """`hook()`, result dropped. The location is the statement's, so that tracers and tracebacks see
    nothing but its line."""
    return [*_load(hook, location), *_call(0, location), Instr("POP_TOP", location=location)]


def replace_top(function: Callable[[Any], object], location: InstrLocation | None) -> list[Instr]:
    """Replaces the top of the stack by `function(top)`."""
    copy_top = Instr("COPY", 3, location=location)
    drop_old = [Instr("SWAP", 2, location=location), Instr("POP_TOP", location=location)]
    return [*_load(function, location), copy_top, *_call(1, location), *drop_old]


def _load(function: object, location: InstrLocation | None) -> list[Instr]:
    callee = Instr("LOAD_CONST", cast("Any", function), location=location)
    null = Instr("PUSH_NULL", location=location)
    return [callee, null] if NULL_FOLLOWS_CALLABLE else [null, callee]


def _call(arguments: int, location: InstrLocation | None) -> list[Instr]:
    precall = [Instr("PRECALL", arguments, location=location)] if CALL_NEEDS_PRECALL else []
    return [*precall, Instr("CALL", arguments, location=location)]
