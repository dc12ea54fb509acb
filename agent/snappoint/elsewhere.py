"""Which file here is meant by a path of a server's: in a container, on another machine, of an installed or
packed copy it differs.

A path that is loaded here means just that file. Another is looked for among the files of the loaded modules:
the same file under another name, then one of the same text, then one of the same name in folders of the same
names. What one file shows holds for the others below the same folder.
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

MOST_PAIRS = 50
MOST_IN_VAIN = 1000


class _Pair(NamedTuple):
    """A folder as the servers know it, and as it is called here."""

    theirs: str
    ours: str


class Elsewhere:
    """Remembers which folders stand for which. Used by the registry's thread only."""

    def __init__(self, loaded: Callable[[], Iterable[str]] | None = None) -> None:
        """`loaded`: the files of the modules, for tests."""
        self._all_loaded = loaded or loaded_files
        self._named: dict[str, list[str]] = {}
        self._is_fresh = False
        self._pairs: list[_Pair] = []
        self._in_vain: dict[tuple[str, str], int] = {}
        """By path and text: how many files of that name there were when the wanted one was not among them."""

    def look_again(self) -> None:
        """What is loaded may be another by now."""
        self._is_fresh = False

    def here(self, file: str, mapped: str, text_hash: str) -> str:
        """The real path here of a file that a server names by its own path, by the one that the user's map
        has for it, if any, and by its text. One that is there is not asked whether it is loaded: in a large
        program that takes long."""
        there = self._there(file, mapped)
        return there[0] if there else self.loaded_here(file, mapped, text_hash)

    def loaded_here(self, file: str, mapped: str, text_hash: str) -> str:
        """The same, but one that is loaded goes first, even if it is a copy."""
        there = self._there(file, mapped)
        named = self._loaded_as(mapped or file)
        if loaded := next((path for path in there if path in named), None):
            return loaded
        return (
            self._among(named, mapped or file, text_hash, there) or (there or [real_path(mapped or file)])[0]
        )

    def _there(self, file: str, mapped: str) -> list[str]:
        below = [pair for pair in self._pairs if _is_below(file, pair.theirs)]
        learned = [pair.ours + file[len(pair.theirs) :] for pair in below]
        return [real_path(path) for path in (file, mapped, *learned) if path and os.path.exists(path)]

    def _loaded_as(self, file: str) -> list[str]:
        """The loaded files of that name. Upper and lower case may be the same to the file system."""
        if not self._is_fresh:
            self._is_fresh = True
            self._named = {}
            for one in self._all_loaded():
                self._named.setdefault(os.path.basename(one).casefold(), []).append(one)
        return self._named.get(os.path.basename(file).casefold(), [])

    def _among(self, named: list[str], file: str, text_hash: str, there: list[str]) -> str:
        if self._in_vain.get((file, text_hash)) == len(named):
            return ""
        alike = sorted(((_parts_in_common(file, one), one) for one in named), reverse=True)[:MOST_COMPARED]
        found = _same_file(alike, there) or _first(
            [
                (parts, one)
                for parts, one in alike
                # Where a file is that has just not been loaded yet, one of the same name alone is another,
                # unless it is packed: then it is always the copy of one.
                if (not there or parts >= SURE_PARTS or not os.path.exists(one))
                and hash_of_file(one) == text_hash
            ]
        )
        if found:
            self._learn(file, found)
        elif not there:
            found = _first([(parts, one) for parts, one in alike if parts >= SURE_PARTS])
        if not found:
            self._note_in_vain(file, text_hash, len(named))
        return found

    def _note_in_vain(self, file: str, text_hash: str, count: int) -> None:
        if len(self._in_vain) >= MOST_IN_VAIN:
            self._in_vain.clear()
        self._in_vain[file, text_hash] = count

    def _learn(self, theirs: str, ours: str) -> None:
        common = _parts_in_common(theirs, ours)
        pair = _Pair(_without_last(theirs, common), _without_last(ours, common))
        if common and pair.theirs != pair.ours and pair not in self._pairs:
            # A longer path says more of the files below it.
            newest = [pair, *self._pairs][:MOST_PAIRS]
            self._pairs = sorted(newest, key=lambda one: -len(one.theirs))


def loaded_files() -> set[str]:
    """The source files of the loaded modules."""
    return {file for module in list(sys.modules.values()) if (file := file_of(module))}


def _same_file(alike: list[tuple[int, str]], there: list[str]) -> str:
    """Under another path by a mount, a hard link, or letters of another case."""
    wanted = {identity for path in there if (identity := _inode(path))}
    return next((one for _, one in alike if wanted and _inode(one) in wanted), "")


def _inode(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino


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
