"""Impersonating an invented person, for the front page of the demo and its tour.

It is a real login with the password that the demo generated and stores, through the code that every
login uses.
"""

from reflect.accounts import http as account_http
from reflect.accounts.login import http as login_http
from reflect.accounts.rate_limit import TooManyAttempts
from reflect.accounts.sessions import NewSession
from reflect.core.crypto.vault import Vault
from reflect.core.errors import Invalid, NotFound
from reflect.core.i18n import _
from reflect.demo.seed import prepare
from reflect.demo.seed.colleagues import ROLE_HOLDERS, RoleHolder
from reflect.demo.seed.people import PEOPLE, DemoPractitioner
from reflect.web.current_site import current_settings


def find_demo_user(name: str) -> DemoPractitioner | RoleHolder:
    """An invented person that visitors can impersonate.

    Raises:
        NotFound: there is none with the username `name`.
    """
    users: tuple[DemoPractitioner | RoleHolder, ...] = (*PEOPLE, *ROLE_HOLDERS)
    for user in users:
        if user.name == name:
            return user
    raise NotFound(_("Nobody here has this name."))


def sign_in_as_demo_user(user: DemoPractitioner | RoleHolder) -> Vault:
    """Impersonate an invented person by a real login; the present session ends.

    Raises:
        Invalid: somebody changed the password of that person, or set a second factor.
    """
    password = prepare.load_demo_password(current_settings(), user.name)
    try:
        login = login_http.authenticate_user(user.name, password, "")
    except (Invalid, TooManyAttempts):  # a visitor changed the password or set a second factor
        locked_out = _("The password of {name} was changed in this demo. Begin again to get in.")
        raise Invalid(locked_out.format(name=user.shown)) from None
    strong = login.strong or (isinstance(user, RoleHolder) and user.strong)
    account_http.start_session(NewSession(login.account.id, login.vault, strong))
    return login.vault
