"""From modules to the code that their functions run."""

from __future__ import annotations

import gc
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.machinery import ModuleSpec
from operator import attrgetter
from types import (
    AsyncGeneratorType,
    CodeType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    ModuleType,
)
from typing import Any

from .behaviour import THREADS_RUN_AT_ONCE
from .reachable import COLLECTOR_FORGETS_FUNCTIONS, reachable_functions
from .source import Loaded, namespace_of

FEW_OBJECTS = 10_000
"""How many objects are looked at before the collector is asked: it takes milliseconds in a large program."""


def functions_of(modules: Sequence[Loaded]) -> list[FunctionType]:
    """Every live function that was defined in these modules, wherever it is kept: methods, closures,
    decorated and registered ones."""
    found: list[FunctionType] = []
    for module in modules:
        own = _by_references(module)
        if own is None:
            return _by_collector(modules)
        found += own
    return found


def _by_references(module: Loaded) -> list[FunctionType] | None:
    """The module's functions, if those that its namespace leads to are all that there are.

    Each function holds its module's namespace, as its globals. So when there are as many as the namespace
    has holders, none is missing.
    """
    if THREADS_RUN_AT_ONCE or type(module) is dict:
        return None
    expected = _holders(module) - _HOLDERS_OF_EMPTY
    namespace = namespace_of(module)
    found: list[FunctionType] = []
    for function in reachable_functions([namespace], FEW_OBJECTS) if expected else ():
        if function.__globals__ is namespace:
            found.append(function)
            if len(found) == expected:
                break
    return found if len(found) == expected else None


def _holders(module: Loaded) -> int:
    return sys.getrefcount(namespace_of(module))


_HOLDERS_OF_EMPTY = _holders(ModuleType("empty"))


def _by_collector(modules: Iterable[Loaded]) -> list[FunctionType]:
    """The same, found in one pass over all that exists, which hands out nothing else of the program's that
    we would keep alive meanwhile."""
    namespaces = [namespace_of(module) for module in modules]
    known = {id(namespace) for namespace in namespaces}
    # After `gc.freeze()`, as preloading servers call it, the collector does not look at what was there.
    hidden = COLLECTOR_FORGETS_FUNCTIONS or gc.get_freeze_count()
    reached = reachable_functions(namespaces) if hidden else ()
    found = {id(one): one for one in (*gc.get_referrers(*namespaces), *reached)}
    return [f for f in found.values() if type(f) is FunctionType and id(f.__globals__) in known]


def functions_with(codes: Sequence[CodeType]) -> list[FunctionType]:
    """Every live function that runs one of these code objects now."""
    return [found for found in gc.get_referrers(*codes) if type(found) is FunctionType] if codes else []


def nested(code: CodeType) -> Iterator[CodeType]:
    """The code objects among the constants of `code`, not those within them."""
    return (const for const in code.co_consts if type(const) is CodeType)


def all_nested(code: CodeType) -> Iterator[CodeType]:
    """Everything nested in `code`, at any depth."""
    for inner in nested(code):
        yield inner
        yield from all_nested(inner)


class Sources:
    """Tells code of one file from code that was compiled from some other text (`exec`, dataclass
    methods) and only lives in the file's module."""

    def __init__(self, file: str, modules: Iterable[Loaded]) -> None:
        self._file = file
        self._names = {file, *(name for module in modules for name in _code_names(module))}

    def contain(self, code: CodeType) -> bool:
        name = code.co_filename
        # A script is compiled under the path that it was started by, which can be relative.
        relative = os.sep + name.removeprefix(f".{os.sep}")
        return name in self._names or (not os.path.isabs(name) and self._file.endswith(relative))


def _code_names(module: Loaded) -> Iterator[str]:
    """What `co_filename` says for the code of a module: the path as imported, or `<frozen NAME>`."""
    namespace = namespace_of(module)
    path, spec = namespace.get("__file__"), namespace.get("__spec__")
    if type(path) is str:
        yield path
    if type(spec) is ModuleSpec:
        yield f"<frozen {spec.name}>"


def lines_of(codes: Iterable[CodeType]) -> set[int]:
    """The lines that have code, in these code objects and all nested in them."""
    found: set[int] = set()
    for code in codes:
        found.update(line for _, _, line in code.co_lines() if line)
        found |= lines_of(nested(code))
    return found


def lines_near(codes: Iterable[CodeType], line: int, count: int) -> list[int]:
    """The nearest lines that have code, in order."""
    return sorted(sorted(lines_of(codes), key=lambda found: abs(found - line))[:count])


def calls_under_way(codes: Iterable[CodeType]) -> Counter[int]:
    """How many calls are executing each of these code objects, or are suspended in it as generators
    or coroutines, by the code's identity."""
    wanted = {id(code): code for code in codes}
    if not wanted:
        return Counter()
    can_wait = [code for code in wanted.values() if code.co_flags & _CAN_WAIT]
    referrers = gc.get_referrers(*can_wait) if can_wait else []
    suspendable = (found for found in referrers if id(type(found)) in _FRAME_OF)
    running = [id(code) for code in _codes_running()]
    running += [id(frame.f_code) for found in suspendable if (frame := _suspended_frame(found))]
    return Counter(code for code in running if code in wanted)


def _codes_running() -> Iterator[CodeType]:
    for top in sys._current_frames().values():
        frame: FrameType | None = top
        while frame is not None:
            yield frame.f_code
            frame = frame.f_back


def _suspended_frame(found: Any) -> FrameType | None:
    """The frame of a generator or coroutine that waits; not of one that is executed right now, whose
    frame is on some thread's stack, nor of one that has ended."""
    frame_of, is_running = _FRAME_OF[id(type(found))]
    frame: FrameType | None = frame_of(found)
    return None if is_running(found) else frame


_CAN_WAIT = 0x20 | 0x80 | 0x200
"""The flags of generators, coroutines and asynchronous generators, as `inspect` knows them."""

_FRAME_OF: dict[int, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    id(GeneratorType): (attrgetter("gi_frame"), attrgetter("gi_running")),
    id(CoroutineType): (attrgetter("cr_frame"), attrgetter("cr_running")),
    id(AsyncGeneratorType): (attrgetter("ag_frame"), attrgetter("ag_running")),
}
"""By identity: a class of the program's may have a metaclass that is asked for its hash."""
