"""Scoring for other programs; the implementation is `reflect.core.instruments.scoring`."""

from reflect.core.instruments.scoring import score

__all__ = ["score"]
