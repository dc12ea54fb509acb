"""Tables and columns of polars: only what its compiled part says, and nothing that grows with an element."""

from __future__ import annotations

import datetime
import decimal
from typing import Any, NoReturn

import polars as pl
import pytest
from looking import check, check_table, memory_to_look_at, through_probe
from probing import Probing
from rendered import render

NOON = datetime.datetime(2024, 1, 2, 12)

TABLE = pl.DataFrame({"n": [1, 2, None], "s": ["x", "y", "z"], "l": [[1], [2], []]})
PARTS = {
    "shape": "(3, 3)",
    "n: i64": "[1, 2, None]",
    "s: str": "['x', 'y', 'z']",
    "l: list[i64]": "[[1], [2], []]",
}

COLUMNS: list[tuple[pl.Series, str, str]] = [
    (pl.Series([1.5, None]), "Series(f64 [2], first=[1.5, None])", ""),
    (pl.Series(range(100)), "Series(i64 [100], first=[0, 1, 2, 3, 4], …)", "length"),
    (pl.Series([True]), "Series(bool [1], first=[True])", ""),
    (pl.Series([b"ab"]), "Series(binary [1], first=[b'ab'])", ""),
    (pl.Series([None]), "Series(null [1], first=[None])", ""),
    (pl.Series(["a"], dtype=pl.Categorical), "Series(cat [1], first=['a'])", ""),
    (pl.Series(["a"], dtype=pl.Enum(["a"])), "Series(enum [1], first=['a'])", ""),
    (pl.Series([NOON]), "Series(datetime[μs] [1], first=[2024-01-02 12:00:00])", ""),
    (pl.Series([NOON.date()]), "Series(date [1], first=[2024-01-02])", ""),
    (pl.Series([NOON.time()]), "Series(time [1], first=[12:00:00])", ""),
    (
        pl.Series([NOON]).dt.replace_time_zone("Europe/Berlin"),
        "Series(datetime[μs, Europe/Berlin] [1], first=[2024-01-02 12:00:00 CET])",
        "",
    ),
    (pl.Series([datetime.timedelta(1)]), "Series(duration[μs] [1], first=[timedelta(days=1)])", ""),
    (pl.Series([decimal.Decimal("1.5")]), "Series(decimal[38,1] [1], first=[1.5])", ""),
    (pl.Series([[1, 2]], dtype=pl.Array(pl.Int64, 2)), "Series(array[i64, 2] [1], first=[[1, 2]])", ""),
    (pl.Series([list(range(100_000))]), "Series(list[i64] [1], first=[[0, 1, … 99999]])", ""),
    (pl.Series([{"a": 1}]), "Series(struct[1] [1])", "not read"),
    (pl.Series(["x" * 100_000]), "Series(str [1])", "not read"),
]


def test_a_table() -> None:
    check_table(TABLE, "DataFrame(3 rows × 3 columns)", PARTS)
    check_table(pl.DataFrame(), "DataFrame(0 rows × 0 columns)", {"shape": "(0, 0)"})


@pytest.mark.parametrize(("column", "text", "cut"), COLUMNS, ids=[case[1] for case in COLUMNS])
def test_a_column(column: pl.Series, text: str, cut: str) -> None:
    check(column, text, cut)


def test_a_table_through_a_probe(probing: Probing) -> None:
    assert through_probe(probing, TABLE)["text"] == "DataFrame(3 rows × 3 columns)"


def test_a_lazy_table_is_not_collected() -> None:
    collected: list[object] = []
    lazy = TABLE.lazy().map_batches(lambda frame: collected.append(frame) or frame)
    check(lazy, "<LazyFrame not evaluated>", "not evaluated")
    assert collected == []
    lazy.collect()
    assert collected != []


def test_objects_in_a_column_are_not_asked_for_their_text() -> None:
    class Shy:
        def __repr__(self) -> NoReturn:
            raise NotImplementedError

    check(pl.Series([Shy()], dtype=pl.Object), "Series(object [1], first=[Shy()])")


LARGE: list[Any] = [
    "x" * 20_000_000,
    b"x" * 20_000_000,
    list(range(2_000_000)),
    {"a": list(range(2_000_000))},
]


@pytest.mark.parametrize("cell", LARGE, ids=[type(cell).__name__ for cell in LARGE])
def test_a_large_element_is_not_copied(cell: object) -> None:
    assert memory_to_look_at(pl.Series([cell])) < 1_000_000
    assert memory_to_look_at(pl.DataFrame({"a": [cell]})) < 1_000_000


def test_a_table_stays_in_its_chunks() -> None:
    table = pl.concat([TABLE, TABLE], rechunk=False)
    render(table)
    assert table.n_chunks() == 2
