"""What the regulator asks for in a year, and what of it is still to come, in words.

How many pieces, how many with peer reflection and by when stands in the organisation's file; two,
one of them with a peer, is what Social Work England asks for. Only finished entries count.
"""

from collections.abc import Sequence

from reflect.charts.dates import format_day, spell_number, spell_number_capitalised
from reflect.core.organisation.model import DEFAULT_ORGANISATION, Regulator
from reflect.core.words import _, ngettext
from reflect.notebook.cpd.entries import CpdRecordEntry
from reflect.notebook.registration_year import RegistrationYear


def describe_cpd_requirement(asked: Regulator, year: RegistrationYear) -> str:
    """The rule, in a few sentences."""
    if not asked.pieces:
        return _("{name} asks for no number of pieces.").format(name=asked.name)
    said = [
        ngettext(
            "{name} asks for at least one piece of CPD in a registration year.",
            "{name} asks for at least {n} different pieces of CPD in a registration year.",
            asked.pieces,
        ).format(name=asked.name, n=spell_number(asked.pieces))
    ]
    if asked.with_peers:
        peers = ngettext(
            "At least one has peer reflection.",
            "At least {n} have peer reflection.",
            asked.with_peers,
        )
        said.append(peers.format(n=spell_number(asked.with_peers)))
    by = ngettext(
        "It is to be recorded by {day}.", "They are to be recorded by {day}.", asked.pieces
    )
    return " ".join([*said, by.format(day=format_day(year.last))])


def describe_cpd_shortfall(
    entries: Sequence[CpdRecordEntry], asked: Regulator = DEFAULT_ORGANISATION.regulator
) -> str:
    """What a year still needs, in words; empty once it has enough."""
    done = [entry for entry in entries if not entry.draft]
    pieces = max(0, asked.pieces - len(done))
    peers = max(0, asked.with_peers - sum(entry.peer for entry in done))
    if (asked.pieces, asked.with_peers) == (2, 1):
        return _of_two(pieces, peers)
    parts = []
    if pieces:
        more = ngettext("One more piece.", "{n} more pieces.", pieces)
        parts.append(more.format(n=spell_number_capitalised(pieces)))
    if peers:
        with_peers = ngettext(
            "Peer reflection on one piece.", "Peer reflection on {n} pieces.", peers
        )
        parts.append(with_peers.format(n=spell_number(peers)))
    return " ".join(parts)


def _of_two(pieces: int, peers: int) -> str:
    """The same where two are asked for, one of them with a peer."""
    if pieces == 2:
        return _("Two different pieces, one of them with a peer.")
    if pieces:
        return (
            _("One more piece, and one of the two with a peer.") if peers else _("One more piece.")
        )
    return _("Peer reflection on one of the pieces.") if peers else ""


def describe_cpd_requirement_met(asked: Regulator) -> str:
    """That a year has what is asked for."""
    if (asked.pieces, asked.with_peers) == (2, 1):
        return _("Two pieces or more, one with a peer. If they differ, nothing more is asked for.")
    if not asked.pieces:
        return _("No number of pieces is asked for.")
    return _("All that is asked for is here. If the pieces differ, nothing more is needed.")
