"""CPD entries: a complete one, one with a peer, and a Hypothesis strategy for any."""

from dataclasses import replace

from hypothesis import strategies as st

from reflect.core.organisation.model import DEFAULT_STANDARDS
from reflect.notebook.cpd.entries import CpdRecordEntry, RegistrationYear

YEAR_2025 = RegistrationYear(2025)
COMPLETE_ENTRY = CpdRecordEntry(
    "a" * 16,
    type="Reading",
    description="A study of hot desks, because I have one.",
    date="2026-11-20",
    learnt="That I ask less from afar.",
    impact="I sit with the team on Wednesdays.",
    draft=False,
)
PEER_ENTRY = replace(COMPLETE_ENTRY, id="b" * 16, peer=True, peer_learnt="She asks as well.")
TEXTS = st.text(st.characters(codec="utf-8"), max_size=30)
ENTRIES = st.builds(
    CpdRecordEntry,
    id=st.just("c" * 16),
    type=TEXTS,
    description=TEXTS,
    date=st.dates().map(str) | TEXTS,
    learnt=TEXTS,
    impact=TEXTS,
    peer=st.booleans(),
    peer_learnt=TEXTS,
    standards=st.sets(st.sampled_from([each.id for each in DEFAULT_STANDARDS])).map(
        lambda some: tuple(sorted(some))
    ),
    draft=st.booleans(),
    from_week=st.sampled_from(["", "2026-W48"]),
    saves=st.integers(0, 9),
    saved=st.just("2026-11-27T16:05Z"),
)
