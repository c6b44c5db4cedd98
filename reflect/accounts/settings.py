"""What a person set for themselves, in one sealed row of their vault.

Name shown, weeks between supervisions, first week, second factor: all of it tells something about
its owner, so none of it is a column.
"""

from typing import Any, Final

from sqlalchemy import Connection

from reflect.core.vault import Vault
from reflect.vaults import service as vaults

INTERVAL: Final = 4  # weeks between formal supervisions, unless the person says otherwise
LEAST, MOST = 1, 26

_DEFAULTS: Final[dict[str, Any]] = {
    "shown": "",
    "interval": INTERVAL,
    "stage": "",  # of one's career, "" not said
    "first_week": "",
    "first_year": False,  # the module for the first year in practice is offered
    "changes": [],  # marked changes, see checkins.changes
    "pauses": [],  # see checkins.pauses
    "totp": {},
}


def read(db: Connection, vault: Vault) -> dict[str, Any]:
    """All settings: `interval` in weeks, `first_week` as "2026-W48" or "", and the rest as above.

    Raises:
        Damaged: the row does not open.
    """
    return {**_DEFAULTS, **vaults.fetch(db, vault, "settings").value}


def change(db: Connection, vault: Vault, **changes: Any) -> None:
    """Change some settings and leave the others.

    Raises:
        Stale: they were changed elsewhere at the same moment.
    """
    kept = vaults.fetch(db, vault, "settings")
    vaults.keep(db, vault, "settings", (), {**kept.value, **changes}, read=kept.rev)


def saves(db: Connection, vault: Vault) -> int:
    """How often they were saved."""
    return vaults.fetch(db, vault, "settings").rev
