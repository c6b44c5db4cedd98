"""People at a workshop: a trainer with a room, and phones in it."""

import html
import re

from browsers import TOKEN, Browser

CODE = re.compile(r'class="code-small">([^<]+)<')
SET = "workshop-week"
ITEMS = ("sense", "think", "face", "calls", "switch")


class Trainer(Browser):
    """Somebody who holds a room."""

    room = ""  # the path of its presenter's screen
    room_code = ""

    def open(self, instrument: str = SET, title: str = "", order: str = "") -> "Trainer":
        plan = {"instrument": instrument, "title": title, "running_order": order}
        self.post("/workshops", plan)
        self.room = self.path
        self.room_code = CODE.search(self.html).group(1).replace(" ", "")
        return self

    def do(self, step: str, fields=None) -> "Trainer":
        """Press one of the buttons of the presenter's screen."""
        self.get(self.room)
        self.post(f"{self.room}/{step}", fields, fresh=False)
        return self

    def look(self) -> str:
        self.get(self.room)
        return self.words


class Phone(Browser):
    """A browser without an account."""

    def join(self, code: str) -> "Phone":
        """Type the code and press Join; a browser sends the same form on to the room's own door."""
        self.get("/join")
        form = {"csrf_token": TOKEN.search(self.html).group(1), "code": code}
        self.page = self.client.post("/join", data=form)
        if self.status == 307:
            way = self.page.headers["Location"]
            self.page = self.client.post(way, data=form, follow_redirects=True)
        return self

    def answer(self, **answers) -> "Phone":
        """Answer on the page that is open, or where the room is now."""
        round_ = re.search(r'name="round" value="(\d+)"', self.html)
        fields = {"round": round_.group(1) if round_ else "1", **answers}
        self.post(self.path, fields, fresh=False)
        return self


def trainer(app, name: str = "jo@example.org") -> Trainer:
    found = Trainer(app)
    found.sign_up(name, "four small boats adrift", ["trainer"])
    return found


def fill(app, code: str, answers) -> list[Phone]:
    """As many phones as there are answers, each of which answers every statement alike."""
    return [Phone(app).join(code).answer(**dict.fromkeys(ITEMS, str(each))) for each in answers]


def plain(text: str) -> str:
    return html.unescape(text)
