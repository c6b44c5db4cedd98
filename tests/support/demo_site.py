"""Folders of invented people, and stepping into one of them."""

import shutil

from reflect.config import DEMO_MARK
from reflect.web import assets
from tests.support.client import Client


def ignore_line(_line):
    return None


def copy_demo(made, path):
    """A copy of a finished demo; the static files stay where they are."""
    shutil.copytree(made, path, ignore=shutil.ignore_patterns("static"))
    assets.assets_dir(path).symlink_to(assets.assets_dir(made))
    return path


def make_demo_folder(path, static):
    """A demo folder that broke off at the start, so that the static files are there already."""
    path.mkdir()
    (path / DEMO_MARK).write_text("")
    shutil.copytree(static, assets.assets_dir(path))
    return path


def impersonate(app, person) -> Client:
    browser = Client(app)
    browser.get("/demo")
    browser.post(f"/demo/be/{person.name}", fresh=False)
    return browser
