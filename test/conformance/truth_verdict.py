"""Do the agent and the oracle say the same of every expression's values? `judge(FOLDER)`, run by `truth.ts`.

`FOLDER` has a folder for each of three runs of the same tests: `oracle` and `again` with the oracle, `agent`
with probes. What the two runs of the oracle don't agree on is left out. Prints an object: numbers of
expressions and values, `missed` by reason, and what is `wrong` or `unseen`, an expression each.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

RUNS = ("oracle", "again", "agent")

UNCHANGED = {"List": ("list", "tuple"), "Set": ("set", "frozenset")}
"""What the compiler makes of a display that nothing can change: `for x in [1, 2]`."""


class Told(NamedTuple):
    """How often which value was told of one expression, by run."""

    statement: int
    expression: int
    values: dict[str, Counter[str]]


def judge(folder: str) -> None:
    print(json.dumps(verdict(Path(folder))))


def verdict(folder: Path) -> dict[str, Any]:
    survey = json.loads((folder / "survey.json").read_text("utf-8"))
    probes = json.loads((folder / "agent" / "probes.json").read_text("utf-8"))
    missed = {(number, expression): reason for number, expression, reason in probes["missed"]}
    reasons: Counter[str] = Counter()
    found: dict[str, Any] = {
        "expressions": 0,
        "values": 0,
        "agree": 0,
        "unstable": 0,
        "wrong": [],
        "unseen": [],
    }
    for told in _all(folder):
        oracle, agent = told.values["oracle"], _as_written(told, survey)
        if oracle != told.values["again"]:
            found["unstable"] += 1
            continue
        found["expressions"] += 1
        found["values"] += oracle.total()
        if oracle == agent:
            found["agree"] += 1
        elif not agent and (told.statement, told.expression) in missed:
            reasons[missed[told.statement, told.expression]] += 1
        else:
            found["wrong" if agent - oracle else "unseen"].append(_difference(told, oracle, agent, survey))
    return {**found, "missed": reasons}


def _all(folder: Path) -> Iterator[Told]:
    runs = {run: json.loads((folder / run / "values.json").read_text("utf-8")) for run in RUNS}
    for statement in sorted({key for values in runs.values() for key in values}, key=int):
        by_run = {run: runs[run].get(statement, {}) for run in RUNS}
        for expression in sorted({key for values in by_run.values() for key in values}, key=int):
            values = {run: Counter(by_run[run].get(expression, {})) for run in RUNS}
            yield Told(int(statement), int(expression), values)


def _as_written(told: Told, survey: dict[str, Any]) -> Counter[str]:
    """The agent's values, with the types that the source says."""
    agent = told.values["agent"]
    written, made = UNCHANGED.get(survey["statements"][told.statement]["forms"][told.expression], ("", ""))
    if not written:
        return agent
    as_written = {
        text: written + text.removeprefix(made) if text.startswith(made) else text for text in agent
    }
    return Counter({as_written[text]: count for text, count in agent.items()})


def _difference(
    told: Told, oracle: Counter[str], agent: Counter[str], survey: dict[str, Any]
) -> dict[str, Any]:
    statement = survey["statements"][told.statement]
    span = statement["expressions"][told.expression][0]
    return {
        "path": survey["files"][statement["file"]]["path"],
        "line": span[0],
        "column": span[1],
        "form": statement["forms"][told.expression],
        "oracle": _few(oracle - agent),
        "agent": _few(agent - oracle),
        "times": [oracle.total(), agent.total()],
    }


def _few(values: Counter[str]) -> list[str]:
    return [f"{count} × {text[:80]}" for text, count in values.most_common(3)]
