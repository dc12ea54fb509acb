"""Probes on every statement of a module that the survey found, and what became of them."""

from __future__ import annotations

import itertools
import traceback
from collections import defaultdict
from importlib import import_module
from typing import Any

from engines import ENGINES

from snappoint.capture.gate import Budget
from snappoint.capture.hit import Recorder
from snappoint.engines.base import Hook, Place
from snappoint.engines.origin import original_of
from snappoint.imports import Born, Imports, Wish
from snappoint.locate import Sources, functions_of
from snappoint.plan import Order, Plan
from snappoint.source import modules_of


class Counting:
    """The cheapest hook there is: no Python code runs at a hit."""

    def __init__(self, _number: int) -> None:
        self._count = itertools.count()
        self.hook: Hook = self._count.__next__
        self.captures = 0
        self.failures: list[str] = []

    def hits(self) -> int:
        return next(self._count)


class Capturing(Recorder):
    """The agent's real hook, with more of the processor's time than a program would give it."""

    _generous = Budget(share=0.1, ahead=20.0)

    def __init__(self, number: int) -> None:
        super().__init__(("", str(number)), "snapshot", lambda _key, _capture: None, self._generous)
        self.hook: Hook = self.hit
        self.failures: list[str] = []

    @property
    def captures(self) -> int:
        return self.outcomes()["captured"]

    def hits(self) -> int:
        return self.outcomes()["hits"]

    def _count_failure(self, error: Exception) -> None:
        # Some tests fill the stack on purpose; then there is no room for a capture either.
        if not isinstance(error, RecursionError):
            self.failures.append("".join(traceback.format_exception(error)))
        super()._count_failure(error)


HOOKS: dict[str, type[Counting] | type[Capturing]] = {"count": Counting, "snapshot": Capturing}


class Probes:
    """All probes of a survey; see `survey.py` for its shape."""

    def __init__(self, survey: dict[str, Any], engine: str, hook: str) -> None:
        self._statements = survey["statements"]
        self._engine = ENGINES[engine]
        self._hooks = [HOOKS[hook](number) for number in range(len(self._statements))]
        self._plans: dict[str, list[Plan]] = defaultdict(list)
        self._wishes: dict[str, list[Wish]] = defaultdict(list)
        for number, one in enumerate(self._statements):
            if one["hasCode"]:
                file = survey["files"][one["file"]]
                order = Order(number, one["function"], Place(*one["span"]), self._hooks[number].hook)
                self._wishes[file["path"]].append(Wish(order, file["hash"]))
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
            "captures": sum(hook.captures for hook in self._hooks),
            "failures": [failure for hook in self._hooks for failure in hook.failures],
        }

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


def _seen(plans: list[Plan]) -> set[tuple[str, int]]:
    """Functions whose code was looked at, by name and first line."""
    return {(code.co_qualname, code.co_firstlineno) for plan in plans for code in plan.seen()}
