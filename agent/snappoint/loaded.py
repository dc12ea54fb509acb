"""One wanted file in this process: whether it is loaded, as which text, and what became of its probes."""

from __future__ import annotations

import os
import weakref
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from types import CodeType, FunctionType
from typing import Literal, NamedTuple

from .engines.base import Engine
from .engines.origin import original_of
from .generations import outdated_among
from .identity import RunningText
from .imports import Born, Wish
from .locate import Sources, all_nested, calls_under_way, functions_of, functions_with, lines_near
from .plan import MODULE_LEVEL, Order, Plan
from .source import Loaded

StatusWord = Literal["pending", "armed", "partly armed", "stale", "rejected", "failed"]


class Status(NamedTuple):
    """What became of a probe here; `locations` counts the places in code that were found."""

    status: StatusWord
    reason: str
    locations: int
    hash: str = ""
    """Of the text that runs, where it is known."""

    file: str = ""
    """The path here of a file that the server knows by another."""


class _Earlier(NamedTuple):
    """Code that an earlier plan has made; frames may still run it."""

    code: weakref.ref[CodeType]
    orders: Sequence[Order]


class LoadedFile:
    """Owns the plan of one file and carries it out. Used by the registry's thread only.

    `completing` is the engine for what still runs other code than the plan's.
    """

    def __init__(self, file: str, engine: Engine, completing: Engine) -> None:
        self._file = file
        self._engine = engine
        self._completing = completing
        self._watched: list[weakref.ref[CodeType]] = []
        self._plan = Plan(engine, ())
        self._earlier: list[_Earlier] = []
        self._text = RunningText(file)
        self._born: Born | None = None
        self._old_calls: Counter[object] = Counter()
        self._live: set[int] = set()
        self._late: set[int] = set()
        self._foreign: dict[str, str] = {}
        self._sourceless = ""
        self.loaded = False

    def adopt(self, born: Born) -> None:
        """Takes over what the import of the file has armed."""
        self._change(born.plan)
        self._text.known(born.identity)
        self._born = born

    def refresh(self, wishes: Sequence[Wish], modules: Sequence[Loaded], sourceless: str = "") -> None:
        """Makes the code of the loaded modules what the wishes ask for. Where there is none, `sourceless` may
        say why."""
        self.loaded = bool(modules)
        self._sourceless = sourceless
        if not modules:
            self._text.absent()
            if not wishes:
                self._change(Plan(self._engine, ()))
                self._take_stock(self._stragglers())
            return
        identity = self._text.look(modules)
        if self._born and self._born.identity is not identity:
            self._born = None
        orders = tuple(wish.order for wish in wishes if not self._text.objection(wish.hash))
        functions = self._functions(modules)
        outdated = self._outdated(functions, orders, modules)
        if orders != self._plan.orders or {*map(id, outdated)} != {*map(id, self._plan.outdated)}:
            self._change(Plan(self._engine, orders, self._plan, _codes_of(functions), outdated))
        self._plan.apply(functions)
        self._take_stock([*functions, *self._stragglers()])

    def _outdated(
        self, functions: Iterable[FunctionType], orders: Iterable[Order], modules: Sequence[Loaded]
    ) -> list[CodeType]:
        running = [*(f.__code__ for f in functions), *(one.code() for one in self._earlier)]
        codes, names = [original_of(code) for code in running if code], {o.function for o in orders}
        return outdated_among(codes, names, self._born.codes if self._born else (), modules)

    def _change(self, plan: Plan) -> None:
        kept = {id(code) for code, _ in plan.made()}
        gone = [(code, orders) for code, orders in self._plan.made() if id(code) not in kept]
        self._earlier += [_Earlier(weakref.ref(code), orders) for code, orders in gone]
        self._plan = plan

    def _stragglers(self) -> list[FunctionType]:
        """Gives functions the right code that still have that of an earlier plan: their module is gone."""
        self._earlier = [one for one in self._earlier if one.code() is not None]
        functions = functions_with([code for one in self._earlier if (code := one.code())])
        self._plan.apply(functions)
        return functions

    def _take_stock(self, functions: list[FunctionType]) -> None:
        """Notes which code still runs as it was, by identity: functions that such a call defines are
        made from its old constants, so they have to be looked for once they exist."""
        self._live = {id(original_of(function.__code__)) for function in functions}
        unseen = self._watch_old_code()
        if not unseen:
            # Calls under way are seen, and so are functions that they define. Those are looked for all
            # the same, because new code is faster than watched code.
            self._old_calls = Counter()
            self._late = {id(code) for code, _ in self._plan.placed()} - self._live
            return
        replaced = [*self._plan.replaced(), *(code for code, _ in unseen)]
        calls = calls_under_way(replaced)
        self._old_calls = Counter()
        for code, orders in unseen:
            self._old_calls.update({order.key: calls[id(code)] for order in orders})
        running = [code for code in replaced if calls[id(code)]]
        self._late = {id(inner) for code in running for inner in all_nested(code)}

    def _watch_old_code(self) -> list[tuple[CodeType, Sequence[Order]]]:
        """Returns the code that can't be watched, with the orders that are not seen there."""
        old = list(self._old_code())
        kept = {id(code) for code, _ in old}
        gone = [code for ref in self._watched if (code := ref()) is not None and id(code) not in kept]
        self._completing.forget(*gone)
        unseen = [(code, rest) for code, orders in old if (rest := self._unwatched(code, orders))]
        self._watched = [weakref.ref(code) for code, _ in old]
        return unseen

    def _old_code(self) -> Iterator[tuple[CodeType, Sequence[Order]]]:
        """Code that may still run beside the plan's, with the orders that it does not carry out."""
        yield from self._plan.placed()
        for one in self._earlier:
            code = one.code()
            carried = {id(order) for order in one.orders}
            orders = [order for order in self._plan.orders if id(order) not in carried]
            missing = [order for order in orders if code and self._plan.is_for(order, original_of(code))]
            if code is not None and missing:
                yield code, missing

    def _unwatched(self, code: CodeType, orders: Sequence[Order]) -> Sequence[Order]:
        """Watches old code; returns the orders that this can't carry out."""
        simple = [order for order in orders if order.hook]
        try:
            self._completing.instrument(code, [order.request() for order in simple])
        except Exception:
            # Then the status says what is not seen.
            return orders
        return [order for order in orders if not order.hook]

    def text(self, modules: Sequence[Loaded]) -> RunningText:
        """What is known of the text that runs, these being the modules that are loaded from the file now."""
        self._text.look(modules)
        return self._text

    def status(self, wish: Wish) -> Status:
        """What became of one wish, with a reason that a person can act on where there is one to give."""
        if self._sourceless:
            return Status("rejected", self._sourceless, 0)
        if not self.loaded:
            return Status("pending", f"waiting: {os.path.basename(self._file)} is not imported", 0)
        stale = self._text.objection(wish.hash)
        return Status("stale", stale, 0) if stale else self._status_of_order(wish.order)

    def unsettled(self, wishes: Sequence[Wish]) -> bool:
        """Whether time alone may change the status of a wish: the file is not loaded, calls that began
        earlier are still running, or a function is not there yet. Module-level code only runs again
        by an import, which is told. Calls that run an earlier plan's code may define functions from it."""
        if any(code and any(all_nested(code)) for code in (one.code() for one in self._earlier)):
            return True
        if not self.loaded:
            return bool(wishes) and not self._sourceless
        orders = [wish.order for wish in wishes if wish.order.function != MODULE_LEVEL]
        return any(
            self._status_of_order(order).status in ("pending", "partly armed")
            or any(id(code) in self._late for code in self._plan.seen(order.function))
            for order in orders
        )

    def _functions(self, modules: Sequence[Loaded]) -> list[FunctionType]:
        sources = Sources(self._file, modules)
        functions = functions_of(modules)
        own = [f for f in functions if sources.contain(original_of(f.__code__))]
        known = {id(function) for function in own}
        others = [f.__code__ for f in functions if id(f) not in known]
        self._foreign = {code.co_qualname: code.co_filename for code in others}
        return own

    def _status_of_order(self, order: Order) -> Status:
        problem = self._plan.problems.get(order.key)
        if problem is not None:
            return Status("rejected", f"this code can't be instrumented: {problem}", 0)
        locations = self._plan.locations.get(order.key, 0)
        seen = self._plan.seen(order.function)
        if locations and not (self._old_calls and self._are_late(seen)):
            return _found(locations, self._old_calls[order.key], self._completing.objection())
        if seen and not locations:
            return _rejected(seen, order)
        return _not_running(order, self._foreign.get(order.function, ""))

    def _are_late(self, codes: Iterable[CodeType]) -> bool:
        """Whether a call that runs old code has yet to define the functions that run these."""
        return any(id(code) in self._late and id(code) not in self._live for code in codes)


