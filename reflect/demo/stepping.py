"""Stepping into one of the invented people: a real sign-in, through the door that everybody takes.

The password is the one that the demo made and keeps.
"""

from reflect.accounts import entering
from reflect.accounts.login import http as login_http
from reflect.accounts.rate_limit import TooMany
from reflect.accounts.sessions import Opening
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid
from reflect.core.words import _
from reflect.demo.seed import people, prepare
from reflect.demo.seed.colleagues import LEADING, Leading
from reflect.demo.seed.people import Person
from reflect.web.current_site import settings


def named(name: str) -> Person | Leading:
    """One of those into whom one can step.

    Raises:
        NotFound: nobody there signs in with `name`.
    """
    return next((one for one in LEADING if one.name == name), None) or people.named(name)


def step_into(one: Person | Leading) -> Vault:
    """Sign in as one of them; whoever was signed in here before is signed out.

    Raises:
        Invalid: somebody changed the password of that person, or set a second factor.
    """
    try:
        signed = login_http.sign_in_with(one.name, prepare.password_of(settings(), one.name), "")
    except (Invalid, TooMany):  # somebody tried another password or a second factor here
        locked_out = _("The password of {name} was changed in this demo. Begin again to get in.")
        raise Invalid(locked_out.format(name=one.shown)) from None
    strong = signed.strong or (isinstance(one, Leading) and one.strong)
    entering.enter(Opening(signed.account.id, signed.vault, strong))
    return signed.vault
