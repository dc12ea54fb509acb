"""A program of its own: hits in which one allocation fails, each of the first thousand in turn."""

from __future__ import annotations

import _testcapi  # type: ignore[import-not-found]
import sys
from functools import partial
from pathlib import Path

from probing import Probing

from snappoint.capture.budget import Budget
from snappoint.engines.insertion import Insertion
from snappoint.inbox import Inbox

NEVER = 10**9

with Probing(Insertion(), Path(sys.argv[1])) as probing:
    module = probing.load("def f(data, n):\n    total = n  # @here\n    return total\n")
    probing.arm(module, "here")
    recorder = probing.registry.entries("test")["here"].recorder
    recorder._deliver = partial(Inbox().put_capture, ("test", "here"))
    Budget.has_room = lambda *_: True  # type: ignore[method-assign, assignment, misc]
    data = {"a": [1, 2, {"b": "x" * 50}], "c": object(), "d": ValueError("no")}
    failed = 0
    for nth in (NEVER, *range(1, 1000), NEVER):
        recorder.reset()
        _testcapi.set_nomemory(nth, nth + 1)
        try:
            result = module.f(data, nth)
        finally:
            _testcapi.remove_mem_hooks()
        assert result == nth
        failed += recorder.outcomes()["captureFailed"]
    assert failed > 20, failed
    assert recorder.outcomes()["captured"] == 1
    print("as if nothing had been")
