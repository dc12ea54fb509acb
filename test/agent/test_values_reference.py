"""Captures against a plain renderer: equal where nothing was cut, and bounded where something was."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from snappoint.rendering.allowance import OVERHEAD, Allowance
from snappoint.rendering.limits import Limits
from snappoint.rendering.value import Value
from snappoint.rendering.values import Renderer

set_hypothesis_home_dir(str(Path(__file__).parents[2] / ".cache" / "hypothesis"))

UNLIMITED = Limits(
    depth=100, items=10_000, text=100_000, preview=10**9, nodes=10**9, characters=10**12, seconds=1e9
)

HASHABLE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
SCALAR = HASHABLE | st.complex_numbers(allow_nan=False) | st.binary().map(bytearray) | st.just(...)


class Plain:
    """An object with a dictionary."""

    def __init__(self, **attributes: object) -> None:
        self.__dict__.update(attributes)


class Slotted:
    """One with slots, of which some may not be set."""

    __slots__ = ("left", "right")


@dataclasses.dataclass
class Record:
    first: object
    second: object


def slotted(left: object, right: object, *, both: bool) -> Slotted:
    made = Slotted()
    made.left = left
    if both:
        made.right = right
    return made


def containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from(["a", "b1", "xyz", "count"])
    return st.one_of(
        st.lists(inner, max_size=6),
        st.lists(inner, max_size=6).map(tuple),
        st.dictionaries(HASHABLE, inner, max_size=6),
        st.sets(HASHABLE, max_size=6),
        st.frozensets(HASHABLE, max_size=6),
        st.dictionaries(names, inner, max_size=4).map(lambda found: Plain(**found)),
        st.builds(slotted, inner, inner, both=st.booleans()),
        st.builds(Record, inner, inner),
    )


GRAPHS = st.recursive(SCALAR, containers, max_leaves=60)


@st.composite
def shared_graphs(draw: st.DrawFn) -> Any:
    """Graphs with objects that stand in several places, and in themselves."""
    made = [draw(GRAPHS) for _ in range(draw(st.integers(1, 4)))]
    holders: list[Any] = [[], {}, Plain()]
    for holder in holders:
        for one in draw(st.lists(st.sampled_from([*made, *holders]), max_size=4)):
            _put(holder, one)
    return [*made, *holders]


def _put(holder: Any, one: object) -> None:
    if isinstance(holder, list):
        holder.append(one)
    elif isinstance(holder, dict):
        holder[len(holder)] = one
    else:
        holder.__dict__[f"part{len(holder.__dict__)}"] = one


def reference(obj: Any) -> Value:
    """What a value looks like when there is all the room in the world, by Python's own means."""
    kind = type(obj).__name__
    parts = reference_parts(obj)
    if parts is None:
        return {"type": kind, "text": repr(obj)}
    value: Value = {"type": kind, "text": repr_of(obj)}
    if parts:
        value["children"] = [{"name": name, "value": reference(part)} for name, part in parts]
    return value


def reference_parts(obj: Any) -> list[tuple[str, object]] | None:
    if isinstance(obj, (list, tuple, set, frozenset)):
        return [(str(index), item) for index, item in enumerate(obj)]
    if isinstance(obj, dict):
        return [(repr(key), item) for key, item in obj.items()]
    if isinstance(obj, Slotted):
        return [(name, getattr(obj, name)) for name in Slotted.__slots__ if hasattr(obj, name)]
    return list(vars(obj).items()) if isinstance(obj, (Plain, Record)) else None


def repr_of(obj: Any) -> str:
    """As `repr`, for objects that have none of their own too."""
    parts = reference_parts(obj)
    if parts is None:
        return repr(obj)
    texts = [repr_of(part) for _, part in parts]
    if isinstance(obj, dict):
        return "{" + ", ".join(joined(parts, texts, ": ")) + "}"
    if isinstance(obj, (Plain, Slotted, Record)):
        return (
            f"{type(obj).__name__}({', '.join(f'{n}={t}' for (n, _), t in zip(parts, texts, strict=True))})"
        )
    inner = ", ".join(texts) + ("," if isinstance(obj, tuple) and len(texts) == 1 else "")
    opening, closing = {list: "[]", tuple: "()", set: "{}", frozenset: ("frozenset({", "})")}[type(obj)]
    return f"{opening}{inner}{closing}"


