"""Code objects as editable instruction lists, and back."""

from __future__ import annotations

import dis
import opcode
from collections import defaultdict
from collections.abc import Iterator
from types import CodeType
from typing import Any, NamedTuple

from .._vendor.bytecode import Bytecode, Instr, Label, instr
from .._vendor.bytecode.instr import InstrLocation
from .handlers import Item

_JUMPS = frozenset((*dis.hasjrel, *dis.hasjabs))
_NOWHERE = (None, None, None, None)


def _keep_as_numbers(*names: str) -> None:
    """The library has words for the arguments of these instructions, but not for all that interpreters use:
    it lacks type parameters' defaults (3.13) and takes two fields of a template string's interpolation for
    one (3.14). Nothing here looks at them, so they stay what they are."""
    known_by_words = (instr.INTRINSIC_1OP, instr.INTRINSIC_2OP, instr.INTRINSIC, instr.FORMAT_VALUE_OPS)
    for name in names:
        for opcodes in (*known_by_words, instr.BITFLAG_OPCODES):
            opcodes.discard(opcode.opmap.get(name, -1))


_keep_as_numbers("CALL_INTRINSIC_1", "CALL_INTRINSIC_2", "CONVERT_VALUE", "BUILD_INTERPOLATION")


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
    names = tuple(name_of_free(code, name) for name in code.co_freevars)
    return code if names == code.co_freevars else code.replace(co_freevars=names)


def name_of_free(code: CodeType, name: str) -> str:
    """What a free variable is called in the instructions."""
    return f"{name} (free)" if name in code.co_varnames or name in code.co_cellvars else name


class Reading(NamedTuple):
    """The instructions of code that is only looked at, with labels where jumps lead, and for each
    instruction, labels left out, where it begins in `co_code`."""

    items: list[Item]
    begins: list[int]


def read(code: CodeType) -> Reading:
    """Lists any code that the interpreter itself can list. Arguments of other instructions than jumps are
    the bare numbers."""
    reading = Reading([], [])
    labels: defaultdict[int, Label] = defaultdict(Label)
    found = list(_whole_instructions(code))
    targets = {one.argval for _, one in found if one.opcode in _JUMPS}
    for begin, one in found:
        if begin in targets:
            reading.items.append(labels[begin])
        argument: Any = labels[one.argval] if one.opcode in _JUMPS else one.arg
        location = InstrLocation._from_tuple(*(one.positions or _NOWHERE))
        # Past the checks, since what is not assembled again need not be known to the assembler.
        reading.items.append(Instr._from_trusted(one.opname, one.opcode, argument, location))
        reading.begins.append(begin)
    return reading


def _whole_instructions(code: CodeType) -> Iterator[tuple[int, dis.Instruction]]:
    """The instructions, and where each begins with the extensions of its argument."""
    begin: int | None = None
    for one in dis.get_instructions(code):
        if begin is None:
            begin = one.offset
        if one.opname != "EXTENDED_ARG":
            yield begin, one
            begin = None
