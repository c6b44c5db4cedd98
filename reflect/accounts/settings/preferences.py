"""What a person set for themselves, in one sealed row of their vault.

Name shown, weeks between supervisions, first week, second factor: all of it tells something about
its owner, so none of it is a column.
"""

from typing import Any, Final

from sqlalchemy import Connection

from reflect import vaults
from reflect.core.crypto.vault import Vault
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Defaults

MIN_SUPERVISION_WEEKS, MAX_SUPERVISION_WEEKS = 1, 26  # weeks between formal supervisions

_DEFAULTS: Final[dict[str, Any]] = {
    "shown": "",
    "interval": 0,  # 0: use the usual one
    "stage": "",  # career stage; "" unknown
    "first_week": "",  # with a check-in
    "first_set": "",  # with a monthly set, if that is earlier than `first_week`
    "first_year": False,  # the module for the first year in practice is offered
    "changes": [],  # marked changes, see checkins.changes
    "pauses": [],  # see checkins.pauses
    "totp": {},
}


def load_settings(
    db: Connection, vault: Vault, usual: Defaults = DEFAULT_ORGANISATION.defaults
) -> dict[str, Any]:
    """All settings: `first_week` as "2026-W48" or "", and the rest as above.

    `interval` is the one that holds, in weeks: `own_interval` if it is not 0, or else what is
    `usual` for the stage. Who reads the interval gives the organisation's.

    Raises:
        DecryptionError: the row does not open.
    """
    kept = {**_DEFAULTS, **vaults.load(db, vault, "settings").value}
    own = kept["interval"]
    return {
        **kept,
        "own_interval": own,
        "interval": own
        or usual.supervision_weeks_by_stage.of(kept["stage"])
        or usual.supervision_weeks,
    }


def update_settings(db: Connection, vault: Vault, **changes: Any) -> None:
    """Change some settings and leave the others; an `interval` of 0 leaves it to the stage.

    Raises:
        EditConflict: they were changed elsewhere at the same moment.
    """
    kept = vaults.load(db, vault, "settings")
    vaults.save(db, vault, "settings", (), {**kept.value, **changes}, read=kept.rev)


def load_settings_revision(db: Connection, vault: Vault) -> int:
    """The number of times they were saved."""
    return vaults.load(db, vault, "settings").rev
