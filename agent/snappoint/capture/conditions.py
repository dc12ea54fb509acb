"""The safe subset of Python expressions: what conditions, shown expressions and messages may say.

Names, attributes, subscripts, literals, comparisons, boolean and arithmetic operators, `in`, `… if … else …`
and a short list of builtins. Attributes, subscripts and builtins are replaced by functions that run no code
of the program's; operators are Python's own, of which `*` and `%` are for numbers only.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from types import CodeType, FrameType
from typing import cast

from ..engines.condition import NO, YES, Condition
from .reading import BUILTINS, attribute, item

LONGEST = 2000
"""Characters of one expression."""

_HELPERS: dict[str, object] = {
    ".attribute": attribute,
    ".item": item,
    **{f".{name}": function for name, function in BUILTINS.items()},
}
"""By names that no source can spell."""

_OPERATORS = (
    *(
        ast.Add,
        ast.Sub,
        ast.Mult,
        ast.Div,
        ast.FloorDiv,
        ast.Mod,
        ast.BitAnd,
        ast.BitOr,
        ast.BitXor,
        ast.RShift,
    ),
    *(ast.UAdd, ast.USub, ast.Invert, ast.Not, ast.And, ast.Or),
    *(ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Is, ast.IsNot, ast.In, ast.NotIn),
)

_NODES = (
    *(ast.Expression, ast.Constant, ast.Load, ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Compare, ast.IfExp),
    *(ast.Tuple, ast.List, ast.Set, ast.Dict, ast.Slice),
)


_STRANGE_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[^\\'\"abfnrtvxuUN0-7\n]")
"""Of these the compiler warns, and a warning of ours would appear in the program's output."""


class SubsetError(Exception):
    """A text that is no expression of the subset; the message says where and why."""


