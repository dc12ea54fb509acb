"""Whatever one client does, the program, its memory and the other servers do not suffer.

How much slower the program becomes is what `npm run bench -- hostile` measures.
"""

from __future__ import annotations

import os

import pytest
from besieged import Besieged
from hostile_clients import KINDS
from programs import Programs
from server import wait_for

MOST_GROWTH = 64 * 1024 * 1024

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="needs /proc")


def test_an_honest_server_goes_on_and_another_gets_in(programs: Programs) -> None:
    besieged = Besieged(programs, "program")
    before = besieged.run(0.2)
    for kind in KINDS:
        with besieged.under(kind):
            besieged.run(0.2)
            assert wait_for(lambda: besieged.run(0.1).captures, f"captures under {kind}")
            assert besieged.newcomer_is_served(), kind
        assert besieged.run(0.01).memory - before.memory < MOST_GROWTH, kind
        assert wait_for(lambda: besieged.run(0.01).files == before.files, f"no connection left after {kind}")
    assert besieged.program.end() == (0, "", "")
