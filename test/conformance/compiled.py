"""A file as CPython compiles it: its code objects, their lines, the places where their instructions start."""

import ast
import warnings
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from dis import opmap
from functools import cached_property
from pathlib import Path
from types import CodeType

Position = tuple[int, int]


@dataclass(frozen=True)
class Span:
    """Half-open; 1-based lines, columns in UTF-8 bytes."""

    start: Position
    end: Position


class Code:
    """A code object and the places in source where its instructions start."""

    def __init__(self, code: CodeType) -> None:
        self.code = code
        self.lines = {line for _, _, line in code.co_lines() if line}

    @cached_property
    def starts(self) -> list[Position]:
        """Where the instructions behind the prologue start, sorted."""
        positions = list(self.code.co_positions())
        first = prologue_length(self.code)
        found = {(line, column) for line, _, column, _ in positions[first:] if line and column is not None}
        return sorted(found)

    def starts_in(self, span: Span) -> bool:
        index = bisect_left(self.starts, span.start)
        return index < len(self.starts) and self.starts[index] < span.end


class CompiledFile:
    """Raises what `compile` raises when it refuses the source."""

    def __init__(self, path: Path) -> None:
        self.source = path.read_bytes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.module = compile(self.source, path, "exec", dont_inherit=True)
        self.codes = [Code(code) for code in nested(self.module)]
        self.by_function: dict[str, list[Code]] = defaultdict(list)
        for code in self.codes:
            self.by_function["" if code.code is self.module else code.code.co_qualname].append(code)
        self.lines: set[int] = set().union(*(code.lines for code in self.codes))

    @cached_property
    def tree(self) -> ast.Module:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(self.source)


def nested(code: CodeType) -> Iterator[CodeType]:
    """The code object and all those inside it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from nested(constant)


def prologue_length(code: CodeType) -> int:
    """Code units up to and with RESUME: what runs before the body does. Nothing before it has a cache."""
    return code.co_code[::2].index(opmap["RESUME"]) + 1
