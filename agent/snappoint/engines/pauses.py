"""Where a generator stands still: from a `yield` until its caller asks for more."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from .._vendor.bytecode import Instr
from .base import Watch
from .edits import Edits
from .flow import Flow
from .pieces import ended

_YIELDS = frozenset({1} if sys.version_info < (3, 12) else {1, 2})
"""What `RESUME` says where a `yield`, or a `yield from`, goes on (CPython's `pycore_opcode_utils.h`). Before
3.12 the interpreter itself steps from a `yield from` to the instruction before: nothing may come between."""


def add_pauses(flow: Flow, edits: Edits, watch: Watch, indices: Iterable[int]) -> None:
    """Tells of each `yield` among these instructions that it begins, and that it is over. An `await` is none:
    who waits there does so for the function."""
    if watch.pause is None:
        return
    for index in sorted(indices):
        item = flow.body.items[index]
        after = flow.next(index) if isinstance(item, Instr) and item.name == "YIELD_VALUE" else None
        resume = flow.body.items[after] if after is not None else None
        if after is None or not isinstance(resume, Instr) or not _goes_on_after_yield(resume):
            continue
        edits.before(index, ended(watch.live, watch.pause.began))
        edits.after(after, ended(watch.live, watch.pause.ended))
        for place in (index, after):
            edits.guard(place, watch.live, watch.pause.ended, first=True)


def _goes_on_after_yield(item: Instr) -> bool:
    return item.name == "RESUME" and isinstance(item.arg, int) and item.arg & 3 in _YIELDS
