"""Questions to begin a team meeting with, chosen by what the figures show.

They ask about work and places, never about a person, and each can be answered by somebody who has
not shared. What follows from an answer is for the team to say.
"""

from collections.abc import Mapping
from typing import Final, Literal

from reflect.charts.team import TeamPicture
from reflect.core.disclosure.team_release import Shown
from reflect.core.words import later

Turn = Literal["lower", "higher", "level"]

QUESTIONS: Final[Mapping[str, Mapping[Turn, tuple[str, ...]]]] = {
    "connection": {
        "lower": (
            later("When was it last easy to reach somebody, and what was different then?"),
            later("After a hard visit, where do we go, and who is there?"),
        ),
        "higher": (
            later("What has made it easier to reach each other, and how do we keep it?"),
            later("At which hours is it still hard to reach anybody?"),
        ),
        "level": (
            later("Which day of the week is best for being in one place together?"),
            later("Where is time alone wanted, and can we say so to each other?"),
        ),
    },
    "supervision": {
        "lower": (
            later("What kind of question has to wait longest for an answer?"),
            later(
                "Which part of supervision has been left out: tasks, learning, support, a voice?"
            ),
        ),
        "higher": (
            later("What has made room to think, and what would we give up last?"),
            later("Which case talk in the team has helped, and when does it happen?"),
        ),
        "level": (
            later("Where is supervision held, and what can be said there?"),
            later("What would we bring if there were ten minutes more?"),
        ),
    },
    "balance": {
        "lower": (
            later("What pushes work into the evening most often?"),
            later("From what time is no answer due, and does everybody know?"),
        ),
        "higher": (
            later("What has made it easier to finish, and does it hold for all of us?"),
            later("What did we stop doing, and what do we miss of it?"),
        ),
        "level": (
            later("Which task could end earlier in the day if the team agreed on it?"),
            later("What does the first half hour after work look like from each place?"),
        ),
    },
}
ALWAYS: Final = (
    later("What is one small thing to try until the next figures come?"),
    later("What do we ask of the organisation, and who asks?"),
)


def starters(picture: TeamPicture) -> list[tuple[str, tuple[str, ...]]]:
    """Scale and its questions, where figures are shown and we have questions for the scale."""
    if not isinstance(picture.latest, Shown):
        return []
    return [
        (scale.title, QUESTIONS[scale.id][turn(picture, scale.id)])
        for scale in picture.scales
        if scale.id in QUESTIONS
    ]


def turn(picture: TeamPicture, scale: str) -> Turn:
    """Whether the latest figure is said to be lower or higher than the one before."""
    last = picture.windows[-1]
    latest, before = picture.at(last, scale), picture.at(last + -1, scale)
    if not isinstance(latest, Shown) or not isinstance(before, Shown):
        return "level"
    change = latest.values[scale] - before.values[scale]
    if abs(change) < 2 * max(latest.step, before.step):
        return "level"
    return "lower" if change < 0 else "higher"
