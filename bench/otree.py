"""The same form in oTree, from the package registry: what one person's visit costs its server.

oTree is what social scientists run such questionnaires with. It is installed into a throw-away
environment (about a minute), never into ours; `otree.py FOLDER` takes one that is there already.
Both serve three pages with the same number of boxes of the same kinds, from SQLite; one visit is
GET and POST of each. oTree knows no accounts, keeps everything in the open and hides nothing: the
comparison is of the way a page is served.
"""

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from people import Site, join, site
from servers import Client, Cost, Server, as_person, free_port, least, say, started, wait
from servers import cost as cost_of
from submit import FIRST, LAST, STATEMENTS, address, emptied

PACKAGE = "otree>=6.0,<7"
PEOPLE, ROUNDS = 30, 5
SETTINGS = """
SESSION_CONFIGS = [dict(name="weekly", app_sequence=["weekly"], num_demo_participants=1)]
SESSION_CONFIG_DEFAULTS = dict(real_world_currency_per_point=1, participation_fee=0, doc="")
PARTICIPANT_FIELDS = SESSION_FIELDS = []
LANGUAGE_CODE, REAL_WORLD_CURRENCY_CODE, USE_POINTS = "en", "GBP", False
ADMIN_USERNAME, ADMIN_PASSWORD, DEMO_PAGE_INTRO_HTML = "admin", "bench", ""
SECRET_KEY = "bench"
"""
PAGE = (
    "{{ block title }}Your week{{ endblock }}"
    "{{ block content }}{{ formfields }}{{ next_button }}{{ endblock }}"
)
NUMBERS = ("home", "base", "other", "out", "between")
STATEMENT = (1, 2, 3, 4, 5, 6)
PLACES = {**{name: FIRST[name] for name in NUMBERS}, "place": "4", "contact": "2", "held": "2"}
PAGES: tuple[Mapping[str, str], ...] = (PLACES, dict.fromkeys(STATEMENTS, "4"), LAST)
Ask = Callable[[int, int], object]  # page, person


