"""Which file a module comes from, and which text of it the program runs."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tokenize
from collections.abc import Iterable
from importlib.machinery import EXTENSION_SUFFIXES
from io import BytesIO
from types import FrameType, ModuleType
from typing import Any, NamedTuple, TypeAlias

from .behaviour import STARTED

_real_paths: dict[str, str] = {}

_EXTENSIONS = tuple(EXTENSION_SUFFIXES)

_PIECE = re.compile(
    r"""(?:(?<![0-9A-Za-z_])[A-Za-z]{1,2})?"""
    r"""(?:\"\"\"(?:[^\\"]|\\[\s\S]|"(?!\"\"))*(?:\"\"\")?|'''(?:[^\\']|\\[\s\S]|'(?!''))*(?:''')?"""
    r"""|"(?:[^\\"\n]|\\[\s\S])*"?|'(?:[^\\'\n]|\\[\s\S])*'?)|#[^\n]*"""
)
"""One string literal with its prefix, or one comment. What is not closed counts too: each letter is looked
at once."""

_ANY_MODULE: Any = ModuleType
_NAMESPACE = _ANY_MODULE.__dict__["__dict__"]


Loaded: TypeAlias = ModuleType | dict[str, Any]
"""A module, or the namespace alone of a script that no module stands for: profilers run scripts so."""


def namespace_of(loaded: Loaded) -> dict[str, Any]:
    """A module's own dictionary, even where a subclass of `ModuleType` hides it."""
    found: dict[str, Any] = loaded if type(loaded) is dict else _NAMESPACE.__get__(loaded)
    return found


def real_path(path: str) -> str:
    """The file behind symbolic links. Remembered, since it asks the file system once per folder."""
    found = _real_paths.get(path)
    if found is None:
        found = _real_paths[path] = os.path.realpath(path)
    return found


def file_of(module: object) -> str | None:
    """The source file of a module, or None: compiled, built in, a namespace package, or no real module.
    A script may have any name: `venv/bin/gunicorn`."""
    if not isinstance(module, ModuleType):
        return None
    path = namespace_of(module).get("__file__")
    if type(path) is not str or path.endswith((*_EXTENSIONS, ".pyc")):
        return None
    return real_path(path)


def modules_of(files: Iterable[str]) -> dict[str, list[Loaded]]:
    """The loaded modules of each file; one file can be loaded twice, as `__main__` and by its name."""
    found: dict[str, list[Loaded]] = {file: [] for file in files}
    for module in list(sys.modules.values()):
        file = file_of(module)
        if file in found:
            found[file].append(module)
    if not all(found.values()):
        _add_running_scripts(found)
    return found


def _add_running_scripts(found: dict[str, list[Loaded]]) -> None:
    """Scripts whose own code is running, for the files that have no module."""
    missing = {file for file, modules in found.items() if not modules}
    names = {os.path.basename(file) for file in missing}
    for top in sys._current_frames().values():
        frame: FrameType | None = top
        while frame is not None:
            name = frame.f_code.co_filename
            if frame.f_code.co_name == "<module>" and os.path.basename(name) in names:
                file = real_path(os.path.abspath(name))
                if file in missing and not any(one is frame.f_globals for one in found[file]):
                    found[file].append(frame.f_globals)
            frame = frame.f_back


def extension_of(file: str) -> str:
    """The file name of a loaded module of machine code that stands for this source, as Cython and mypyc
    make them: beside it and with the same name. Empty when there is none."""
    folder, stem = os.path.dirname(file), os.path.basename(file).rpartition(".")[0]
    for module in list(sys.modules.values()):
        path = namespace_of(module).get("__file__") if isinstance(module, ModuleType) else None
        if type(path) is str and path.endswith(_EXTENSIONS):
            name = os.path.basename(path)
            if name.partition(".")[0] == stem and os.path.dirname(real_path(path)) == folder:
                return name
    return ""


class Identity(NamedTuple):
    """What is known of the text that a program runs."""

    hash: str
    """SHA-256 of the text as `text_hash` makes it; empty when the file can't be read."""

    changed: bool
    """Whether the file was written to after the program had loaded it."""


def identify(file: str, modules: Iterable[Loaded], loaded_after: float = STARTED) -> Identity:
    """Reads the file as it is now and tells whether that is still what was loaded.

    `loaded_after` is a time before which the file cannot have been loaded.
    """
    try:
        with open(file, "rb") as stream:
            status, content = os.fstat(stream.fileno()), stream.read()
    except OSError:
        return Identity("", changed=True)
    fresh = status.st_mtime <= loaded_after or any(_compiled_from(module, status) for module in modules)
    return Identity(text_hash(content), changed=not fresh)


def hash_of_file(file: str) -> str:
    """The hash of the text that stands there now; empty when it can't be read."""
    try:
        with open(file, "rb") as stream:
            return text_hash(stream.read())
    except OSError:
        return ""


def text_hash(content: bytes) -> str:
    """SHA-256, in hex, of the text as UTF-8 without a byte order mark and with `\\n` line ends: so it
    does not depend on the encoding of the file or on what an editor does with line ends. Probe comments are
    left out."""
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(content).readline)
        text = content.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        text = content.decode("utf-8", "surrogateescape")
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return hashlib.sha256(_without_probe_comments(plain).encode("utf-8", "surrogatepass")).hexdigest()


def _without_probe_comments(text: str) -> str:
    """The text without its `#? …` comments and the blanks before them, so that a probe can be typed into a
    program that runs. The server has the same rule (`text-hash.ts`, which says more)."""
    if "#?" not in text:
        return text
    kept, at, begun = [], 0, 0
    while piece := _PIECE.search(text, at):
        at = piece.end()
        if piece[0].startswith("#?"):
            kept.append(text[begun : piece.start()].rstrip(" \t"))
            begun = at
        elif _is_cut_short(piece[0]):
            line_end = text.find("\n", at)
            at = len(text) if line_end < 0 else line_end
    return "".join(kept) + text[begun:]


def _is_cut_short(literal: str) -> bool:
    """Whether it is the beginning of an f-string whose expression has quotes of the same kind."""
    formatted = re.match("[rb]?[ft]", literal, re.IGNORECASE)
    return formatted is not None and (literal.count("{") - literal.count("}")) % 2 != 0


def _compiled_from(module: Loaded, status: os.stat_result) -> bool:
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
    now = (int(status.st_mtime) & 0xFFFFFFFF, status.st_size & 0xFFFFFFFF)
    return len(header) == 16 and header[4:8] == bytes(4) and made_from == now
