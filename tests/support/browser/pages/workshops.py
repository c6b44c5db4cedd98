"""Pages of a workshop: facilitator, participants, projected results."""

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


def make_room(scenario: Scenario, answers=(), title: str = "Where we work") -> Trainer:
    """A room with one participant for each answer."""
    trainer = make_trainer(scenario.app).open(title=title)
    add_participants(scenario.app, trainer.room_code, answers)
    return trainer


def make_revealed_room(scenario: Scenario, answers=MANY_ANSWERS) -> Trainer:
    return make_room(scenario, answers).do("reveal")


def make_two_round_room(scenario: Scenario) -> Trainer:
    """A room after two revealed rounds of at least ten participants."""
    trainer = make_revealed_room(scenario).do("round", {"instrument": WORKSHOP_SET})
    add_participants(scenario.app, trainer.room_code, sorted((*MANY_ANSWERS[2:], 4, 5)))
    return trainer.do("reveal")


def make_timed_room(scenario: Scenario) -> Trainer:
    """A room with a running order, in its third part."""
    trainer = make_trainer(scenario.app).open(title="Where we work", order="running-order-60")
    return trainer.do("clock", {"minutes": "10"})


def wall_path(trainer: Trainer) -> str:
    return f"/room/{trainer.room_code}/wall"


def participant_page(scenario: Scenario, trainer: Trainer, **answers: str) -> Visitor:
    one = Participant(scenario.app).join(trainer.room_code)
    if answers:
        one.answer(**answers)
    return scenario.open(f"/room/{trainer.room_code}", one)


def missing_room_page(scenario: Scenario, path: str) -> Visitor:
    """The page for a room that does not exist."""
    one = scenario.visit(size=(320, 740))
    one.expected |= {404}
    return one.go(path)


def facilitator_page(page: str, made=make_room):
    """A page of the facilitator, of the room that `made` makes."""

    def open_page(scenario: Scenario) -> Visitor:
        jo = made(scenario)
        return scenario.open(f"{jo.room}{page}", jo)

    return open_page


register_pages(
    {
        "workshops": lambda scenario: scenario.open("/workshops", make_room(scenario)),
        "workshops-ended": lambda scenario: scenario.open("/workshops/ended"),
        "presenter-new": facilitator_page(""),
        "presenter-shown": facilitator_page("", make_revealed_room),
        "presenter-twice": facilitator_page("", make_two_round_room),
        "presenter-notes": facilitator_page("", make_timed_room),
        "presenter-slips": facilitator_page("/slips"),
        "summary": facilitator_page("/summary", make_two_round_room),
        "summary-few": facilitator_page(
            "/summary", lambda scenario: make_revealed_room(scenario, FEW_ANSWERS)
        ),
        "summary-nothing": facilitator_page("/summary"),
        "paper-slips": lambda scenario: scenario.open(f"/workshops/paper/{WORKSHOP_SET}"),
        "paper-slips-long": lambda scenario: scenario.open("/workshops/paper/weekly-check-in"),
        "presenter-end": facilitator_page("/end"),
        "join": lambda scenario: scenario.open("/join"),
        "join-picture": lambda scenario: scenario.open("/join/K7M4QX"),
        "phone-questions": lambda scenario: participant_page(scenario, make_room(scenario)),
        "phone-waiting": lambda scenario: participant_page(
            scenario, make_room(scenario), sense="2", think="5"
        ),
        "wall-lobby": lambda scenario: scenario.open(wall_path(make_room(scenario, FEW_ANSWERS))),
        "wall-few": lambda scenario: scenario.open(
            wall_path(make_revealed_room(scenario, FEW_ANSWERS))
        ),
        "wall-bars": lambda scenario: scenario.open(wall_path(make_revealed_room(scenario))),
        "wall-twice": lambda scenario: scenario.open(wall_path(make_two_round_room(scenario))),
        "wall-gone": lambda scenario: missing_room_page(scenario, "/room/K7M4QX/wall"),
        "room-gone": lambda scenario: missing_room_page(scenario, "/room/K7M4QX"),
    }
)


@register_page("phone-results")
def phone_results(scenario: Scenario) -> Visitor:
    return revealed_participant_page(scenario)


@register_page("join-error")
def join_error(scenario: Scenario) -> Visitor:
    one = scenario.open("/join")
    one.write("code", "K7M 4Q")
    return expect_error_summary(press_button(one, "Join"))


@register_page("phone-questions-error")
def phone_questions_error(scenario: Scenario) -> Visitor:
    return expect_error_summary(
        press_button(participant_page(scenario, make_room(scenario)), "Send my answers")
    )


@register_page("presenter-slips-error")
def presenter_slips_error(scenario: Scenario) -> Visitor:
    return expect_error_summary(
        press_button(facilitator_page("/slips")(scenario), "Keep this slip")
    )


def revealed_participant_page(scenario: Scenario, page: str = "") -> Visitor:
    """A page for a participant who answered a round that was revealed."""
    trainer = make_room(scenario, MANY_ANSWERS)
    one = Participant(scenario.app).join(trainer.room_code).answer(sense="4", think="2")
    trainer.do("reveal")
    return scenario.open(f"/room/{trainer.room_code}{page}", one)


@register_page("take-home")
def take_home(scenario: Scenario) -> Visitor:
    return revealed_participant_page(scenario, "/take-home")


@register_page("take-home-page")
def take_home_page(scenario: Scenario) -> Visitor:
    one = revealed_participant_page(scenario, "/take-home")
    one.write("surprised", "How many of us miss the kitchen.")
    one.write("one_to_try", "Ring Mrs Adeyemi before I leave, not the duty line.")
    one.write("one_to_ask", "A bookable quiet room on Tuesdays, of our head of service.")
    one.write("peer_learnt", "That others plan their week around the hub day.")
    return press_button(one, "Make my page")


@register_page("take-home-two-rounds")
def take_home_two_rounds(scenario: Scenario) -> Visitor:
    """After two rounds of a workshop of ninety minutes, with all fields filled in."""
    trainer = make_trainer(scenario.app).open("workshop-before-after", title="Ninety minutes")
    participants = [Participant(scenario.app).join(trainer.room_code) for _answer in FEW_ANSWERS]
    for answer in ("2", "4"):
        if answer == "4":
            trainer.do("round", {"instrument": "workshop-before-after"})
        for each in participants:
            each.get(f"/room/{trainer.room_code}")
            each.answer(**dict.fromkeys(("name", "whom", "limits", "raise"), answer))
        trainer.do("reveal")
    one = scenario.open(f"/room/{trainer.room_code}/take-home", participants[0])
    for field in ("surprised", "one_to_try", "one_to_ask", "peer_learnt"):
        one.write(field, "Nobody had asked for a quiet room before, and four of us want one. " * 4)
    return press_button(one, "Make my page")


@register_page("take-home-marked")
def take_home_marked(scenario: Scenario) -> Visitor:
    return press_button(take_home_page(scenario), "Change the words")


@register_page("take-home-nothing")
def take_home_nothing(scenario: Scenario) -> Visitor:
    trainer = make_room(scenario, FEW_ANSWERS)
    one = Participant(scenario.app).join(trainer.room_code).answer(sense="4")
    return scenario.open(f"/room/{trainer.room_code}/take-home", one)
