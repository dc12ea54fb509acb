"""Code objects as editable instruction lists, and back."""

from __future__ import annotations

import dis
from collections.abc import Iterator
from types import CodeType

from .._vendor.bytecode import Bytecode


def disassemble(code: CodeType) -> Bytecode:
    """The instructions, without caches and argument extensions, and the labels between them."""
    items = Bytecode.from_code(_with_distinct_names(code), conserve_exception_block_stackdepth=True)
    # The assembler numbers local variables by this list first: so each keeps its index, which fused
    # instructions can only encode up to 15, and `locals()` keeps its order.
    items.argnames = list(code.co_varnames)
    return items


def assemble(items: Bytecode, code: CodeType, stack_needed: int) -> CodeType:
    """The code object that `items`, made from `code` by insertions of ours, stands for; these need that many
    places on the stack beside those that `code` has."""
    made = items.to_code(stacksize=code.co_stacksize + stack_needed, compute_exception_stack_depths=False)
    return made if made.co_freevars == code.co_freevars else made.replace(co_freevars=code.co_freevars)


def _with_distinct_names(code: CodeType) -> CodeType:
    """A comprehension inside a type parameter can make one name both a local and a free variable of the
    same code (3.13). The library tells variables by name, so such a free one gets another meanwhile."""
    doubles = set(code.co_freevars) & {*code.co_varnames, *code.co_cellvars}
    if not doubles:
        return code
    names = tuple(f"{name} (free)" if name in doubles else name for name in code.co_freevars)
    return code.replace(co_freevars=names)


def offsets(code: CodeType) -> list[int]:
    """For each instruction of `disassemble(code)`, labels left out, where it begins in `co_code`."""
    return list(_beginnings(code))


def _beginnings(code: CodeType) -> Iterator[int]:
    begin: int | None = None
    for instr in dis.get_instructions(code):
        if begin is None:
            begin = instr.offset
        if instr.opname != "EXTENDED_ARG":
            yield begin
            begin = None
