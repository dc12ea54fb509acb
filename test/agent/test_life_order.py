"""Any number of probes on one line and in one function, added and removed in any order."""

from __future__ import annotations

import random
from typing import Any

import pytest
import targets
from probing import Probing

from snappoint import wire
from snappoint.engines.base import Engine

SOURCE = """
    def work(n):
        total = 0  # @first
        for i in range(n):  # @loop
            try:
                total += 10 // i  # @try
            except ZeroDivisionError:  # @except
                total -= 1  # @handler
            finally:
                total += 1  # @finally
        def inner(x):
            return [y + x for y in range(x)]  # @inner
        return total, inner(2)  # @last
"""

EACH_CALL = {"first": 1, "loop": 4, "try": 3, "except": 1, "handler": 1, "finally": 3, "inner": 1, "last": 1}
"""Hits of each statement in `work(3)`."""

CONDITIONS = ["", "1 == 2", "no_such_name", "n > 1"]


def probes(module: Any, source: str, chance: random.Random) -> list[dict[str, Any]]:
    """Several probes for every statement, of different kinds."""
    marks = [*targets.sites(source)]
    return [
        {
            **targets.probe(source, module.__file__, mark),
            "id": f"{mark} {number}",
            "kind": chance.choice(["count", "snapshot"]),
            "condition": chance.choice(CONDITIONS),
            "expressions": targets.expressions(source, mark) if chance.random() < 0.5 else [],
        }
        for mark in marks
        for number in range(3)
    ]


@pytest.mark.parametrize("seed", range(5))
def test_random_sets_of_probes_count_exactly_and_leave_the_original(probing: Probing, seed: int) -> None:
    chance = random.Random(seed)
    module = probing.load(SOURCE)
    original, expected = module.work.__code__, module.work(3)
    every = probes(module, probing.source_of(module), chance)
    counts: dict[str, int] = {}
    for _ in range(12):
        chosen = chance.sample(every, chance.randrange(len(every)))
        _, wanted = wire.wanted({"revision": 1, "probes": chosen})
        probing.registry.set_wanted("test", wanted)
        counts = {one["id"]: counts.get(one["id"], 0) + EACH_CALL[one["id"].split()[0]] for one in chosen}
        assert module.work(3) == expected
        assert {one["id"]: probing.hits(one["id"]) for one in chosen} == counts
    probing.arm()
    assert module.work.__code__ is original


@pytest.mark.parametrize("seed", range(3))
def test_many_servers_that_come_and_go(probing: Probing, seed: int) -> None:
    chance = random.Random(seed)
    module = probing.load(SOURCE)
    original = module.work.__code__
    every = probes(module, probing.source_of(module), chance)
    for _ in range(20):
        server = f"server {chance.randrange(4)}"
        _, wanted = wire.wanted({"revision": 1, "probes": chance.sample(every, chance.randrange(8))})
        probing.registry.set_wanted(server, wanted)
        module.work(3)
    for server in chance.sample(probing.registry.clients(), len(probing.registry.clients())):
        probing.registry.drop(server)
    assert module.work.__code__ is original


def test_a_hundred_probes_on_one_line(probing: Probing, engine: Engine) -> None:
    module = probing.load("def f(x):\n    return x + 1  # @r\n")
    one = targets.probe(probing.source_of(module), module.__file__, "r")
    _, wanted = wire.wanted({"revision": 1, "probes": [{**one, "id": str(n)} for n in range(100)]})
    original = module.f.__code__
    probing.registry.set_wanted("test", wanted)
    assert module.f(1) == 2
    assert {probing.hits(str(n)) for n in range(100)} == {1}
    probing.arm()
    assert module.f.__code__ is original


def test_a_probe_elsewhere_in_the_file_leaves_made_code_as_it_is(probing: Probing) -> None:
    """What is made anew costs time, and calls that run what it replaces."""
    module = probing.load(
        """
        def one():
            def inner():
                return 1  # @inner
            return inner()  # @one
        def other():
            return 2  # @other
        """
    )
    probing.arm(module, "inner")
    made = module.one.__code__
    for marks in (["inner", "other"], ["other", "inner"], ["inner"]):
        probing.arm(module, *marks)
        assert module.one.__code__ is made
        module.one(), module.other()
    assert probing.hits("inner") == 3
    probing.arm(module, "inner", "one")
    module.one()
    assert (probing.hits("inner"), probing.hits("one")) == (4, 1)
    found = [probing.status(mark) for mark in ("inner", "one")]
    assert [(it.status, it.reason, it.locations) for it in found] == [("armed", "", 1)] * 2
