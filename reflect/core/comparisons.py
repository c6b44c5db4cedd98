"""What went with what: do two kinds of week differ by more than ordinary ups and downs?

Weeks resemble each other and places come in stretches, so a test made for independent weeks finds
something in the life of every second person. This one is a randomisation test in the manner of
single-case research (Edgington 1975; Edgington and Onghena, "Randomization Tests", 2007). The
scores stay as they are. The stretches of a question (three weeks at home, one at base, ...) are
laid over them again and again, in their order and with new lengths. A difference counts only where
few of these arrangements hold one as large, in any scale and pair of the question (Westfall and
Young 1993). Each question has its share of `LEVEL` (Bonferroni); the real arrangement counts as one
of its own, and drawing stops once too many were as large (Besag and Clifford 1991).

Each score is first taken against the weeks around it. Otherwise a slow change over months passes
for a difference between places whose pattern changed in other months. Before and after a marked
change are compared as they are: there the mark stands against every other week in which it could
have been made. These are few, so marked changes have the larger part of the level.

Tried by `bench/associations.py` on people without any association: of no kind of life did more than
9% of 1,000 see anything said. Their 12 to 104 weeks had a correlation of 0, 0.3 or 0.6; places went
week by week, in stretches, by a rota, or their pattern changed once; the level shifted by 20 points
in some other week or not; a change was marked or not. In a smaller trial, of 200 people a kind, a t
test for independent weeks spoke to up to 76%, one corrected for correlation to 64%, turning all
labels round in a circle to 35% (and it never sees a rota), and this test without the weeks around
to 25%. What it finds of a true difference of 21 points (14) in 52 weeks of correlation 0.3: 93%
(52%) where places go week by week, 50% (20%) in stretches of about ten weeks, 22% (8%) where the
pattern changes once, 49% (27%) at a marked change.
"""

import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from math import sqrt
from typing import TypeVar

MIN_WEEKS_PER_SIDE = 4  # weeks on each side, or nothing is compared
SIGNIFICANCE_LEVEL = 0.09  # with what the method leaves open, at most a tenth of people see a claim
CHANGES_SIGNIFICANCE_LEVEL = (
    0.05  # of it, where changes are marked and something else is compared too
)
DETRENDING_WEEKS = (
    13  # answered weeks on either side that a week is taken against: a quarter of a year
)
MAX_RESAMPLES = 399
SEED = 1993  # the same weeks always say the same
_CROWDED = 0.75  # of weeks begin a stretch: there is no room to move unless some may vanish
_ROUNDING = 1e-9

N = TypeVar("N", int, float)
Pair = tuple[str, str]  # two labels
_Side = tuple[str, int]  # a label, and which of its weeks: 0 all, -1 its last, 1 its first
_Spans = dict[_Side, tuple[list[int], list[int]]]  # where its stretches begin, and where they end
_Look = tuple[str, Pair]  # one scale in one pair


@dataclass(frozen=True, slots=True)
class ComparisonQuestion:
    """Kinds of week, and which of them are compared."""

    id: str
    labels: Sequence[str | None]  # of each answered week, oldest first; None: of no kind
    pairs: tuple[Pair, ...]
    reach: int = 0  # above 0: labels are periods; so many weeks on each side of where two meet


@dataclass(frozen=True, slots=True)
class Comparison:
    """One scale in two kinds of week."""

    question: str
    scale: str
    pair: Pair
    weeks: tuple[int, int]  # that have a score, on each side
    means: tuple[float, float] | None  # None: too few weeks on a side
    is_significant: bool = False

    @property
    def difference(self) -> float:
        """By how much the first side has the higher mean; 0 where nothing is compared."""
        return self.means[0] - self.means[1] if self.means else 0.0


def compare(
    scores: Mapping[str, Sequence[float | None]],
    questions: Sequence[ComparisonQuestion],
    steps: Mapping[str, float],
) -> tuple[Comparison, ...]:
    """Every scale in every pair of every question, and which of them may be said.

    Args:
        scores: scale -> the score of each answered week, oldest first; None: missing.
        questions: each with one label for each of these weeks.
        steps: scale -> the least that one answer moves it; no smaller difference is said.
    """
    laid = [_Laid.of(question, scores) for question in questions]
    shares = _shares([each.question for each in laid if any(e.means for e in each.comparisons())])
    return tuple(
        found
        for each in laid
        for found in each.comparisons(each.beyond(shares.get(each.question.id, 0.0), steps))
    )


