"""Pages of a workshop: the trainer's, a phone's, the wall's."""

from tests.support.browser.pages.registry import (
    expect_error_summary,
    press_button,
    register_page,
    register_pages,
)
from tests.support.browser.scenario import Scenario
from tests.support.browser.visitor import Visitor
from tests.support.workshop_clients import Participant, Trainer, add_participants, make_trainer

WORKSHOP_SET = "workshop-week"
FEW_ANSWERS = (1, 2, 4, 4, 5, 5)
MANY_ANSWERS = (1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 4, 5)


def make_room(stage: Scenario, answers=(), title: str = "Where we work") -> Trainer:
    """A room with so many phones that have answered."""
    found = make_trainer(stage.app).open(title=title)
    add_participants(stage.app, found.room_code, answers)
    return found


def make_revealed_room(stage: Scenario, answers=MANY_ANSWERS) -> Trainer:
    return make_room(stage, answers).do("reveal")


def make_two_round_room(stage: Scenario) -> Trainer:
    """A room after two rounds of ten and more."""
    found = make_revealed_room(stage).do("round", {"instrument": WORKSHOP_SET})
    add_participants(stage.app, found.room_code, sorted((*MANY_ANSWERS[2:], 4, 5)))
    return found.do("reveal")


def make_timed_room(stage: Scenario) -> Trainer:
    """A room with a running order beside it, in its third part."""
    found = make_trainer(stage.app).open(title="Where we work", order="running-order-60")
    return found.do("clock", {"minutes": "10"})


def wall_path(found: Trainer) -> str:
    return f"/room/{found.room_code}/wall"


def participant_page(stage: Scenario, found: Trainer, **answers: str) -> Visitor:
    one = Participant(stage.app).join(found.room_code)
    if answers:
        one.answer(**answers)
    return stage.at(f"/room/{found.room_code}", one)


def missing_room_page(stage: Scenario, path: str) -> Visitor:
    """A room that is not there says so on a page of its own."""
    one = stage.visit(size=(320, 740))
    one.expected |= {404}
    return one.go(path)


def facilitator_page(page: str, made=make_room):
    """A page of the presenter."""

    def found(stage: Scenario) -> Visitor:
        jo = made(stage)
        return stage.at(f"{jo.room}{page}", jo)

    return found


register_pages(
    {
        "workshops": lambda stage: stage.at("/workshops", make_room(stage)),
        "workshops-ended": lambda stage: stage.at("/workshops/ended"),
        "presenter-new": facilitator_page(""),
        "presenter-shown": facilitator_page("", make_revealed_room),
        "presenter-twice": facilitator_page("", make_two_round_room),
        "presenter-notes": facilitator_page("", make_timed_room),
        "presenter-slips": facilitator_page("/slips"),
        "summary": facilitator_page("/summary", make_two_round_room),
        "summary-few": facilitator_page(
            "/summary", lambda stage: make_revealed_room(stage, FEW_ANSWERS)
        ),
        "summary-nothing": facilitator_page("/summary"),
        "paper-slips": lambda stage: stage.at(f"/workshops/paper/{WORKSHOP_SET}"),
        "paper-slips-long": lambda stage: stage.at("/workshops/paper/weekly-check-in"),
        "presenter-end": facilitator_page("/end"),
        "join": lambda stage: stage.at("/join"),
        "join-picture": lambda stage: stage.at("/join/K7M4QX"),
        "phone-questions": lambda stage: participant_page(stage, make_room(stage)),
        "phone-waiting": lambda stage: participant_page(
            stage, make_room(stage), sense="2", think="5"
        ),
        "wall-lobby": lambda stage: stage.at(wall_path(make_room(stage, FEW_ANSWERS))),
        "wall-few": lambda stage: stage.at(wall_path(make_revealed_room(stage, FEW_ANSWERS))),
        "wall-bars": lambda stage: stage.at(wall_path(make_revealed_room(stage))),
        "wall-twice": lambda stage: stage.at(wall_path(make_two_round_room(stage))),
        "wall-gone": lambda stage: missing_room_page(stage, "/room/K7M4QX/wall"),
        "room-gone": lambda stage: missing_room_page(stage, "/room/K7M4QX"),
    }
)


@register_page("phone-results")
def phone_results(stage: Scenario) -> Visitor:
    return revealed_participant_page(stage)


@register_page("join-error")
def join_error(stage: Scenario) -> Visitor:
    one = stage.at("/join")
    one.write("code", "K7M 4Q")
    return expect_error_summary(press_button(one, "Join"))


@register_page("phone-questions-error")
def phone_questions_error(stage: Scenario) -> Visitor:
    return expect_error_summary(
        press_button(participant_page(stage, make_room(stage)), "Send my answers")
    )


@register_page("presenter-slips-error")
def presenter_slips_error(stage: Scenario) -> Visitor:
    return expect_error_summary(press_button(facilitator_page("/slips")(stage), "Keep this slip"))


def revealed_participant_page(stage: Scenario, page: str = "") -> Visitor:
    """A page for somebody who answered a round that was shown."""
    found = make_room(stage, MANY_ANSWERS)
    one = Participant(stage.app).join(found.room_code).answer(sense="4", think="2")
    found.do("reveal")
    return stage.at(f"/room/{found.room_code}{page}", one)


@register_page("take-home")
def take_home(stage: Scenario) -> Visitor:
    return revealed_participant_page(stage, "/take-home")


@register_page("take-home-page")
def take_home_page(stage: Scenario) -> Visitor:
    one = revealed_participant_page(stage, "/take-home")
    one.write("surprised", "How many of us miss the kitchen.")
    one.write("one_to_try", "Ring Mrs Adeyemi before I leave, not the duty line.")
    one.write("one_to_ask", "A bookable quiet room on Tuesdays, of our head of service.")
    one.write("peer_learnt", "That others plan their week around the hub day.")
    return press_button(one, "Make my page")


@register_page("take-home-two-rounds")
def take_home_two_rounds(stage: Scenario) -> Visitor:
    """What the ninety minutes leave: two rounds, and boxes that somebody filled."""
    found = make_trainer(stage.app).open("workshop-before-after", title="Ninety minutes")
    phones = [Participant(stage.app).join(found.room_code) for _each in FEW_ANSWERS]
    for answer in ("2", "4"):
        if answer == "4":
            found.do("round", {"instrument": "workshop-before-after"})
        for each in phones:
            each.get(f"/room/{found.room_code}")
            each.answer(**dict.fromkeys(("name", "whom", "limits", "raise"), answer))
        found.do("reveal")
    one = stage.at(f"/room/{found.room_code}/take-home", phones[0])
    for box in ("surprised", "one_to_try", "one_to_ask", "peer_learnt"):
        one.write(box, "Nobody had asked for a quiet room before, and four of us want one. " * 4)
    return press_button(one, "Make my page")


@register_page("take-home-marked")
def take_home_marked(stage: Scenario) -> Visitor:
    return press_button(take_home_page(stage), "Change the words")


@register_page("take-home-nothing")
def take_home_nothing(stage: Scenario) -> Visitor:
    found = make_room(stage, FEW_ANSWERS)
    one = Participant(stage.app).join(found.room_code).answer(sense="4")
    return stage.at(f"/room/{found.room_code}/take-home", one)
