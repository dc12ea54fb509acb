"""The statements of a file's functions, from Python's own `ast`, and whether each was compiled to code."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from compiled import Code, CompiledFile, Position, Span
from expressions_of import kind_of, listed

from snappoint.engines.base import Expression

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
Scope: TypeAlias = Function | ast.ClassDef


@dataclass(frozen=True)
class Statement:
    """A statement that runs as part of a function, be it in a class body inside of it."""

    function: str
    """`co_qualname` of the code that runs it; the name in the source when nothing was compiled."""

    first_line: int
    """`co_firstlineno` of that code: two functions of one file can have the same qualified name."""

    head: Span
    """The statement's own code: without its body where it has one."""

    has_code: bool
    expressions: tuple[Expression, ...]
    """Those that the statement itself evaluates."""

    forms: tuple[str, ...]
    """What `ast` calls each of them."""

    names: tuple[str, ...]
    """The variables of the code that runs it."""

    node: Any


def statements_of(file: CompiledFile) -> list[Statement]:
    """Every statement of every function, methods and nested ones too; `except` and `case` count as one."""
    return [one for scope, nodes in _scopes(file.tree, inside=False) for one in _judged(file, scope, nodes)]


def _scopes(node: ast.AST, inside: bool) -> Iterator[tuple[Scope, list[Any]]]:
    """Functions, and classes in them, each with the statements that its own code runs."""
    for child in _below(node):
        if isinstance(child, Scope):
            counts = inside or isinstance(child, Function)
            if counts:
                yield child, [each for each in _below(child) if _is_statement(each)]
            yield from _scopes(child, counts)


def _below(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes below, not those inside of functions and classes below, which have code of their own."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, Scope):
            yield from _below(child)


def _is_statement(node: ast.AST) -> bool:
    return isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case)


def _judged(file: CompiledFile, scope: Scope, nodes: list[Any]) -> Iterator[Statement]:
    codes = _codes_of(file, scope)
    for node in nodes:
        head = head_of(node)
        found = listed(node)
        expressions = tuple(expression for _, expression in found)
        forms = tuple(_form(each) for each, _ in found)
        running = next((code.code for code in codes if code.starts_in(head)), None)
        if running is None:
            yield Statement(scope.name, scope.lineno, head, False, expressions, forms, (), node)
        else:
            names = dict.fromkeys([*running.co_varnames, *running.co_cellvars, *running.co_freevars])
            function = running.co_qualname, running.co_firstlineno
            yield Statement(*function, head, True, expressions, forms, tuple(names), node)


def _form(node: ast.expr) -> str:
    is_super = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"
    if is_super:
        return "super()"
    return "Constant" if kind_of(node) == "constant" else type(node).__name__


def _codes_of(file: CompiledFile, scope: Scope) -> list[Code]:
    """What was compiled from a definition; a `finally` body is compiled more than once."""
    lines = range(_start(scope)[0], scope.lineno + 1)
    return [
        code for code in file.codes if code.code.co_name == scope.name and code.code.co_firstlineno in lines
    ]


def head_of(node: Any) -> Span:
    """From the statement's start to where its body begins, or to its end."""
    if isinstance(node, ast.Match):
        return Span(_start(node), (node.subject.end_lineno or 0, node.subject.end_col_offset or 0))
    body = getattr(node, "body", None)
    return Span(_start(node), _start(body[0]) if body else (node.end_lineno, node.end_col_offset))


def _start(node: Any) -> Position:
    if isinstance(node, ast.match_case):
        return node.pattern.lineno, node.pattern.col_offset
    decorators = getattr(node, "decorator_list", [])
    # The sign before the first decorator belongs to it, and nothing else can stand before that.
    return (decorators[0].lineno, 0) if decorators else (node.lineno, node.col_offset)
