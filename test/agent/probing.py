"""Probes in modules that are loaded into the test's own process."""

from __future__ import annotations

import importlib
import itertools
import os
import sys
import textwrap
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

import targets

from snappoint import wire
from snappoint.capture.shapes import Capture, Key, Outcomes, finished
from snappoint.engines.base import Engine
from snappoint.engines.insertion import Insertion
from snappoint.engines.monitoring import MONITORING
from snappoint.imports import Born
from snappoint.loaded import Status
from snappoint.registry import Registry

ENGINES: list[Engine] = [Insertion(), *([] if MONITORING.objection() else [MONITORING])]
"""Insertion is completed by monitoring; monitoring can also do everything alone, from 3.12 on."""

SEES_OLD_CODE = hasattr(sys, "monitoring")
"""Whether calls that have begun before a probe came are seen: from 3.12 on, by monitoring."""

_names = (f"probed_{number}" for number in itertools.count())


class Probing:
    """A registry and what it reports, with a folder for modules to load."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, str] = {}
        self.captures: list[tuple[str, Capture]] = []
        self.registry = Registry(engine, self._captured, self._born)
        self.alone = engine is MONITORING
        """Whether monitoring does everything."""

    def __enter__(self) -> Probing:
        sys.path.insert(0, str(self._folder))
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.arm()
        sys.path.remove(str(self._folder))
        for name in self._sources:
            sys.modules.pop(name, None)

    def write(self, source: str) -> str:
        """Writes a module without loading it; returns its name."""
        name = next(_names)
        self._sources[name] = textwrap.dedent(source)
        file = self._folder / f"{name}.py"
        file.write_text(self._sources[name], encoding="utf-8")
        # As if written before this process began; a file that is younger may have been changed.
        os.utime(file, (0, 0))
        importlib.invalidate_caches()
        return name

    def load(self, source: str) -> Any:
        """Writes a module and imports it."""
        return importlib.import_module(self.write(source))

    def rewrite(self, module: ModuleType, source: str) -> None:
        """Writes another text of a module, which is not loaded yet."""
        self._sources[module.__name__] = source
        file = Path(str(module.__file__))
        before = file.stat().st_mtime
        file.write_text(source, encoding="utf-8")
        # Another second, for bytecode that is kept, and still long ago.
        os.utime(file, (0, before + 1))

    def arm(self, module: ModuleType | str | None = None, *marks: str, **changes: object) -> None:
        """Makes the probes at these marks the whole wanted set."""
        self.arm_each(module, dict.fromkeys(marks, changes))

    def arm_each(self, module: ModuleType | str | None, wanted: Mapping[str, dict[str, Any]]) -> None:
        """The same, with changes of each probe's own."""
        probes = []
        if module is not None:
            name = module if isinstance(module, str) else module.__name__
            file, source = str(self._folder / f"{name}.py"), self._sources[name]
            probes = [{**targets.probe(source, file, mark), **changes} for mark, changes in wanted.items()]
        self.registry.set_wanted("test", wire.wanted({"revision": 1, "probes": probes})[1])

    def arm_text(self, module: ModuleType, function: str, *texts: str, **changes: object) -> None:
        """Makes probes at the first places of these texts, whatever they are, the whole wanted set."""
        source = self._sources[module.__name__]
        wanted = [targets.probe_at(source, str(module.__file__), function, text) for text in texts]
        _, probes = wire.wanted({"revision": 1, "probes": [{**one, **changes} for one in wanted]})
        self.registry.set_wanted("test", probes)

    def source_of(self, module: ModuleType) -> str:
        return self._sources[module.__name__]

    def look_again(self) -> None:
        """Looks at the files that are not settled, without waiting until they are due."""
        self.registry._looks.hasten()
        self.registry.look()

    def status(self, mark: str) -> Status:
        """Without the identity of the text, which has tests of its own."""
        return self.registry.status(self.registry.entries("test")[mark])._replace(hash="")

    def hits(self, mark: str) -> int:
        return self.registry.entries("test")[mark].recorder.outcomes()["hits"]

    def outcomes(self, mark: str) -> Outcomes:
        return self.registry.entries("test")[mark].recorder.outcomes()

    def values(self, mark: str) -> list[dict[str, str]]:
        """The locals of each capture of a probe, as text."""
        found = [capture for key, capture in self.captures if key == mark]
        return [{one["name"]: one["value"]["text"] for one in capture["locals"]} for capture in found]

    def _born(self, born: Born) -> None:
        self.registry.adopt(born)

    def _captured(self, key: Key, capture: Capture) -> None:
        self.captures.append((key[1], finished(capture)))


def lines_run(function: Any, *arguments: object) -> Counter[int]:
    """How often each line of a function starts, as the interpreter's own tracing says."""
    seen: Counter[int] = Counter()

    def trace(frame: Any, event: str, _argument: object) -> Any:
        if frame.f_code is not function.__code__:
            return None
        if event == "line":
            seen[frame.f_lineno] += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        result = function(*arguments)
        if hasattr(result, "__next__"):
            list(result)
    finally:
        sys.settrace(before)
    return seen
