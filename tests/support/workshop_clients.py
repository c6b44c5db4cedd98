"""Clients of a workshop: a trainer (facilitator) with a room, and participants."""

import html
import re

from tests.support.client import CSRF_TOKEN_PATTERN, Client

ROOM_CODE_PATTERN = re.compile(r'class="code-small">([^<]+)<')
WORKSHOP_SET = "workshop-week"
STATEMENT_IDS = ("sense", "think", "face", "calls", "switch")


class Trainer(Client):
    """A trainer with a room."""

    room = ""  # the path of the facilitator's page
    room_code = ""

    def open(self, instrument: str = WORKSHOP_SET, title: str = "", order: str = "") -> "Trainer":
        plan = {"instrument": instrument, "title": title, "running_order": order}
        self.post("/workshops", plan)
        self.room = self.path
        self.room_code = ROOM_CODE_PATTERN.search(self.html).group(1).replace(" ", "")
        return self

    def do(self, step: str, fields=None) -> "Trainer":
        """Press a button on the facilitator's page."""
        self.get(self.room)
        self.post(f"{self.room}/{step}", fields, fresh=False)
        return self

    def look(self) -> str:
        self.get(self.room)
        return self.words


class Participant(Client):
    """A browser without an account."""

    def join(self, code: str) -> "Participant":
        """Enter the code and press Join; a redirect (307) sends the same form to the room."""
        self.get("/join")
        form = {"csrf_token": CSRF_TOKEN_PATTERN.search(self.html).group(1), "code": code}
        self.page = self.client.post("/join", data=form)
        if self.status == 307:
            path = self.page.headers["Location"]
            self.page = self.client.post(path, data=form, follow_redirects=True)
        return self

    def answer(self, **answers) -> "Participant":
        """Send answers from the page that is open."""
        round_ = re.search(r'name="round" value="(\d+)"', self.html)
        fields = {"round": round_.group(1) if round_ else "1", **answers}
        self.post(self.path, fields, fresh=False)
        return self


def make_trainer(app, name: str = "jo@example.org") -> Trainer:
    trainer = Trainer(app)
    trainer.sign_up(name, "four small boats adrift", ["trainer"])
    return trainer


def add_participants(app, code: str, answers) -> list[Participant]:
    """One participant for each answer, which they give to every statement."""
    return [
        Participant(app).join(code).answer(**dict.fromkeys(STATEMENT_IDS, str(each)))
        for each in answers
    ]


def unescape_text(text: str) -> str:
    return html.unescape(text)
