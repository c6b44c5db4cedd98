"""A public demo under test, and those who visit it."""

from browsers import Browser

from reflect.demo.public import routes as public_routes
from reflect.demo.public.copies import COPIES_FOLDER

COOKIE = "reflect-copy-8000"


def visit(app, address: str = "192.0.2.1") -> Browser:
    """Somebody with a browser of their own, who has begun nothing."""
    browser = Browser(app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser


def begun(app, address: str = "192.0.2.1") -> Browser:
    """Somebody who has pressed the button."""
    browser = visit(app, address)
    browser.post("/demo/begin")
    assert browser.path == "/demo", browser.words
    return browser


def step_into(browser: Browser, name: str) -> Browser:
    browser.get("/demo")
    browser.post(f"/demo/be/{name}", fresh=False)
    assert browser.status == 200, browser.words
    return browser


def token_of(browser: Browser) -> bytes:
    return bytes.fromhex(browser.client.get_cookie(COOKIE).value)


def on_disk(app) -> set[str]:
    """The names of the folders of copies."""
    folder = app.extensions[public_routes.COPIES_EXTENSION_KEY].settings.data / COPIES_FOLDER
    return {path.name for path in folder.iterdir()}


def copy_of(browser: Browser):
    """The copy of a visitor, whom nobody waits for."""
    copies = browser.app.extensions[public_routes.COPIES_EXTENSION_KEY]
    found = copies.acquire_copy(token_of(browser), browser.app.extensions["reflect.clock"]())
    copies.release_copy(found)
    return found
