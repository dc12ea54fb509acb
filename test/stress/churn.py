"""Probes that come and go: what the agent's thread does, much more often than any user would ask for."""

import random
import sys
import traceback
from collections import Counter
from pathlib import Path
from time import monotonic, sleep
from types import ModuleType
from typing import Any

from compiled import CompiledFile
from statements import Statement, statements_of

from snappoint import requests
from snappoint.engines.base import Engine, Expression
from snappoint.imports import Born
from snappoint.registry import Registry
from snappoint.source import text_hash

CLIENTS = ("one editor", "another editor")

CHANGES_PER_SECOND = 1000
"""Probes added and probes removed."""

SWITCH_INTERVALS = (1e-5, 1e-4, 5e-3)
"""How often threads take turns. Short, and they meet in every possible place; long, and more gets done."""

LONGEST_LOOK = 60.0


class Churn:
    """A registry, and random probes for the statements of one module."""

    def __init__(self, engine: Engine, module: ModuleType, seed: int) -> None:
        self.registry = Registry(engine, self._captured, self._born)
        self.sets = self.changes = self.captures = self.hits = 0
        self.outcomes: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._chance = random.Random(seed)
        self._by_function = _probes_by_function(Path(module.__file__ or ""))
        self._born_ones: list[Born] = []

    def run(self, seconds: float) -> None:
        """Adds and removes probes until the time is up, then takes all of them away."""
        began = monotonic()
        try:
            while (gone := monotonic() - began) < seconds:
                self.change(self._chance.choice(CLIENTS), self._some_probes())
                self.registry.look()
                sys.setswitchinterval(self._chance.choice(SWITCH_INTERVALS))
                sleep(max(0.0, self.changes / CHANGES_PER_SECOND - gone))
        except Exception:
            self.wrong.append(traceback.format_exc())
        finally:
            self.remove_all()

    def change(self, client: str, probes: list[requests.WantedProbe]) -> None:
        """Makes these probes the client's; counts those that are new and those that are gone."""
        before = {entry.probe for entry in self.registry.entries(client).values()}
        self._take_stock(client)
        self.registry.set_wanted(client, probes)
        self.sets += 1
        self.changes += len(before.symmetric_difference(probes))

    def remove_all(self) -> None:
        for client in self.registry.clients():
            self._take_stock(client)
            self.registry.drop(client)

    def look_until_settled(self) -> None:
        """As the agent does, until the registry has nothing left to look for."""
        last = monotonic() + LONGEST_LOOK
        while (due := self.registry.next_look()) is not None and monotonic() < last:
            sleep(max(0.0, due - monotonic()))
            self.registry.look()

    def one_probe(self) -> list[requests.WantedProbe]:
        """Any one of the module's."""
        return [self._chance.choice(self._chance.choice(self._by_function))]

    def _some_probes(self) -> list[requests.WantedProbe]:
        """Mostly many statements of one or two functions, now and then none, and rarely all there are."""
        kind = self._chance.random()
        if kind < 0.01:
            return [probe for probes in self._by_function for probe in probes]
        if kind < 0.2:
            return []
        functions = self._chance.sample(self._by_function, self._chance.randint(1, 2))
        return [probe for probes in functions for probe in probes if self._chance.random() < 0.7]

    def _take_stock(self, client: str) -> None:
        """Adds up the counters of probes that are about to go."""
        for entry in self.registry.entries(client).values():
            counted = entry.recorder.outcomes()
            self.outcomes.update(
                {name: number for name, number in counted.items() if isinstance(number, int)}
            )
            status = self.registry.status(entry)
            if status.status not in ("armed", "partly armed", "pending"):
                self.wrong.append(f"{entry.probe.function} {entry.probe.span}: {status}")

    def _captured(self, _key: object, _capture: object) -> None:
        self.captures += 1

    def _born(self, born: Born) -> None:
        self.registry.adopt(born)


def _probes_by_function(path: Path) -> list[list[requests.WantedProbe]]:
    file = CompiledFile(path)
    found: dict[str, list[requests.WantedProbe]] = {}
    for number, statement in enumerate(one for one in statements_of(file) if one.has_code):
        function = found.setdefault(statement.function, [])
        function.append(_probe(f"p{number}", path, text_hash(file.source), statement))
    return list(found.values())


def _probe(name: str, path: Path, file_hash: str, statement: Statement) -> requests.WantedProbe:
    number = int(name[1:])
    return requests.WantedProbe(
        id=name,
        kind="count" if number % 4 == 0 else "snapshot",
        file=str(path),
        hash=file_hash,
        function=statement.function,
        span=requests.Span(*statement.head.start, *statement.head.end),
        condition=f"{statement.names[0]} is not None" if number % 3 == 0 and statement.names else "",
        show=statement.names[:2] if number % 5 == 0 else (),
        expressions=tuple(_on_the_wire(one) for one in statement.expressions),
    )


def _on_the_wire(one: Expression) -> Any:
    return requests.WireExpression(requests.Span(*one.place), one.kind, one.parts, one.name)
