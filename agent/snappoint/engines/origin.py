"""How instrumented code remembers what it was made from.

The original travels inside the code object itself, as a last constant that no instruction loads.
So the way back needs no table that could leak, grow or disagree with the program.
"""

from __future__ import annotations

import weakref
from types import CodeType


class Origin:
    """The mark of one instrumented code object."""

    __slots__ = ("_marked", "code")

    def __init__(self, code: CodeType) -> None:
        self.code = code
        self._marked: weakref.ref[CodeType] | None = None

    def mark(self, code: CodeType) -> CodeType:
        """A copy of `code` that carries this origin."""
        marked = code.replace(co_consts=(*code.co_consts, self))
        self._marked = weakref.ref(marked)
        return marked

    def is_of(self, code: CodeType) -> bool:
        return self._marked is not None and self._marked() is code

    def __reduce__(self) -> tuple[type[None], tuple[()]]:
        """Tools that pickle functions by value (cloudpickle) pickle their constants too; elsewhere
        the mark means nothing, and the class may not exist."""
        return type(None), ()


def original_of(code: CodeType) -> CodeType:
    """The code that `code` was instrumented from, or `code` itself when it is not ours.

    Code that another tool derived from ours still has our mark among its constants, but is theirs:
    it counts as an original.
    """
    mark = code.co_consts[-1] if code.co_consts else None
    if type(mark) is Origin and mark.is_of(code):
        return mark.code
    return code