def _shares(asked: Sequence[ComparisonQuestion]) -> dict[str, float]:
    """The level of each question in which something can be compared."""
    changes = [each.id for each in asked if each.reach]
    others = [each.id for each in asked if not each.reach]
    if not (changes and others):
        return {each.id: SIGNIFICANCE_LEVEL / len(asked) for each in asked}
    return dict.fromkeys(changes, CHANGES_SIGNIFICANCE_LEVEL / len(changes)) | dict.fromkeys(
        others, (SIGNIFICANCE_LEVEL - CHANGES_SIGNIFICANCE_LEVEL) / len(others)
    )


def weeks_by_side(question: ComparisonQuestion) -> list[tuple[list[int], list[int]]]:
    """For each pair, the answered weeks on its two sides, counted from 0."""
    laid = _Laid.of(question, {})
    return [(laid.weeks(a), laid.weeks(b)) for _pair, a, b in laid.pairs]


@dataclass(frozen=True, slots=True)
class _Series:
    """One scale over the labelled weeks: sums of all weeks before each."""

    raw: list[float]
    near: list[float]  # against the weeks around, in standard deviations
    count: list[int]  # weeks with a score

    @classmethod
    def of(cls, scores: Sequence[float | None], near: int) -> "_Series":
        given = [score for score in scores if score is not None]
        local = _against_near(given, near)
        spread = sqrt(sum(value * value for value in local) / max(1, len(local)))
        rest = iter(value / spread if spread > _ROUNDING else 0.0 for value in local)
        values = [0.0 if score is None else next(rest) for score in scores]
        return cls(
            [0.0, *accumulate(score or 0.0 for score in scores)],
            [0.0, *accumulate(values)],
            [0, *accumulate(int(score is not None) for score in scores)],
        )


def _against_near(values: Sequence[float], near: int) -> list[float]:
    """Each value less the mean of those up to `near` places away, itself included; 0: of all."""
    sums, reach = [0.0, *accumulate(values)], near or len(values)
    windows = [(max(0, at - reach), min(len(values), at + reach + 1)) for at in range(len(values))]
    return [
        value - (sums[end] - sums[start]) / (end - start)
        for value, (start, end) in zip(values, windows, strict=True)
    ]


