"""A user's preferences and other settings, in one sealed row of the vault.

Display name, interval of supervisions, first week, second factor: all of it reveals something about
the user, so none of it is a database column.
"""

from typing import Any, Final

from sqlalchemy import Connection

from reflect import vaults
from reflect.core.crypto.vault import Vault
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Defaults

MIN_SUPERVISION_WEEKS, MAX_SUPERVISION_WEEKS = 1, 26  # weeks between formal supervisions

_DEFAULTS: Final[dict[str, Any]] = {
    "shown": "",  # display name
    "interval": 0,  # weeks between formal supervisions; 0: the default of the stage
    "stage": "",  # career stage; "": unknown
    "first_week": "",  # with a check-in, as "2026-W48"
    "first_set": "",  # with a monthly set, if that is earlier than `first_week`
    "first_year": False,  # offer the monthly set for the first year in practice
    "changes": [],  # see trends.change_markers
    "experiments": [],  # see trends.experiments
    "pauses": [],  # see checkins.pauses
    "totp": {},  # second factor: `secret`, last step `used`, hashes of backup codes (`spares`)
}


def load_settings(
    db: Connection, vault: Vault, usual: Defaults = DEFAULT_ORGANISATION.defaults
) -> dict[str, Any]:
    """All settings of `_DEFAULTS`, and `own_interval`, the interval that the user has set, or 0.

    `interval` is the one that applies, in weeks: `own_interval`, or else the `usual` one of the
    stage. Callers that use it pass the organisation's defaults.

    Raises:
        DecryptionError: the row cannot be decrypted.
    """
    settings = {**_DEFAULTS, **vaults.load(db, vault, "settings").value}
    own, by_stage = settings["interval"], usual.supervision_weeks_by_stage.of(settings["stage"])
    return {**settings, "own_interval": own, "interval": own or by_stage or usual.supervision_weeks}


def update_settings(db: Connection, vault: Vault, **changes: Any) -> None:
    """Change some settings and leave the others.

    Raises:
        EditConflict: another request saved the settings meanwhile.
    """
    stored = vaults.load(db, vault, "settings")
    vaults.save(db, vault, "settings", (), {**stored.value, **changes}, read=stored.rev)


def load_settings_revision(db: Connection, vault: Vault) -> int:
    """How often the settings were saved."""
    return vaults.load(db, vault, "settings").rev
