"""Which libraries are there to look at. `npm run test:libraries` has all but PyTorch."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

pytest.register_assert_rewrite("looking")

_IMPORTED_AS = {"pillow": "PIL"}


def _library(file: Path) -> str:
    """`numpy` of `test_numpy_memory.py`."""
    name = file.stem.split("_")[1]
    return _IMPORTED_AS.get(name, name)


_FILES = sorted(Path(__file__).parent.glob("test_*.py"))

collect_ignore = [file.name for file in _FILES if find_spec(_library(file)) is None]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says what could not be looked at here."""
    missing = ", ".join(sorted({_library(Path(name)) for name in collect_ignore}))
    if missing:
        terminalreporter.write_line(f"left out, because they are not installed: the tests with {missing}")
