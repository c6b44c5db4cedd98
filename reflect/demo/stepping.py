"""Stepping into one of the invented people: a real sign-in, through the door that everybody takes.

The password is the one that the demo made and keeps.
"""

from reflect.accounts import entering
from reflect.accounts.login import http as login_http
from reflect.accounts.rate_limit import TooManyAttempts
from reflect.accounts.sessions import NewSession
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid
from reflect.core.words import _
from reflect.demo.seed import people, prepare
from reflect.demo.seed.colleagues import ROLE_HOLDERS, RoleHolder
from reflect.demo.seed.people import DemoPractitioner
from reflect.web.current_site import current_settings


def find_demo_user(name: str) -> DemoPractitioner | RoleHolder:
    """One of those into whom one can step.

    Raises:
        NotFound: nobody there signs in with `name`.
    """
    return next(
        (one for one in ROLE_HOLDERS if one.name == name), None
    ) or people.find_demo_practitioner(name)


def sign_in_as_demo_user(one: DemoPractitioner | RoleHolder) -> Vault:
    """Sign in as one of them; whoever was signed in here before is signed out.

    Raises:
        Invalid: somebody changed the password of that person, or set a second factor.
    """
    try:
        signed = login_http.authenticate_user(
            one.name, prepare.load_demo_password(current_settings(), one.name), ""
        )
    except (Invalid, TooManyAttempts):  # somebody tried another password or a second factor here
        locked_out = _("The password of {name} was changed in this demo. Begin again to get in.")
        raise Invalid(locked_out.format(name=one.shown)) from None
    strong = signed.strong or (isinstance(one, RoleHolder) and one.strong)
    entering.start_session(NewSession(signed.account.id, signed.vault, strong))
    return signed.vault
