"""The instructions that are inserted, for the interpreter that runs, and what has to be known of others."""

from __future__ import annotations

import opcode
from collections.abc import Callable, Iterator
from typing import Any, cast

from .._vendor.bytecode import CellVar, FreeVar, Instr, Label
from .._vendor.bytecode.instr import InstrLocation
from .dialect import (
    CALL_NEEDS_PRECALL,
    ITERATION_NEEDS_INDEX,
    LOOP_CLEANUP,
    NULL_FOLLOWS_CALLABLE,
)
from .handlers import Item

STACK_NEEDED = 6
"""Values that the sequences below have on the stack at most, beside those that were there."""

LOOP_STEPS = frozenset({"FOR_ITER", "GET_ANEXT"})
"""Where a `for` or `async for` asks for its next item."""

NOT_BEFORE = frozenset({"PUSH_EXC_INFO", "END_FOR", "POP_ITER", "END_SEND", "CLEANUP_THROW", "END_ASYNC_FOR"})
"""Instructions that the ones before them jump to or rely on as a unit: nothing may come in between.
Before `PUSH_EXC_INFO` the exception that is being handled is not yet where a call would save it."""

ENDS = frozenset({"RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE", "INTERPRETER_EXIT"})
"""Instructions after which the next one does not run."""

FORWARD_JUMPS = frozenset({"JUMP_FORWARD"})
BACK_JUMP = "JUMP_BACKWARD_NO_INTERRUPT"
BACK_JUMPS = frozenset({"JUMP_BACKWARD", BACK_JUMP})

MAKES_A_VALUE = frozenset(
    [
        "LOAD_FAST",
        "LOAD_FAST_CHECK",
        "LOAD_FAST_BORROW",
        "LOAD_DEREF",
        "LOAD_CLASSDEREF",
        "LOAD_NAME",
        "LOAD_GLOBAL",
        "LOAD_FROM_DICT_OR_DEREF",
        "LOAD_FROM_DICT_OR_GLOBALS",
        "LOAD_ATTR",
        "LOAD_METHOD",
        "LOAD_SUPER_ATTR",
        "LOAD_CONST",
        "LOAD_SMALL_INT",
        "LOAD_COMMON_CONSTANT",
        "BINARY_OP",
        "BINARY_SUBSCR",
        "BINARY_SLICE",
        "UNARY_NOT",
        "UNARY_NEGATIVE",
        "UNARY_INVERT",
        "UNARY_POSITIVE",
        "COMPARE_OP",
        "IS_OP",
        "CONTAINS_OP",
        "CALL",
        "CALL_KW",
        "CALL_FUNCTION_EX",
        "CALL_INTRINSIC_1",
        "CALL_INTRINSIC_2",
        "BUILD_TUPLE",
        "BUILD_LIST",
        "BUILD_SET",
        "BUILD_MAP",
        "BUILD_CONST_KEY_MAP",
        "BUILD_STRING",
        "BUILD_TEMPLATE",
        "BUILD_SLICE",
        "LIST_APPEND",
        "LIST_EXTEND",
        "LIST_TO_TUPLE",
        "SET_ADD",
        "SET_UPDATE",
        "MAP_ADD",
        "DICT_UPDATE",
        "DICT_MERGE",
        "FORMAT_VALUE",
        "FORMAT_SIMPLE",
        "FORMAT_WITH_SPEC",
        "MAKE_FUNCTION",
        "SET_FUNCTION_ATTRIBUTE",
        "END_SEND",
    ]
)
"""Instructions after which the value of the expression that they belong to, or a part of it, is on top."""

LOADS_A_NAME = frozenset(
    {"LOAD_FAST", "LOAD_FAST_CHECK", "LOAD_FAST_BORROW", "LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_NAME"}
    | {"LOAD_GLOBAL", "LOAD_FROM_DICT_OR_DEREF", "LOAD_FROM_DICT_OR_GLOBALS"}
)

ADDS_TO_A_VALUE = frozenset(
    {"LIST_APPEND", "LIST_EXTEND", "SET_ADD", "SET_UPDATE", "MAP_ADD", "DICT_UPDATE", "DICT_MERGE"}
)

FORMATS = frozenset({"FORMAT_VALUE", "FORMAT_SIMPLE", "FORMAT_WITH_SPEC"})

MAKES_TEXT = FORMATS | {"BUILD_STRING", "LOAD_CONST"}

NOWHERE = InstrLocation(None, None, None, None)
"""For instructions that no line of the source stands for."""

_TESTS_NEED_BOOL = "TO_BOOL" in opcode.opmap
_IF_FALSE = "POP_JUMP_IF_FALSE" if "POP_JUMP_IF_FALSE" in opcode.opmap else "POP_JUMP_FORWARD_IF_FALSE"
_IF_TRUE = "POP_JUMP_IF_TRUE" if "POP_JUMP_IF_TRUE" in opcode.opmap else "POP_JUMP_FORWARD_IF_TRUE"


def call_hook(hook: object, location: InstrLocation | None) -> list[Item]:
    """`hook()`, result dropped. The location is the statement's, so that tracers and tracebacks see
    nothing but its line."""
    return [*load(hook, location), *_call(0, location), Instr("POP_TOP", location=location)]


