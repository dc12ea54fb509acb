"""What the program's owner lets servers do, whoever they are and whatever they ask for."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from .requests import KINDS, WantedProbe

KEYS = ("off", "source", "kinds", "paths", "probes", "captures_a_second", "cpu_percent", "bytes_a_second")

_LIMITS = {"probes": 1e6, "captures_a_second": 40.0, "cpu_percent": 100.0, "bytes_a_second": 1e9}
"""The most that can be said; a point's captures a second are never more than by default."""


class Policy(NamedTuple):
    """Without any word of the owner, the defaults hold. Raises nothing."""

    off: bool = False
    """Nobody gets in at all."""

    source: bool = True
    """Whether servers may have the text of files that run."""

    kinds: Collection[str] = KINDS
    paths: tuple[str, ...] | None = None
    """Real paths of folders and files, with `*` for any characters, in which points may be."""

    probes: float = float("inf")
    """The most points at once, of all servers."""

    captures_a_second: float = 40.0
    """Of one point, for longer than a moment."""

    cpu_percent: float = 1.0
    """Of one core, for the captures of all points."""

    bytes_a_second: float = 1_000_000.0
    problem: str = ""
    """Why nothing is allowed: what the owner said could not be read."""

    def objection(self, probe: WantedProbe, file: str, others: int) -> str:
        """Why this program's owner does not want such a point, in a file of that real path and beside so many
        others; or nothing."""
        if self.problem:
            return self.problem
        if probe.kind not in self.kinds:
            kinds = ", ".join(self.kinds) or "no kind of points"
            return f"this program's owner allows {kinds} here, not {probe.kind}"
        if others >= self.probes:
            return f"this program's owner allows {int(self.probes)} points at once"
        return self.objection_to_file(file)

    def objection_to_file(self, file: str) -> str:
        """Why nothing may be asked about a file of that real path, or nothing."""
        if self.problem or self.paths is None or any(_covers(path, file) for path in self.paths):
            return self.problem
        allowed = ", ".join(self.paths) or "no file"
        return f"this program's owner allows points in {allowed} only, not in {os.path.basename(file)}"


ANYTHING = Policy()


def policy_of(table: Mapping[str, Any]) -> Policy:
    """Reads the owner's words. Raises `ValueError` with a sentence about the first that is wrong."""
    for key in table:
        if key not in KEYS:
            raise ValueError(f"policy.{key} is not known")
    said: dict[str, Any] = {key: _limit(table, key) for key in _LIMITS if key in table}
    said |= {key: _switch(table, key) for key in ("off", "source") if key in table}
    if "kinds" in table:
        said["kinds"] = _kinds(_texts(table, "kinds"))
    if "paths" in table:
        said["paths"] = _paths(_texts(table, "paths"))
    return Policy(**said)


def _covers(path: str, file: str) -> bool:
    return file == path or file.startswith(path.rstrip(os.sep) + os.sep) or fnmatchcase(file, path)


def _limit(table: Mapping[str, Any], key: str) -> float:
    value, most = table[key], _LIMITS[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise ValueError(f"policy.{key} is not a number from 0 to {most:g}")
    # A rate of none would be divided by.
    return float(value) if key == "probes" else max(float(value), 1e-6)


def _switch(table: Mapping[str, Any], key: str) -> bool:
    value = table[key]
    if not isinstance(value, bool):
        raise ValueError(f"policy.{key} is neither true nor false")
    return value


def _texts(table: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = table[key]
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"policy.{key} is not a list of texts")
    return tuple(value)


def _kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    for kind in kinds:
        if kind not in KINDS:
            raise ValueError(f"policy.kinds: {kind!r} is none of {', '.join(KINDS)}")
    return kinds


def _paths(paths: tuple[str, ...]) -> tuple[str, ...]:
    for path in paths:
        if not path.startswith((os.sep, "*")):
            raise ValueError(f"policy.paths: {path!r} is not an absolute path")
    return tuple(path if "*" in path else os.path.realpath(path) for path in paths)
