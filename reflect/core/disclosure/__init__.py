"""Disclosure control: what may be published about a group without revealing any one person.

Other programs import `release` and its outcomes from here.
"""

from reflect.core.disclosure.team_release import Shown, Withheld, release

__all__ = ["Shown", "Withheld", "release"]
