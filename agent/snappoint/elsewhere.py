"""Files that servers know by other paths than this program: it runs in a container, or on another machine.

A server's path that leads nowhere here is looked for among the files that are loaded: the one with the same
name, the same text, and the most folders in common. What that shows holds for its folder then: if
`/home/ann/shop/api/orders.py` is `/app/api/orders.py` here, `/home/ann/shop/cart.py` is `/app/cart.py`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple

from .source import file_of, hash_of_file, real_path

SURE_PARTS = 2
"""With so many names in common a file of another text is taken for another version of the same."""


class Pair(NamedTuple):
    """A folder as the servers know it, and as it is called here."""

    theirs: str
    ours: str


class Elsewhere:
    """Finds the files of this program that servers mean. Used by the registry's thread only."""

    def __init__(self, loaded: Callable[[], Iterable[str]] | None = None) -> None:
        """`loaded`: the files of the modules, for tests."""
        self._loaded = loaded or loaded_files
        self._pairs: list[Pair] = []

    def here(self, file: str, text_hash: str = "") -> str:
        """The real path here of a file that a server names, and of which it may know the text."""
        if os.path.exists(file):
            return real_path(file)
        for pair in self._pairs:
            if file.startswith(pair.theirs + os.sep):
                ours = pair.ours + file[len(pair.theirs) :]
                if os.path.exists(ours):
                    return real_path(ours)
        return self._among_loaded(file, text_hash) or real_path(file)

    def is_foreign(self, file: str) -> bool:
        """Whether nothing here has this path."""
        return not os.path.exists(file)

    def _among_loaded(self, file: str, text_hash: str) -> str:
        name = os.path.basename(file)
        alike = [one for one in self._loaded() if os.path.basename(one) == name]
        same = [one for one in alike if text_hash and hash_of_file(one) == text_hash]
        near = [one for one in alike if _parts_in_common(file, one) >= SURE_PARTS]
        found = _nearest(file, same) or _nearest(file, near)
        if found in same:
            self._learn(file, found)
        return found

    def _learn(self, theirs: str, ours: str) -> None:
        common = _parts_in_common(theirs, ours)
        pair = Pair(_without_last(theirs, common), _without_last(ours, common))
        if pair not in self._pairs:
            # A longer path says more of the files below it.
            self._pairs = sorted([*self._pairs, pair], key=lambda one: -len(one.theirs))


def loaded_files() -> list[str]:
    """The source files of the loaded modules, each once."""
    files = {file for module in list(sys.modules.values()) if (file := file_of(module))}
    return sorted(files)


def _nearest(file: str, candidates: list[str]) -> str:
    """The one with the most in common, or nothing when there are several of those."""
    ranked = sorted(candidates, key=lambda one: -_parts_in_common(file, one))
    if len(ranked) > 1 and _parts_in_common(file, ranked[0]) == _parts_in_common(file, ranked[1]):
        return ""
    return ranked[0] if ranked else ""


def _parts_in_common(one: str, other: str) -> int:
    """How many names two paths have in common, from their ends."""
    common = 0
    for mine, theirs in zip(reversed(one.split(os.sep)), reversed(other.split(os.sep)), strict=False):
        if mine != theirs:
            break
        common += 1
    return common


def _without_last(path: str, parts: int) -> str:
    return os.sep.join(path.split(os.sep)[:-parts])
