"""Sign-in by a provider that the OpenID Foundation certified, walked in Chromium from end to end.

The suite has a provider of its own, which can cheat; this one was written by others, is certified,
and refuses what does not keep to the protocol: so it judges what Reflect sends. Somebody joins
their account, signs out, and comes in by it with their own password; then somebody who can sign in
there as anybody tries without. It is `oidc-provider` from npm, pinned, on this machine alone.
"""

import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import tools
from table import Verdict

sys.path.append(str(Path(__file__).parents[2]))
from playwright.sync_api import sync_playwright

from reflect.app import create_app
from reflect.config import OpenidSettings, read_settings
from reflect.operations import health_checks, site_setup
from tests.support.browser.request_gate import serve_app
from tests.support.browser.visitor import Visitor
from tests.support.client import Client
from tests.support.openid_client import BEGIN_PATH, PASSWORD_PATH, SETTINGS_PATH
from tests.support.processes import free_port
from tests.support.site_fixture import WEAK_KDF

VERSION = "9.13.3"
PACKAGE = f"oidc-provider@{VERSION}"
CLIENT, SECRET = "reflect", "a secret of the judge, with odd+signs/and %"
NAME, PASSWORD = "sam@example.org", "four small boats adrift"
WHO = "sam-at-the-council"


@contextmanager
def running(redirect_uri: str) -> Iterator[str]:
    """The issuer of a provider that runs."""
    home, port = tools.node(PACKAGE), free_port()
    script = home.parent / "identity.mjs"
    shutil.copyfile(Path(__file__).with_suffix(".mjs"), script)
    node, rest = home / tools.NODE / "bin" / "node", (CLIENT, SECRET, redirect_uri)
    quiet = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.DEVNULL,
    }
    process = subprocess.Popen([node, script, str(port), *rest], cwd=home.parent, **quiet)
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{issuer}/.well-known/openid-configuration")
        yield issuer
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


def let_in(one: Visitor) -> None:
    """Sign in at the provider, and agree, where it asks."""
    one.page.wait_for_load_state()
    if one.page.locator('[name="login"]').count():
        one.write("login", WHO)
        one.write("password", "whatever")
        one.page.locator('button[type="submit"]').click()
        one.page.wait_for_load_state()
    if "/interaction/" in one.page.url:
        one.page.locator('button[type="submit"]').click()
        one.page.wait_for_load_state()


def join(one: Visitor) -> None:
    """Somebody signed in joins their account."""
    one.go(SETTINGS_PATH).page.get_by_role("link", name="Go to your organisation").click()
    let_in(one)
    one.write("password", PASSWORD)
    one.press("Join it to my account")
    one.sees("Joined. You can sign in with your organisation from now on.")


def come_in(one: Visitor) -> None:
    """From the link to My week, and nothing of the way in the history."""
    one.press("Sign out")
    one.go("/sign-in").page.get_by_role("link", name="Sign in with your organisation").click()
    let_in(one)
    one.expect_heading("Now your own password")
    assert one.page.url.endswith(PASSWORD_PATH), one.page.url
    one.write("password", PASSWORD)
    one.press("Open my space")
    one.expect_heading("Where did you work?")


def administrator(one: Visitor) -> None:
    """Signed in there as somebody, without their password: nothing opens."""
    one.go(BEGIN_PATH)
    let_in(one)
    one.expect_heading("Now your own password")
    assert NAME not in one.page.content()
    one.write("password", "what an administrator guesses")
    one.press("Open my space")
    one.sees("That does not open your space.")
    for path in ("/my-picture", "/notebook/journal", "/my-data", SETTINGS_PATH):
        one.go(path)
        one.expect_heading("Sign in")


def turned_back(one: Visitor) -> None:
    """The way back with an error ends in a sentence."""
    one.go(BEGIN_PATH).page.get_by_role("link", name="Cancel").click()
    one.sees("did not let you in, or you turned back there.")


def worked(step: Callable[[Visitor], None], one: Visitor) -> int:
    """1 if the step went as it should; else 0, and what was seen."""
    try:
        step(one)
    except Exception as error:  # whatever it is, the figure is short
        print(f"{step.__name__}: {str(error)[:300]} at {one.page.url.partition('?')[0]}")
        return 0
    return 1


def main() -> None:
    """Print and keep the figures."""
    verdict = Verdict("identity", VERSION)
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        given = {"data": Path(folder) / "data", "kdf": WEAK_KDF, "testing": True}
        settings = read_settings({}, **given)
        site_setup.set_up_site(settings, lambda _line: None)
        app = create_app(**given)
        with serve_app(app) as address, running(f"{address}{BEGIN_PATH}/back") as issuer:
            openid = OpenidSettings(issuer, CLIENT, SECRET)
            settings = replace(app.extensions["reflect.settings"], openid=openid, url=address)
            app.extensions["reflect.settings"] = settings
            verdict.add(
                "faults found by reflect check", len([*health_checks.check_provider(settings)]), 0
            )
            chromium = playwright.chromium.launch(
                executable_path=tools.CHROMIUM, args=["--no-sandbox"]
            )
            sam, admin, other = (Visitor(chromium, address, watch=False) for _ in range(3))
            sam.copy_cookies_from(Client(app).sign_up(NAME, PASSWORD))
            steps = ((join, sam), (come_in, sam), (administrator, admin), (turned_back, other))
            passed = sum(worked(step, one) for step, one in steps)
            verdict.add(f"steps walked of {len(steps)}", passed, len(steps), least_is=True)
            chromium.close()
    verdict.remarks.append(f"On {os.uname().sysname}, with scripts; issuer and site on loopback.")
    verdict.keep()


if __name__ == "__main__":
    main()
