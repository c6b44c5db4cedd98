"""Data folders of the demo, and impersonation of a demo person."""

import shutil

from reflect.config import DEMO_MARK
from reflect.web import assets
from tests.support.client import Client


def ignore_line(_line):
    return None


def copy_demo(source, path):
    """Copy a complete demo; the static files are linked."""
    shutil.copytree(source, path, ignore=shutil.ignore_patterns("static"))
    assets.assets_dir(path).symlink_to(assets.assets_dir(source))
    return path


def make_demo_folder(path, static):
    """An unfinished demo folder, which has the static files already."""
    path.mkdir()
    (path / DEMO_MARK).write_text("")
    shutil.copytree(static, assets.assets_dir(path))
    return path


def impersonate(app, person) -> Client:
    browser = Client(app)
    browser.get("/demo")
    browser.post(f"/demo/be/{person.name}", fresh=False)
    return browser
