"""The ways to the pages, by name; files named `pages_of_...` add theirs.

A way is a function of a `Stage` that returns a `Visitor` in front of the page. What a page shows
is made through services or forms, never by writing rows. A name that ends in `-error` is that of
a page whose summary of what to look at has the focus.
"""

from collections.abc import Callable

from stages import Stage
from visitors import Visitor

PASSWORD = "four small boats adrift"
Way = Callable[[Stage], Visitor]
WAYS: dict[str, Way] = {}


def way(name: str) -> Callable[[Way], Way]:
    """Name the page that a way leads to."""

    def keep(found: Way) -> Way:
        return add({name: found})[name]

    return keep


def add(ways: dict[str, Way]) -> dict[str, Way]:
    """Keep some ways; a name stands for one page."""
    assert not WAYS.keys() & ways.keys(), WAYS.keys() & ways.keys()
    WAYS.update(ways)
    return ways


def plain(path: str) -> Way:
    """A page as a stranger sees it."""
    return lambda stage: stage.at(path)


def own(path: str) -> Way:
    """A page of somebody who has written nothing so far."""
    return lambda stage: stage.sam(path)


def year(path: str) -> Way:
    """A page of somebody with a year of check-ins."""
    return lambda stage: stage.at(path, stage.lived(52))


def kept(path: str) -> Way:
    """A page of somebody who keeps all that one can keep."""
    return lambda stage: stage.at(path, stage.kept())


def sent(path: str, button: str) -> Way:
    """A page of one's own, after its form was sent empty."""
    return lambda stage: in_trouble(pressed(stage.sam(path), button))


def pressed(one: Visitor, button: str) -> Visitor:
    one.press(button)
    one.page.wait_for_load_state()
    return one


def in_trouble(one: Visitor) -> Visitor:
    one.page.locator(".trouble").wait_for()
    return one
