"""Which code is of the text that runs, where functions of an earlier text are still in use.

Who imported a function by name, registered it, or made an object before the module was loaded again goes on
with the old one. A place in the text that runs is another statement there, so such code gets no probes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise
from types import CodeType
from typing import Any

from .engines.origin import original_of
from .locate import all_nested
from .reachable import reachable_functions
from .source import Loaded, namespace_of

_PLAIN = (int, float, complex, str, bytes, bool, type(None), type(...))

Shape = tuple[Any, ...]


def outdated_among(
    codes: Iterable[CodeType], names: set[str], born: Sequence[CodeType], modules: Sequence[Loaded]
) -> list[CodeType]:
    """Of these original code objects, and what is nested in them, those with one of the names that are of an
    earlier text. `born`: all code of the text that runs, where its import has told it."""
    found: list[CodeType] = []
    told = _by_name(born, names)
    for name, namesakes in _by_name(codes, names).items():
        current = told.get(name, []) if born else _current(name, namesakes, modules)
        others = [code for code in namesakes if not any(code is one for one in current)]
        if others and (born or current):
            shapes = {shape_of(code) for code in current}
            found += [code for code in others if shape_of(code) not in shapes]
    return found


def shape_of(code: CodeType) -> Shape:
    """Equal for code that was compiled from the same text at the same place. Asks nothing of constants that
    another tool has put in."""
    constants = tuple(map(_constant, code.co_consts))
    names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
    return (code.co_qualname, code.co_firstlineno, code.co_code, code.co_linetable, names, constants)


def _constant(value: object) -> Shape:
    if type(value) is CodeType:
        return (value.co_qualname, value.co_firstlineno)
    if type(value) is tuple:
        return ("tuple", *map(_constant, value))
    if type(value) is frozenset:
        return ("frozenset", frozenset(map(_constant, value)))
    return (type(value).__name__, value if any(type(value) is kind for kind in _PLAIN) else id(value))


def _by_name(codes: Iterable[CodeType], names: set[str]) -> dict[str, list[CodeType]]:
    found: dict[str, dict[int, CodeType]] = {}
    for code in codes:
        for one in (code, *all_nested(code)):
            if one.co_qualname in names:
                found.setdefault(one.co_qualname, {})[id(one)] = one
    return {name: list(namesakes.values()) for name, namesakes in found.items()}


def _current(name: str, namesakes: Sequence[CodeType], modules: Sequence[Loaded]) -> list[CodeType]:
    """Those that the modules have under that name; nothing where all can be of one text."""
    if len(namesakes) < 2 or not _contradict({shape_of(code): code for code in namesakes}.values()):
        return []
    return [code for module in modules for code in _nearest(name, module)]


def _contradict(namesakes: Iterable[CodeType]) -> bool:
    """Whether some of them stand in each other's place."""
    spans = sorted(map(_span, namesakes))
    return any(after[0] < before[1] for before, after in pairwise(spans))


def _span(code: CodeType) -> tuple[tuple[int, int], tuple[int, int]]:
    """From its first to its last instruction: line and column; code without columns has its lines whole."""
    places = [
        ((line, column or 0), (end_line, sys.maxsize if end_column is None else end_column))
        for line, end_line, column, end_column in code.co_positions()
        if line is not None and end_line is not None
    ]
    stretches = [place for place in places if place[0] < place[1]] or [((0, 0), (0, 0))]
    return min(start for start, _ in stretches), max(end for _, end in stretches)


def _nearest(name: str, module: Loaded) -> list[CodeType]:
    """Code of that name, of the function that is the nearest to what the module has under its first part."""
    namespace = namespace_of(module)
    top = name.partition(".")[0]
    start = {"__name__": namespace.get("__name__"), top: namespace.get(top)}
    for function in reachable_functions([start]):
        code = original_of(function.__code__)
        found = [one for one in (code, *all_nested(code)) if one.co_qualname == name]
        if found and function.__globals__ is namespace:
            return found
    return []
