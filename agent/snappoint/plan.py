"""What the code of one file has to look like for a set of probes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import CodeType, FunctionType
from typing import NamedTuple

from .engines.base import Engine, Hook, Place, RefusedError, Request
from .engines.insertion import mark, with_nested
from .engines.origin import original_of
from .locate import all_nested, nested

MODULE_LEVEL = "<module>"


class Order(NamedTuple):
    """One probe's wish for the code of a file."""

    key: object
    """Whose wish it is; unique within a plan."""

    function: str
    """`co_qualname` of the code that runs the statement."""

    place: Place
    hook: Hook | None
    """Does all that a hit asks for by itself; for engines that cannot insert anything. None where no such
    hook is enough."""

    inserted: Request | None = None
    """What to insert; by default a call of the hook."""

    def request(self) -> Request:
        request = self.inserted or Request(self.place, self.hook)
        return request._replace(alone=self.hook)

    def is_carried_by(self, code: CodeType) -> bool:
        """Whether the code calls this probe already: another tool has built it from code of ours."""
        request = self.inserted or Request(self.place, self.hook)
        live = request.watch.live if request.watch else None
        traces = [request.hook, request.gate.hits if request.gate else None, live]
        known = {id(trace) for trace in traces if trace is not None}
        return not known.isdisjoint(map(id, code.co_consts))


class _Made(NamedTuple):
    """What became of one code object."""

    original: CodeType
    code: CodeType
    asked: Sequence[Order]
    """The orders for it and for what is nested in it."""

    placed: Sequence[Order]
    locations: Mapping[object, int]
    missed: Mapping[object, Mapping[int, str]]
    problems: Mapping[object, str]


class Plan:
    """Makes each code object of a file into what the orders ask for, and always into the same one.

    The orders of a plan do not change; a new set of orders makes a new plan. That takes over what an
    earlier plan has made of `still_used` code for which nothing else is asked now: to make it again would
    take most of the time of a change, and it would be other code.
    """

    def __init__(
        self,
        engine: Engine,
        orders: Sequence[Order],
        earlier: Plan | None = None,
        still_used: Iterable[CodeType] = (),
        outdated: Iterable[CodeType] = (),
    ) -> None:
        """`outdated`: code of an earlier text, where the orders' places mean nothing though the names fit."""
        self.orders = tuple(orders)
        self._orders_of: dict[str, list[Order]] = {}
        for order in self.orders:
            self._orders_of.setdefault(order.function, []).append(order)
        self.locations = {order.key: 0 for order in orders}
        self.problems: dict[object, str] = {}
        self.missed: dict[object, dict[int, str]] = {}
        """By probe the expressions whose values cannot be seen, with the reason."""

        self.outdated = tuple(outdated)
        self._engine = engine
        self._made: dict[int, _Made] = {}
        self._seen: dict[str, list[CodeType]] = {}
        known = earlier._made if earlier else {}
        for original in still_used:
            made = known.get(id(original))
            if made and id(original) not in self._made and _same(made.asked, self._asked_in(original)):
                self._note(made)

    def code_for(self, original: CodeType) -> CodeType:
        """The code that should run instead of `original`: itself where nothing is asked of it."""
        if not self.orders:
            return original
        made = self._made.get(id(original))
        return made.code if made else self._make(original)

    def is_for(self, order: Order, original: CodeType) -> bool:
        """Whether the code is that of the function that the order names."""
        return order.function == original.co_qualname and not self._is_outdated(original)

    def _is_outdated(self, original: CodeType) -> bool:
        return any(one is original for one in self.outdated)

    def _orders_for(self, original: CodeType) -> list[Order]:
        return [] if self._is_outdated(original) else self._orders_of.get(original.co_qualname, [])

    def apply(self, functions: Iterable[FunctionType]) -> None:
        """Gives every function the code that it should have, and leaves those alone that have it."""
        for function in functions:
            code = self.code_for(original_of(function.__code__))
            if function.__code__ is not code:
                function.__code__ = code

    def replaced(self) -> list[CodeType]:
        """The originals that run no more, except in frames that had begun before."""
        return [made.original for made in self._all() if made.code is not made.original]

    def made(self) -> list[tuple[CodeType, Sequence[Order]]]:
        """The new code, with the orders that it carries out."""
        return [(made.code, made.placed) for made in self._all() if made.code is not made.original]

    def placed(self) -> list[tuple[CodeType, Sequence[Order]]]:
        """The originals in which orders have a place, with those orders."""
        return [(made.original, made.placed) for made in self._all() if made.placed]

    def seen(self, function: str) -> Sequence[CodeType]:
        """The original code of this name that the plan was asked for so far."""
        return self._seen.get(function, ())

    def _all(self) -> list[_Made]:
        # An importing thread may be adding to it.
        return list(self._made.values())

    def _asked_in(self, original: CodeType) -> list[Order]:
        codes = (original, *all_nested(original))
        asked = {id(order): order for code in codes for order in self._orders_for(code)}
        return list(asked.values())

    def _note(self, made: _Made) -> None:
        if id(made.original) not in self._made and not self._is_outdated(made.original):
            self._seen.setdefault(made.original.co_qualname, []).append(made.original)
        self._made[id(made.original)] = made
        self.problems.update(made.problems)
        for key, count in made.locations.items():
            self.locations[key] += count
        for key, unseen in made.missed.items():
            self.missed.setdefault(key, {}).update(unseen)

    def _make(self, original: CodeType) -> CodeType:
        inner = {id(code): self.code_for(code) for code in nested(original)}
        made = self._instrument(original, self._orders_for(original))
        code = made.code
        if any(id(new) != old for old, new in inner.items()):
            code = with_nested(code, inner)
        if code is not original:
            code = mark(code, original)
        self._note(made._replace(code=code))
        return code

    def _instrument(self, original: CodeType, orders: list[Order]) -> _Made:
        made = _Made(original, original, self._asked_in(original), (), {}, {}, {})
        wanted = [order for order in orders if not order.is_carried_by(original)]
        carried = {order.key: 1 for order in orders if order not in wanted}
        if not wanted:
            return made._replace(locations=carried)
        try:
            code, counts, missed = self._engine.instrument(original, [order.request() for order in wanted])
        except Exception as error:
            simple = [order for order in wanted if order.hook]
            if len(simple) < len(wanted) and simple:
                rest = self._instrument(original, [order for order in orders if order.hook])
                refused = dict.fromkeys((o.key for o in wanted if not o.hook), str(error))
                return rest._replace(problems={**rest.problems, **refused})
            # Then the program keeps its own code.
            kind = "" if isinstance(error, RefusedError) else f"{type(error).__name__}: "
            return made._replace(problems={order.key: f"{kind}{error}" for order in wanted})
        keys = [order.key for order in wanted]
        return made._replace(
            code=code,
            placed=wanted if any(counts) else (),
            locations=carried | dict(zip(keys, counts, strict=True)),
            missed=dict(zip(keys, missed, strict=True)),
        )


def _same(one: Sequence[Order], other: Sequence[Order]) -> bool:
    return len(one) == len(other) and all(a is b for a, b in zip(one, other, strict=True))
