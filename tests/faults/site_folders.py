"""A site in a folder, for servers that run as processes of their own."""

import shutil
from pathlib import Path

from reflect.config import Settings, read_settings
from reflect.operations import site_setup
from reflect.web import assets


def new_site(folder: Path, static: Path | None, url: str | None = None) -> Settings:
    """Data folder, keys and schema; static files are copied where they are compressed already."""
    data = folder / "data"
    if static is not None:
        shutil.copytree(static, assets.assets_dir(data))
    settings = read_settings({}, data=data, database_url=url)
    site_setup.set_up_site(settings, lambda _line: None)
    return settings
