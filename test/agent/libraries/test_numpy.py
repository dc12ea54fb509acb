"""Arrays and numbers of NumPy. Nothing is computed over a whole array, and derived classes are not asked."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from looking import check, memory_to_look_at, through_probe
from probing import Probing
from rendered import render

PAIRS = np.array([(1, 2.5), (3, 4.5)], dtype=[("a", "i4"), ("b", "f8")])
GRID = np.arange(6).reshape(2, 3)

ARRAYS: list[tuple[Any, str, str]] = [
    (np.array([1.5, 2.0]), "ndarray(float64 [2], first=[1.5, 2.0])", ""),
    (np.arange(20), "ndarray(int64 [20], first=[0, 1, 2, 3, 4, 5, 6, 7], …)", "length"),
    (GRID, "ndarray(int64 2×3, first=[0, 1, 2, 3, 4, 5])", ""),
    (GRID.T, "ndarray(int64 3×2, first=[0, 3, 1, 4, 2, 5])", ""),
    (np.arange(10)[::-3], "ndarray(int64 [4], first=[9, 6, 3, 0])", ""),
    (np.array(3), "ndarray(int64 (), first=[3])", ""),
    (np.array([]), "ndarray(float64 [0], first=[])", ""),
    (np.zeros((2, 0)), "ndarray(float64 2×0, first=[])", ""),
    (np.broadcast_to(np.int8(1), (2, 2)), "ndarray(int8 2×2, first=[1, 1, 1, 1])", ""),
    (np.array([True]), "ndarray(bool [1], first=[True])", ""),
    (np.array([1j]), "ndarray(complex128 [1], first=[1j])", ""),
    (np.array([1], dtype=">i4"), "ndarray(int32 [1], first=[1])", ""),
    (np.array([1.5], dtype="f2"), "ndarray(float16 [1], first=[1.5])", ""),
    (np.array(["ab"]), "ndarray(U2 [1], first=['ab'])", ""),
    (np.array([b"ab"]), "ndarray(S2 [1], first=[b'ab'])", ""),
    (np.array([1, "a", None], dtype=object), "ndarray(object [3], first=[1, 'a', None])", ""),
    (PAIRS, "ndarray(fields 'a', 'b' [2], first=[(1, 2.5), (3, 4.5)])", ""),
    (np.array(["2024-01-02", "NaT"], "M8[D]"), "ndarray(M8[D] [2], first=[2024-01-02, None])", ""),
    (np.array([[1]], "M8[ns]"), "ndarray(M8[ns] 1×1, first=[1970-01-01T00:00:00.000000001])", ""),
    (np.array([5], "m8[s]"), "ndarray(m8[s] [1], first=[timedelta(seconds=5)])", ""),
    (np.array(["a"], dtype=np.dtypes.StringDType()), "ndarray(str [1])", "not read"),
    (np.zeros(1, "U2000"), "ndarray(U2000 [1])", "not read"),
]


@pytest.mark.parametrize(("array", "text", "cut"), ARRAYS, ids=[case[1] for case in ARRAYS])
def test_an_array(array: Any, text: str, cut: str) -> None:
    check(array, text, cut)


SCALARS: list[tuple[object, str]] = [
    (np.float64(1.5), "1.5"),
    (np.float16(1.5), "1.5"),
    (np.longdouble(1.5), "1.5"),
    (np.complex64(1j), "1j"),
    (np.clongdouble(1 + 2j), "(1+2j)"),
    (np.int64(3), "3"),
    (np.bool_(True), "True"),
    (np.str_("a"), "'a'"),
    (np.void(b"ab"), "b'ab'"),
    (PAIRS[0], "void(1, 2.5)"),
    (np.datetime64("2024-01-02"), "2024-01-02"),
    (np.datetime64("2024-01-02T00:00:00.000000001"), "2024-01-02T00:00:00.000000001"),
    (np.datetime64("NaT", "s"), "NaT"),
    (np.timedelta64(5, "s"), "5 seconds"),
    (np.dtype("f4"), "dtype(float32)"),
]


@pytest.mark.parametrize(("scalar", "text"), SCALARS, ids=[type(case[0]).__name__ for case in SCALARS])
def test_a_scalar(scalar: object, text: str) -> None:
    check(scalar, text)


def test_an_array_through_a_probe(probing: Probing) -> None:
    assert through_probe(probing, GRID)["text"] == "ndarray(int64 2×3, first=[0, 1, 2, 3, 4, 5])"


def test_of_few_numbers_there_are_the_extremes() -> None:
    text = "ndarray(float64 [3], first=[1.0, nan, 3.0])"
    check(np.array([1, np.nan, 3]), text, min="1.0", max="3.0", NaN="1", shape="(3,)", dtype="'float64'")


def test_a_masked_array_is_told_with_its_mask() -> None:
    masked = np.ma.array([1, 2], mask=[False, True])
    check(masked, "MaskedArray(int64 [2])", "not read", _mask="ndarray(bool [2], first=[False, True])")


SPRUNG: list[str] = []


def trap(name: str) -> Any:
    def spring(*_: object, **__: object) -> NoReturn:
        SPRUNG.append(name)
        raise ValueError(name)

    return spring


_METHODS = ("getattribute", "getitem", "len", "iter", "repr", "str", "array", "array_ufunc", "array_function")
_TRAPS: dict[str, Any] = {f"__{name}__": trap(name) for name in (*_METHODS, "float", "index", "eq", "hash")}
_TRAPS |= {name: trap(name) for name in ("item", "tolist", "view", "tobytes")}
_TRAPS |= {name: property(trap(name)) for name in ("shape", "dtype", "size", "base", "__class__")}


def test_a_derived_class_is_not_asked() -> None:
    trapped = np.zeros(3).view(type("Traps", (np.ndarray,), _TRAPS))
    holder = [trapped, np.ndarray.view(trapped, np.ndarray)]
    value = render(holder)
    assert SPRUNG == []
    assert value["text"] == "[Traps(float64 [3]), ndarray(float64 [3], first=[0.0, 0.0, 0.0])]"
    assert value["children"][0]["value"]["cut"] == "not read"


def test_what_is_mapped_from_a_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "numbers"
    mapped = np.memmap(file, dtype="f4", mode="w+", shape=(3,))
    check(mapped, "memmap(float32 [3])", "not read")
    check(mapped[1:], "memmap(float32 [2])", "not read")
    check(np.asarray(mapped).reshape(3, 1), "ndarray(float32 3×1)", "not read")
    with file.open("r+b") as opened, mmap.mmap(opened.fileno(), 0) as raw:
        buffered = np.frombuffer(memoryview(raw), dtype="f4")
        check(buffered, "ndarray(float32 [3])", "not read")
        del buffered


def test_a_large_array_is_not_copied() -> None:
    large = np.zeros(100_000_000 // 8)
    assert memory_to_look_at(large) < 1_000_000
    assert memory_to_look_at(large.reshape(-1, 5)[::2].T) < 1_000_000
    assert memory_to_look_at(np.zeros(1, "U25000000")) < 1_000_000


def test_a_look_changes_no_flags_and_keeps_nothing() -> None:
    array = np.arange(3)
    array.flags.writeable = False
    before = (array.flags.num, array.strides, array.__array_interface__)
    render(array)
    assert (array.flags.num, array.strides, array.__array_interface__) == before
    assert array.base is None


def test_a_class_that_only_claims_the_name_is_told_as_what_it_is() -> None:
    claims = {"__module__": "numpy", "__qualname__": "ndarray", "shape": (1,)}
    fake = type("ndarray", (), {**claims, "__init__": lambda self: setattr(self, "own", 2)})
    assert render(fake())["text"] == "ndarray(own=2)"
