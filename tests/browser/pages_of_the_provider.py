"""Pages on the way in by the organisation's own provider, which runs for as long as one walks."""

from collections.abc import Iterator
from contextlib import contextmanager

from identities import OWN_PASSWORD, SAM, SETTINGS, council, switched_on
from stages import Stage
from visitors import Visitor
from ways import PASSWORD, in_trouble, pressed, way


@contextmanager
def beside(stage: Stage, one: Visitor) -> Iterator[None]:
    """A provider, switched on for the app that this visitor looks at."""
    one.expected.add("elsewhere")
    with council() as found, switched_on(stage.app, found, url=one.base):
        found.cheat(now=int(stage.clock.now.timestamp()))
        yield


def let_in(one: Visitor, who: str = SAM) -> None:
    """On the provider's own page."""
    one.write("who", who)
    one.press("Let me in")
    one.page.wait_for_load_state()


def joined(stage: Stage, one: Visitor) -> None:
    """A person signed in joins their account."""
    one.go(SETTINGS).page.get_by_role("link", name="Go to your organisation").click()
    let_in(one)
    one.write("password", PASSWORD)
    one.press("Join it to my account")
    one.sees("Joined. You can sign in with your organisation from now on.")


def come_back(one: Visitor, who: str = SAM) -> None:
    one.go("/sign-in").page.get_by_role("link", name="Sign in with your organisation").click()
    let_in(one, who)


def joined_and_back(stage: Stage, one: Visitor) -> None:
    """They have joined, signed out, and come in through the provider again."""
    joined(stage, one)
    one.press("Sign out")
    come_back(one)


@way("sign-in-with-openid")
def sign_in_with_openid(stage: Stage) -> Visitor:
    one = stage.at("/")
    with beside(stage, one):
        return one.go("/sign-in")


@way("openid-own")
def openid_own(stage: Stage) -> Visitor:
    one = stage.sam("/settings")
    with beside(stage, one):
        return one.go(SETTINGS)


@way("openid-join-error")
def openid_join_error(stage: Stage) -> Visitor:
    one = stage.sam("/settings")
    with beside(stage, one):
        one.go(SETTINGS).page.get_by_role("link", name="Go to your organisation").click()
        let_in(one)
        return in_trouble(pressed(one, "Join it to my account"))


@way("openid-password")
def openid_password(stage: Stage) -> Visitor:
    one = stage.sam("/settings")
    with beside(stage, one):
        joined_and_back(stage, one)
        one.reads_as_heading("Now your own password")
    return one


@way("openid-password-error")
def openid_password_error(stage: Stage) -> Visitor:
    one = stage.sam("/settings")
    with beside(stage, one):
        joined_and_back(stage, one)
        return in_trouble(pressed(one, "Open my space"))


@way("openid-unknown")
def openid_unknown(stage: Stage) -> Visitor:
    one = stage.at("/")
    with beside(stage, one):
        come_back(one, "somebody else")
        assert one.page.url.endswith(OWN_PASSWORD)
    return one


@way("openid-failed")
def openid_failed(stage: Stage) -> Visitor:
    one = stage.at("/")
    with beside(stage, one):
        come_back(one, "")
        one.sees("did not let you in, or you turned back")
    return one
