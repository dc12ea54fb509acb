"""Tables and columns of pandas: read where they lie, whatever keeps them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from looking import check, check_table, memory_to_look_at, quietly, through_probe
from probing import Probing
from rendered import render

DAY = "2024-01-02 00:00:00"
BERLIN = pd.to_datetime(["2024-01-02"]).tz_localize("Europe/Berlin")
TWO_LEVELS = pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["x", "y"])

TABLES: list[tuple[pd.DataFrame, str, dict[str, str], str]] = [
    (
        pd.DataFrame({"n": [1, 2], "x": [1.5, None], "s": ["u", None]}),
        "DataFrame(2 rows × 3 columns)",
        {"shape": "(2, 3)", "n: int64": "[1, 2]", "x: float64": "[1.5, nan]", "s: string": "['u', None]"},
        "",
    ),
    (
        pd.DataFrame({"n": range(100)}),
        "DataFrame(100 rows × 1 column)",
        {"shape": "(100, 1)", "n: int64": "[0, 1, 2, 3, 4]"},
        "length",
    ),
    (pd.DataFrame(), "DataFrame(0 rows × 0 columns)", {"shape": "(0, 0)"}, ""),
    (pd.DataFrame(index=[1, 2]), "DataFrame(2 rows × 0 columns)", {"shape": "(2, 0)"}, ""),
    (
        pd.DataFrame([[1, 2]], columns=TWO_LEVELS),
        "DataFrame(1 row × 2 columns)",
        {"shape": "(1, 2)", "('a', 1): int64": "[1]", "('b', 2): int64": "[2]"},
        "",
    ),
    (
        pd.DataFrame({"n": [1, 2]}, index=pd.interval_range(0, 2)),
        "DataFrame(2 rows × 1 column)",
        {"shape": "(2, 1)", "n: int64": "[1, 2]"},
        "",
    ),
    (
        pd.DataFrame({"password": ["hush-hush"]}),
        "DataFrame(1 row × 1 column)",
        {"shape": "(1, 1)", "password: string": "‹redacted›"},
        "",
    ),
]


@pytest.mark.parametrize(("table", "text", "parts", "cut"), TABLES, ids=[case[1] for case in TABLES])
def test_a_table(table: pd.DataFrame, text: str, parts: dict[str, str], cut: str) -> None:
    check_table(table, text, parts, cut)


def test_a_wide_table_is_cut() -> None:
    wide = render(pd.DataFrame(np.zeros((2, 40))))
    assert (wide["text"], wide["cut"]) == ("DataFrame(2 rows × 40 columns)", "length")
    assert len(wide["children"]) == 21


COLUMNS: list[tuple[Any, str, str]] = [
    (pd.Series(["a"], dtype="string"), "Series(string [1], first=['a'])", ""),
    (pd.Series(["a"], dtype="string[python]"), "Series(string [1], first=['a'])", ""),
    (pd.Series(["a"], dtype="string[pyarrow]"), "Series(string [1], first=['a'])", ""),
    (pd.Series([1], dtype="int64[pyarrow]"), "Series(extension [1], first=[…])", ""),
    (pd.Series([1, "a"], dtype=object), "Series(object [2], first=[1, 'a'])", ""),
    (pd.Series(["v", "u", None]).astype("category"), "Series(categorical [3], first=['v', 'u', None])", ""),
    (pd.Series([1, None], dtype="Int64"), "Series(integer [2], first=[1, None])", ""),
    (pd.Series([True, None], dtype="boolean"), "Series(boolean [2], first=[True, None])", ""),
    (pd.Series(pd.to_datetime(["2024-01-02"])), f"Series(datetime [1], first=[{DAY}])", ""),
    (pd.Series(BERLIN), "Series(datetime UTC [1], first=[2024-01-01 23:00:00])", ""),
    (pd.Series(pd.to_timedelta(["1s"])), "Series(timedelta [1], first=[timedelta(seconds=1)])", ""),
    (pd.Series(pd.period_range("2024-01", periods=2, freq="M")), "Series(period [2])", "not read"),
    (pd.Series(pd.arrays.SparseArray([0, 1])), "Series(sparse [2])", "not read"),
    (pd.Series(pd.interval_range(0, 2)), "Series(interval [2])", "not read"),
    (pd.Index(["a", "b"]), "Index(string [2], first=['a', 'b'])", ""),
    (pd.RangeIndex(3), "RangeIndex(range(0, 3))", ""),
    (pd.CategoricalIndex(["a", "b"]), "CategoricalIndex(categorical [2], first=['a', 'b'])", ""),
    (pd.DatetimeIndex(["2024-01-02"]), f"DatetimeIndex(datetime [1], first=[{DAY}])", ""),
    (pd.interval_range(0, 2), "IntervalIndex(interval [2])", "not read"),
    (TWO_LEVELS, "MultiIndex([2], first=[('a', 1), ('b', 2)])", ""),
    (pd.Categorical(["a", None]), "Categorical(categorical [2], first=['a', None])", ""),
    (pd.array([1, None]), "IntegerArray(integer [2], first=[1, None])", ""),
]


@pytest.mark.parametrize(("column", "text", "cut"), COLUMNS, ids=[case[1] for case in COLUMNS])
def test_a_column(column: Any, text: str, cut: str) -> None:
    check(column, text, cut)


SCALARS: list[tuple[object, str]] = [
    (pd.Timestamp("2024-01-02 03:04"), "2024-01-02 03:04:00"),
    (pd.Timestamp("2024-01-02", tz="UTC"), f"{DAY}+00:00"),
    (pd.Timedelta("1s"), "timedelta(seconds=1)"),
    (pd.NaT, "NaT"),
    (pd.NA, "NA"),
    (pd.Period("2024-01", "M"), "Period('2024-01')"),
    (pd.Interval(0, 1), "Interval(left=0, right=1, closed='right')"),
]


@pytest.mark.parametrize(("scalar", "text"), SCALARS, ids=[case[1] for case in SCALARS])
def test_a_scalar(scalar: object, text: str) -> None:
    check(scalar, text)


def test_a_table_through_a_probe(probing: Probing) -> None:
    value = through_probe(probing, TABLES[0][0])
    assert value["text"] == "DataFrame(2 rows × 3 columns)"
    assert value["children"][3]["value"]["text"] == "['u', None]"


def test_a_table_stays_in_its_blocks_and_makes_no_caches() -> None:
    table = pd.DataFrame({"a": [1, 2]})
    table["b"] = [3, 4]
    table["c"] = ["u", "v"]
    manager, index = table._mgr, table.columns
    held = [table, table["a"], index]
    before = ([id(block) for block in manager.blocks], dict(index._cache), dict(table.__dict__))
    quietly(held)
    assert ([id(block) for block in manager.blocks], dict(index._cache), dict(table.__dict__)) == before
    assert len(manager.blocks) == 3


def test_a_large_table_is_not_copied() -> None:
    numbers = pd.DataFrame(np.zeros((6_000_000, 2)))
    assert memory_to_look_at(numbers) < 1_000_000
    assert memory_to_look_at(numbers[0].astype("category")) < 1_000_000
    assert memory_to_look_at(pd.Series(["x" * 10_000_000])) < 1_000_000


def test_a_table_whose_data_is_mapped_from_a_file_is_not_read(tmp_path: Path) -> None:
    mapped = np.memmap(tmp_path / "numbers", dtype="f4", mode="w+", shape=(3, 1))
    check_table(
        pd.DataFrame(mapped, copy=False),
        "DataFrame(3 rows × 1 column)",
        {"shape": "(3, 1)", "0: float32": "…"},
    )


def test_a_derived_table_is_shown_without_asking_it() -> None:
    def trap(*_: object, **__: object) -> object:
        raise NotImplementedError

    names = ("__len__", "__repr__", "__iter__", "__getitem__", "__getattr__")
    derived = type("Orders", (pd.DataFrame,), dict.fromkeys(names, trap) | {"shape": property(trap)})
    orders = pd.DataFrame.__new__(derived)
    object.__setattr__(orders, "_mgr", TABLES[0][0]._mgr)
    assert quietly(orders)["text"] == "Orders(2 rows × 3 columns)"


def test_an_extension_array_of_the_program_s_is_not_taken_for_another() -> None:
    class Encoded(pd.api.extensions.ExtensionArray):
        def __init__(self) -> None:
            self._data = ["secretly", "something", "else"]

    check(Encoded(), "Encoded(_data=['secretly', 'something', 'else'])")
