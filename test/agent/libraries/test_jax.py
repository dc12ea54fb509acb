"""Arrays of JAX, whose elements may still be on their way, and what stands for them while it traces."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import pytest
from looking import check, quietly, through_probe
from probing import Probing

ARRAYS: list[tuple[Any, str]] = [
    (jnp.arange(3.0), "Array(float32 [3])"),
    (jnp.zeros((2, 3), dtype=jnp.int8), "Array(int8 2×3)"),
    (jnp.ones(2, dtype=jnp.bfloat16), "Array(bfloat16 [2])"),
    (jnp.float32(1), "Array(float32 ())"),
]


@pytest.mark.parametrize(("array", "text"), ARRAYS, ids=[case[1] for case in ARRAYS])
def test_an_array(array: Any, text: str) -> None:
    check(array, text, "not read")


def test_an_array_is_not_waited_for_or_fetched(probing: Probing) -> None:
    array = jnp.arange(1000.0) * 2
    assert through_probe(probing, array)["cut"] == "not read"
    assert array._npy_value is None


def test_an_array_that_was_deleted() -> None:
    array = jnp.ones(2)
    array.delete()
    check(array, "Array(float32 [2])", "not read")


@pytest.mark.parametrize("transformed", [jax.jit, jax.vmap, jax.jacfwd])
def test_what_stands_for_an_array_while_it_is_traced(transformed: Any) -> None:
    seen = []

    def look(x: Any) -> Any:
        seen.append(quietly(x))
        return x * 2

    transformed(look)(jnp.ones(2))
    assert {value["cut"] for value in seen} == {"not evaluated"}
    assert all(value["text"].endswith("Tracer>") for value in seen)
