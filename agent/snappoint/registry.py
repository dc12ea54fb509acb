"""The wanted probes of every server, and what the program's code has to be because of them.

Owned by one thread. Importing threads read only the wishes that are handed to `Imports`, and the
program's threads only run hooks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from time import monotonic, thread_time

from .capture.budget import Budget
from .capture.hit import Recorder
from .capture.shapes import Capture, Key
from .elsewhere import Elsewhere
from .engines.base import Engine
from .engines.monitoring import MONITORING
from .entries import Entries, Entry
from .imports import Born, Imports, Wish
from .loaded import LoadedFile, Status
from .looks import Looks
from .policy import ANYTHING, Policy
from .source import Loaded, modules_of, sourceless
from .wire import WantedProbe


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
        self.budget = Budget(
            share=policy.cpu_percent / 100.0,
            bytes_a_second=policy.bytes_a_second,
            captures_a_second=policy.captures_a_second,
        )
        self._imports = Imports(engine, born)
        self._wanted: dict[str, dict[str, Entry]] = {}
        self._elsewhere = Elsewhere()
        self._made = Entries(self._elsewhere, policy, captured, self.budget)
        self._files: dict[str, LoadedFile] = {}
        self._looks = Looks()
        self._disarmed: list[Recorder] = []
        """Probes that were taken out of the code because they kept failing."""

    def set_wanted(self, client: str, probes: Iterable[WantedProbe]) -> int:
        """Replaces the whole wanted set of a server; probes that stay keep their counters. Returns how
        many are new."""
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
        return len(begun)

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

    def look(self) -> bool:
        """Looks again at the files that are due: those not loaded, and those with old frames running. Returns
        whether any was found under another path: servers need that to understand what comes next."""
        began, now, due = thread_time(), monotonic(), self._looks.due()
        for entry in self._all():
            entry.recorder.look(now)
            if entry.recorder.troubles.failure and entry.recorder not in self._disarmed:
                self._disarmed.append(entry.recorder)
                due.add(entry.file)
        found = self._found_since(due) if due else set()
        if due:
            self._settle(due | found)
            self._looks.took(thread_time() - began)
        return bool(found)

    def _found_since(self, due: set[str]) -> set[str]:
        """Of files that were not loaded under the servers' paths: those that are by now, under another."""
        self._elsewhere.look_again()
        found: set[str] = set()
        for client, entries in self._wanted.items():
            for key, entry in entries.items():
                if entry.file in due and (moved := self._moved(client, entry)):
                    entry.recorder.retire()
                    entries[key] = moved
                    found.add(moved.file)
        return found

    def _moved(self, client: str, entry: Entry) -> Entry | None:
        if self._files[entry.file].loaded:
            return None
        file = self._made.loaded_file_of(entry.probe)
        if file == entry.file:
            return None
        return self._made.entry(client, entry.probe, self._allowed() - (not entry.refused), file)

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
        """What became of one probe, of which text and file."""
        status = self._status(entry)
        loaded = self._files.get(entry.file)
        text_hash = loaded.text(()).hash if loaded is not None else ""
        is_elsewhere = entry.file != entry.probe.file and status.status not in ("pending", "rejected")
        return status._replace(hash=text_hash, file=entry.file if is_elsewhere else "")

    def _status(self, entry: Entry) -> Status:
        if entry.refused:
            return Status("rejected", entry.refused, 0)
        if entry.recorder.troubles.failure:
            return Status("failed", entry.recorder.troubles.failure, 0)
        status = self._files[entry.file].status(entry.wish)
        if status.status == "armed" and entry.recorder.troubles.trouble:
            return status._replace(reason=entry.recorder.troubles.trouble)
        if status.status == "armed" and self._problem:
            return status._replace(reason=self._problem)
        if status.status == "pending" and entry.recorder.outcomes()["hits"]:
            # A function that is made and gone between two looks, such as a closure: its hits tell.
            return Status("armed", "", status.locations)
        return status

    def asked_about(self, path: str) -> tuple[str, LoadedFile, list[Loaded]]:
        """Of a file that a server names: its real path here, what is known of it, and its loaded modules."""
        known = next((entry.file for entry in self._all() if entry.probe.file == path), None)
        self._elsewhere.look_again()
        file = known or self._elsewhere.loaded_here(path, "", "")
        modules = modules_of([file])[file]
        loaded = self._files.get(file) or LoadedFile(file, self._engine, MONITORING)
        if modules:
            # So that it stays known which text runs, also when the file is changed before a probe is set.
            self._files[file] = loaded
        return file, loaded, modules

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
        self._elsewhere.look_again()
        found: dict[str, Entry] = {}
        for probe in probes:
            entry = before.get(probe.id)
            if entry is None or entry.probe != probe or entry.refused:
                entry = self._made.entry(client, probe, others)
            others += not entry.refused
            found[probe.id] = entry
        return found

    def _allowed(self) -> int:
        return sum(not entry.refused for entry in self._all())

    def _all(self) -> Iterator[Entry]:
        return (entry for entries in self._wanted.values() for entry in entries.values())

    def _settle(self, files: set[str]) -> None:
        """Brings the code of these files into agreement with the wishes."""
        self._looks.owe(files)
        listed: dict[str, list[Wish]] = {}
        for entry in self._all():
            if not (entry.refused or entry.recorder.troubles.failure):
                listed.setdefault(entry.file, []).append(entry.wish)
        wishes = {file: tuple(found) for file, found in listed.items()}
        self._imports.watch(wishes)
        modules = modules_of(files)
        reasons = sourceless(file for file in files if not modules[file])
        for file in files:
            loaded = self._files.setdefault(file, LoadedFile(file, self._engine, MONITORING))
            loaded.refresh(wishes.get(file, ()), modules[file], reasons.get(file, ""))
            self._schedule(file, wishes.get(file, ()))

    def _schedule(self, file: str, wishes: tuple[Wish, ...]) -> None:
        loaded = self._files[file]
        if not wishes and not loaded.loaded:
            del self._files[file]
        if not loaded.unsettled(wishes):
            self._looks.settled(file)
        else:
            self._looks.looked(file, loaded=loaded.loaded)