def joined(parts: list[tuple[str, object]], texts: list[str], joint: str) -> list[str]:
    return [f"{name}{joint}{text}" for (name, _), text in zip(parts, texts, strict=True)]


SETTINGS = settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


@SETTINGS
@given(GRAPHS)
def test_without_limits_it_is_what_a_plain_renderer_shows(obj: Any) -> None:
    assert Renderer(UNLIMITED).value(obj) == reference(obj)


LIMITS = st.builds(
    Limits,
    depth=st.integers(0, 5),
    items=st.integers(1, 5),
    text=st.integers(1, 20),
    preview=st.integers(1, 60),
    nodes=st.integers(1, 60),
    characters=st.integers(1, 2000),
    seconds=st.just(1e9),
)


@SETTINGS
@given(shared_graphs(), LIMITS)
def test_with_limits_it_is_bounded_and_says_where_it_was_cut(graph: list[Any], limits: Limits) -> None:
    for obj in graph:
        allowance = Allowance.of(limits)
        value = Renderer(limits, allowance).value(obj)
        assert count(value) <= limits.nodes + 1
        assert depth_of(value) <= limits.depth
        # One value may still be made while anything is left, and each that is open then adds its line.
        line = 12 * limits.text + limits.preview + 200
        assert characters(value) <= limits.characters + (limits.depth + 2) * line
        check_against(obj, value, limits)


def count(value: Value) -> int:
    return 1 + sum(count(one["value"]) for one in value.get("children", []))


def depth_of(value: Value) -> int:
    return max((1 + depth_of(one["value"]) for one in value.get("children", [])), default=0)


def characters(value: Value) -> int:
    return len(value["text"]) + OVERHEAD + sum(characters(one["value"]) for one in value.get("children", []))


def check_against(obj: Any, value: Value, limits: Limits) -> None:
    """Each value is the real one's, and what is missing is said at its place."""
    assert value["type"] == type(obj).__name__
    parts = reference_parts(obj)
    children = value.get("children", [])
    if parts is None:
        if "cut" not in value:
            assert value["text"] == repr(obj)
        return
    for child, (name, part) in zip(children, parts, strict=False):
        assert child["name"] == name[: len(child["name"])] or child["name"].endswith(("…", "…'", '…"'))
        check_against(part, child["value"], limits)
    if len(children) < len(parts):
        assert value.get("cut") in ("depth", "size", "length", "cycle") or "same" in value


@SETTINGS
@given(shared_graphs())
def test_what_stands_elsewhere_is_shown_once_with_its_place(graph: list[Any]) -> None:
    value = Renderer(UNLIMITED).named("it", graph)["value"]
    places: dict[str, Value] = {}
    collect("it", value, places)
    for one in places.values():
        if "same" in one:
            assert places[one["same"]]["type"] == one["type"]
            assert "same" not in places[one["same"]]


def collect(path: str, value: Value, places: dict[str, Value]) -> None:
    places[path] = value
    for one in value.get("children", []):
        is_key = value["type"] in ("list", "tuple", "set", "frozenset", "dict")
        collect(f"{path}[{one['name']}]" if is_key else f"{path}.{one['name']}", one["value"], places)


@SETTINGS
@given(shared_graphs(), st.integers(1, 30), st.integers(0, 40))
def test_it_ends_when_its_time_is_up(graph: list[Any], width: int, seconds: int) -> None:
    big: Any = graph
    for _ in range(6):
        big = [list(big) for _ in range(width)]
    with pytest.MonkeyPatch.context() as patch:
        # Each look at the clock takes a second, and there is one for each object that has parts.
        patch.setattr("snappoint.rendering.values.monotonic", map(float, itertools.count(1)).__next__)
        value = Renderer(UNLIMITED._replace(seconds=float(seconds))).value(big)
    assert opened(value) <= seconds + 1


def opened(value: Value) -> int:
    return bool(value.get("children")) + sum(opened(one["value"]) for one in value.get("children", []))
