"""`PAGES` complete: every kind of page by name with its opener, errors and empty states too."""

from tests.support.browser.pages import (
    accounts,
    checkins,
    mydata,
    notebook,
    openid,
    teaching,
    teams,
    workshops,
)
from tests.support.browser.pages.registry import PAGES

__all__ = [
    "PAGES",
    "accounts",
    "checkins",
    "mydata",
    "notebook",
    "openid",
    "teaching",
    "teams",
    "workshops",
]
