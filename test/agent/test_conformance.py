"""What the conformance run takes for a statement, for code, and for the tests of a module."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

import library
import pytest
from compiled import CompiledFile
from library import NotFoundError, source_files, spec_of
from recording import Record, recording
from statements import Statement, statements_of
from survey import refusals

from snappoint.engines.insertion import Insertion


def surveyed(folder: Path, source: str) -> tuple[CompiledFile, list[Statement]]:
    path = folder / "surveyed.py"
    path.write_text(textwrap.dedent(source), encoding="utf-8")
    file = CompiledFile(path)
    return file, statements_of(file)


def told(file: CompiledFile, statements: list[Statement]) -> list[str]:
    """`function: first line of the statement`, with a sign in front of those without code."""
    lines = file.source.decode().splitlines()
    return [
        f"{'' if one.has_code else '- '}{one.function}: {lines[one.head.start[0] - 1].strip()}"
        for one in statements
    ]


def test_statements_are_those_that_functions_run(tmp_path: Path) -> None:
    found = surveyed(
        tmp_path,
        """
        outside = 1
        class A:
            "not in a function"
            attribute = lambda: 2
            def method(self):
                def inner():
                    return 3
                class Local:
                    x = inner()
                return inner
        """,
    )
    assert told(*found) == [
        "A.method: def inner():",
        "A.method: class Local:",
        "A.method: return inner",
        "A.method.<locals>.inner: return 3",
        "A.method.<locals>.Local: x = inner()",
    ]


def test_statements_without_code_are_found_by_looking_at_the_code(tmp_path: Path) -> None:
    found = surveyed(
        tmp_path,
        '''
        def f(a):
            """docstring"""
            global g
            b: int
            if 0:
                dead()
            return a
            later()
        ''',
    )
    without = ['"""docstring"""', "global g", "b: int", "dead()", "later()"]
    assert [one[5:] for one in told(*found) if one.startswith("- ")] == without


def test_functions_of_one_name_are_told_apart(tmp_path: Path) -> None:
    _, found = surveyed(
        tmp_path,
        """
        if outside:
            def f():
                return 1
        else:
            @decorated
            def f():
                return 2
        """,
    )
    assert [(one.function, one.first_line) for one in found] == [("f", 3), ("f", 6)]


def test_except_and_case_have_code_of_their_own(tmp_path: Path) -> None:
    found = surveyed(
        tmp_path,
        """
        def f(a):
            try:
                a()
            except ValueError:
                pass
            match a:
                case 1:
                    return 2
        """,
    )
    assert told(*found)[2] == "f: except ValueError:"
    assert "f: case 1:" in told(*found)
    assert refusals(Insertion(), *found) == {}


def test_what_the_engine_does_not_reach_is_a_refusal(tmp_path: Path) -> None:
    file, found = surveyed(tmp_path, "def f():\n    return 1\n")
    wrong = [replace(one, function="g") for one in found]
    assert list(refusals(Insertion(), file, wrong)) == [0]


@pytest.mark.parametrize(
    ("module", "tests"),
    [("textwrap", "test_textwrap"), ("_pydecimal", "test_decimal"), ("os.path", "test_posixpath")],
)
def test_tests_are_found_by_the_names_that_cpython_gives_them(
    monkeypatch: pytest.MonkeyPatch, module: str, tests: str
) -> None:
    monkeypatch.setattr(
        "library.has_test", lambda name: name in {"test_textwrap", "test_decimal", "test_posixpath"}
    )
    assert library.tests_of(module, spec_of(module)) == [tests]


def test_a_submodule_can_be_tested_with_its_package() -> None:
    assert list(library.test_names("json.decoder"))[:3] == [
        "test_json_decoder",
        "test_json.test_decoder",
        "test_json",
    ]


def test_packages_are_probed_without_their_tests_and_frozen_modules_by_their_file() -> None:
    assert {file.name for file in source_files(spec_of("json"))} >= {"__init__.py", "decoder.py", "tool.py"}
    assert not [file for file in source_files(spec_of("ctypes")) if "test" in file.parent.name]
    assert [file.name for file in source_files(spec_of("os"))] == ["os.py"]


@pytest.mark.parametrize("module", ["no_such_module", "no.such.module", "math"])
def test_what_cannot_be_probed_says_why(module: str) -> None:
    with pytest.raises(NotFoundError, match=r"no_such_module|no\.such\.module|math"):
        source_files(spec_of(module))


def test_a_failing_subtest_is_a_failure_of_its_test(tmp_path: Path) -> None:
    class Test:
        test_case = None

        def id(self) -> str:
            return "a.b"

    class Result:
        def addSubTest(self, *_: Any) -> None:  # noqa: N802
            """As unittest's."""

        addSuccess = startTest = addSubTest  # noqa: N815

    result = recording(Result, Record(str(tmp_path / "record")))()
    result.startTest(Test())
    result.addSubTest(Test(), "(i=\n1)", (ValueError, ValueError("no"), None))
    result.addSuccess(Test())
    lines = (tmp_path / "record").read_text().splitlines()
    fields = ("began\ta.b\t", "failed\ta.b\t(i=\\n1)\\nValueError: no\\n", "passed\ta.b\t")
    assert tuple(lines) == fields
