import pytest
from office import organiser


@pytest.fixture
def ann(app, clock):
    """An organiser, signed in with a second factor."""
    return organiser(app, clock)
