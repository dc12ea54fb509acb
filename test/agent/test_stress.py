"""A short piece of what `npm run stress` does for minutes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "stress" / "stress.py"

MOST_BYTES = 1024 * 1024
MOST_OBJECTS = 100


def test_results_stay_the_same_while_probes_come_and_go() -> None:
    command = [sys.executable, "-B", "-X", "faulthandler", str(SCRIPT), "2", "100"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout.splitlines()[-1])
    assert report["wrong"] == []
    assert report["outcomes"]["captureFailed"] == 0
    assert report["notRestored"] == report["leftAfterGrowth"] == []
    assert report["tasks"] > 0 < report["outcomes"]["captured"]
    assert report["growth"]["bytes"] < MOST_BYTES
    assert report["growth"]["objects"] < MOST_OBJECTS