def call_with_top(function: object, location: InstrLocation | None, depth: int = 1) -> list[Item]:
    """`function(value)`, result dropped, of the value that many places down the stack, which stays."""
    copy = Instr("COPY", depth + 2, location=location)
    return [*load(function, location), copy, *_call(1, location), Instr("POP_TOP", location=location)]


def replace_top(function: Callable[[Any], object], location: InstrLocation | None) -> list[Item]:
    """Replaces the top of the stack by `function(top)`."""
    copy_top = Instr("COPY", 3, location=location)
    drop_old = [Instr("SWAP", 2, location=location), Instr("POP_TOP", location=location)]
    return [*load(function, location), copy_top, *_call(1, location), *drop_old]


def advance(iterator: Iterator[object], location: InstrLocation | None) -> list[Item]:
    """One step of an endless iterator: a `for` loop's own step, which takes a fraction of a call's time.
    The item and the iterator are dropped by what would end the loop."""
    end = Label()
    null = [Instr("PUSH_NULL", location=location)] if ITERATION_NEEDS_INDEX else []
    step = Instr("FOR_ITER", end, location=location)
    drop: list[Item] = [Instr(name, location=location) for name in LOOP_CLEANUP]
    # Before there was `END_FOR`, the step itself dropped the iterator at the end.
    ending = [end, *drop] if drop else [*(Instr("POP_TOP", location=location) for _ in range(2)), end]
    return [constant(iterator, location), *null, step, *ending]


def jump_if_empty(flag: object, target: Label, location: InstrLocation | None) -> list[Item]:
    """Jumps forward to `target` unless the container holds something."""
    return [*_test(flag, location), Instr(_IF_FALSE, target, location=location), *_not_taken(location)]


def jump_unless_empty(flag: object, target: Label, location: InstrLocation | None) -> list[Item]:
    """Jumps forward to `target` if the container holds something."""
    return [*_test(flag, location), Instr(_IF_TRUE, target, location=location), *_not_taken(location)]


def constant(value: object, location: InstrLocation | None) -> Instr:
    """`LOAD_CONST` of any object."""
    return Instr("LOAD_CONST", cast("Any", value), location=location)


def null_is_on_top(item: Instr) -> bool:
    """Whether it pushes a NULL after the value, to call it."""
    return NULL_FOLLOWS_CALLABLE and item.name == "LOAD_GLOBAL" and _flags(item)[:1] == (True,)


def stored_name(item: Instr) -> str:
    """The variable that it binds to the top of the stack, if it does."""
    if item.name in ("STORE_FAST", "STORE_NAME", "STORE_GLOBAL"):
        return str(item.arg)
    return item.arg.name if item.name == "STORE_DEREF" and isinstance(item.arg, CellVar | FreeVar) else ""


def is_opposite(item: Item, operators: str) -> bool:
    """Whether it works out the opposite of a comparison that is written with these operators."""
    if not isinstance(item, Instr) or item.name not in ("CONTAINS_OP", "IS_OP"):
        return False
    return operators in ("in", "not in", "is", "is not") and bool(item.arg) != ("not" in operators)


def loads_method(item: Item) -> bool:
    """Whether it pushes a function and its `self` apart, so that no bound method is made."""
    if not isinstance(item, Instr):
        return False
    if item.name == "LOAD_METHOD":
        return True
    return item.name in ("LOAD_ATTR", "LOAD_SUPER_ATTR") and _flags(item)[:1] == (True,)


def attribute_to_call(item: Instr, tell: list[Item]) -> list[Item]:
    """What `item`, which loads a method, does, by way of the bound method, on top while `tell` runs."""
    location = item.location
    null = Instr("PUSH_NULL", location=location)
    order = [null] if NULL_FOLLOWS_CALLABLE else [null, Instr("SWAP", 2, location=location)]
    if item.name == "LOAD_METHOD":
        plain = Instr("LOAD_ATTR", item.arg, location=location)
    else:
        plain = Instr(item.name, cast("Any", (False, *_flags(item)[1:])), location=location)
    return [plain, *tell, *order]


def load(function: object, location: InstrLocation | None) -> list[Item]:
    """What stands before the arguments of a call."""
    callee, null = constant(function, location), Instr("PUSH_NULL", location=location)
    return [callee, null] if NULL_FOLLOWS_CALLABLE else [null, callee]


def _flags(item: Instr) -> tuple[object, ...]:
    return item.arg if isinstance(item.arg, tuple) else ()


def _test(flag: object, location: InstrLocation | None) -> list[Item]:
    to_bool: list[Item] = [Instr("TO_BOOL", location=location)] if _TESTS_NEED_BOOL else []
    return [constant(flag, location), *to_bool]


def _not_taken(location: InstrLocation | None) -> list[Item]:
    """What the compiler puts behind a conditional jump (3.14), and what monitoring tools see when it is not
    taken: without it, coverage would lose the way from the jump before to the next line."""
    return [Instr("NOT_TAKEN", location=location)] if "NOT_TAKEN" in opcode.opmap else []


def _call(arguments: int, location: InstrLocation | None) -> list[Item]:
    precall: list[Item] = [Instr("PRECALL", arguments, location=location)] if CALL_NEEDS_PRECALL else []
    return [*precall, Instr("CALL", arguments, location=location)]
