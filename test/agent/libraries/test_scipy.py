"""Sparse matrices of SciPy, whatever their form."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.sparse
from looking import check, memory_to_look_at, through_probe
from probing import Probing

EYE = np.eye(3)
ONES = "ndarray(float64 [3], first=[1.0, 1.0, 1.0])"

MATRICES: list[tuple[Any, str, dict[str, str]]] = [
    (scipy.sparse.csr_matrix(EYE), "csr_matrix(float64 3×3, 3 stored)", {"data": ONES}),
    (scipy.sparse.csc_array(EYE), "csc_array(float64 3×3, 3 stored)", {"data": ONES}),
    (scipy.sparse.coo_array(EYE), "coo_array(float64 3×3, 3 stored)", {"data": ONES, "shape": "(3, 3)"}),
    (scipy.sparse.bsr_array(EYE), "bsr_array(float64 3×3, 3 stored)", {}),
    (scipy.sparse.dia_array(EYE), "dia_array(float64 3×3, 3 stored)", {}),
    (scipy.sparse.lil_array(EYE), "lil_array(object 3×3, 3 rows)", {}),
    (scipy.sparse.dok_array(EYE), "dok_array(3×3)", {"_dict": "{(0, 0): 1.0, (1, 1): 1.0, (2, 2): 1.0}"}),
    (scipy.sparse.coo_array([1, 0, 2]), "coo_array(int64 [3], 2 stored)", {}),
]


@pytest.mark.parametrize(("matrix", "text", "parts"), MATRICES, ids=[case[1] for case in MATRICES])
def test_a_matrix(matrix: Any, text: str, parts: dict[str, str]) -> None:
    check(matrix, text, **parts)


def test_a_matrix_through_a_probe(probing: Probing) -> None:
    assert through_probe(probing, MATRICES[0][0])["text"] == "csr_matrix(float64 3×3, 3 stored)"


def test_a_large_matrix_is_not_copied_or_brought_in_order() -> None:
    ones = np.ones(3_000_000)
    disordered = scipy.sparse.csr_array((ones, np.arange(3_000_000)[::-1], [0, 3_000_000]))
    assert memory_to_look_at(disordered) < 1_000_000
    assert "_has_sorted_indices" not in vars(disordered)
