"""Probes on every statement of a module that the survey found, and what became of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from importlib import import_module
from typing import Any, cast

from engines import engine_of, inserts
from hooks import hooks_of

from snappoint.engines.base import Expression, Place
from snappoint.engines.origin import original_of
from snappoint.imports import Born, Imports, Wish
from snappoint.locate import Sources, functions_of
from snappoint.plan import Order, Plan
from snappoint.source import modules_of


class Probes:
    """All probes of a survey; see `survey.py` for its shape."""

    def __init__(self, survey: dict[str, Any], engine: str, hook: str) -> None:
        self._statements = survey["statements"]
        self._engine = engine_of(engine)
        self._hooks = [hooks_of(hook, number) for number in range(len(self._statements))]
        self._plans: dict[str, list[Plan]] = defaultdict(list)
        self._wishes: dict[str, list[Wish]] = defaultdict(list)
        for number, one in enumerate(self._statements):
            if one["hasCode"]:
                file = survey["files"][one["file"]]
                self._wishes[file["path"]].append(Wish(self._order(number, one), file["hash"]))
        self._frozen = survey["frozen"]
        self._paths = [file["path"] for file in survey["files"]]

    def arm(self) -> None:
        """Arms what is imported from now on, then what was imported before. Code that is frozen into the
        interpreter is not seen while it is imported, so that is done here."""
        for name in self._frozen:
            import_module(name)
        Imports(self._engine, self._born).watch({file: tuple(w) for file, w in self._wishes.items()})
        for file, modules in modules_of(self._wishes).items():
            sources = Sources(file, modules)
            functions = [f for f in functions_of(modules) if sources.contain(original_of(f.__code__))]
            plan = Plan(self._engine, [wish.order for wish in self._wishes[file]])
            self._plans[file].append(plan)
            plan.apply(functions)

    def report(self) -> dict[str, Any]:
        """See `under_probes.py`."""
        hits = [hook.hits() for hook in self._hooks]
        seen = {file: _seen(plans) for file, plans in self._plans.items()}
        return {
            "states": [self._state(number, one, seen) for number, one in enumerate(self._statements)],
            "hits": sum(hits),
            "hit": sum(count > 0 for count in hits),
            "told": self._told(hits),
            "missed": list(self._missed()),
            "captures": sum(hook.captures for hook in self._hooks),
            "failures": [failure for hook in self._hooks for failure in hook.failures],
        }

    def values(self) -> dict[int, Any]:
        """By statement what its hooks kept of values, if they did."""
        kept = {number: hook.values() for number, hook in enumerate(self._hooks) if hook.values}
        return {number: values for number, values in kept.items() if values}

    def _order(self, number: int, one: dict[str, Any]) -> Order:
        place, hooks = Place(*one["span"]), self._hooks[number]
        inserted = hooks.request(place, _expressions(one), one["names"]) if inserts(self._engine) else None
        return Order(number, one["function"], place, hooks.hook, inserted)

    def _told(self, hits: list[int]) -> dict[str, int]:
        """What the hooks were told, as sums; and starts without an end, where ends are told."""
        sums: dict[str, int] = defaultdict(int)
        for starts, hook in zip(hits, self._hooks, strict=True):
            told = hook.told()
            if "ended" in told:
                told["unended"] = abs(starts - told["ended"] - told["raised"])
            for word, count in told.items():
                sums[word] += count
        return sums

    def _missed(self) -> Iterator[tuple[int, int, str]]:
        """Statements and their expressions that are not seen, with the reason."""
        for plans in self._plans.values():
            missed = {key: reasons for plan in plans for key, reasons in plan.missed.items()}
            for number, reasons in missed.items():
                for expression, reason in reasons.items():
                    yield cast("int", number), expression, reason

    def _born(self, born: Born) -> None:
        self._plans[born.file].append(born.plan)

    def _state(self, number: int, one: dict[str, Any], seen: dict[str, set[Any]]) -> tuple[str, str]:
        if not one["hasCode"]:
            return "no code", ""
        plans = self._plans[self._paths[one["file"]]]
        problem = next((plan.problems[number] for plan in plans if number in plan.problems), one["refused"])
        if problem:
            return "refused", problem
        if any(plan.locations.get(number) for plan in plans):
            return "armed", ""
        if not any(plan.seen() for plan in plans):
            return "absent", "the tests do not import its file"
        if (one["function"], one["firstLine"]) not in seen[self._paths[one["file"]]]:
            return "absent", "its function is not defined here"
        return "refused", "found in the file's code, but not in the code that runs"


def _expressions(one: dict[str, Any]) -> list[Expression]:
    return [
        Expression(Place(*place), kind, tuple(parts), name) for place, kind, parts, name in one["expressions"]
    ]


def _seen(plans: list[Plan]) -> set[tuple[str, int]]:
    """Functions whose code was looked at, by name and first line."""
    asked = {(plan, order.function) for plan in plans for order in plan.orders}
    return {(code.co_qualname, code.co_firstlineno) for plan, name in asked for code in plan.seen(name)}
