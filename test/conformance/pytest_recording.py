"""Runs a library's own tests by pytest in this process, with the same record as of regression tests."""

from __future__ import annotations

from typing import Any

import pytest
from recording import Record


class Recorded:
    """A pytest plugin that keeps the record."""

    def __init__(self, record: Record) -> None:
        self._record = record

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._record.add("began", nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A test reports its set-up and its clean-up too, and any of the three can fail."""
        if report.when == "call" or report.outcome != "passed":
            self._record.add(str(report.outcome), report.nodeid, report.longreprtext)

    def pytest_collectreport(self, report: Any) -> None:
        if report.outcome != "passed":
            self._record.add(str(report.outcome), report.nodeid, report.longreprtext)


def run_by_pytest(package: str, record: Record) -> int:
    """The exit code of pytest."""
    arguments = ["-q", "-p", "no:cacheprovider", "--pyargs", package]
    return int(pytest.main(arguments, plugins=[Recorded(record)]))
