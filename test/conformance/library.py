"""A module's name → its source files and CPython's tests of it."""

import importlib.util
import os
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path

TEST_FOLDERS = {"test", "tests", "idle_test"}


class NotFoundError(Exception):
    """What was asked for is not there; the message says what to do."""


def spec_of(name: str) -> ModuleSpec:
    """Raises `NotFoundError` when Python has no such module."""
    try:
        spec = importlib.util.find_spec(name)
    except (ImportError, ValueError) as error:
        raise NotFoundError(f"{name} can't be imported: {error}") from error
    if spec is None:
        raise NotFoundError(f"there is no module {name}")
    return spec


def source_files(spec: ModuleSpec) -> list[Path]:
    """The module's file, or all files of a package without its tests, and those of its implementation in
    Python where the library has one beside that in C. Raises `NotFoundError` when there is neither."""
    pure = importlib.util.find_spec(f"_py{spec.name}") if "." not in spec.name else None
    found = [file for one in (spec, pure) if one for file in _files_of(one)]
    if not found:
        raise NotFoundError(f"{spec.name} has no Python source: there is nothing to probe")
    return sorted({Path(os.path.realpath(file)) for file in found})


def _files_of(spec: ModuleSpec) -> list[Path]:
    if spec.submodule_search_locations:
        return [file for folder in spec.submodule_search_locations for file in _below(Path(folder))]
    # A frozen module knows which file it was made from.
    origin = getattr(spec.loader_state, "filename", None) or spec.origin or ""
    return [Path(origin)] if origin.endswith(".py") else []


def _below(folder: Path) -> Iterator[Path]:
    for file in folder.rglob("*.py"):
        if not TEST_FOLDERS & set(file.relative_to(folder).parts[:-1]):
            yield file


def tests_of(name: str, spec: ModuleSpec) -> list[str]:
    """CPython's test module or package, as regrtest wants it. Raises `NotFoundError` when there is none."""
    candidates = list(dict.fromkeys([*test_names(name), *test_names(spec.name)]))
    found = next((candidate for candidate in candidates if has_test(candidate)), None)
    if found is None:
        tried = ", ".join(candidates)
        raise NotFoundError(f"no tests of {name} found ({tried}); name them: {name}:TEST[+TEST…]")
    return [found]


def test_names(name: str) -> Iterator[str]:
    """Where tests of a module can be, the likeliest first: `a.b` is tested by `test_a_b`, by `test_b` of
    the package `test_a`, or along with `a`; `_` or `_py` in front means an implementation of the rest."""
    for base in (name, name.removeprefix("_py"), name.lstrip("_"), name.lower()):
        package, _, last = base.rpartition(".")
        yield f"test_{base.replace('.', '_')}"
        if package:
            yield f"test_{package.replace('.', '_')}.test_{last}"
            yield from test_names(package)


def has_test(name: str) -> bool:
    try:
        return importlib.util.find_spec(f"test.{name}") is not None
    except ImportError:
        return False
