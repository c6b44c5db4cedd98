"""A public demo runs for months: each Monday its people get a week more, while visitors go on.

The new week is prepared beside the old one, under the same keys, and takes its names when it is
finished: from then on visitors begin with it. Copies that are open keep theirs, because a file that
lost its name here has another in their folders.
"""

import shutil
from datetime import datetime

from reflect.config import DATABASE_NAME, DEMO_MARK, Settings
from reflect.core.weeks import Week
from reflect.db import open_engine
from reflect.demo.public.copies import DemoCopyPool, settings_for_folder
from reflect.demo.seed import prepare
from reflect.demo.seed.prepare import PASSWORDS_FILE, SNAPSHOT_FILE
from reflect.operations import schema as operations_schema
from reflect.teams import window_closing

STAGING_FOLDER = "next-week"  # the folder in which it is prepared


def is_refresh_due(settings: Settings, now: datetime) -> bool:
    """Whether the weeks of the demo are not the latest any more."""
    mark = (settings.data / DEMO_MARK).read_text(encoding="utf-8")
    return mark.strip() != str(Week.of(now))


def refresh_demo_week(copies: DemoCopyPool, now: datetime) -> None:
    """Prepare the week that it is now, and let visitors begin with it; takes some seconds."""
    settings, week = copies.settings, Week.of(now)
    beside = settings_for_folder(settings, settings.data / STAGING_FOLDER)
    if beside.data.exists():  # the last try broke off
        shutil.rmtree(beside.data)
    beside.data.mkdir(mode=0o700)
    engine = open_engine(beside.database_url)
    operations_schema.migrate_schema(engine)
    engine.dispose()
    prepare.seed_demo(beside, prepare.build_seed_context(settings, week), quietly=True)
    mark = settings.data / DEMO_MARK
    with copies.lock:  # nobody begins with one half of each
        mark.write_text(
            "", encoding="utf-8"
        )  # where it breaks off here, the next start begins anew
        (beside.data / DATABASE_NAME).replace(settings.data / SNAPSHOT_FILE)
        for name in (PASSWORDS_FILE, window_closing.RELEASES_FILENAME):
            (beside.data / name).replace(settings.data / name)
    prepare.reset_demo(settings)
    mark.write_text(str(week), encoding="utf-8")
    shutil.rmtree(beside.data)
