"""One wanted file in this process: whether it is loaded, as which text, and what became of its probes."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from types import CodeType, FunctionType, ModuleType
from typing import Literal, NamedTuple

from .behaviour import STARTED
from .engines.base import Engine
from .engines.monitoring import Monitoring
from .engines.origin import original_of
from .imports import Born, Wish
from .locate import Sources, all_nested, calls_under_way, functions_of, lines_near
from .plan import MODULE_LEVEL, Order, Plan
from .source import Identity, identify

StatusWord = Literal["pending", "armed", "partly armed", "stale", "rejected", "failed"]


class Status(NamedTuple):
    """What became of a probe here; `locations` counts the places in code that were found."""

    status: StatusWord
    reason: str
    locations: int


class LoadedFile:
    """Owns the plan of one file and carries it out. Used by the registry's thread only."""

    def __init__(self, file: str, engine: Engine, monitoring: Monitoring) -> None:
        self._file = file
        self._engine = engine
        self._monitoring = monitoring
        self._watched: dict[int, tuple[CodeType, list[Order]]] = {}
        self._plan = Plan(engine, ())
        self._identity: Identity | None = None
        self._absent_until = STARTED
        self._old_calls: Counter[int] = Counter()
        self._live: set[int] = set()
        self._late: set[int] = set()
        self.loaded = False

    def adopt(self, born: Born) -> None:
        """Takes over what the import of the file has armed."""
        self._plan, self._identity = born.plan, born.identity

    def refresh(self, wishes: Sequence[Wish], modules: list[ModuleType]) -> None:
        """Makes the code of the loaded modules what the wishes ask for."""
        self.loaded = bool(modules)
        if not modules:
            self._absent_until = time.time()
            return
        if self._identity is None:
            self._identity = identify(self._file, modules, self._absent_until)
        orders = tuple(wish.order for wish in wishes if not self._reason_stale(wish))
        if orders != self._plan.orders:
            self._plan = Plan(self._engine, orders)
        functions = self._functions(modules)
        self._plan.apply(functions)
        self._take_stock(functions)

    def _take_stock(self, functions: list[FunctionType]) -> None:
        """Notes which code still runs as it was, by identity: functions that such a call defines are
        made from its old constants, so they have to be looked for once they exist."""
        self._live = {id(original_of(function.__code__)) for function in functions}
        if self._watch_old_code():
            # Calls under way are seen, and so are functions that they define. Those are looked for all
            # the same, because new code is faster than watched code.
            self._old_calls = Counter()
            self._late = {id(code) for code, _ in self._plan.placed()} - self._live
            return
        replaced = self._plan.replaced()
        self._old_calls = calls_under_way(replaced)
        running = [code for code in replaced if self._old_calls[id(code)]]
        self._late = {id(inner) for code in running for inner in all_nested(code)}

    def _watch_old_code(self) -> bool:
        placed = {id(code): (code, orders) for code, orders in self._plan.placed()}
        for key, (code, _) in self._watched.items():
            if key not in placed:
                self._monitoring.forget(code)
        self._watched = {
            key: (code, orders)
            for key, (code, orders) in placed.items()
            if self._watched.get(key) == (code, orders) or self._watch(code, orders)
        }
        return len(self._watched) == len(placed)

    def _watch(self, code: CodeType, orders: Sequence[Order]) -> bool:
        return self._monitoring.watch(code, [(order.place, order.hook) for order in orders])

    def hash(self, modules: list[ModuleType]) -> str | None:
        """The hash of the text that runs, or None when it isn't known."""
        known = self._identity or (identify(self._file, modules, self._absent_until) if modules else None)
        return known.hash if known and not known.changed else None

    def status(self, wish: Wish) -> Status:
        """What became of one wish, with a reason that a person can act on where there is one to give."""
        if not self.loaded:
            return Status("pending", f"waiting for {os.path.basename(self._file)} to be imported", 0)
        stale = self._reason_stale(wish)
        return Status("stale", stale, 0) if stale else self._status_of_order(wish.order)

    def unsettled(self, wishes: Sequence[Wish]) -> bool:
        """Whether time alone may change the status of a wish: the file is not loaded, calls that began
        earlier are still running, or a function is not there yet. Module-level code only runs again
        by an import, which is told."""
        if not self.loaded:
            return bool(wishes)
        orders = [wish.order for wish in wishes if wish.order.function != MODULE_LEVEL]
        return any(
            self._status_of_order(order).status in ("pending", "partly armed")
            or any(id(code) in self._late for code in self._code_of(order))
            for order in orders
        )

    def _functions(self, modules: list[ModuleType]) -> list[FunctionType]:
        sources = Sources(self._file, modules)
        return [f for f in functions_of(modules) if sources.contain(original_of(f.__code__))]

    def _reason_stale(self, wish: Wish) -> str:
        identity = self._identity
        if identity is None or (wish.hash == identity.hash and not identity.changed):
            return ""
        if not identity.hash:
            return "the source file can't be read, so it can't be compared with what runs"
        if identity.changed:
            return "the file was changed after the program loaded it: restart the program"
        return "the text in the editor differs from the code that runs: save it and restart the program"

    def _status_of_order(self, order: Order) -> Status:
        problem = self._plan.problems.get(order.key)
        if problem is not None:
            return Status("rejected", f"this code can't be instrumented: {problem}", 0)
        locations = self._plan.locations.get(order.key, 0)
        seen = self._code_of(order)
        if locations and not (self._old_calls and self._are_late(seen)):
            return _found(locations, sum(self._old_calls[id(code)] for code in seen))
        return _rejected(seen, order) if seen and not locations else _not_running(order)

    def _are_late(self, codes: Iterable[CodeType]) -> bool:
        """Whether a call that runs old code has yet to define the functions that run these."""
        return any(id(code) in self._late and id(code) not in self._live for code in codes)

    def _code_of(self, order: Order) -> list[CodeType]:
        return [code for code in self._plan.seen() if code.co_qualname == order.function]


def _found(locations: int, old_calls: int) -> Status:
    if not old_calls:
        return Status("armed", "", locations)
    calls = "a call that has" if old_calls == 1 else f"{old_calls} calls that have"
    return Status("partly armed", f"{calls} already begun can't be seen, only later ones", locations)


def _rejected(seen: Sequence[CodeType], order: Order) -> Status:
    lines = ", ".join(map(str, lines_near(seen, order.place.line)))
    hint = f"; lines that have: {lines}" if lines else ""
    return Status("rejected", f"the interpreter made no code for this statement{hint}", 0)


def _not_running(order: Order) -> Status:
    if order.function == MODULE_LEVEL:
        reason = "module-level code has already run; it is seen when the module is loaded again"
        return Status("pending", reason, 0)
    return Status("pending", f"{order.function} has not been defined yet, or its code has already run", 0)
