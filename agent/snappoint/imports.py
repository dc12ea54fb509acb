"""Arms code at the moment it is imported, before any of it runs.

While probes are wanted, the import system's own `get_code` passes its result through `born`. It is
done by insertion, as for a probe: no finder, loader or frame of ours is visible to the program, and
removing the last probe puts the original code back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from importlib._bootstrap_external import SourceLoader
from types import CodeType, FunctionType
from typing import NamedTuple, cast

from .engines.base import Engine
from .engines.insertion import mark, with_result_passed_through
from .engines.origin import original_of
from .identity import Identity, identify
from .locate import all_nested
from .plan import Order, Plan
from .source import real_path


class Wish(NamedTuple):
    """An order that holds for one text of the file only."""

    order: Order
    hash: str


class Born(NamedTuple):
    """What was done to a file that is being imported."""

    file: str
    plan: Plan
    identity: Identity
    codes: Sequence[CodeType]
    """All code in it, but for the module's own."""


Wishes = Mapping[str, tuple[Wish, ...]]
"""By the file's real path."""


class Imports:
    """Watches for imports of wanted files. `wishes` is replaced as a whole, never changed, because
    importing threads read it at any time."""

    def __init__(self, engine: Engine, tell: Callable[[Born], None]) -> None:
        self._engine = engine
        self._tell = tell
        self._wishes: Wishes = {}
        self._names: frozenset[str] = frozenset()
        self._watched: CodeType | None = None
        """What `get_code` was when it was last watched. Kept, because it takes milliseconds to make."""

    def watch(self, wishes: Wishes) -> None:
        """Sets what is wanted; nothing wanted means that the import system is as it was."""
        self._wishes = wishes
        self._names = frozenset(os.path.basename(file) for file in wishes)
        get_code = cast("FunctionType", SourceLoader.get_code)
        original = original_of(get_code.__code__)
        if not wishes:
            get_code.__code__ = original
        elif get_code.__code__ is original:
            if self._watched is None or original_of(self._watched) is not original:
                self._watched = mark(with_result_passed_through(original, self.born), original)
            get_code.__code__ = self._watched

    def born(self, code: object) -> object:
        """Called by the import system with each module's code; returns what to execute instead."""
        try:
            if type(code) is CodeType and os.path.basename(code.co_filename) in self._names:
                return self._armed(code)
        except Exception:
            # Whatever went wrong, the program gets its own code, and the file is looked at again
            # when it is loaded.
            return code
        return code

    def _armed(self, code: CodeType) -> CodeType:
        file = real_path(os.path.abspath(code.co_filename))
        wishes = self._wishes.get(file)
        if not wishes:
            return code
        identity = identify(file, (), loaded_after=time.time())
        plan = Plan(self._engine, [wish.order for wish in wishes if wish.hash == identity.hash])
        armed = plan.code_for(code)
        self._tell(Born(file, plan, identity, tuple(all_nested(code))))
        return armed
