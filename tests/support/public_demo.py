"""Visitors of a public demo, and the copies of it that are made for them."""

from reflect.demo.public import routes as public_routes
from reflect.demo.public.copies import COPIES_FOLDER
from tests.support.client import Client

COPY_COOKIE = "reflect-copy-8000"


def new_visitor(app, address: str = "192.0.2.1") -> Client:
    """A visitor who has not started the demo."""
    browser = Client(app)
    browser.client.environ_base["REMOTE_ADDR"] = address
    return browser


def start_demo(app, address: str = "192.0.2.1") -> Client:
    """A visitor who has started the demo."""
    browser = new_visitor(app, address)
    browser.post("/demo/begin")
    assert browser.path == "/demo", browser.words
    return browser


def impersonate(browser: Client, name: str) -> Client:
    browser.get("/demo")
    browser.post(f"/demo/be/{name}", fresh=False)
    assert browser.status == 200, browser.words
    return browser


def copy_token(browser: Client) -> bytes:
    return bytes.fromhex(browser.client.get_cookie(COPY_COOKIE).value)


def copy_folders(app) -> set[str]:
    """The folder names of all copies."""
    folder = app.extensions[public_routes.COPIES_EXTENSION_KEY].settings.data / COPIES_FOLDER
    return {path.name for path in folder.iterdir()}


def find_copy(browser: Client):
    """The copy of a visitor, released again."""
    copies = browser.app.extensions[public_routes.COPIES_EXTENSION_KEY]
    copy = copies.acquire_copy(copy_token(browser), browser.app.extensions["reflect.clock"]())
    copies.release_copy(copy)
    return copy
