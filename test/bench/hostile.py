"""What a busy program suffers from hostile clients; prints a line of JSON for each kind. Run by `hostile.ts`.

hostile.py SECONDS ROUNDS: of each kind, so many times so long against the program and as long against another
program, in turn, so that both times the machine has the same to do.
"""

import json
import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / folder) for folder in ("agent", "conformance")]
sys.path[:0] = [str(Path(__file__).resolve().parents[2] / "agent")]

from besieged import Besieged  # noqa: E402
from hostile_clients import KINDS  # noqa: E402
from programs import Programs  # noqa: E402

STRIDE = 4.0
"""Seconds of attack before the measurement: until then a client may live on what it is allowed at once, and
our threads have half of the processor's time for that at most."""


def suffered(kind: str, seconds: float, rounds: int, folder: Path) -> dict[str, object]:
    """How much of the processor's time our threads take from the program, and what reaches an honest server,
    as medians of ratios."""
    with Programs(folder) as programs:
        program, decoy = Besieged(programs, "program"), Besieged(programs, "decoy")
        before = program.run(STRIDE)
        pairs = []
        for _ in range(rounds):
            with decoy.under(kind):
                program.run(STRIDE / 10)
                spared = program.run(seconds)
            with program.under(kind):
                program.run(STRIDE)
                pairs.append((spared, program.run(seconds)))
        return {
            "kind": kind.replace("_", " "),
            "slower": median(spared.share / hit.share for spared, hit in pairs),
            "captures": median(hit.captures / max(1, spared.captures) for spared, hit in pairs),
            "fewest": min(hit.captures for _, hit in pairs),
            "grown": max(hit.memory for _, hit in pairs) - before.memory,
        }


def main(seconds: float, rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="sp-") as folder:
        for kind in KINDS:
            print(json.dumps(suffered(kind, seconds, rounds, Path(folder))), flush=True)


main(float(sys.argv[1]), int(sys.argv[2]))
