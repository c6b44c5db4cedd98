"""Every kind of page there is, each with the way to open it, errors and empty states included."""

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
