"""Comparisons: do scores differ between two kinds of week by more than ordinary ups and downs?

Weeks resemble each other, and places come in runs of weeks, so a test made for independent weeks
finds something for every second person. This one is a randomisation test as in single-case research
(Edgington 1975; Edgington and Onghena, "Randomization Tests", 2007). The scores stay as they are.
The runs of a question (three weeks at home, one at base, ...) are placed over them again and again,
in the same order and with new lengths. A difference is significant only if few of these resamples
have one as large in any scale and pair of the question (Westfall and Young 1993). Each question has
its share of `SIGNIFICANCE_LEVEL` (Bonferroni); the real arrangement counts as one resample, and
drawing stops once too many were as large (Besag and Clifford 1991).

Scores are first detrended: the mean of the weeks around is subtracted from each. Otherwise a slow
change over months would look like a difference between places whose pattern changed in other
months. Scores before and after a marked change are compared without detrending: there the mark is
compared with every other week in which it could have been. These are few, so marked changes get the
larger part of the level.

Tested by `bench/associations.py` on simulated people without any association: in no scenario did
more than 9% of 1,000 get a significant comparison. Their 12 to 104 weeks had a correlation of 0,
0.3 or 0.6; places changed weekly, in runs, by a rota, or their pattern changed once; the level
shifted by 20 points in some other week or not; a change was marked or not. In a smaller trial, with
200 people a scenario, a t test for independent weeks was significant for up to 76%, one corrected
for correlation for 64%, rotating all labels in a circle for 35% (and it never detects a rota), and
this test without detrending for 25%. Power for a true difference of 21 points (14) in 52 weeks with
a correlation of 0.3: 93% (52%) where places change weekly, 50% (20%) in runs of about ten weeks,
22% (8%) where the pattern changes once, 49% (27%) at a marked change.
"""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from math import sqrt
from typing import TypeVar

MIN_WEEKS_PER_SIDE = 4  # with fewer on either side, nothing is compared
SIGNIFICANCE_LEVEL = 0.09  # with approximation errors, at most 10% of people see a false claim
CHANGES_SIGNIFICANCE_LEVEL = 0.05  # part of it for marked changes, if other questions are asked too
DETRENDING_WEEKS = 13  # answered weeks on either side, a quarter of a year
MAX_RESAMPLES = 399
SEED = 1993  # fixed, so that the same weeks always give the same result
_MANY_RUNS = 0.75  # runs per week above which runs may become empty, or none could move
_TOLERANCE = 1e-9

N = TypeVar("N", int, float)
Pair = tuple[str, str]  # two labels
_Side = tuple[str, int]  # a label, and which of its weeks: 0 all, -1 its last, 1 its first
_Spans = dict[_Side, tuple[list[int], list[int]]]  # where its runs start, and where they end
_Contrast = tuple[str, Pair]  # one scale in one pair


@dataclass(frozen=True, slots=True)
class ComparisonQuestion:
    """Labels for kinds of week, and the pairs of labels that are compared."""

    id: str
    labels: Sequence[str | None]  # of each answered week, oldest first; None: not compared
    pairs: tuple[Pair, ...]
    reach: int = 0  # above 0: labels are periods; compare this many weeks on each side of a change


@dataclass(frozen=True, slots=True)
class Comparison:
    """One scale in two kinds of week."""

    question: str
    scale: str
    pair: Pair
    weeks: tuple[int, int]  # number of weeks with a score, on each side
    means: tuple[float, float] | None  # None: too few weeks on a side
    is_significant: bool = False

    @property
    def difference(self) -> float:
        """Mean of the first side minus that of the second; 0 if nothing is compared."""
        return self.means[0] - self.means[1] if self.means else 0.0


def compare(
    scores: Mapping[str, Sequence[float | None]],
    questions: Sequence[ComparisonQuestion],
    steps: Mapping[str, float],
) -> tuple[Comparison, ...]:
    """Compare every scale in every pair of every question, with significance.

    Args:
        scores: scale -> the score of each answered week, oldest first; None: missing.
        questions: each with one label for each of these weeks.
        steps: scale -> the least that one answer moves it; no smaller difference is significant.
    """
    data = [_LabelledWeeks.of(question, scores) for question in questions]
    comparable = [each for each in data if any(e.means for e in each.compare_means())]
    levels = _split_level([each.question for each in comparable])
    return tuple(
        comparison
        for each in data
        for comparison in each.compare_means(
            each.find_significant(levels.get(each.question.id, 0.0), steps)
        )
    )


