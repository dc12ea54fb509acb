"""Whether the agent itself can arm what the server offers: it makes the new code of a whole file at once."""

import sys
from collections.abc import Sequence
from pathlib import Path
from types import CodeType

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "agent"))

from snappoint.engines.base import Place
from snappoint.engines.insertion import Insertion
from snappoint.plan import MODULE_LEVEL, Order, Plan


def refusals(module: CodeType, wanted: Sequence[tuple[Place, str]]) -> list[str | None]:
    """For each place and function: None when it is armed, "" when the agent finds no place for it, or why
    the agent cannot instrument the code."""
    orders = [
        Order(key, function or MODULE_LEVEL, place, _no_hook) for key, (place, function) in enumerate(wanted)
    ]
    plan = Plan(Insertion(), orders)
    plan.code_for(module)
    return [_refusal(plan, key) for key in range(len(wanted))]


def _refusal(plan: Plan, key: int) -> str | None:
    problem = plan.problems.get(key)
    if problem is not None:
        return f"the agent cannot instrument the code: {problem}"
    return None if plan.locations[key] else ""


def _no_hook() -> None:
    """Never called: the code is made, not run."""
