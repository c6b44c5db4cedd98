"""Every kind of page there is, each with the way to it, errors and empty states included."""

import pages_of_own_data
import pages_of_teaching
import pages_of_teams
import pages_of_the_account
import pages_of_the_notebook
import pages_of_the_provider
import pages_of_the_week
import pages_of_workshops
from ways import WAYS

__all__ = [
    "WAYS",
    "pages_of_own_data",
    "pages_of_teaching",
    "pages_of_teams",
    "pages_of_the_account",
    "pages_of_the_notebook",
    "pages_of_the_provider",
    "pages_of_the_week",
    "pages_of_workshops",
]