def main() -> None:
    """Print the two ratios."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="reflect-bench-ot-")))
        binary = Path(sys.argv[1]) if len(sys.argv) > 1 else install(folder / "environment")
        on = stack.enter_context(site())
        ours = stack.enter_context(started("reflect", on))
        theirs, codes = stack.enter_context(otree(binary / "bin" / "otree", folder / "project"))
        mine = [as_person(ours, person) for person in join(on, PEOPLE)]
        others = [Client(theirs.port) for _code in range(ROUNDS * PEOPLE)]
        found: dict[str, list[tuple[Cost, Cost]]] = {"reflect": [], "otree": []}
        for at in range(ROUNDS):
            emptied(on)
            found["reflect"].append(visits(ours, *reflect_steps(on, mine)))
            now = slice(at * PEOPLE, (at + 1) * PEOPLE)
            found["otree"].append(visits(theirs, *otree_steps(others[now], codes[now])))
    (get_o, post_o), (get_r, post_r) = best(found["otree"]), best(found["reflect"])
    say("otree-get-and-post-cpu-ms", get_o + post_o, get_r + post_r, 8, least_is=True)
    say("otree-post-cpu-ms", post_o, post_r, 4, least_is=True)


def install(folder: Path) -> Path:
    """A throw-away environment with oTree in it."""
    venv.create(folder, with_pip=True)
    command = [
        str(folder / "bin" / "pip"),
        "install",
        "--quiet",
        "--disable-pip-version-check",
        PACKAGE,
    ]
    subprocess.run(command, check=True)
    return folder


@contextlib.contextmanager
def otree(binary: Path, project: Path) -> Iterator[tuple[Server, list[str]]]:
    """OTree's server in production mode, and the codes of people who have not come yet."""
    lay_project(project)
    path = f"{binary.parent}{os.pathsep}{os.environ['PATH']}"  # it starts a second process by name
    environment = {**os.environ, "OTREE_PRODUCTION": "1", "PATH": path}
    run = [str(binary), "create_session", "weekly", str(ROUNDS * PEOPLE)]
    subprocess.run(run, cwd=project, env=environment, check=True, stdout=subprocess.DEVNULL)
    with sqlite3.connect(project / "db.sqlite3") as db:
        codes = [code for (code,) in db.execute("SELECT code FROM otree_participant")]
    port = free_port()
    process = subprocess.Popen(
        [str(binary), "prodserver1of2", f"127.0.0.1:{port}"],
        cwd=project,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait(port, process, "/demo")
        yield Server(port, process.pid), codes
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def lay_project(project: Path) -> None:
    """The same three pages as an oTree app."""
    app = project / "weekly"
    app.mkdir(parents=True)
    (project / "_static").mkdir()
    (project / "settings.py").write_text(SETTINGS)
    fields = [f"    {name} = models.IntegerField(min=0, max=10)" for name in NUMBERS]
    radio = "models.IntegerField(choices={}, widget=widgets.RadioSelect)"
    fields += [f"    {name} = {radio.format(STATEMENT)}" for name in STATEMENTS]
    fields += [f"    {name} = {radio.format(STATEMENT)}" for name in PLACES if name not in NUMBERS]
    fields += [f"    {name} = models.LongStringField(blank=True)" for name in LAST]
    pages = [
        f'class P{at}(Page):\n    form_model = "player"\n    form_fields = {list(page)}\n'
        for at, page in enumerate(PAGES)
    ]
    constants = 'NAME_IN_URL, PLAYERS_PER_GROUP, NUM_ROUNDS = "weekly", None, 1'
    (app / "__init__.py").write_text(
        "from otree.api import *\n"
        f"class C(BaseConstants):\n    {constants}\n"
        "class Subsession(BaseSubsession):\n    pass\nclass Group(BaseGroup):\n    pass\n"
        "class Player(BasePlayer):\n" + "\n".join(fields) + "\n" + "\n".join(pages) + "\n"
        "class End(Page):\n    pass\npage_sequence = [P0, P1, P2, End]\n"
    )
    for name in ("P0", "P1", "P2"):
        (app / f"{name}.html").write_text(PAGE)
    (app / "End.html").write_text(PAGE.replace("{{ formfields }}", ""))


def visits(server: Server, show: Ask, send: Ask) -> tuple[Cost, Cost]:
    """Everybody opens and sends each page; what all pages of one visit cost, GET and POST."""
    gets, posts = [], []
    for page in range(len(PAGES)):
        gets.append(cost_of(server, PEOPLE, partial(show, page)))
        posts.append(cost_of(server, PEOPLE, partial(send, page)))
    return total(gets), total(posts)


def total(costs: list[Cost]) -> Cost:
    """The sum of several."""
    return Cost(sum(each.cpu for each in costs), sum(each.wall for each in costs))


def best(rounds: list[tuple[Cost, Cost]]) -> tuple[float, float]:
    """The least of the rounds: milliseconds of CPU for GET and POST."""
    gets, posts = zip(*rounds, strict=True)
    return least(list(gets)).cpu * 1e3, least(list(posts)).cpu * 1e3


def reflect_steps(on: Site, browsers: list[Client]) -> tuple[Ask, Ask]:
    """Opening and sending a page here."""
    urls = [address(on, page) for page in range(len(PAGES))]
    return (
        lambda page, at: browsers[at].open(urls[page]),
        lambda page, at: browsers[at].send(urls[page], PAGES[page]),
    )


def otree_steps(browsers: list[Client], codes: list[str]) -> tuple[Ask, Ask]:
    """Opening and sending a page there: each person is led from one to the next."""
    paths = [first_page(browser, code) for browser, code in zip(browsers, codes, strict=True)]

    def send(page: int, at: int) -> None:
        status, headers, content = browsers[at].ask(paths[at], PAGES[page])
        if status not in {302, 303}:
            errors = re.findall(rb"form-control-errors.*?</", content, re.DOTALL)
            raise RuntimeError(f"oTree answered {status} {errors[:3]}")
        paths[at] = urlsplit(headers["Location"]).path

    return (lambda _page, at: browsers[at].open(paths[at]), send)


def first_page(browser: Client, code: str) -> str:
    """Where a person begins."""
    _status, headers, _content = browser.ask(f"/InitializeParticipant/{code}")
    return urlsplit(headers["Location"]).path


if __name__ == "__main__":
    main()
