"""Modules that come by other ways than a source file that is compiled and run."""

from __future__ import annotations

import functools
import importlib
import os
import runpy
import sys
import zipfile
from collections.abc import Iterator
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path
from types import ModuleType

import pytest
import targets
from probing import SEES_OLD_CODE, Probing

from snappoint import wire
from snappoint.text_hash import text_hash


@pytest.fixture
def extension(tmp_path: Path) -> Iterator[ModuleType]:
    """A loaded module of machine code, as far as one can tell from outside."""
    module = ModuleType("fast")
    module.__file__ = str(tmp_path / f"fast{EXTENSION_SUFFIXES[0]}")
    sys.modules["fast"] = module
    yield module
    del sys.modules["fast"]


def arm_file(probing: Probing, file: Path, source: str, *marks: str, **changes: object) -> None:
    wanted = [{**targets.probe(source, str(file), mark), **changes} for mark in marks]
    _, probes = wire.wanted({"revision": 1, "probes": wanted})
    probing.registry.set_wanted("test", probes)


@pytest.mark.parametrize("name", ["fast.py", "fast.pyx"])
def test_a_module_of_machine_code_is_refused(
    probing: Probing, extension: ModuleType, tmp_path: Path, name: str
) -> None:
    source = "def f():\n    return 1  # @r\n"
    (tmp_path / name).write_text(source)
    arm_file(probing, tmp_path / name, source, "r")
    status, file = probing.status("r"), os.path.basename(str(extension.__file__))
    assert status.status == "rejected"
    assert status.reason == f"{file} was compiled to machine code: no Python runs there"
    assert probing.registry.next_look() is None


def test_a_module_of_machine_code_elsewhere_does_not_count(
    probing: Probing, extension: ModuleType, tmp_path: Path
) -> None:
    source = "def f():\n    return 1  # @r\n"
    (tmp_path / "inner").mkdir()
    arm_file(probing, tmp_path / "inner" / "fast.py", source, "r")
    assert probing.status("r").status == "pending"


def test_a_module_of_the_library_that_is_partly_in_c(probing: Probing) -> None:
    """`functools.reduce` is replaced by one in C; nothing runs the one in the file."""
    source = Path(functools.__file__).read_text()
    number, line = next(one for one in enumerate(source.split("\n"), 1) if one[1] == "    for element in it:")
    span = {"start": {"line": number, "column": 4}, "end": {"line": number, "column": len(line)}}
    probe = {"id": "c", "kind": "count", "file": functools.__file__, "hash": text_hash(source.encode())}
    _, probes = wire.wanted({"revision": 1, "probes": [{**probe, "function": "reduce", "span": span}]})
    probing.registry.set_wanted("test", probes)
    assert probing.status("c").status == "pending"
    assert probing.status("c").reason == "reduce has not been defined yet, or its code has already run"


def test_a_frozen_module_is_armed_and_released(probing: Probing) -> None:
    source = Path(os.__file__).read_text()
    original = os.get_exec_path.__code__
    text = "path_list = env.get('PATH')"
    probe = targets.probe_at(source, os.__file__, "get_exec_path", text)
    _, probes = wire.wanted({"revision": 1, "probes": [{**probe, "kind": "count"}]})
    probing.registry.set_wanted("test", probes)
    os.get_exec_path({"PATH": ""})
    assert (probing.status(text).status, probing.hits(text)) == ("armed", 1)
    probing.arm()
    assert os.get_exec_path.__code__ is original


def test_a_module_in_a_zip_file(probing: Probing, tmp_path: Path) -> None:
    source = "def f():\n    return 1  # @r\n"
    with zipfile.ZipFile(tmp_path / "app.zip", "w") as archive:
        archive.writestr("zipped_module.py", source)
    os.utime(tmp_path / "app.zip", (0, 0))
    sys.path.insert(0, str(tmp_path / "app.zip"))
    try:
        module = importlib.import_module("zipped_module")
        arm_file(probing, tmp_path / "app.zip" / "zipped_module.py", source, "r")
        assert probing.status("r").status == "armed"
        assert module.f() == 1
        assert probing.hits("r") == 1
    finally:
        sys.path.pop(0)
        del sys.modules["zipped_module"]


def test_a_module_that_is_run_by_its_name(probing: Probing) -> None:
    """`python -m` runs what the import system reads, under another name."""
    name = probing.write("def f():\n    return 1  # @r\nvalue = f()  # @top\n")
    probing.arm(name, "r", "top", kind="count")
    assert runpy.run_module(name)["value"] == 1
    assert (probing.hits("r"), probing.hits("top")) == (1, 1)


def test_a_script_that_no_module_stands_for(probing: Probing, tmp_path: Path) -> None:
    """As profilers run it: by `exec`, in a namespace of its own."""
    name = probing.write(
        """
        def f(x):
            return x  # @r
        arm()
        f(1)
        for i in range(2):
            f(i)  # @loop
        """
    )
    file = tmp_path / f"{name}.py"
    marks = ["r", "loop"] if SEES_OLD_CODE else ["r"]
    space = {"__name__": "__main__", "arm": lambda: probing.arm(name, *marks, kind="count")}
    exec(compile(file.read_text(), str(file), "exec"), space)
    assert [probing.hits(mark) for mark in marks] == [3, 2][: len(marks)]


def test_a_module_from_bytecode_alone(probing: Probing, tmp_path: Path) -> None:
    """Without its source there is nothing to compare with what runs."""
    import py_compile  # noqa: PLC0415

    name = probing.write("def f():\n    return 1  # @r\n")
    py_compile.compile(str(tmp_path / f"{name}.py"), cfile=str(tmp_path / f"{name}.pyc"))
    source = (tmp_path / f"{name}.py").read_text()
    (tmp_path / f"{name}.py").unlink()
    importlib.invalidate_caches()
    module = importlib.import_module(name)
    arm_file(probing, tmp_path / f"{name}.py", source, "r")
    assert probing.status("r").status == "rejected"
    assert "without its source" in probing.status("r").reason
    assert module.f() == 1
