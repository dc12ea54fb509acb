"""One process under stress; prints JSON as its last line. Run by `stress.ts`.

stress.py SECONDS CYCLES: for so long probes come and go while the workers work, then so many times alone.
"""

import gc
import json
import resource
import sys
from pathlib import Path
from time import monotonic
from types import CodeType, FunctionType

HERE = Path(__file__).resolve()
FOLDERS = [(2, "agent"), (1, "conformance"), (1, "targets")]
sys.path[:0] = [str(HERE.parents[up] / name) for up, name in FOLDERS]

import busy  # noqa: E402
from churn import Churn  # noqa: E402
from growth import growth  # noqa: E402
from workers import THREADS, Workers  # noqa: E402

from snappoint.engines.insertion import Insertion  # noqa: E402
from snappoint.engines.origin import Origin  # noqa: E402
from snappoint.locate import all_nested, functions_of  # noqa: E402
from snappoint.own_threads import OwnThread  # noqa: E402

SEED = 20
TIME_TO_END = 120.0

MOST_MEMORY = 4 * 1024**3
"""Of addresses. A program that is not the same any more must not take the machine with it."""


def main(seconds: float, cycles: int) -> dict:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    originals = _code_by_function()
    churn = Churn(Insertion(), busy, SEED)
    sys.unraisablehook = lambda told: churn.wrong.append(f"{told.err_msg}: {told.exc_value!r}")
    began = monotonic()
    with Workers() as workers:
        agent = OwnThread(lambda: churn.run(seconds))
        if not agent.join(seconds + TIME_TO_END):
            workers.wrong.append("the thread that changes probes did not end")
    elapsed = monotonic() - began
    churn.look_until_settled()
    report = {
        "python": sys.version.split()[0],
        "threads": THREADS,
        "seconds": elapsed,
        "tasks": workers.done,
        "sets": churn.sets,
        "changes": churn.changes,
        "outcomes": churn.outcomes,
        "wrong": workers.wrong + churn.wrong,
        "notRestored": _not_restored(originals),
    }
    return {
        **report,
        "growth": growth(lambda: _cycle(churn), cycles),
        "leftAfterGrowth": _not_restored(originals),
    }


def _cycle(churn: Churn) -> None:
    churn.change("one editor", churn.one_probe())
    busy.loops(3)
    churn.remove_all()


def _functions() -> list[FunctionType]:
    """Those of the program. Functions that nobody can call any more don't count."""
    gc.collect()
    return [f for f in functions_of([busy]) if f.__code__.co_filename == busy.__file__]


def _code_by_function() -> dict[FunctionType, CodeType]:
    return {function: function.__code__ for function in _functions()}


def _not_restored(originals: dict[FunctionType, CodeType]) -> list[str]:
    """Functions that don't run the very code that they ran at first, and those with marks of ours."""
    changed = [f.__qualname__ for f, code in originals.items() if f.__code__ is not code]
    codes = [code for f in _functions() for code in (f.__code__, *all_nested(f.__code__))]
    marked = [code.co_qualname for code in codes if any(type(const) is Origin for const in code.co_consts)]
    return sorted({*changed, *marked})


print(json.dumps(main(float(sys.argv[1]), int(sys.argv[2]))))
