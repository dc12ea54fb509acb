"""What the compiler of the running interpreter makes of some code, found by looking."""

from __future__ import annotations

import dis
import opcode


def _opnames(source: str, mode: str = "eval") -> list[str]:
    return [instr.opname for instr in dis.get_instructions(compile(source, "<behaviour>", mode))]


def _null_follows_callable() -> bool:
    """`a[0]()` is compiled to `PUSH_NULL, a, 0, BINARY_SUBSCR, CALL` up to 3.12, and to
    `a, 0, BINARY_SUBSCR, PUSH_NULL, CALL` from 3.13 on."""
    names = _opnames("a[0]()")
    return names.index("PUSH_NULL") > names.index("LOAD_NAME")


NULL_FOLLOWS_CALLABLE = _null_follows_callable()

CALL_NEEDS_PRECALL = "PRECALL" in opcode.opmap
"""Only 3.11 prepares a call by an instruction of its own, which must stand right before `CALL`."""


def _loop_cleanup() -> tuple[str, ...]:
    """What follows the jump back of a loop that ends by itself."""
    names = _opnames("for x in a: pass", "exec")
    after = names[names.index("JUMP_BACKWARD") + 1 :]
    return tuple(name for name in after if name in ("END_FOR", "POP_TOP", "POP_ITER"))


LOOP_CLEANUP = _loop_cleanup()
"""The instructions that drop the last item and the iterator: none in 3.11, `END_FOR` in 3.12, then two."""

ITERATION_NEEDS_INDEX = dis.stack_effect(opcode.opmap["GET_ITER"]) == 1
"""From 3.15 on an iterator has a second place on the stack: an index, or nothing."""
