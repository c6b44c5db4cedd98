"""Discussion questions for a team meeting, selected by the change in the published figures.

The questions are about work and places, never about a person, and people who have not shared can
answer each of them. They suggest no conclusion, because the team draws its own.
"""

from collections.abc import Mapping
from typing import Final, Literal

from reflect.charts.team import TeamPicture
from reflect.core.disclosure.team_release import Shown
from reflect.core.i18n import LazyString
from reflect.core.i18n import lazy_gettext as _l

ChangeDirection = Literal["lower", "higher", "level"]

QUESTIONS_BY_SCALE: Final[Mapping[str, Mapping[ChangeDirection, tuple[LazyString, ...]]]] = {
    "connection": {
        "lower": (
            _l("When was it last easy to reach somebody, and what was different then?"),
            _l("After a hard visit, where do we go, and who is there?"),
        ),
        "higher": (
            _l("What has made it easier to reach each other, and how do we keep it?"),
            _l("At which hours is it still hard to reach anybody?"),
        ),
        "level": (
            _l("Which day of the week is best for being in one place together?"),
            _l("Where is time alone wanted, and can we say so to each other?"),
        ),
    },
    "supervision": {
        "lower": (
            _l("What kind of question has to wait longest for an answer?"),
            _l("Which part of supervision has been left out: tasks, learning, support, a voice?"),
        ),
        "higher": (
            _l("What has made room to think, and what would we give up last?"),
            _l("Which case talk in the team has helped, and when does it happen?"),
        ),
        "level": (
            _l("Where is supervision held, and what can be said there?"),
            _l("What would we bring if there were ten minutes more?"),
        ),
    },
    "balance": {
        "lower": (
            _l("What pushes work into the evening most often?"),
            _l("From what time is no answer due, and does everybody know?"),
        ),
        "higher": (
            _l("What has made it easier to finish, and does it hold for all of us?"),
            _l("What did we stop doing, and what do we miss of it?"),
        ),
        "level": (
            _l("Which task could end earlier in the day if the team agreed on it?"),
            _l("What does the first half hour after work look like from each place?"),
        ),
    },
}
GENERAL_QUESTIONS: Final = (
    _l("What is one small thing to try until the next figures come?"),
    _l("What do we ask of the organisation, and who asks?"),
)


def select_discussion_questions(picture: TeamPicture) -> list[tuple[str, tuple[LazyString, ...]]]:
    """(Scale title, its questions) for each scale with questions; empty if no figures are shown."""
    if not isinstance(picture.latest_figures, Shown):
        return []
    return [
        (scale.title, QUESTIONS_BY_SCALE[scale.id][classify_change(picture, scale.id)])
        for scale in picture.scales
        if scale.id in QUESTIONS_BY_SCALE
    ]


def classify_change(picture: TeamPicture, scale: str) -> ChangeDirection:
    """The change since the previous window; "level": under two steps, or one has no figure."""
    window = picture.windows[-1]
    latest, previous = picture.figures_at(window, scale), picture.figures_at(window + -1, scale)
    if not isinstance(latest, Shown) or not isinstance(previous, Shown):
        return "level"
    change = latest.values[scale] - previous.values[scale]
    if abs(change) < 2 * max(latest.step, previous.step):
        return "level"
    return "lower" if change < 0 else "higher"