class Reader:
    """An expression that is worked out from a frame's variables."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._code = _compile(_checked(text))

    def read(self, frame: FrameType, names: Mapping[str, object]) -> object:
        """The value; raises what working it out raises."""
        return eval(self._code, frame.f_globals, {**names, **_HELPERS})


def condition_of(
    text: str,
    failed: Callable[[BaseException], object],
    changes: str = "",
    has_changed: Callable[[object], bool] | None = None,
) -> Condition:
    """The condition that a text says, and that what `changes` says has changed, as `has_changed` knows. One
    of both texts may be empty.

    Raises `SubsetError` for a text outside of the subset.
    """
    tests = [_checked(text)] if text or not changes else []
    if changes:
        watched = _checked(changes)
        tests.append(_call(_CHANGED, watched, watched))
    body = tests[0] if len(tests) == 1 else ast.copy_location(ast.BoolOp(ast.And(), tests), tests[0])
    decide = ast.IfExp(test=body, body=_name(YES, body), orelse=_name(NO, body))
    helpers = {**_HELPERS, _CHANGED: has_changed} if changes else _HELPERS
    return Condition(text, _compile(ast.copy_location(decide, body)), helpers, failed)


_CHANGED = ".changed"


def _checked(text: str) -> ast.expr:
    """The expression's tree, with everything that could run the program's code replaced."""
    if len(text) > LONGEST:
        raise SubsetError(f"longer than {LONGEST} characters")
    strange = _STRANGE_ESCAPE.search(text)
    if strange:
        raise SubsetError(
            f"column {strange.start() + 1}: {strange[0]} stands for nothing; write \\{strange[0]}"
        )
    try:
        tree = ast.parse(text.strip(), "<condition>", "eval")
        rewritten: ast.expr = _Rewriting(text.strip()).visit(tree.body)
    except SyntaxError as error:
        # Without an offset it is the end of the text that is not as it should be.
        raise SubsetError(f"column {error.offset or len(text.strip()) + 1}: {error.msg}") from None
    except (RecursionError, MemoryError, ValueError) as error:
        raise SubsetError(f"not an expression that Python can read: {type(error).__name__}") from None
    return rewritten


def _compile(body: ast.expr) -> CodeType:
    try:
        tree = ast.fix_missing_locations(ast.Expression(body))
        # Without optimisation nothing is left out, and annotations and futures of ours don't matter.
        return compile(tree, "<condition>", "eval", dont_inherit=True)
    except (SyntaxError, RecursionError, MemoryError, ValueError) as error:
        raise SubsetError(f"not an expression that Python can compile: {error}") from None


class _Rewriting(ast.NodeTransformer):
    """Refuses what is outside of the subset, and replaces reading by functions."""

    def __init__(self, text: str) -> None:
        self._text = text

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.BinOp | ast.UnaryOp | ast.BoolOp):
            self._check_operator(node, node.op)
        elif isinstance(node, ast.Dict) and None in node.keys:
            raise self._refusal(node, "** is not allowed here")
        elif not isinstance(node, (*_NODES, *_OPERATORS)):
            raise self._refusal(
                cast("ast.expr", node), f"{_WORDS.get(type(node), 'this')} is not allowed here"
            )
        return super().generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        by_identity = any(isinstance(op, ast.Is | ast.IsNot) for op in node.ops)
        operands = [node.left, *node.comparators]
        if by_identity and any(_is_written_out(one) for one in operands):
            raise self._refusal(node, "values are compared by ==, not by `is`")
        return self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """A text or list times a number could fill the memory, and a text with `%` runs code of what it
        formats. Neither has a unary plus, which changes no number."""
        self.generic_visit(node)
        if isinstance(node.op, ast.Mod):
            node.left = _number(node.left)
        if isinstance(node.op, ast.Mult):
            node.left, node.right = _number(node.left), _number(node.right)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return _call(".attribute", node, self.visit(node.value), ast.Constant(node.attr))

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        key = node.slice
        if isinstance(key, ast.Slice):
            ends = [
                self.visit(end) if end else ast.Constant(None) for end in (key.lower, key.upper, key.step)
            ]
            return _call(".item", node, self.visit(node.value), _call(".slice", node, *ends))
        return _call(".item", node, self.visit(node.value), self.visit(key))

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if not isinstance(node.func, ast.Name) or node.func.id not in BUILTINS:
            allowed = ", ".join(sorted(BUILTINS))
            raise self._refusal(node, f"only these can be called: {allowed}")
        if node.keywords or any(isinstance(one, ast.Starred) for one in node.args):
            raise self._refusal(node, "only plain arguments are allowed")
        return _call(f".{node.func.id}", node, *(self.visit(one) for one in node.args))

    def _check_operator(self, node: ast.expr, operator: ast.AST) -> None:
        if not isinstance(operator, _OPERATORS):
            raise self._refusal(node, f"{_WORDS.get(type(operator), 'this operator')} is not allowed here")

    def _refusal(self, node: ast.expr, reason: str) -> SubsetError:
        before = self._text.encode().splitlines()[node.lineno - 1][: node.col_offset]
        return SubsetError(f"column {len(before.decode()) + 1}: {reason}")


_HELPERS[".slice"] = slice

_WORDS: dict[type[ast.AST], str] = {
    ast.Lambda: "lambda",
    ast.Await: "await",
    ast.Yield: "yield",
    ast.YieldFrom: "yield",
    ast.NamedExpr: "an assignment",
    ast.JoinedStr: "an f-string",
    ast.Starred: "*",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a generator expression",
    ast.Pow: "**, which can take for ever,",
    ast.LShift: "<<, which can fill the memory,",
    ast.MatMult: "@",
}


def _number(operand: ast.expr) -> ast.expr:
    """The same for numbers; other values raise a `TypeError`."""
    if isinstance(operand, ast.Constant) and isinstance(operand.value, int | float | complex):
        return operand
    return ast.copy_location(ast.UnaryOp(ast.UAdd(), operand), operand)


def _is_written_out(operand: ast.expr) -> bool:
    """Whether it is a value that the compiler makes of the text, and not one of which there is only one: of
    its identity the compiler warns."""
    if isinstance(operand, ast.Constant):
        return operand.value is not None and operand.value is not ... and type(operand.value) is not bool
    return not any(isinstance(part, ast.Name) for part in ast.walk(operand))


def _name(name: str, like: ast.expr) -> ast.expr:
    return ast.copy_location(ast.Name(name, ast.Load()), like)


def _call(name: str, like: ast.expr, *arguments: ast.expr) -> ast.expr:
    placed = [one if hasattr(one, "lineno") else ast.copy_location(one, like) for one in arguments]
    return ast.copy_location(ast.Call(_name(name, like), placed, []), like)
