import pytest
from office import ANN, strong


@pytest.fixture
def ann(sign_up, clock):
    """An organiser, signed in with a second factor."""
    return strong(sign_up(ANN, roles=("organiser",)), clock)
