"""Programs to probe: source text with `# @name` marks, and the places that the marks stand for."""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from expressions_of import expressions_of

from snappoint.engines.base import Expression, Place
from snappoint.text_hash import text_hash

_MARK = re.compile(r"#\s*@(\w+)")


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Site(NamedTuple):
    """A marked statement: the function whose code runs it, and its own code's span."""

    function: str
    place: Place
    expressions: tuple[Expression, ...] = ()


@functools.cache
def sites(source: str) -> dict[str, Site]:
    """The statements on whose first line a mark stands."""
    marks = {i: m[1] for i, line in enumerate(source.split("\n"), 1) if (m := _MARK.search(line))}
    found = {}
    for function, node in _statements(ast.parse(source), ""):
        place = head(node)
        if place.line in marks:
            inside = expressions_of(node) if isinstance(node, ast.stmt) else ()
            found.setdefault(marks[place.line], Site(function, place, inside))
    missing = set(marks.values()) - set(found)
    assert not missing, f"no statement begins at {missing}"
    return found


def probe(source: str, file: str, mark: str) -> dict[str, Any]:
    """The probe that a server would send for a marked statement."""
    site = sites(source)[mark]
    place = site.place
    wanted = {"id": mark, "kind": "snapshot", "file": file, "hash": text_hash(source.encode())}
    return {**wanted, "function": site.function, "span": span(place)}


def probe_at(source: str, file: str, function: str, text: str) -> dict[str, Any]:
    """A probe at the first place of a text on one line."""
    before, found, _ = source.partition(text)
    assert found, f"{text} is not in the source"
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2].encode())
    place = Place(line, column, line, column + len(text.encode()))
    wanted = {"id": text, "kind": "snapshot", "file": file, "hash": text_hash(source.encode())}
    return {**wanted, "function": function, "span": span(place)}


def expressions(source: str, mark: str) -> list[dict[str, Any]]:
    """The expressions of a marked statement, as a server would send them."""
    return [
        {"span": span(one.place), "kind": one.kind, "parts": list(one.parts), "name": one.name}
        for one in sites(source)[mark].expressions
    ]


def text_at(source: str, place: Place) -> str:
    """The source text of an expression."""
    lines = source.encode().split(b"\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column]
    lines[0] = lines[0][place.column :]
    return b"\n".join(lines).decode()


def span(place: Place) -> dict[str, dict[str, int]]:
    """As the wire has it."""
    return {
        "start": {"line": place.line, "column": place.column},
        "end": {"line": place.end_line, "column": place.end_column},
    }


def head(node: Any) -> Place:
    """The span of a statement's own code: up to its body where it has one."""
    end = _body(node) or (node.end_lineno, node.end_col_offset)
    return Place(*_start(node), *end)


def _start(node: Any) -> tuple[int, int]:
    if isinstance(node, ast.match_case):
        return node.pattern.lineno, node.pattern.col_offset
    decorators = getattr(node, "decorator_list", [])
    # The sign before the first decorator belongs to it.
    return (decorators[0].lineno, 0) if decorators else (node.lineno, node.col_offset)


def _body(node: Any) -> tuple[int, int] | None:
    """Where the statements inside begin, or nothing for a simple statement."""
    if isinstance(node, ast.Match):
        return node.subject.end_lineno or 0, node.subject.end_col_offset or 0
    first = next(iter(getattr(node, "body", ())), None)
    return (first.lineno, first.col_offset) if first else None


def _statements(node: ast.AST, function: str, below: str = "") -> Iterator[tuple[str, Any]]:
    """The statements, each with the function that runs it; `below` is what the names of those defined in
    that function begin with."""
    for child in ast.iter_child_nodes(node):
        inner = (function, below)
        if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield function, child
        if isinstance(child, (*_FUNCTIONS, ast.ClassDef)):
            name = below + child.name
            inner = (name, f"{name}.<locals>." if isinstance(child, _FUNCTIONS) else f"{name}.")
        yield from _statements(child, *inner)
