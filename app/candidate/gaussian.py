"""Small symmetric systems of equations, for a Gaussian over a dozen topics.

Decides nothing; numpy would be an import of half a second for a matrix of 14 by 14.
Source: Golub and Van Loan, Matrix Computations, section 4.2 (Cholesky).
"""

from collections.abc import Sequence
from math import sqrt
from operator import mul

Vector = list[float]
Matrix = list[Vector]


def cholesky(matrix: Matrix) -> Matrix:
    """The lower triangle L with L L' = matrix, which must be symmetric and positive definite."""
    size = len(matrix)
    lower = [[0.0] * size for _ in range(size)]
    for row in range(size):
        for column in range(row + 1):
            rest = matrix[row][column] - sum(map(mul, lower[row][:column], lower[column]))
            lower[row][column] = sqrt(rest) if row == column else rest / lower[column][column]
    return lower


def forward(lower: Matrix, right: Sequence[float]) -> Vector:
    """X with L x = right."""
    found: Vector = []
    for row, wanted in enumerate(right):
        found.append((wanted - sum(map(mul, lower[row], found))) / lower[row][row])
    return found


def solve(lower: Matrix, right: Sequence[float]) -> Vector:
    """X with L L' x = right."""
    half = forward(lower, right)
    size = len(half)
    found = [0.0] * size
    for row in reversed(range(size)):
        rest = sum(lower[k][row] * found[k] for k in range(row + 1, size))
        found[row] = (half[row] - rest) / lower[row][row]
    return found


def times(matrix: Matrix, vector: Sequence[float]) -> Vector:
    """The product of both."""
    return [sum(map(mul, row, vector)) for row in matrix]
