"""Loops inside of expressions that the compiler has made part of the function's code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .._vendor.bytecode import Instr
from .base import Expression, Place
from .flow import Flow
from .makers import Makers
from .spans import contains

LOOP_ENDS = ("END_FOR", "END_ASYNC_FOR")

DECIDES_EARLY = {"BUILTIN_ANY": True, "BUILTIN_ALL": False}
"""What `any` and `all` say when they leave their loop before its end."""


def comprehension_ends(flow: Flow, makers: Makers, indices: Sequence[int], place: Place) -> Iterator[int]:
    """The end of an inlined comprehension's outermost loop, in each copy: then its value is on top."""
    ends = [index for index in indices if makers.name(index) in LOOP_ENDS and _is_own(makers, index, place)]
    last = makers.span(ends[-1]) if ends else None
    for index in ends:
        if makers.span(index) == last:
            yield _behind_cleanup(flow, makers, index)


def builtin_ends(flow: Flow, makers: Makers, name: Expression) -> Iterator[tuple[int, bool | None]]:
    """Where `tuple(… for …)` and the like end when the name means the builtin: since 3.14 the loop is then
    part of the code, all at the position of the name. For `any` and `all` also what they say there."""
    indices = makers.by_span.get(name.place, [])
    if name.kind != "name" or "IS_OP" not in {makers.name(index) for index in indices}:
        return
    builtin = next(
        (
            str(getattr(_arg(flow, i), "name", ""))
            for i in indices
            if makers.name(i) == "LOAD_COMMON_CONSTANT"
        ),
        "",
    )
    for index in indices:
        if makers.name(index) == "POP_ITER":
            early = DECIDES_EARLY.get(builtin)
            at_end = makers.name(index - 1) == "END_FOR"
            yield _last_with_span(flow, makers, index), None if early is None else early is not at_end


def _arg(flow: Flow, index: int) -> object:
    item = flow.body.items[index]
    return item.arg if isinstance(item, Instr) else None


def _last_with_span(flow: Flow, makers: Makers, index: int) -> int:
    """The last instruction with that span before the way goes elsewhere."""
    after = flow.next(index)
    if after is not None and makers.span(after) == makers.span(index) and flow.jump_target(after) is None:
        return _last_with_span(flow, makers, after)
    return index


def _behind_cleanup(flow: Flow, makers: Makers, index: int) -> int:
    after = flow.next(index)
    while after is not None and makers.name(after) in ("POP_TOP", "POP_ITER"):
        index, after = after, flow.next(after)
    return index


def _is_own(makers: Makers, end: int, place: Place) -> bool:
    """Whether a loop's end is that of the comprehension's own. A loop over the comprehension can have the
    same position, but not the jump back before its end."""
    spans = (makers.span(end), makers.span(end - 1) or makers.span(end - 2))
    return all(span is not None and contains(place, span) for span in spans)
