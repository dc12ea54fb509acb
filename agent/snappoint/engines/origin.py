"""How instrumented code remembers what it was made from.

The original travels inside the code object itself, as a last constant that no instruction loads.
So the way back needs no table that could leak, grow or disagree with the program.
"""

from __future__ import annotations

import weakref
from types import CodeType
from typing import Any

_DESCRIPTION = ("co_name", "co_qualname", "co_filename", "co_firstlineno", "co_flags")
"""What another tool may say anew about a code object that goes on doing the same."""


class Origin:
    """The mark of one instrumented code object."""

    __slots__ = ("_described", "_instructions", "_marked", "_others", "code")

    def __init__(self, code: CodeType) -> None:
        self.code = code
        self._marked: weakref.ref[CodeType] | None = None
        self._instructions = 0
        self._described: dict[str, object] = {}
        self._others: tuple[object, ...] = ()

    def mark(self, code: CodeType) -> CodeType:
        """A copy of `code` that carries this origin."""
        marked = code.replace(co_consts=(*code.co_consts, self))
        self._marked = weakref.ref(marked)
        self._instructions, self._described = _instructions(marked), _described(marked)
        self._others = marked.co_consts[:-1]
        return marked

    def original_of(self, code: CodeType) -> CodeType:
        """What to go back to from `code`, which carries this mark."""
        if self._marked is not None and self._marked() is code:
            return self.code
        if _instructions(code) != self._instructions or len(code.co_consts) != len(self._others) + 1:
            # Another tool has put its own instructions among ours, which can't be told apart any more.
            return code
        changes: dict[str, Any] = dict(_described(code).items() - self._described.items())
        consts = self._consts_of(code)
        if any(one is not other for one, other in zip(consts, self.code.co_consts, strict=True)):
            changes["co_consts"] = consts
        return self.code.replace(**changes) if changes else self.code

    def _consts_of(self, code: CodeType) -> tuple[object, ...]:
        """The original's constants, with those exchanged that another tool has exchanged in `code`."""
        exchanged = {
            id(_without_probes(before)): _without_probes(after)
            for before, after in zip(self._others, code.co_consts, strict=False)
            if before is not after
        }
        return tuple(exchanged.get(id(const), const) for const in self.code.co_consts)

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        """Tools that pickle functions by value (cloudpickle) pickle their constants too; elsewhere
        the mark means nothing, and the class may not exist."""
        return type(None), ()


def original_of(code: CodeType) -> CodeType:
    """The code that `code` was instrumented from, or `code` itself when it is not ours.

    What another tool has changed in code of ours, by `code.replace(…)`, is changed in the original then too.
    """
    mark = code.co_consts[-1] if code.co_consts else None
    return mark.original_of(code) if type(mark) is Origin else code


def _without_probes(const: object) -> object:
    return original_of(const) if type(const) is CodeType else const


def _instructions(code: CodeType) -> int:
    return hash((code.co_code, code.co_exceptiontable))


def _described(code: CodeType) -> dict[str, object]:
    return {name: getattr(code, name) for name in _DESCRIPTION}
