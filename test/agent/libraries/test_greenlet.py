"""Greenlets: in which state they are, without switching to them, and which one a hit is in."""

from __future__ import annotations

import greenlet
from looking import check, through_probe
from probing import Probing


def test_a_greenlet_is_told_by_its_state(probing: Probing) -> None:
    def work() -> None:
        steps.append("begun")
        greenlet.getcurrent().parent.switch()
        steps.append("done")

    steps: list[str] = []
    one = greenlet.greenlet(work)
    check(one, "<greenlet not started>")
    one.switch()
    check(one, "<greenlet started>")
    assert through_probe(probing, one)["text"] == "<greenlet started>"
    assert steps == ["begun"]
    one.switch()
    check(one, "<greenlet finished>")


def test_a_hit_tells_the_greenlet_that_it_is_in(probing: Probing) -> None:
    module = probing.load("def f():\n    return 1  # @r\n")
    probing.arm(module, "r")
    module.f()
    runs = greenlet.greenlet(module.f)
    runs.switch()
    told = [capture.get("greenlet") for _, capture in probing.captures]
    assert told == [None, f"greenlet at {id(runs):#x}"]
