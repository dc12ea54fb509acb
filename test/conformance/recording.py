"""Runs CPython's regression tests in this process and writes down what became of each, at once, so that a
process that dies leaves what it got to."""

# ruff: noqa: N802 - the names of unittest's methods
from __future__ import annotations

import os
import sys
import traceback
from typing import Any

# Kept here: some tests put their own into these modules.
_write, _pid = os.write, os.getpid
_format_exception = traceback.format_exception


class Record:
    """Lines of `outcome TAB test id TAB detail`, with backslash escapes; the outcomes are `began`, `passed`,
    `failed` and `skipped`. A test can have several lines: one for each subtest that fails."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._process = _pid()

    def add(self, outcome: str, test: str, detail: str = "") -> None:
        # Tests fork, and what a child does with its copy of the test is not the test's result.
        if _pid() == self._process:
            fields = (field.encode("unicode_escape") for field in (outcome, test, detail))
            _write(self._file, b"\t".join(fields) + b"\n")


def recording(base: Any, record: Record) -> Any:
    """A test result class that does what `base` does and keeps the record."""

    class Recording(base):  # type: ignore[misc]
        def startTest(self, test: Any) -> None:
            record.add("began", _id(test))
            super().startTest(test)

        def addSuccess(self, test: Any) -> None:
            record.add("passed", _id(test))
            super().addSuccess(test)

        def addExpectedFailure(self, test: Any, err: Any) -> None:
            record.add("passed", _id(test))
            super().addExpectedFailure(test, err)

        def addSkip(self, test: Any, reason: str) -> None:
            record.add("skipped", _id(test), str(reason))
            super().addSkip(test, reason)

        def addFailure(self, test: Any, err: Any) -> None:
            record.add("failed", _id(test), _told(err))
            super().addFailure(test, err)

        def addError(self, test: Any, err: Any) -> None:
            record.add("failed", _id(test), _told(err))
            super().addError(test, err)

        def addUnexpectedSuccess(self, test: Any) -> None:
            record.add("failed", _id(test), "unexpected success")
            super().addUnexpectedSuccess(test)

        def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:
            if err is not None:
                record.add("failed", _id(test), f"{subtest}\n{_told(err)}")
            super().addSubTest(test, subtest, err)

    return Recording


def _id(test: Any) -> str:
    """A subtest that is skipped or fails counts as its test: what it is called can differ from run to run."""
    # By the class's name: a test can have an attribute of its own that is called `test_case`.
    return str((test.test_case if type(test).__name__ == "_SubTest" else test).id())


def _told(err: Any) -> str:
    return "".join(_format_exception(*err))


def run_regression_tests(tests: list[str], resources: str, record: Record) -> int:
    """The exit code of regrtest, which also looks at what tests leave behind. `resources` are those that
    tests may use, as for regrtest's `--use`."""
    from test.libregrtest import main, testresult  # noqa: PLC0415 - the probes have to be there before

    testresult.RegressionTestResult = recording(testresult.RegressionTestResult, record)
    sys.argv = ["regrtest", "--randseed=1", f"--use={resources}", *tests]
    try:
        main.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    return 0
