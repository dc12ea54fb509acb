"""The truth about values: functions compiled from rewritten source, where every expression tells its value.

`E` becomes `record(statement, number, E)`, which tells the value and returns it. As an engine it takes the
same requests as the agent's own and calls nothing of theirs but what is told of values.
"""

from __future__ import annotations

import builtins
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType

from compiled import CompiledFile, nested
from expressions_of import listed
from rewriting import RECORD, Wrapping
from statements import statements_of

from snappoint.engines.base import Instrumented, Place, Request

Key = tuple[str, Place]
"""A statement by file and head."""


class Oracle:
    """Takes a function's code from its file, compiled anew from the rewritten source."""

    name = "oracle"

    def __init__(self) -> None:
        self._told: dict[int, Callable[[int, object], object]] = {}
        self._numbers: dict[Key, int] = {}
        self._files: dict[str, dict[tuple[str, int], CodeType]] = {}
        setattr(builtins, RECORD, self._record)

    def objection(self) -> str:
        """See `Engine.objection`: there is none."""
        return ""

    def forget(self, *codes: CodeType) -> None:
        """See `Engine.forget`; what the oracle made is kept."""

    def instrument(self, code: CodeType, wanted: Sequence[Request]) -> Instrumented:
        """See `Engine.instrument`; every statement counts as one place."""
        path = code.co_filename
        if path not in self._files:
            self._files[path] = self._rewritten(path)
        made = self._files[path][code.co_qualname, code.co_firstlineno]
        if made.co_freevars != code.co_freevars:
            raise ValueError("rewriting has changed the variables")
        for request in wanted:
            number = self._numbers.get((path, request.place))
            if number is not None and request.watch:
                self._told[number] = request.watch.value
        return Instrumented(made, (1,) * len(wanted), ({},) * len(wanted))

    def _record(self, statement: int, number: int, value: object) -> object:
        told = self._told.get(statement)
        if told:
            told(number, value)
        return value

    def _rewritten(self, path: str) -> dict[tuple[str, int], CodeType]:
        file = CompiledFile(Path(path))
        wrapping = Wrapping()
        for one in statements_of(file):
            key = path, Place(*one.head.start, *one.head.end)
            statement = self._numbers.setdefault(key, len(self._numbers))
            for number, (node, _) in enumerate(listed(one.node) if one.has_code else ()):
                wrapping.wanted[id(node)] = statement, number
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(wrapping.visit(file.tree), path, "exec", dont_inherit=True)
        return {(each.co_qualname, each.co_firstlineno): each for each in nested(code)}
