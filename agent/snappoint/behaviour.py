"""Facts about the running interpreter that the agent depends on, each found by looking, not by version.

A fact that only a version number could tell stands here too, with the reason, so that nothing else
in the agent asks for versions.
"""

from __future__ import annotations

import sys
import time

STARTED = time.time()
"""About when this process began; the agent is loaded before the program's own code."""

READING_LOCALS_LEAVES_A_DICT = sys.version_info < (3, 13)
"""Until PEP 667 (3.13), `frame.f_locals` fills a dictionary that stays with the frame and keeps the
values alive until the function returns. There is no way to look: the dictionary is only reachable
by the very access that makes it."""

THREADS_RUN_AT_ONCE = not getattr(sys, "_is_gil_enabled", lambda: True)()
"""Whether this is a free-threaded build that runs without the global lock (PEP 703)."""

SUPPORTED = sys.implementation.name == "cpython" and sys.version_info >= (3, 11)
"""The instructions that are inserted, and PEP 657's positions that tell where, exist from 3.11 on."""
