"""The name under which other programs call scoring: `reflect.core.instruments.scoring`."""

from reflect.core.instruments.scoring import score

__all__ = ["score"]