def _codes_of(functions: Iterable[FunctionType]) -> Iterator[CodeType]:
    """The original code that they run, and all that is nested in it."""
    for original in {id(code): code for f in functions if (code := original_of(f.__code__))}.values():
        yield original
        yield from all_nested(original)


def _found(locations: int, old_calls: int, objection: str) -> Status:
    if not old_calls:
        return Status("armed", "", locations)
    calls = "a call that has" if old_calls == 1 else f"{old_calls} calls that have"
    why = f" ({objection})" if objection else ""
    return Status("partly armed", f"{calls} already begun can't be seen, only later ones{why}", locations)


def _rejected(seen: Sequence[CodeType], order: Order) -> Status:
    lines = " or ".join(map(str, lines_near(seen, order.place.line, 2)))
    hint = f"; try {lines}" if lines else ""
    return Status("rejected", f"no code here{hint} (the interpreter made none for this statement)", 0)


def _not_running(order: Order, other_text: str) -> Status:
    if order.function == MODULE_LEVEL:
        reason = "module-level code has already run; it is seen when the module is loaded again"
    elif other_text:
        reason = f"{order.function} was made by the program itself, from another text ({other_text})"
    else:
        reason = f"{order.function} has not been defined yet, or its code has already run"
    return Status("pending", reason, 0)
