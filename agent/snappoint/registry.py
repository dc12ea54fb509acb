"""The wanted probes of every server, and what the program's code has to be because of them.

Owned by one thread. Importing threads read only the wishes that are handed to `Imports`, and the
program's threads only run hooks.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from time import monotonic
from typing import NamedTuple

from .capture.asked import Asked
from .capture.budget import Budget
from .capture.hit import Recorder
from .capture.shapes import Capture, Key
from .elsewhere import Elsewhere
from .engines.base import Engine, Expression, Place
from .engines.monitoring import MONITORING
from .imports import Born, Imports, Wish
from .loaded import LoadedFile, Status
from .locate import Sources, functions_of, lines_of
from .looks import Looks
from .plan import MODULE_LEVEL, Order
from .policy import ANYTHING, Policy
from .rendering.limits import DEFAULT, MORE
from .source import modules_of, real_path
from .wire import INVALID_PARAMS, WantedProbe, WireError

_LIBRARY = os.path.dirname(real_path(os.__file__)) + os.sep


class Entry(NamedTuple):
    """One probe of one server."""

    probe: WantedProbe
    file: str
    recorder: Recorder
    wish: Wish
    refused: str
    """Why it can't be at all, or empty."""


class Registry:
    """Keeps code and wishes in agreement. Servers are named by their client ids."""

    def __init__(
        self,
        engine: Engine,
        captured: Callable[[Key, Capture], object],
        born: Callable[[Born], None],
        policy: Policy = ANYTHING,
        problem: str = "",
    ) -> None:
        """`problem`: what is wrong with all captures of this process, for those who ask why."""
        self._engine = engine
        self._policy = policy
        self._problem = problem
        self._captured = captured
        self.budget = Budget(
            share=policy.cpu_percent / 100.0,
            bytes_a_second=policy.bytes_a_second,
            captures_a_second=policy.captures_a_second,
        )
        self._imports = Imports(engine, born)
        self._wanted: dict[str, dict[str, Entry]] = {}
        self._elsewhere = Elsewhere()
        self._files: dict[str, LoadedFile] = {}
        self._looks = Looks()
        self._disarmed: list[Recorder] = []
        """Probes that were taken out of the code because they kept failing."""

    def set_wanted(self, client: str, probes: Iterable[WantedProbe]) -> None:
        """Replaces the whole wanted set of a server; probes that stay keep their counters."""
        before = self._wanted.get(client, {})
        now = self._entries(client, probes, before)
        ended = [entry for key, entry in before.items() if now.get(key) is not entry]
        begun = [entry for key, entry in now.items() if before.get(key) is not entry]
        touched = {entry.file for entry in (*ended, *begun)}
        self._looks.owe(touched)
        self._wanted[client] = now
        for entry in ended:
            entry.recorder.retire()
        gone = {id(entry.recorder) for entry in ended}
        self._disarmed = [one for one in self._disarmed if id(one) not in gone]
        self._settle(touched)

    def restore(self) -> None:
        """Wants nothing any more, whatever was left half-done: all code is as it was."""
        for entry in self._all():
            entry.recorder.retire()
        self._wanted.clear()
        self._settle(set(self._files))

    def drop(self, client: str) -> None:
        """Takes all probes of a server away."""
        self.set_wanted(client, ())
        del self._wanted[client]

    def adopt(self, born: Born) -> None:
        """Takes note of a file that was armed while it was imported."""
        # Even when nothing is wanted there any more, so that what was done is undone.
        loaded = self._files.setdefault(born.file, LoadedFile(born.file, self._engine, MONITORING))
        loaded.adopt(born)
        self._settle({born.file})

    def look(self) -> None:
        """Looks again at the files that are due: those not loaded, and those with old frames running."""
        now, due = monotonic(), self._looks.due()
        for entry in self._all():
            entry.recorder.look(now)
            if entry.recorder.failure and entry.recorder not in self._disarmed:
                self._disarmed.append(entry.recorder)
                due.add(entry.file)
        if due:
            self._settle(due | self._found_since(due))

    def _found_since(self, due: set[str]) -> set[str]:
        """Of files that were not there under the servers' paths: those that have been found by now."""
        lost = [
            (client, e) for client, entries in self._wanted.items() for e in entries.values() if e.file in due
        ]
        moved = [(client, e.probe) for client, e in lost if self._file_of(e.probe) != e.file]
        for client, probe in moved:
            self._wanted[client][probe.id] = self._entry(client, probe, None, self._allowed())
        return {self._wanted[client][probe.id].file for client, probe in moved}

    def next_look(self) -> float | None:
        """When `look` has something to do, by the monotonic clock."""
        dues = self._looks.next()
        dues += [due for entry in self._all() if (due := entry.recorder.next_look()) is not None]
        return min(dues, default=None)

    def clients(self) -> list[str]:
        """The servers that have a wanted set here."""
        return list(self._wanted)

    def entries(self, client: str) -> dict[str, Entry]:
        """A server's probes by id."""
        return self._wanted.get(client, {})

    def status(self, entry: Entry) -> Status:
        """What became of one probe."""
        if entry.refused:
            return Status("rejected", entry.refused, 0)
        if entry.recorder.failure:
            return Status("failed", entry.recorder.failure, 0)
        status = self._files[entry.file].status(entry.wish)
        if status.status == "armed" and entry.recorder.trouble:
            return status._replace(reason=entry.recorder.trouble)
        if status.status == "armed" and self._problem:
            return status._replace(reason=self._problem)
        if status.status == "pending" and entry.recorder.outcomes()["hits"]:
            # A function that is made and gone between two looks, such as a closure: its hits tell.
            return Status("armed", "", status.locations)
        return status

    def lines(self, path: str) -> tuple[bool, str | None, list[int]]:
        """Of a file: whether it is loaded, the hash of its text, and the lines that have code. Raises
        `WireError` when it is none of the servers' business."""
        file = self._elsewhere.here(path, "", "")
        if reason := self._policy.objection_to_file(file):
            raise WireError(INVALID_PARAMS, reason)
        modules = modules_of([file])[file]
        known = self._files.get(file) or LoadedFile(file, self._engine, MONITORING)
        sources = Sources(file, modules)
        codes = [f.__code__ for f in functions_of(modules) if sources.contain(f.__code__)]
        return bool(modules), known.hash(modules), sorted(lines_of(codes))

    def reset_counters(self) -> None:
        """Begins to count anew, in a forked child."""
        for entry in self._all():
            entry.recorder.reset()

    def _entries(
        self, client: str, probes: Iterable[WantedProbe], before: Mapping[str, Entry]
    ) -> dict[str, Entry]:
        others = sum(
            not e.refused
            for name, entries in self._wanted.items()
            if name != client
            for e in entries.values()
        )
        found: dict[str, Entry] = {}
        for probe in probes:
            entry = self._entry(client, probe, before.get(probe.id), others)
            others += not entry.refused
            found[probe.id] = entry
        return found

    def _entry(self, client: str, probe: WantedProbe, before: Entry | None, others: int) -> Entry:
        if before is not None and before.probe == probe and not before.refused:
            return before
        file = self._file_of(probe)
        key = (client, probe.id)
        limits = MORE if probe.detail == "more" else DEFAULT
        recorder = Recorder(key, _asked(probe), self._captured, self.budget, limits)
        # The agent itself runs library code; its own calls are not the program's.
        ours_too = file.startswith(_LIBRARY)
        place = Place(*probe.span)
        request = recorder.request_at(place, ours_too=ours_too)
        order = Order(
            key, probe.function or MODULE_LEVEL, place, recorder.hook_for(ours_too=ours_too), request
        )
        refused = recorder.problem() or self._policy.objection(probe, file, others)
        return Entry(probe, file, recorder, Wish(order, probe.hash), refused)

    def _file_of(self, probe: WantedProbe) -> str:
        return self._elsewhere.here(probe.file, probe.mapped, probe.hash)

    def _allowed(self) -> int:
        return sum(not entry.refused for entry in self._all())

    def _all(self) -> Iterator[Entry]:
        return (entry for entries in self._wanted.values() for entry in entries.values())

    def _settle(self, files: set[str]) -> None:
        """Brings the code of these files into agreement with the wishes."""
        self._looks.owe(files)
        wishes: dict[str, tuple[Wish, ...]] = {}
        for entry in self._all():
            if entry.refused or entry.recorder.failure:
                continue
            wishes[entry.file] = (*wishes.get(entry.file, ()), entry.wish)
        self._imports.watch(wishes)
        modules = modules_of(files)
        for file in files:
            loaded = self._files.setdefault(file, LoadedFile(file, self._engine, MONITORING))
            loaded.refresh(wishes.get(file, ()), modules[file])
            self._schedule(file, wishes.get(file, ()))

    def _schedule(self, file: str, wishes: tuple[Wish, ...]) -> None:
        loaded = self._files[file]
        if not wishes and not loaded.loaded:
            del self._files[file]
        if not loaded.unsettled(wishes):
            self._looks.settled(file)
        else:
            self._looks.looked(file, loaded=loaded.loaded)


def _asked(probe: WantedProbe) -> Asked:
    expressions = tuple(
        Expression(Place(*one.span), one.kind, one.parts, one.name) for one in probe.expressions
    )
    return Asked(probe.kind, probe.condition, probe.show, probe.message, expressions)
