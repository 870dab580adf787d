"""Small systems with known answers, and a dense reference solution."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from cellprint.engine import Problem, build
from cellprint.engine.types import Floats


def system(matrix: list[list[float]], direct: list[float], **more: object) -> Problem:
    """Return the problem of a dense technosphere, entries that are 0 left out."""
    dense = np.array(matrix, dtype=np.float64)
    rows, cols = np.nonzero(dense)
    return build(rows=rows, cols=cols, values=dense[rows, cols], direct=direct, **more)  # type: ignore[arg-type]


def two_loop() -> Problem:
    """Return a: 1 kg CO2e, 0.5 b; b: 2 kg CO2e, 0.2 a. Then y_a = 2/0.9, y_b = 2.2/0.9."""
    return system([[1.0, -0.2], [-0.5, 1.0]], [1.0, 2.0])


def dense_intensities(problem: Problem) -> Floats:
    """Return y by a dense solver."""
    return np.linalg.solve(problem.technosphere().toarray().T, problem.direct)


def exact_intensities(problem: Problem) -> list[Fraction]:
    """Return y in rational arithmetic (Gauss–Jordan), no rounding at all."""
    size = problem.size
    dense = problem.technosphere().toarray()
    table = [
        [Fraction(float(dense[i, j])) for i in range(size)] + [Fraction(float(problem.direct[j]))]
        for j in range(size)
    ]
    for k in range(size):
        pivot = next(r for r in range(k, size) if table[r][k] != 0)
        table[k], table[pivot] = table[pivot], table[k]
        table[k] = [value / table[k][k] for value in table[k]]
        for r in range(size):
            if r != k and table[r][k] != 0:
                factor = table[r][k]
                table[r] = [a - factor * b for a, b in zip(table[r], table[k], strict=True)]
    return [row[-1] for row in table]


WASTE_LOOP = system(
    # product, its waste (treated by process 1 with negative production), energy
    [[1.0, 0.0, -0.1], [0.3, -1.0, 0.05], [-0.4, -0.2, 1.0]],
    [1.0, 0.7, 0.5],
)
RECYCLING = system(
    # cathode, hydrometallurgy that gives nickel back, nickel, energy
    [
        [1.0, 0.0, 0.0, 0.0],
        [-0.9, 1.0, 0.0, 0.0],
        [-0.6, 0.45, 1.0, -0.001],
        [-5.0, -2.0, -3.0, 1.0],
    ],
    [0.1, 0.4, 9.0, 0.6],
)
SELF_USE = build(
    rows=[0, 0, 1, 0],
    cols=[0, 0, 1, 1],
    values=[1.0, -0.999999, 1.0, -0.5],
    direct=[1.0, 0.2],
)
AVOIDED = system(
    # heat from process 2 is a by-product of process 0 and replaces it
    [[1.0, -0.3, 0.0], [-0.2, 1.0, -0.1], [2.5, 0.0, 1.0]],
    [1.0, 0.4, 0.25],
)
OWN_IDS = build(
    rows=[1, 2, 0, 2, 0],
    cols=[0, 1, 2, 0, 1],
    values=[1.0, 2.0, 4.0, -0.5, -0.3],
    direct=[1.0, 1.0, 1.0],
    reference=[1, 2, 0],
)
NEARLY_SINGULAR = system(
    [[1.0, -(1.0 - 2.0**-30)], [-1.0, 1.0]],
    [1.0, 1.0],
)
DISCONNECTED = system(
    [[1.0, -0.5, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 0.0, -0.1, 1.0]],
    [1.0, 2.0, 0.0, 0.0],
)
EIGHT_DECADES = system(
    [[1.0, -1e-5, 0.0], [-1e4, 1.0, -1e-2], [0.0, -1e-3, 1.0]],
    [1e-4, 1e-9, 1e3],
)
STRONG_CREDIT = system(
    # the by-product replaces more than what the process takes in: ⟨M⟩ is no M-matrix
    [[1.0, 0.0, -0.5], [3.0, 1.0, 0.0], [-0.8, -0.9, 1.0]],
    [1.0, 2.0, 0.5],
)

HARD = {
    "two_loop": two_loop(),
    "waste_loop": WASTE_LOOP,
    "recycling": RECYCLING,
    "self_use": SELF_USE,
    "avoided": AVOIDED,
    "own_ids": OWN_IDS,
    "nearly_singular": NEARLY_SINGULAR,
    "disconnected": DISCONNECTED,
    "eight_decades": EIGHT_DECADES,
    "strong_credit": STRONG_CREDIT,
}
