"""Pages of a workshop: the trainer's, a phone's, the wall's."""

from room_people import Phone, Trainer, fill, trainer
from stages import Stage
from visitors import Visitor
from ways import add, in_trouble, pressed, way

SET = "workshop-week"
FEW = (1, 2, 4, 4, 5, 5)
MANY = (1, 1, 2, 2, 2, 3, 3, 4, 4, 4, 4, 5)


def room(stage: Stage, answers=(), title: str = "Where we work") -> Trainer:
    """A room with so many phones that have answered."""
    found = trainer(stage.app).open(title=title)
    fill(stage.app, found.room_code, answers)
    return found


def shown(stage: Stage, answers=MANY) -> Trainer:
    return room(stage, answers).do("reveal")


def twice(stage: Stage) -> Trainer:
    """A room after two rounds of ten and more."""
    found = shown(stage).do("round", {"instrument": SET})
    fill(stage.app, found.room_code, sorted((*MANY[2:], 4, 5)))
    return found.do("reveal")


def by_the_clock(stage: Stage) -> Trainer:
    """A room with a running order beside it, in its third part."""
    found = trainer(stage.app).open(title="Where we work", order="running-order-60")
    return found.do("clock", {"minutes": "10"})


def wall(found: Trainer) -> str:
    return f"/room/{found.room_code}/wall"


def phone(stage: Stage, found: Trainer, **answers: str) -> Visitor:
    one = Phone(stage.app).join(found.room_code)
    if answers:
        one.answer(**answers)
    return stage.at(f"/room/{found.room_code}", one)


def closed(stage: Stage, path: str) -> Visitor:
    """A room that is not there says so on a page of its own."""
    one = stage.visit(size=(320, 740))
    one.expected |= {404}
    return one.go(path)


def screen(page: str, made=room):
    """A page of the presenter."""

    def found(stage: Stage) -> Visitor:
        jo = made(stage)
        return stage.at(f"{jo.room}{page}", jo)

    return found


add(
    {
        "workshops": lambda stage: stage.at("/workshops", room(stage)),
        "workshops-ended": lambda stage: stage.at("/workshops/ended"),
        "presenter-new": screen(""),
        "presenter-shown": screen("", shown),
        "presenter-twice": screen("", twice),
        "presenter-notes": screen("", by_the_clock),
        "presenter-slips": screen("/slips"),
        "summary": screen("/summary", twice),
        "summary-few": screen("/summary", lambda stage: shown(stage, FEW)),
        "summary-nothing": screen("/summary"),
        "paper-slips": lambda stage: stage.at(f"/workshops/paper/{SET}"),
        "paper-slips-long": lambda stage: stage.at("/workshops/paper/weekly-check-in"),
        "presenter-end": screen("/end"),
        "join": lambda stage: stage.at("/join"),
        "join-picture": lambda stage: stage.at("/join/K7M4QX"),
        "phone-questions": lambda stage: phone(stage, room(stage)),
        "phone-waiting": lambda stage: phone(stage, room(stage), sense="2", think="5"),
        "wall-lobby": lambda stage: stage.at(wall(room(stage, FEW))),
        "wall-few": lambda stage: stage.at(wall(shown(stage, FEW))),
        "wall-bars": lambda stage: stage.at(wall(shown(stage))),
        "wall-twice": lambda stage: stage.at(wall(twice(stage))),
        "wall-gone": lambda stage: closed(stage, "/room/K7M4QX/wall"),
        "room-gone": lambda stage: closed(stage, "/room/K7M4QX"),
    }
)


@way("phone-results")
def phone_results(stage: Stage) -> Visitor:
    return after_the_reveal(stage)


@way("join-error")
def join_error(stage: Stage) -> Visitor:
    one = stage.at("/join")
    one.write("code", "K7M 4Q")
    return in_trouble(pressed(one, "Join"))


@way("phone-questions-error")
def phone_questions_error(stage: Stage) -> Visitor:
    return in_trouble(pressed(phone(stage, room(stage)), "Send my answers"))


@way("presenter-slips-error")
def presenter_slips_error(stage: Stage) -> Visitor:
    return in_trouble(pressed(screen("/slips")(stage), "Keep this slip"))


def after_the_reveal(stage: Stage, page: str = "") -> Visitor:
    """A page for somebody who answered a round that was shown."""
    found = room(stage, MANY)
    one = Phone(stage.app).join(found.room_code).answer(sense="4", think="2")
    found.do("reveal")
    return stage.at(f"/room/{found.room_code}{page}", one)


@way("take-home")
def take_home(stage: Stage) -> Visitor:
    return after_the_reveal(stage, "/take-home")


@way("take-home-page")
def take_home_page(stage: Stage) -> Visitor:
    one = after_the_reveal(stage, "/take-home")
    one.write("surprised", "How many of us miss the kitchen.")
    one.write("one_to_try", "Ring Mrs Adeyemi before I leave, not the duty line.")
    one.write("one_to_ask", "A bookable quiet room on Tuesdays, of our head of service.")
    one.write("peer_learnt", "That others plan their week around the hub day.")
    return pressed(one, "Make my page")


@way("take-home-two-rounds")
def take_home_two_rounds(stage: Stage) -> Visitor:
    """What the ninety minutes leave: two rounds, and boxes that somebody filled."""
    found = trainer(stage.app).open("workshop-before-after", title="Ninety minutes")
    phones = [Phone(stage.app).join(found.room_code) for _each in FEW]
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
    return pressed(one, "Make my page")


@way("take-home-marked")
def take_home_marked(stage: Stage) -> Visitor:
    return pressed(take_home_page(stage), "Change the words")


@way("take-home-nothing")
def take_home_nothing(stage: Stage) -> Visitor:
    found = room(stage, FEW)
    one = Phone(stage.app).join(found.room_code).answer(sense="4")
    return stage.at(f"/room/{found.room_code}/take-home", one)
