"""The way of a posted page of the check-in through the code, from the view to its redirect.

What every view passes is left out: access control, clock, settings and form base (`web/`), the
transaction (`db.py`), rights (`policy.py`), the language, and the cryptography under every row.
"""

import sys
from pathlib import Path

import pytest

import reflect
from tests.support.checkin_forms import checkin_url
from tests.support.page_parsing import form_values

ROOT = Path(reflect.__file__).parent
OF_EVERY_VIEW = ("web/", "core/crypto/", "db.py", "policy.py", "core/i18n.py")
MAX_FILES = 12


def list_files(app, endpoint: str, request) -> list[str]:
    """The files of Reflect whose functions run inside the view, by their first call."""
    files: dict[str, None] = {}
    view = app.view_functions[endpoint]

    def record(frame, event, _argument):
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(ROOT):
            files[path.relative_to(ROOT).as_posix()] = None

    def recorded(**arguments):
        previous = sys.getprofile()
        sys.setprofile(record)
        try:
            return view(**arguments)
        finally:
            sys.setprofile(previous)

    vars(recorded).update(vars(view))  # its rule
    app.view_functions[endpoint] = recorded
    try:
        request()
    finally:
        app.view_functions[endpoint] = view
    return [name for name in files if not name.startswith(OF_EVERY_VIEW)]


@pytest.mark.parametrize("page", ["places", "statements"])
def test_a_posted_page_passes_few_files(app, signed_in, page):
    signed_in.get(checkin_url(page))
    sent = {**form_values(signed_in.html), "home": "3", "reach": "5"}
    files = list_files(
        app,
        "checkins.save",
        lambda: signed_in.post(checkin_url(page), sent, fresh=False, follow=False),
    )
    assert signed_in.status == 303
    assert files[0] == "checkins/routes.py"
    assert len(files) <= MAX_FILES, files
