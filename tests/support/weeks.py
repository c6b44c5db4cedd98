"""The time of the tests (a Friday), the weeks before it, and the shipped instruments."""

from datetime import UTC, datetime

from reflect.config import packaged_data_dir
from reflect.core.instruments.library import load_library
from reflect.core.weeks import Week

LIBRARY = load_library(packaged_data_dir("instruments"))
WEEKLY = LIBRARY.latest("weekly-check-in")
W48, W47, W46, W45 = (Week.parse(f"2026-W{number}") for number in (48, 47, 46, 45))
FRIDAY = datetime(2026, 11, 27, 16, 5, tzinfo=UTC)
EVEN_ANSWERS = {"reach": 4, "sense": 4, "belong": 4, "answer": 3, "think": 3, "care": 3}