@dataclass(frozen=True, slots=True, eq=False)
class _Laid:
    """The stretches of a question over its labelled weeks, and the scores of these."""

    question: ComparisonQuestion
    kept: list[int]  # the answered weeks that have a label
    where: dict[str, list[int]]  # label -> which stretches have it, counted from 0
    cuts: list[int]  # where each stretch begins, and where the last one ends
    pairs: list[tuple[Pair, _Side, _Side]]
    series: dict[str, _Series]

    @classmethod
    def of(
        cls, question: ComparisonQuestion, scores: Mapping[str, Sequence[float | None]]
    ) -> "_Laid":
        runs = [(label, len([*run])) for label, run in groupby(filter(None, question.labels))]
        kept = [at for at, label in enumerate(question.labels) if label]
        where: dict[str, list[int]] = {}
        for at, (label, _weeks) in enumerate(runs):
            where.setdefault(label, []).append(at)
        last, first = (-1, 1) if question.reach else (0, 0)
        near = 0 if question.reach else DETRENDING_WEEKS
        return cls(
            question,
            kept,
            where,
            [0, *accumulate(weeks for _label, weeks in runs)],
            [(pair, (pair[0], last), (pair[1], first)) for pair in question.pairs],
            {
                scale: _Series.of([given[at] for at in kept], near)
                for scale, given in scores.items()
            },
        )

    def spans(self, cuts: Sequence[int]) -> _Spans:
        """Where the stretches of each side begin and end, for these ends of stretches."""
        reach, found = self.question.reach, {}
        for name, stretches in self.where.items():
            starts = [cuts[at] for at in stretches]
            ends = [cuts[at + 1] for at in stretches]
            if reach:
                found[name, -1] = [max(starts[0], ends[0] - reach)], ends
                found[name, 1] = starts, [min(ends[0], starts[0] + reach)]
            else:
                found[name, 0] = starts, ends
        return found

    def weeks(self, side: _Side) -> list[int]:
        """The answered weeks of one side."""
        starts, ends = self.spans(self.cuts).get(side, ([], []))
        spans = zip(starts, ends, strict=True)
        return [at for start, end in spans for at in self.kept[start:end]]

    def comparisons(self, said: Collection[_Look] = ()) -> Iterator[Comparison]:
        """Means and numbers of weeks as they are."""
        spans = self.spans(self.cuts)
        for scale, series in self.series.items():
            for pair, a, b in self.pairs:
                n, m = _over(series.count, spans, a), _over(series.count, spans, b)
                means = None
                if n >= MIN_WEEKS_PER_SIDE and m >= MIN_WEEKS_PER_SIDE:
                    means = _over(series.raw, spans, a) / n, _over(series.raw, spans, b) / m
                look = (scale, pair)
                yield Comparison(
                    self.question.id, *look, (n, m), means, is_significant=look in said
                )

    def differences(self, cuts: Sequence[int]) -> dict[_Look, float]:
        """Each difference in standard errors of independent weeks; none where weeks are few."""
        spans, found = self.spans(cuts), {}
        for scale, series in self.series.items():
            sums = {
                side: (_over(series.near, spans, side), _over(series.count, spans, side))
                for side in spans
            }
            for pair, a, b in self.pairs:
                (x, n), (y, m) = sums.get(a, (0.0, 0)), sums.get(b, (0.0, 0))
                if n >= MIN_WEEKS_PER_SIDE and m >= MIN_WEEKS_PER_SIDE:
                    found[scale, pair] = (x / n - y / m) / sqrt(1 / n + 1 / m)
        return found

    def beyond(self, level: float, steps: Mapping[str, float]) -> set[_Look]:
        """The looks whose difference seldom comes about by new lengths of stretches alone."""
        here = self.differences(self.cuts)
        sizes = {
            (each.scale, each.pair): abs(here[each.scale, each.pair]) - _ROUNDING
            for each in self.comparisons()
            if abs(each.difference) > steps[each.scale] - _ROUNDING
            and each.difference * here[each.scale, each.pair] > 0  # seen among near weeks too
        }
        as_large, drawn = dict.fromkeys(sizes, 1), 1
        for cuts in self.elsewhere() if sizes else ():
            there = self.differences(cuts)
            largest = max(map(abs, there.values()), default=None)
            if largest is None:
                continue  # no pair has enough weeks on both sides: no arrangement to compare with
            drawn += 1
            for look, size in sizes.items():
                as_large[look] += largest >= size
            if min(as_large.values()) > level * (MAX_RESAMPLES + 1):
                return set()
        return {look for look, count in as_large.items() if count <= level * drawn}

    def elsewhere(self) -> Iterator[list[int]]:
        """Other ends for the stretches: all there are for two of them, else drawn at random.

        Each keeps at least a week, which is what labels give that follow each other by chance
        (a Markov chain). Labels that change in nearly every week may vanish, or none could move.
        """
        weeks, ends = len(self.kept), len(self.cuts) - 2
        if ends == 1:
            yield from ([0, cut, weeks] for cut in range(1, weeks) if cut != self.cuts[1])
            return
        parts = 2 if ends + 1 > _CROWDED * weeks else 1
        drawing = random.Random(SEED)  # noqa: S311  # repeatable on purpose
        for _draw in range(MAX_RESAMPLES):
            cuts = sorted(drawing.sample(range(1, parts * weeks), ends))
            yield [0, *(cut // parts for cut in cuts), weeks]


def _over(sums: Sequence[N], spans: _Spans, side: _Side) -> N:
    """What a side's stretches add up to."""
    starts, ends = spans.get(side, ((), ()))
    return sum(map(sums.__getitem__, ends)) - sum(map(sums.__getitem__, starts))
