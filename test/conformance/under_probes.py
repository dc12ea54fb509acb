"""Runs the tests of a module with a probe on every statement of its functions, or without any.

`run(["FOLDER", "TEST+TEST…", RESOURCES])` is the baseline and does not even import the agent. For the tests,
`pytest:PACKAGE` means those that are in the package. With ENGINE and HOOK behind, the probes are those of
`FOLDER/survey.json`. Results of tests go to `FOLDER/record`, what became of the probes to
`FOLDER/probes.json`: `{"states": [[word, reason]], "hits", "hit", "told", "missed": [[statement, expression,
reason]], "captures", "failures"}`, a state for each statement. Where the probes keep values, they go to
`FOLDER/values.json`, by statement and expression: how often which.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from recording import Record, run_regression_tests

if TYPE_CHECKING:
    from probes import Probes


def run(arguments: list[str]) -> None:
    folder, tests, resources, *probing = arguments
    record = Record(os.path.join(folder, "record"))
    process = os.getpid()
    probes = _probes(folder, *probing) if probing else None
    run_tests = _runner(tests, resources, record)
    # Nothing of ours is to be in the way of what the tests import.
    sys.path.remove(os.path.dirname(__file__))
    if probes:
        probes.arm()
    code = run_tests()
    record.add("failed" if code else "passed", "regrtest itself", f"exit code {code}")
    if probes and os.getpid() == process:
        # Both are read before `json` runs, which may have probes itself.
        report, values = probes.report(), probes.values()
        Path(folder, "probes.json").write_text(json.dumps(report), "utf-8")
        Path(folder, "values.json").write_text(json.dumps(values), "utf-8")


def _runner(tests: str, resources: str, record: Record) -> Callable[[], int]:
    kind, _, package = tests.partition(":")
    if kind != "pytest":
        return partial(run_regression_tests, tests.split("+"), resources, record)
    from pytest_recording import run_by_pytest  # noqa: PLC0415 - not every run has pytest

    return partial(run_by_pytest, package, record)


def _probes(folder: str, engine: str, hook: str) -> Probes:
    from probes import Probes  # noqa: PLC0415 - the baseline is to be without the agent

    return Probes(json.loads(Path(folder, "survey.json").read_text("utf-8")), engine, hook)
