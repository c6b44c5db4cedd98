"""Folders of invented people, and stepping into one of them."""

import shutil

from browsers import Browser

from reflect.config import DEMO_MARK
from reflect.web import assets


def quiet(_line):
    return None


def copy_of(made, path):
    """A copy of a finished demo; the static files stay where they are."""
    shutil.copytree(made, path, ignore=shutil.ignore_patterns("static"))
    assets.assets_dir(path).symlink_to(assets.assets_dir(made))
    return path


def folder_for(path, static):
    """A demo folder that broke off at the start, so that the static files are there already."""
    path.mkdir()
    (path / DEMO_MARK).write_text("")
    shutil.copytree(static, assets.assets_dir(path))
    return path


def be(app, person) -> Browser:
    browser = Browser(app)
    browser.get("/demo")
    browser.post(f"/demo/be/{person.name}", fresh=False)
    return browser
