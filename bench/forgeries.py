"""A hundred thousand tries to open what was sealed for another place, or changed on its way.

Each case is a vault, a row and a text, drawn anew; then one wrong, of five kinds in turn: a byte
flipped anywhere, an end cut off, another row's place, another save's number, another vault. All
have to stay shut, and the row as it was sealed has to open. `forgeries.py 1000000` tries more.
"""

import random
import sys

import click
from servers import note, say

from reflect.core.crypto.primitives import DecryptionError
from reflect.core.crypto.vault import RowKind, Vault

CASES = 100_000
KINDS: tuple[RowKind, ...] = ("answers", "notes", "draft")


def main(cases: int) -> None:
    """Print how many opened that may not, and how many did not that have to."""
    chance = random.Random(8)
    forged = shut = 0
    with click.progressbar(range(cases), label="Trying") as bar:
        for case in bar:
            fine, opened = tried(chance, case % 5)
            shut += not fine
            forged += opened
    note("vault-cases", cases)
    say("vault-forgeries", forged, 0, 0)
    say("vault-rows-that-stayed-shut", shut, 0, 0)


def tried(chance: random.Random, wrong: int) -> tuple[bool, bool]:
    """Whether a row opens as it was sealed, and whether it opens after one wrong."""
    vault, kind = (
        Vault(f"{chance.getrandbits(128):032x}", chance.randbytes(32)),
        chance.choice(KINDS),
    )
    week = f"2026-W{chance.randrange(1, 53):02}"
    value = {"instrument": "weekly-check-in", "week": week, "t": "é" * chance.randrange(1500)}
    slot, rev = vault.slot_of(kind, value), chance.randrange(1, 50)
    blob = vault.seal_row(kind, slot, rev, value)
    fine = opens(vault, kind, slot, rev, blob)
    if wrong == 0:
        at, mask = chance.randrange(len(blob)), chance.randrange(1, 256)
        blob = blob[:at] + bytes([blob[at] ^ mask]) + blob[at + 1 :]
    elif wrong == 1:
        blob = blob[: chance.randrange(len(blob))]
    elif wrong == 2:
        slot = chance.randbytes(16)
    elif wrong == 3:
        rev += 1
    else:
        vault = Vault(vault.id, chance.randbytes(32))
    return fine, opens(vault, kind, slot, rev, blob)


def opens(vault: Vault, kind: RowKind, slot: bytes, rev: int, blob: bytes) -> bool:
    """Whether it does."""
    try:
        vault.unseal_row(kind, slot, rev, blob)
    except DecryptionError:
        return False
    return True


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
