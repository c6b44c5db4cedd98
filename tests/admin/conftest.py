"""An organiser for the tests of the admin pages."""

import pytest

from tests.support.admin_actions import make_organiser


@pytest.fixture
def ann(app, clock):
    """An organiser, signed in with a second factor."""
    return make_organiser(app, clock)
