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

MOST_COMPARED = 50
"""Files of one name whose texts are read: there may be thousands of `__init__.py`."""


class _Pair(NamedTuple):
    """A folder as the servers know it, and as it is called here."""

    theirs: str
    ours: str


class Elsewhere:
    """Finds the files of this program that servers mean. Used by the registry's thread only."""

    def __init__(self, loaded: Callable[[], Iterable[str]] | None = None) -> None:
        """`loaded`: the files of the modules, for tests."""
        self._loaded = loaded or loaded_files
        self._pairs: list[_Pair] = []
        self._in_vain: dict[tuple[str, str], int] = {}
        """By path and text: how many files of that name there were when the wanted one was not among them."""

    def here(self, file: str, mapped: str, text_hash: str) -> str:
        """The real path here of a file that a server names by its own path, by the one that the user's map
        has for it, if any, and by its text."""
        below = [pair for pair in self._pairs if _is_below(file, pair.theirs)]
        learned = [pair.ours + file[len(pair.theirs) :] for pair in below]
        for path in (file, mapped, *learned):
            if path and os.path.exists(path):
                return real_path(path)
        return self._among_loaded(mapped or file, text_hash) or real_path(mapped or file)

    def _among_loaded(self, file: str, text_hash: str) -> str:
        name = os.path.basename(file)
        named = [one for one in self._loaded() if os.path.basename(one) == name]
        if self._in_vain.get((file, text_hash)) == len(named):
            return ""
        alike = sorted(((_parts_in_common(file, one), one) for one in named), reverse=True)
        same = [(parts, one) for parts, one in alike[:MOST_COMPARED] if hash_of_file(one) == text_hash]
        if found := _first(same):
            self._learn(file, found)
            return found
        if found := _first([(parts, one) for parts, one in alike if parts >= SURE_PARTS]):
            return found
        self._in_vain[file, text_hash] = len(named)
        return ""

    def _learn(self, theirs: str, ours: str) -> None:
        common = _parts_in_common(theirs, ours)
        pair = _Pair(_without_last(theirs, common), _without_last(ours, common))
        if pair not in self._pairs:
            # A longer path says more of the files below it.
            self._pairs = sorted([*self._pairs, pair], key=lambda one: -len(one.theirs))


def loaded_files() -> set[str]:
    """The source files of the loaded modules."""
    return {file for module in list(sys.modules.values()) if (file := file_of(module))}


def _first(ranked: list[tuple[int, str]]) -> str:
    """The one with the most in common, or nothing when there are several of those."""
    if len(ranked) > 1 and ranked[0][0] == ranked[1][0]:
        return ""
    return ranked[0][1] if ranked else ""


def _is_below(file: str, folder: str) -> bool:
    return file.startswith(folder + os.sep)


def _parts_in_common(one: str, other: str) -> int:
    """How many names two paths have in common, from their ends."""
    common = 0
    for mine, theirs in zip(reversed(one.split(os.sep)), reversed(other.split(os.sep)), strict=False):
        if mine != theirs or not mine:
            break
        common += 1
    return common


def _without_last(path: str, parts: int) -> str:
    return os.sep.join(path.split(os.sep)[:-parts])
