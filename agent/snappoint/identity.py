"""Which text of a file the program runs, as far as that can be known."""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Iterable, Sequence
from importlib.machinery import ModuleSpec
from typing import NamedTuple

from .behaviour import STARTED
from .source import Content, Loaded, content_of, namespace_of
from .text_hash import hash_of_text, plain_text

LONGEST_TEXT = 1_000_000
"""Characters of a text that is kept, to be handed to servers."""

RESTART = "file changed since the program loaded it: restart the program"
UNREADABLE = "the source file can't be read, so it can't be compared with what runs"


class Identity(NamedTuple):
    """What is known of the text that a program runs."""

    hash: str
    """SHA-256 of the text as `text_hash` makes it; empty when the file can't be read."""

    changed: bool
    """Whether the file was written to after the program had loaded it."""

    text: str | None = None
    """The text itself, unless the file was changed or is very long."""


def identify(file: str, modules: Iterable[Loaded], loaded_after: float = STARTED) -> Identity:
    """Reads the file as it is now and tells whether that is still what was loaded.

    `loaded_after` is a time before which the file cannot have been loaded.
    """
    content = content_of(file)
    if content is None:
        return Identity("", changed=True)
    fresh = content.changed_at <= loaded_after or any(_compiled_from(one, content) for one in modules)
    text = plain_text(content.raw)
    kept = text if fresh and len(text) <= LONGEST_TEXT else None
    return Identity(hash_of_text(text), not fresh, kept)


class RunningText:
    """The text of one file. It is looked at when the file is seen to be loaded, and kept until it is loaded
    again: what is done to the file meanwhile changes nothing of what runs."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._absent_until = STARTED
        self._identity: Identity | None = None
        self._looked = STARTED
        self._loads: list[Callable[[], object]] | None = None
        """How the modules were loaded that were seen last; None where an import has told since."""

    def absent(self) -> None:
        """The file is not loaded yet."""
        self._absent_until = time.time()

    def known(self, identity: Identity) -> None:
        """An import of the file, which has just begun, has told."""
        self._identity = identity
        self._loads = None

    def look(self, modules: Sequence[Loaded]) -> Identity | None:
        """What is known, now that these modules are loaded from it."""
        if not modules:
            return self._identity
        specs = [_spec_of(one) for one in modules]
        if self._loads is not None and not _are(specs, [seen() for seen in self._loads]):
            self._identity, self._absent_until = None, self._looked
        if self._identity is None:
            self._identity = identify(self._file, modules, self._absent_until)
        self._loads, self._looked = [_reference_to(spec) for spec in specs], time.time()
        return self._identity

    @property
    def hash(self) -> str:
        """Empty when it isn't known."""
        return self._identity.hash if self._identity and not self._identity.changed else ""

    def objection(self, text_hash: str) -> str:
        """Why a probe that was set in a text of this hash can't be armed, or nothing."""
        identity = self._identity
        if identity is None or (text_hash == identity.hash and not identity.changed):
            return ""
        if identity.changed:
            return RESTART if identity.hash else UNREADABLE
        return "file differs from the running code: save it and restart the program"

    def told(self) -> tuple[str | None, str | None, str]:
        """The text's hash and the text itself, each None where it isn't known, and then why."""
        identity = self._identity
        if identity is None:
            return None, None, "the file is not loaded"
        if identity.changed:
            return None, None, RESTART if identity.hash else UNREADABLE
        reason = "" if identity.text is not None else f"it has more than {LONGEST_TEXT:,} characters"
        return identity.hash, identity.text, reason


def _spec_of(module: Loaded) -> ModuleSpec | None:
    """Each load of a module has one of its own."""
    spec = namespace_of(module).get("__spec__")
    return spec if type(spec) is ModuleSpec else None


def _reference_to(spec: ModuleSpec | None) -> Callable[[], object]:
    return weakref.ref(spec) if spec else lambda: None


def _are(specs: Sequence[object], others: Sequence[object]) -> bool:
    return len(specs) == len(others) and all(a is b for a, b in zip(specs, others, strict=True))


def _compiled_from(module: Loaded, content: Content) -> bool:
    """Whether the module's cached bytecode was made from a source of this time and size.

    The header of a `.pyc` file (PEP 552): magic, flags, then the source's time and size where the
    flags are zero.
    """
    cached = namespace_of(module).get("__cached__")
    if type(cached) is not str:
        return False
    try:
        with open(cached, "rb") as stream:
            header = stream.read(16)
    except OSError:
        return False
    made_from = (int.from_bytes(header[8:12], "little"), int.from_bytes(header[12:16], "little"))
    now = (int(content.changed_at) & 0xFFFFFFFF, content.size & 0xFFFFFFFF)
    return len(header) == 16 and header[4:8] == bytes(4) and made_from == now
