"""Facts about the running interpreter that the agent depends on, each found by looking, not by version.

A fact that only a version number could tell stands here too, with the reason, so that nothing else
in the agent asks for versions.
"""

from __future__ import annotations

import dis
import opcode
import sys


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

READING_LOCALS_LEAVES_A_DICT = sys.version_info < (3, 13)
"""Until PEP 667 (3.13), `frame.f_locals` fills a dictionary that stays with the frame and keeps the
values alive until the function returns. There is no way to look: the dictionary is only reachable
by the very access that makes it."""

THREADS_RUN_AT_ONCE = not getattr(sys, "_is_gil_enabled", lambda: True)()
"""Whether this is a free-threaded build that runs without the global lock (PEP 703)."""

SUPPORTED = sys.implementation.name == "cpython" and sys.version_info >= (3, 11)
"""The instructions that are inserted, and PEP 657's positions that tell where, exist from 3.11 on."""
