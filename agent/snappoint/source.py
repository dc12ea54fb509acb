"""Which file a module comes from, and which text of it the program runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from importlib.machinery import EXTENSION_SUFFIXES
from types import FrameType, FunctionType, ModuleType
from typing import Any, NamedTuple, TypeAlias
from zipimport import zipimporter

from .text_hash import text_hash

_real_paths: dict[str, str] = {}

_EXTENSIONS = tuple(EXTENSION_SUFFIXES)

_ANY_MODULE: Any = ModuleType
_NAMESPACE = _ANY_MODULE.__dict__["__dict__"]
_MEMBERS: Any = type.__dict__["__dict__"]

_RUN_AGAIN = "__mp_main__"
"""The main script in a process that `multiprocessing` has spawned: run by its path, then copied."""


Loaded: TypeAlias = ModuleType | dict[str, Any]
"""A module, or the namespace alone of a script that no module stands for: profilers run scripts so."""


def namespace_of(loaded: Loaded) -> dict[str, Any]:
    """A module's own dictionary, even where a subclass of `ModuleType` hides it; that of its functions, where
    it has a copy."""
    found: dict[str, Any] = loaded if type(loaded) is dict else _NAMESPACE.__get__(loaded)
    return _of_functions(found) if found.get("__name__") == _RUN_AGAIN else found


def _of_functions(copy: dict[str, Any]) -> dict[str, Any]:
    classes = [_MEMBERS.__get__(each) for each in copy.values() if type(each) is type]
    for member in (*copy.values(), *(one for each in classes for one in each.values())):
        if type(member) is FunctionType and member.__globals__.get("__name__") == _RUN_AGAIN:
            return member.__globals__
    return copy


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


def sourceless(files: Iterable[str]) -> dict[str, str]:
    """Of files that no module was loaded from: why the module that stands for one has no Python code that
    could be compared with it. It is machine code, as Cython and mypyc make it, or bytecode alone. Both have
    the name of the source, and lie beside it or where as many as two names of the path are the same."""
    named: dict[str, list[str]] = {}
    for file in files:
        named.setdefault(os.path.basename(file).rpartition(".")[0], []).append(file)
    found: dict[str, str] = {}
    for module in list(sys.modules.values()) if named else ():
        path = namespace_of(module).get("__file__") if isinstance(module, ModuleType) else None
        if type(path) is str and path.endswith((*_EXTENSIONS, ".pyc")):
            name = os.path.basename(path)
            for file in named.get(name.partition(".")[0], ()):
                if _stands_for(path, file):
                    found.setdefault(file, _why_without_source(name))
    return found


def _stands_for(path: str, file: str) -> bool:
    folder, its_folder = os.path.dirname(file), os.path.dirname(real_path(path))
    return its_folder == folder or os.path.basename(its_folder) == os.path.basename(folder)


def _why_without_source(name: str) -> str:
    if name.endswith(".pyc"):
        return f"{name} is loaded without its source, so no text can be compared with what runs"
    return f"{name} was compiled to machine code: no Python runs there"


class Content(NamedTuple):
    """What stands in a source file now."""

    raw: bytes
    changed_at: float
    """When the file, or the archive that it is packed in, was written to last; seconds since the epoch."""

    size: int


def content_of(file: str) -> Content | None:
    """Reads a source file, also one in a zip archive, whose path goes on behind that of the archive. None
    when it can't be read."""
    try:
        with open(file, "rb") as stream:
            status = os.fstat(stream.fileno())
            return Content(stream.read(), status.st_mtime, status.st_size)
    except NotADirectoryError:
        return _packed(file)
    except OSError:
        return None


def _packed(file: str) -> Content | None:
    archive = os.path.dirname(file)
    while not os.path.exists(archive) and archive != os.path.dirname(archive):
        archive = os.path.dirname(archive)
    try:
        raw = zipimporter(archive).get_data(file)
        return Content(raw, os.stat(archive).st_mtime, len(raw))
    except Exception:
        # What a broken archive makes zlib and the importer say is many things.
        return None


def hash_of_file(file: str) -> str:
    """The hash of the text that stands there now; empty when it can't be read."""
    found = content_of(file)
    return text_hash(found.raw) if found is not None else ""
