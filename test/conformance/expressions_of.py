"""The expressions in each statement's own code, as the wire describes them, found by CPython's own parser."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from snappoint.engines.base import Expression, Place

_SKIPPED = (ast.Slice, ast.FormattedValue, ast.Starred)
"""Nodes that are no values of their own; what is inside them is."""


def expressions_of(statement: ast.AST) -> tuple[Expression, ...]:
    """Those that the statement itself evaluates: not those of its blocks, of functions that it defines, or of
    steps of a comprehension. An `except` and a `case` are statements too."""
    return tuple(expression for _, expression in listed(statement))


def listed(statement: ast.AST) -> list[tuple[ast.expr, Expression]]:
    """The same with the nodes that they stand for."""
    listing = _Listing()
    for root in _roots(statement):
        listing.add(root)
    return listing.found


class _Listing:
    def __init__(self) -> None:
        self.found: list[tuple[ast.expr, Expression]] = []

    def add(self, node: ast.expr) -> list[int]:
        """Lists a node behind its parts; returns its index, or those of its parts if it is no value."""
        parts = [number for child in _children(node) for number in self.add(child)]
        if isinstance(node, _SKIPPED) or _is_target(node):
            return parts
        self.found.append((node, Expression(place_of(node), kind_of(node), tuple(parts), name_of(node))))
        return [len(self.found) - 1]


def place_of(node: ast.expr | ast.stmt) -> Place:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    return Place(node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)


def kind_of(node: ast.expr) -> str:
    match node:
        case ast.BoolOp(op=op):
            return "and" if isinstance(op, ast.And) else "or"
        case ast.UnaryOp(op=ast.Not()):
            return "not"
        case ast.Name(id="__debug__"):
            return "constant"
    return _KINDS.get(type(node), "other")


_KINDS: dict[type[ast.expr], str] = {
    ast.Name: "name",
    ast.IfExp: "conditional",
    ast.Compare: "compare",
    ast.NamedExpr: "walrus",
    ast.Await: "await",
    ast.ListComp: "comprehension",
    ast.SetComp: "comprehension",
    ast.DictComp: "comprehension",
    ast.Constant: "constant",
}


def name_of(node: ast.expr) -> str:
    """What it is known by: an identifier, an attribute's name, a constant key, a comparison's operators, the
    name of the function that is called, or what it is told to look up."""
    match node:
        case (
            ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name)))
        ):
            return name
        case ast.Call(
            func=ast.Name(id="get" | "getenv" | "getlist" | "pop" | "setdefault")
            | ast.Attribute(attr="get" | "getenv" | "getlist" | "pop" | "setdefault"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            return name
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
        case ast.Compare(ops=ops):
            return ", ".join(_OPERATORS[type(op)] for op in ops)
    return ""


_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}


def _roots(statement: ast.AST) -> Iterator[ast.expr]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from statement.decorator_list
            yield from _defaults(statement.args)
        case ast.ClassDef():
            yield from statement.decorator_list
            if not getattr(statement, "type_params", None):
                yield from statement.bases
                yield from (keyword.value for keyword in statement.keywords)
        case ast.AnnAssign(target=target, value=value):
            if value is not None:
                yield value
            yield target
        case ast.Try():
            return
        case _ if type(statement).__name__ in ("TryStar", "TypeAlias"):
            return
        case ast.Match(subject=subject):
            yield subject
        case _:
            yield from _fields(statement)


def _fields(node: ast.AST) -> Iterator[ast.expr]:
    for name, value in ast.iter_fields(node):
        if name in ("body", "orelse", "finalbody", "handlers", "cases") and isinstance(value, list):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.expr):
                yield one
            elif isinstance(one, ast.keyword | ast.withitem):
                yield from _fields(one)


def _children(node: ast.expr) -> Iterator[ast.expr]:
    """In the order in which the code evaluates them, which is not always that of the node's fields."""
    match node:
        case ast.Lambda(args=args):
            yield from _defaults(args)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            yield node.generators[0].iter
        case ast.NamedExpr(value=value):
            yield value
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            yield from (part for pair in pairs for part in pair if part is not None)
        case ast.JoinedStr():
            yield from _replacements(node)
        case ast.FormattedValue(value=value, format_spec=spec):
            yield value
            yield from _replacements(spec) if isinstance(spec, ast.JoinedStr) else ()
        case _:
            yield from _fields(node)


def _replacements(text: ast.JoinedStr) -> Iterator[ast.FormattedValue]:
    return (part for part in text.values if isinstance(part, ast.FormattedValue))


def _defaults(args: ast.arguments) -> Iterator[ast.expr]:
    yield from args.defaults
    yield from (default for default in args.kw_defaults if default is not None)


def _is_target(node: ast.expr) -> bool:
    return not isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
