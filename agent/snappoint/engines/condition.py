"""Conditions: a safe subset of Python expressions, compiled into the function that they are about.

There a name is an ordinary local, cell or global variable of the function, and a condition that is false
costs a few nanoseconds. Attributes and subscripts are read statically, by functions of ours, unless plain
Python semantics are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import CodeType, FrameType
from typing import Any

from .._vendor.bytecode import Bytecode, CellVar, FreeVar, Instr, Label
from .._vendor.bytecode.instr import InstrLocation
from .disassembly import name_of_free
from .handlers import Item
from .opcodes import ENDS, constant

YES, NO = ".yes", ".no"
"""Names that stand for the two outcomes in the compiled condition; no source can spell them."""

CO_OPTIMIZED, CO_NEWLOCALS = 0x1, 0x2


class Condition:
    """A checked condition. `code` is compiled in `eval` mode from `.yes if CONDITION else .no`, where names
    that begin with a dot are ours: the two outcomes and the keys of `helpers`."""

    def __init__(
        self,
        text: str,
        code: CodeType,
        helpers: Mapping[str, object],
        failed: Callable[[BaseException], object],
    ) -> None:
        self.text = text
        self.code = code
        self.helpers = helpers
        self.is_quick = helpers.keys().isdisjoint(code.co_names)
        """Whether it calls nothing: then it costs less than to ask the gate first."""

        self.failed = failed
        """Called with what was raised while the condition was worked out. Raises it again only if it is the
        program's own."""

    def holds(self, frame: FrameType, names: Mapping[str, object]) -> bool:
        """Evaluates the condition outside of the function, among these local variables of a frame."""
        space = {**names, **self.helpers, YES: True, NO: False}
        return bool(eval(self.code, frame.f_globals, space))


class Splice:
    """A condition made ready for one code object."""

    def __init__(self, condition: Condition, code: CodeType) -> None:
        self.condition = condition
        self._helpers = condition.helpers
        self._code = code
        self._items = Bytecode.from_code(condition.code)
        self.stack_needed = condition.code.co_stacksize

    def instructions(self, otherwise: Label, location: InstrLocation | None) -> list[Item]:
        """Instructions that go on behind themselves when the condition holds, and jump forward to
        `otherwise` when it does not."""
        then = Label()
        labels: dict[Label, Label] = {}
        made: list[Item] = []
        for item in self._body():
            if isinstance(item, Label):
                made.append(labels.setdefault(item, Label()))
            elif item.name == "LOAD_NAME" and item.arg in (YES, NO):
                target = then if item.arg == YES else otherwise
                made.append(Instr("JUMP_FORWARD", target, location=location))
            elif item.name not in ENDS:
                made.append(self._adapted(item, labels, location))
        return [*made, then]

    def _body(self) -> list[Item]:
        resume = next(
            i for i, item in enumerate(self._items) if isinstance(item, Instr) and item.name == "RESUME"
        )
        return [item for item in self._items[resume + 1 :] if isinstance(item, Instr | Label)]

    def _adapted(self, item: Instr, labels: dict[Label, Label], location: InstrLocation | None) -> Instr:
        if item.name == "LOAD_NAME":
            assert isinstance(item.arg, str)
            return self._load(item.arg, location)
        arg: Any = item.arg
        return Instr(
            item.name, labels.setdefault(arg, Label()) if isinstance(arg, Label) else arg, location=location
        )

    def _load(self, name: str, location: InstrLocation | None) -> Instr:
        if name in self._helpers:
            return constant(self._helpers[name], location)
        opcode, argument = _way_to(name, self._code)
        return Instr(opcode, argument, location=location)


def _way_to(name: str, code: CodeType) -> tuple[str, Any]:
    """How the code loads a variable of that name."""
    optimized = code.co_flags & CO_OPTIMIZED
    if name in code.co_cellvars:
        way: tuple[str, Any] = ("LOAD_DEREF", CellVar(name))
    elif optimized and name in code.co_varnames:
        way = (_LOAD_CHECKED, name)
    elif name in code.co_freevars and (optimized or name not in code.co_names):
        # A class body may have a name of its own that a function inside takes from further out.
        way = ("LOAD_DEREF", FreeVar(name_of_free(code, name)))
    else:
        way = ("LOAD_GLOBAL", (False, name)) if optimized else ("LOAD_NAME", name)
    return way


def _load_checked() -> str:
    """The instruction that loads a local variable and raises when it has no value."""
    import opcode  # noqa: PLC0415

    return "LOAD_FAST_CHECK" if "LOAD_FAST_CHECK" in opcode.opmap else "LOAD_FAST"


_LOAD_CHECKED = _load_checked()
