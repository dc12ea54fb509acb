"""How much a process grows while probes are added and removed many times, with nothing else going on."""

import gc
import os
from collections.abc import Callable
from pathlib import Path

WARM_UP = 1000
"""Cycles in which caches fill and the allocator finds its size."""


def growth(cycle: Callable[[], object], cycles: int) -> dict[str, int]:
    """Of the process's resident memory, and of the objects that the collector knows."""
    for _ in range(min(cycles, WARM_UP)):
        cycle()
    objects, memory = _objects(), _resident_memory()
    for _ in range(cycles):
        cycle()
    return {"cycles": cycles, "bytes": _resident_memory() - memory, "objects": _objects() - objects}


def _objects() -> int:
    gc.collect()
    return len(gc.get_objects())


def _resident_memory() -> int:
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
