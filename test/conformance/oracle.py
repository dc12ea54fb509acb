"""The truth about values: functions compiled from rewritten source, in which every expression tells its value.

`E` becomes `record(statement, number, E)`, which tells the value and returns it. As an engine it takes the
same requests as the agent's own and calls nothing of theirs but what is told of values.
"""

from __future__ import annotations

import ast
import builtins
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType

from compiled import CompiledFile, nested
from expressions_of import listed
from statements import statements_of

from snappoint.engines.base import Instrumented, Place, Request

RECORD = "__snappoint_oracle_record__"
"""A builtin by its name, so that tests which look at the others don't see it."""

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
        wrapping = _Wrapping()
        for one in statements_of(file):
            key = path, Place(*one.head.start, *one.head.end)
            statement = self._numbers.setdefault(key, len(self._numbers))
            for number, (node, _) in enumerate(listed(one.node) if one.has_code else ()):
                wrapping.wanted[id(node)] = statement, number
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            code = compile(wrapping.visit(file.tree), path, "exec", dont_inherit=True)
        return {(each.co_qualname, each.co_firstlineno): each for each in nested(code)}


class _Wrapping(ast.NodeTransformer):
    """Puts a call around every wanted node."""

    def __init__(self) -> None:
        self.wanted: dict[int, tuple[int, int]] = {}

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.JoinedStr):
            self._visit_f_string(node)
        else:
            super().generic_visit(node)
        wanted = self.wanted.get(id(node))
        if wanted is None or not isinstance(node, ast.expr) or not _can_be_argument(node):
            return node
        arguments: list[ast.expr] = [ast.Constant(number) for number in wanted]
        call = ast.Call(ast.Name(RECORD, ast.Load()), [*arguments, node], [])
        for made in (call, call.func, *arguments):
            ast.copy_location(made, node)
        return call

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return self.generic_visit(node)

    def _visit_f_string(self, node: ast.JoinedStr) -> None:
        """The text of an f-string has to stay text; what is formatted, in a specification too, is visited."""
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                part.value = self.visit(part.value)
                if isinstance(part.format_spec, ast.JoinedStr):
                    self._visit_f_string(part.format_spec)


def _can_be_argument(node: ast.expr) -> bool:
    """A tuple of slices can stand in a subscript only."""
    return not (isinstance(node, ast.Tuple) and any(isinstance(each, ast.Slice) for each in node.elts))
