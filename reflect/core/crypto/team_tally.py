"""Team tallies: for each open window, who has shared and the totals, encrypted under the site key.

Individual figures are not stored. Sharing adds a person's figures to the totals and their account
to the sharers; withdrawing subtracts what their own vault says they had added. So an unsealed tally
shows accounts and totals, and the totals are one person's only while nobody else has shared. All
sealed tallies have the same size, and neither a revision nor a time is stored with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from reflect.core.crypto.primitives import DecryptionError, derive, seal_json, unseal_json
from reflect.core.errors import PermissionDenied
from reflect.core.i18n import _

TALLY_SIZE_BYTES: Final = 3900  # of the padded text: fits 64 sharers, and all tallies look alike
MAX_TEAM_MEMBERS: Final = 64
WindowKey = tuple[str, str, int]  # team, instrument, number of the window
Contribution = Mapping[str, int]  # scale -> hundredths of a point; empty: nothing shared


@dataclass(frozen=True, slots=True)
class Tally:
    """An unsealed tally."""

    sharers: frozenset[str] = frozenset()  # ids of the accounts that have shared
    totals: Contribution = field(default_factory=dict)  # sums over the sharers


class UnknownContribution(PermissionDenied):
    """The account shared from a vault that was replaced: what it added is no longer known."""

    def __init__(self) -> None:
        super().__init__(_("You shared before your space was replaced. That share stands."))


def update_tally(tally: Tally, account: str, old: Contribution, new: Contribution) -> Tally:
    """Replace an account's contribution; an empty `new` withdraws it.

    `old` is what the person's own vault says they had added. It is ignored if the account is
    not among the sharers, as after a restore.

    Raises:
        UnknownContribution: the account has shared, and its vault does not know what.
    """
    sharers, totals = tally.sharers, dict(tally.totals)
    if account in sharers:
        if not old:
            raise UnknownContribution
        sharers, totals = sharers - {account}, _add_contribution(totals, old, -1)
    if new:
        sharers, totals = sharers | {account}, _add_contribution(totals, new, 1)
    return Tally(sharers, totals if sharers else {})


def seal_tally(key: bytes, window: WindowKey, tally: Tally, *, nonce: bytes | None = None) -> bytes:
    """Seal a tally under a site key; all blobs have the same length.

    Raises:
        ValueError: more sharers than a team may have.
    """
    content = {"seats": sorted(tally.sharers), "totals": tally.totals}
    box_key = derive(key, "box", *window)
    return seal_json(box_key, "box", window, content, size=TALLY_SIZE_BYTES, nonce=nonce)


def unseal_tally(key: bytes, window: WindowKey, blob: bytes) -> Tally:
    """The tally that `seal_tally` sealed.

    Raises:
        DecryptionError: the blob was changed, or belongs to another team, instrument or window.
    """
    box_key = derive(key, "box", *window)
    stored = unseal_json(box_key, "box", window, blob, size=TALLY_SIZE_BYTES)
    try:
        totals = {str(scale): int(total) for scale, total in stored["totals"].items()}
        return Tally(frozenset(stored["seats"]), totals)
    except (KeyError, TypeError, AttributeError, ValueError):
        raise DecryptionError from None


def _add_contribution(totals: Contribution, share: Contribution, sign: int) -> dict[str, int]:
    return {scale: totals.get(scale, 0) + sign * share.get(scale, 0) for scale in {*totals, *share}}
