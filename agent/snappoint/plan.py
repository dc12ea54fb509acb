"""What the code of one file has to look like for a set of probes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import CodeType, FunctionType
from typing import NamedTuple

from .engines.base import Engine, Hook, Place, RefusedError, Request
from .engines.insertion import mark, with_nested
from .engines.origin import original_of
from .locate import nested

MODULE_LEVEL = "<module>"


class Order(NamedTuple):
    """One probe's wish for the code of a file."""

    key: object
    """Whose wish it is; unique within a plan."""

    function: str
    """`co_qualname` of the code that runs the statement."""

    place: Place
    hook: Hook
    """Does all that a hit asks for by itself; for engines that cannot insert anything."""

    inserted: Request | None = None
    """What to insert; by default a call of the hook."""

    def request(self) -> Request:
        request = self.inserted or Request(self.place, self.hook)
        return request._replace(alone=self.hook)

    def is_carried_by(self, code: CodeType) -> bool:
        """Whether the code calls this probe already: another tool has built it from code of ours."""
        request = self.inserted or Request(self.place, self.hook)
        traces = [request.hook, request.gate.hits if request.gate else None]
        known = {id(trace) for trace in traces if trace is not None}
        return not known.isdisjoint(map(id, code.co_consts))


class Plan:
    """Makes each code object of a file into what the orders ask for, and always into the same one.

    A plan is not changed after it was made; a new set of orders makes a new plan.
    """

    def __init__(self, engine: Engine, orders: Sequence[Order]) -> None:
        self.orders = tuple(orders)
        self.locations = {order.key: 0 for order in orders}
        self.problems: dict[object, str] = {}
        self.missed: dict[object, dict[int, str]] = {}
        """By probe the expressions whose values cannot be seen, with the reason."""

        self._engine = engine
        self._made: dict[int, tuple[CodeType, CodeType]] = {}
        self._placed: dict[int, tuple[CodeType, list[Order]]] = {}

    def code_for(self, original: CodeType) -> CodeType:
        """The code that should run instead of `original`: itself where nothing is asked of it."""
        if not self.orders:
            return original
        made = self._made.get(id(original))
        if made is None:
            made = self._made[id(original)] = (original, self._make(original))
        return made[1]

    def apply(self, functions: Iterable[FunctionType]) -> None:
        """Gives every function the code that it should have, and leaves those alone that have it."""
        for function in functions:
            code = self.code_for(original_of(function.__code__))
            if function.__code__ is not code:
                function.__code__ = code

    def replaced(self) -> list[CodeType]:
        """The originals that run no more, except in frames that had begun before."""
        return [original for original, code in list(self._made.values()) if code is not original]

    def made(self) -> list[tuple[CodeType, list[Order]]]:
        """The new code, with the orders that it carries out."""
        pairs = list(self._made.values())
        return [(code, self._orders_in(original)) for original, code in pairs if code is not original]

    def placed(self) -> list[tuple[CodeType, list[Order]]]:
        """The originals in which orders have a place, with those orders."""
        return list(self._placed.values())

    def seen(self) -> list[CodeType]:
        """All original code that the plan was asked for so far."""
        return [original for original, _ in list(self._made.values())]

    def _orders_in(self, original: CodeType) -> list[Order]:
        placed = self._placed.get(id(original))
        return placed[1] if placed else []

    def _make(self, original: CodeType) -> CodeType:
        inner = {id(code): self.code_for(code) for code in nested(original)}
        orders = [order for order in self.orders if order.function == original.co_qualname]
        code = self._instrument(original, orders) if orders else original
        if any(id(made) != old for old, made in inner.items()):
            code = with_nested(code, inner)
        return code if code is original else mark(code, original)

    def _instrument(self, original: CodeType, orders: list[Order]) -> CodeType:
        wanted = [order for order in orders if not order.is_carried_by(original)]
        try:
            code, locations, missed = self._engine.instrument(original, [order.request() for order in wanted])
        except Exception as error:
            # Then the program keeps its own code.
            kind = "" if isinstance(error, RefusedError) else f"{type(error).__name__}: "
            self.problems.update((order.key, f"{kind}{error}") for order in wanted)
            return original
        for order in orders:
            self.locations[order.key] += order not in wanted
        for order, count, unseen in zip(wanted, locations, missed, strict=True):
            self.locations[order.key] += count
            self.missed.setdefault(order.key, {}).update(unseen)
        if any(locations):
            self._placed[id(original)] = (original, wanted)
        return code
