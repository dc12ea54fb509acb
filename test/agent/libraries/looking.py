"""Looks at objects of real libraries, by the renderer and through a probe, and at what that makes them do."""

from __future__ import annotations

import gc
import sys
import tracemalloc
from types import FrameType
from typing import Any

from probing import Probing
from rendered import render

from snappoint.rendering.values import Value

SOURCE = """
    def look(value):
        held = [value]
        return held  # @inside
"""

_OURS = frozenset(("snappoint", "conftest", "rendered", "looking", *sys.stdlib_module_names))


def check(obj: object, text: str, cut: str = "", /, **parts: str) -> None:
    """An object has this line, this reason for what is missing, and these among its parts."""
    value = quietly(obj)
    told = parts_of(value)
    assert (value["text"], value.get("cut", "")) == (text, cut)
    assert {name: told.get(name) for name in parts} == parts


def check_table(obj: object, text: str, parts: dict[str, str], cut: str = "") -> None:
    """The same for parts with any names, and these are all that there are."""
    value = quietly(obj)
    assert (value["text"], parts_of(value), value.get("cut", "")) == (text, parts, cut)


def parts_of(value: Value) -> dict[str, str]:
    return {part["name"]: part["value"]["text"] for part in value.get("children", [])}


def quietly(obj: object) -> Value:
    """What the renderer tells, while no Python code runs but ours and that of the standard library."""
    seen: list[str] = []

    def profile(frame: FrameType, event: str, _argument: Any) -> None:
        module = str(frame.f_globals.get("__name__", ""))
        is_named_tuple = module.startswith("namedtuple_")
        if event == "call" and module.partition(".")[0] not in _OURS and not is_named_tuple:
            seen.append(f"{module}: {frame.f_code.co_qualname}")

    # A collection of garbage, which may begin anywhere, calls what libraries have registered for it.
    gc.disable()
    sys.setprofile(profile)
    try:
        return render(obj)
    finally:
        sys.setprofile(None)
        gc.enable()
        assert seen == []


def through_probe(probing: Probing, obj: object) -> Value:
    """What a snapshot point tells of an object in a variable. The program gets the very object back."""
    module = probing.load(SOURCE)
    probing.arm(module, "inside")
    assert module.look(obj)[0] is obj
    [(_, capture)] = probing.captures
    value: Value = next(one["value"] for one in capture["locals"] if one["name"] == "value")
    return value


def memory_to_look_at(obj: object) -> int:
    """The most bytes that were allocated at once meanwhile."""
    render(obj)  # What is made once, at the first look, is not what this is about.
    tracemalloc.start()
    try:
        render(obj)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