def _split_level(questions: Sequence[ComparisonQuestion]) -> dict[str, float]:
    """The significance level of each question that has something to compare."""
    changes = [each.id for each in questions if each.reach]
    others = [each.id for each in questions if not each.reach]
    if not (changes and others):
        return {each.id: SIGNIFICANCE_LEVEL / len(questions) for each in questions}
    return dict.fromkeys(changes, CHANGES_SIGNIFICANCE_LEVEL / len(changes)) | dict.fromkeys(
        others, (SIGNIFICANCE_LEVEL - CHANGES_SIGNIFICANCE_LEVEL) / len(others)
    )


def weeks_by_side(question: ComparisonQuestion) -> list[tuple[list[int], list[int]]]:
    """For each pair, the indexes from 0 of the answered weeks on its two sides."""
    data = _LabelledWeeks.of(question, {})
    return [(data.weeks(a), data.weeks(b)) for _pair, a, b in data.pairs]


@dataclass(frozen=True, slots=True)
class _Series:
    """Cumulative sums of one scale over the labelled weeks: of all weeks before each."""

    raw: list[float]
    near: list[float]  # detrended, in standard deviations
    count: list[int]  # weeks with a score

    @classmethod
    def of(cls, scores: Sequence[float | None], near: int) -> "_Series":
        given = [score for score in scores if score is not None]
        local = _subtract_local_means(given, near)
        deviation = sqrt(sum(value * value for value in local) / max(1, len(local)))
        rest = iter(value / deviation if deviation > _TOLERANCE else 0.0 for value in local)
        values = [0.0 if score is None else next(rest) for score in scores]
        return cls(
            [0.0, *accumulate(score or 0.0 for score in scores)],
            [0.0, *accumulate(values)],
            [0, *accumulate(int(score is not None) for score in scores)],
        )


