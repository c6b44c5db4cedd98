"""Weeks in which a statement of a scale has no answer, made comparable with the others.

A scale is the average of the statements that were answered. If a statement that is usually high has
no answer, the score falls although nothing changed. Before a chart claims anything, the score of
such a week is adjusted by what the person usually answers. Answers are the sum of a week and a
statement, x[w, i] = week[w] + usual[i] + rest, with the usual[i] adding up to 0 over the statements
of the scale. They are fitted by least squares (two-way analysis of variance without interaction,
unequal numbers: Yates 1934). The adjusted score of a week is the average of x[w, i] - usual[i] over
its answered statements: that of a complete week is its own score.
"""

from collections.abc import Mapping, Sequence

_PRIOR_WEEKS = 1.0  # so that statements never answered in the same week do not move each other


def adjust_scores(weeks: Sequence[Mapping[str, float]]) -> list[float]:
    """The adjusted score of each week, in the unit of the points; may exceed the scale a little.

    Args:
        weeks: of each week the points of its answered statements, of which there is at least one.
    """
    names = sorted({name for points in weeks for name in points})
    usual = dict.fromkeys(names, 0.0)
    if any(len(points) < len(names) for points in weeks):
        usual = dict(zip(names, _fit_usual_points(names, weeks), strict=True))
    return [
        sum(value - usual[name] for name, value in points.items()) / len(points) for points in weeks
    ]


def _fit_usual_points(names: Sequence[str], weeks: Sequence[Mapping[str, float]]) -> list[float]:
    """The usual points of each statement, less their average, after the weeks are eliminated."""
    places = {name: n for n, name in enumerate(names)}
    matrix = [[_PRIOR_WEEKS if n == m else 0.0 for m in places.values()] for n in places.values()]
    right = [0.0] * len(names)
    for points in weeks:
        share, score = 1 / len(points), sum(points.values()) / len(points)
        for name, value in points.items():
            matrix[places[name]][places[name]] += 1
            right[places[name]] += value - score
            for other in points:
                matrix[places[name]][places[other]] -= share
    return _solve(matrix, right)


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a symmetric positive definite system, by elimination without pivoting."""
    count = len(right)
    for n in range(count):
        for m in range(n + 1, count):
            factor = matrix[m][n] / matrix[n][n]
            for k in range(n, count):
                matrix[m][k] -= factor * matrix[n][k]
            right[m] -= factor * right[n]
    solution = [0.0] * count
    for n in reversed(range(count)):
        rest = sum(matrix[n][k] * solution[k] for k in range(n + 1, count))
        solution[n] = (right[n] - rest) / matrix[n][n]
    return solution
