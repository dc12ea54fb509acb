"""The source spans that instructions compute."""

from __future__ import annotations

from .._vendor.bytecode import Instr
from .base import Place
from .handlers import Item


def span_of(item: Item) -> Place | None:
    """The source span of an instruction, if it has a whole one."""
    at = item.location if isinstance(item, Instr) else None
    if at is None or at.lineno is None or at.col_offset is None:
        return None
    assert at.end_lineno is not None
    assert at.end_col_offset is not None
    return Place(at.lineno, at.col_offset, at.end_lineno, at.end_col_offset)


def contains(outer: Place, inner: Place) -> bool:
    """Whether `inner` is all of `outer` or a part of it."""
    starts = (outer.line, outer.column) <= (inner.line, inner.column)
    return starts and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