def _subtract_local_means(values: Sequence[float], near: int) -> list[float]:
    """Each value minus the mean of those up to `near` places away, itself included; 0: of all."""
    sums, reach = [0.0, *accumulate(values)], near or len(values)
    windows = [(max(0, at - reach), min(len(values), at + reach + 1)) for at in range(len(values))]
    return [
        value - (sums[end] - sums[start]) / (end - start)
        for value, (start, end) in zip(values, windows, strict=True)
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _LabelledWeeks:
    """A question's labelled weeks as runs of equal labels, with their scores."""

    question: ComparisonQuestion
    labelled: list[int]  # indexes of the answered weeks that have a label
    runs: dict[str, list[int]]  # label -> indexes of its runs
    cuts: list[int]  # where each run starts, and where the last one ends
    pairs: list[tuple[Pair, _Side, _Side]]
    series: dict[str, _Series]

    @classmethod
    def of(
        cls, question: ComparisonQuestion, scores: Mapping[str, Sequence[float | None]]
    ) -> "_LabelledWeeks":
        runs = [(label, len([*run])) for label, run in groupby(filter(None, question.labels))]
        labelled = [at for at, label in enumerate(question.labels) if label]
        by_label: dict[str, list[int]] = {}
        for at, (label, _weeks) in enumerate(runs):
            by_label.setdefault(label, []).append(at)
        last, first = (-1, 1) if question.reach else (0, 0)
        near = 0 if question.reach else DETRENDING_WEEKS
        return cls(
            question,
            labelled,
            by_label,
            [0, *accumulate(weeks for _label, weeks in runs)],
            [(pair, (pair[0], last), (pair[1], first)) for pair in question.pairs],
            {
                scale: _Series.of([given[at] for at in labelled], near)
                for scale, given in scores.items()
            },
        )

    def spans_by_side(self, cuts: Sequence[int]) -> _Spans:
        """Where the runs of each side start and end, if the runs are cut at `cuts`."""
        reach, spans = self.question.reach, {}
        for name, runs in self.runs.items():
            starts = [cuts[at] for at in runs]
            ends = [cuts[at + 1] for at in runs]
            if reach:
                spans[name, -1] = [max(starts[0], ends[0] - reach)], ends
                spans[name, 1] = starts, [min(ends[0], starts[0] + reach)]
            else:
                spans[name, 0] = starts, ends
        return spans

    def weeks(self, side: _Side) -> list[int]:
        """The indexes of the answered weeks of one side."""
        starts, ends = self.spans_by_side(self.cuts).get(side, ([], []))
        spans = zip(starts, ends, strict=True)
        return [at for start, end in spans for at in self.labelled[start:end]]

    def compare_means(self, significant: Collection[_Contrast] = ()) -> Iterator[Comparison]:
        """Means and numbers of weeks of the real runs, without detrending."""
        spans = self.spans_by_side(self.cuts)
        for scale, series in self.series.items():
            for pair, a, b in self.pairs:
                n, m = _sum_over(series.count, spans, a), _sum_over(series.count, spans, b)
                means = None
                if n >= MIN_WEEKS_PER_SIDE and m >= MIN_WEEKS_PER_SIDE:
                    means = _sum_over(series.raw, spans, a) / n, _sum_over(series.raw, spans, b) / m
                is_significant = (scale, pair) in significant
                yield Comparison(self.question.id, scale, pair, (n, m), means, is_significant)

    def differences(self, cuts: Sequence[int]) -> dict[_Contrast, float]:
        """Detrended differences in standard errors of independent weeks; none for few weeks."""
        spans, differences = self.spans_by_side(cuts), {}
        for scale, series in self.series.items():
            sums = {
                side: (_sum_over(series.near, spans, side), _sum_over(series.count, spans, side))
                for side in spans
            }
            for pair, a, b in self.pairs:
                (x, n), (y, m) = sums.get(a, (0.0, 0)), sums.get(b, (0.0, 0))
                if n >= MIN_WEEKS_PER_SIDE and m >= MIN_WEEKS_PER_SIDE:
                    differences[scale, pair] = (x / n - y / m) / sqrt(1 / n + 1 / m)
        return differences

    def find_significant(self, level: float, steps: Mapping[str, float]) -> set[_Contrast]:
        """The contrasts whose difference is rarely as large with runs of other lengths."""
        actual = self.differences(self.cuts)
        sizes = {
            (each.scale, each.pair): abs(actual[each.scale, each.pair]) - _TOLERANCE
            for each in self.compare_means()
            if abs(each.difference) > steps[each.scale] - _TOLERANCE
            and each.difference * actual[each.scale, each.pair] > 0  # same sign when detrended
        }
        as_large, drawn = dict.fromkeys(sizes, 1), 1
        for cuts in self.resample_cuts() if sizes else ():
            resampled = self.differences(cuts)
            largest = max(map(abs, resampled.values()), default=None)
            if largest is None:
                continue  # no pair has enough weeks on both sides: this resample does not count
            drawn += 1
            for contrast, size in sizes.items():
                as_large[contrast] += largest >= size
            if min(as_large.values()) > level * (MAX_RESAMPLES + 1):
                return set()
        return {contrast for contrast, count in as_large.items() if count <= level * drawn}

    def resample_cuts(self) -> Iterator[list[int]]:
        """Other ends for the runs: every possible one for two runs, else drawn at random.

        Each run keeps at least one week, as labels that follow each other by chance (a Markov
        chain) would. If the label changes in nearly every week, runs may become empty instead,
        because none could move otherwise.
        """
        weeks, ends = len(self.labelled), len(self.cuts) - 2
        if ends == 1:
            yield from ([0, cut, weeks] for cut in range(1, weeks) if cut != self.cuts[1])
            return
        parts = 2 if ends + 1 > _MANY_RUNS * weeks else 1
        rng = random.Random(SEED)  # noqa: S311  # repeatable on purpose
        for _draw in range(MAX_RESAMPLES):
            cuts = sorted(rng.sample(range(1, parts * weeks), ends))
            yield [0, *(cut // parts for cut in cuts), weeks]


def _sum_over(sums: Sequence[N], spans: _Spans, side: _Side) -> N:
    """The sum over a side's runs, from cumulative sums."""
    starts, ends = spans.get(side, ((), ()))
    return sum(map(sums.__getitem__, ends)) - sum(map(sums.__getitem__, starts))
