"""The invented teams of the demo, and the scores of their members."""

from reflect.config import packaged_data_dir
from reflect.core.instruments.library import load_library
from reflect.core.instruments.scoring import score
from reflect.demo.seed.colleagues import COLLEAGUES, DEMO_TEAMS
from reflect.demo.seed.people import PEOPLE
from reflect.demo.seed.week_generator import generate_weeks
from reflect.web.current_site import WEEKLY_INSTRUMENT_ID

RIVERSIDE, NORTHGATE, HARBOUR, _CASTLE_STREET = DEMO_TEAMS
WEEKLY_CHECK_IN = load_library(packaged_data_dir("instruments")).latest(WEEKLY_INSTRUMENT_ID)
SCALES = tuple(scale.id for scale in WEEKLY_CHECK_IN.scales)
DEMO_PEOPLE = {person.name: person for person in (*PEOPLE, *COLLEAGUES)}


def demo_answers(name: str, ago: int):
    """A person's answers so many weeks ago."""
    return next(week.answers for week in generate_weeks(DEMO_PEOPLE[name]) if week.ago == ago)


def demo_scores(name: str, ago: int):
    """Their scores, computed as for everybody and not as `exercise/unprotected.py` does."""
    return score(WEEKLY_CHECK_IN, demo_answers(name, ago))
