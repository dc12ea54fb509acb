"""A hit in progress: the values that the statement computes, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from .._vendor.bytecode import Instr
from .base import Place, Watch
from .edits import Edits
from .flow import Flow, Reach, reach
from .inlined import Inlined
from .opcodes import NOT_BEFORE, null_is_on_top, stored_name
from .pauses import add_pauses
from .pieces import ended, tell_top, tell_value
from .starts import belongs
from .taps import Tap, find_taps


class Watching:
    """What a watch inserts into one statement."""

    def __init__(self, flow: Flow, edits: Edits, place: Place, watch: Watch) -> None:
        self._flow = flow
        self._edits = edits
        self._watch = watch
        self._own = _own(flow, place)

    def add(self, starts: Sequence[int]) -> Mapping[int, str]:
        """Adds everything for a statement that starts at these indices; returns what cannot be seen."""
        run = reach(self._flow, starts, self._own)
        taps = find_taps(self._flow, run, self._watch.expressions)
        found = [(number, tap) for number, each in taps.found.items() for tap in each]
        for number, tap in found:
            if tap.how != "jump":
                self._add_tap(number, tap)
        self._add_stores(run)
        self._add_ends(run)
        for number, tap in found:
            # Where a jump ends the statement, these go before the end.
            if tap.how == "jump":
                self._add_tap(number, tap)
        self._add_guards(run)
        add_pauses(self._flow, self._edits, self._watch, run.indices)
        return taps.missed

    def _add_tap(self, number: int, tap: Tap) -> None:
        live, value = self._watch.live, self._watch.value
        item = self._flow.body.items[tap.at]
        assert isinstance(item, Instr)
        if tap.says is None and not self._has_values(tap, item):
            return
        if tap.how == "method":
            self._edits.read_as_attribute(tap.at, live, partial(value, number))
            return
        if tap.says is not None:
            piece = ended(live, partial(value, number, tap.says))
        else:
            piece = tell_value(live, value, number, 2 if null_is_on_top(item) else 1)
        if tap.how == "jump":
            self._edits.on_jump(tap.at, piece, first=True)
        else:
            self._edits.after(tap.at, piece)

    def _has_values(self, tap: Tap, item: Instr) -> bool:
        """Whether there is anything on the stack to look at: below it are variables without a value."""
        before = self._flow.depth(tap.at)
        return before is not None and before + item.stack_effect(jump=tap.how == "jump") > 0

    def _add_stores(self, run: Reach) -> None:
        inlined = Inlined(self._flow.body.items)
        for index in run.indices:
            item = self._flow.body.items[index]
            assert isinstance(item, Instr)
            name = stored_name(item)
            if name and self._watch.stored and not inlined.stores(item, name):
                tell = partial(self._watch.stored, name)
                self._edits.before(index, tell_top(self._watch.live, tell))

    def _add_ends(self, run: Reach) -> None:
        if self._watch.ended is None:
            return
        piece = ended(self._watch.live, self._watch.ended)
        for index in run.exits.falls:
            self._edits.after(index, piece)
        for index in run.exits.jumps:
            # A jump back to a loop's head ends this statement before the loop starts anew.
            self._edits.on_jump(index, piece, first=True)
        for index in run.exits.ends:
            self._edits.before(index, piece)

    def _add_guards(self, run: Reach) -> None:
        """Exceptions that the statement does not catch itself are told on their way out."""
        ends = set(run.exits.ends)
        for index in run.indices - ends:
            outer = self._flow.body.handlers[index]
            if outer is None or self._flow.handler_start(outer) not in run.indices:
                self._edits.guard(index, self._watch.live, self._watch.raised)


def _own(flow: Flow, place: Place) -> frozenset[int]:
    """The instructions of a statement, with those that complete one of them as a unit: where a loop ends,
    the item and the iterator are dropped."""
    own = {
        index
        for index, item in enumerate(flow.body.items)
        if isinstance(item, Instr) and belongs(item, place)
    }
    for index in sorted(own):
        after = flow.jump_target(index) if _name(flow, index) == "FOR_ITER" else None
        while after is not None and _name(flow, after) in NOT_BEFORE | {"POP_TOP"}:
            own.add(after)
            after = flow.next(after)
    return frozenset(own)


def _name(flow: Flow, index: int) -> str:
    item = flow.body.items[index]
    return item.name if isinstance(item, Instr) else ""
