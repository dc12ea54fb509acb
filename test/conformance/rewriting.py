"""Rewrites source so that expressions tell their values."""

from __future__ import annotations

import ast

RECORD = "__snappoint_oracle_record__"
"""A builtin by its name, so that tests which look at the others don't see it."""


class Wrapping(ast.NodeTransformer):
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
