"""Experiments of a person: parse, load, start and change them; one runs at a time.

They are stored in the settings row. A result is computed from the scores as they are now, so that a
week that is corrected later changes it as it changes the chart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection

from reflect import vaults
from reflect.checkins import history
from reflect.core.crypto.vault import Vault
from reflect.core.errors import NotFound
from reflect.core.experiments import Experiment
from reflect.core.i18n import _
from reflect.core.instruments.library import Library
from reflect.core.weeks import Week
from reflect.vaults.repository import StoredRow


def parse_experiments(settings: Mapping[str, Any]) -> list[Experiment]:
    """The experiments in a settings row, oldest first."""
    experiments = (
        Experiment(
            **{
                **each,
                "week": Week.parse(each["week"]),
                "departures": frozenset(map(Week.parse, each["departures"])),
            }
        )
        for each in settings.get("experiments", [])
    )
    return sorted(experiments, key=lambda each: each.week)


def load_experiments(db: Connection, vault: Vault) -> list[Experiment]:
    """All experiments, oldest first.

    Raises:
        DecryptionError: the settings do not decrypt.
    """
    return parse_experiments(vaults.load(db, vault, "settings").value)


def find_experiment(experiments: Sequence[Experiment], first: Week) -> Experiment:
    """The experiment with this first week.

    Raises:
        NotFound: there is none.
    """
    for experiment in experiments:
        if experiment.week == first:
            return experiment
    raise NotFound(_("There is no experiment that began in this week."))


def load_complete_scores(
    db: Connection, vault: Vault, library: Library, scale: tuple[str, str], span: tuple[Week, Week]
) -> dict[Week, float]:
    """The scores of the weeks of `span` (inclusive) in which the whole scale was answered.

    Weeks of another version of the questionnaire than the first are left out: their scores may not
    be compared. `scale`: the ids of its instrument and of the scale.

    Raises:
        NotFound: this site lacks the instrument version of some answers.
    """
    instrument, name = scale
    entries, _damaged = history.load_week_entries(db, vault, library, instrument, span)
    answered = [entry for entry in entries if name in entry.scores]
    if not answered:
        return {}
    version = answered[0].version
    items = len(library.version(instrument, version).scale(name).items)
    return {
        entry.week: entry.scores[name]
        for entry in answered
        if entry.version == version and len(entry.points[name]) == items
    }


def start_experiment(db: Connection, vault: Vault, drawn: Experiment) -> None:
    """Save an experiment that begins in the week after this one; nothing if one is running.

    Raises:
        EditConflict: another request saved the settings at the same time.
    """
    row = vaults.load(db, vault, "settings")
    experiments = parse_experiments(row.value)
    if not any(each.is_running(drawn.week + -1) for each in experiments):
        _save_experiments(db, vault, row, [*experiments, drawn])


def change_experiment(
    db: Connection, vault: Vault, first: Week, action: str, this_week: Week
) -> None:
    """Stop a running experiment, or note whether this week is kept to; one that has ended stays.

    `action`: depart, keep or stop. An experiment that is stopped before its first week is deleted.

    Raises:
        NotFound: there is no such experiment.
        EditConflict: another request saved the settings at the same time.
    """
    row = vaults.load(db, vault, "settings")
    experiments = parse_experiments(row.value)
    experiment = find_experiment(experiments, first)
    if not experiment.is_running(this_week):
        return
    changed, departures = [experiment], experiment.departures
    if action == "stop":
        changed = [replace(experiment, is_stopped=True)] if first <= this_week else []
    elif this_week in experiment.weeks:
        departures = departures | {this_week} if action == "depart" else departures - {this_week}
        changed = [replace(experiment, departures=departures)]
    others = [each for each in experiments if each.week != first]
    _save_experiments(db, vault, row, [*others, *changed])


def _save_experiments(
    db: Connection, vault: Vault, row: StoredRow, experiments: Sequence[Experiment]
) -> None:
    """Save all experiments over the revision that they were read from."""
    values = [
        {**asdict(e), "week": str(e.week), "departures": sorted(map(str, e.departures))}
        for e in experiments
    ]
    vaults.save(db, vault, "settings", (), {**row.value, "experiments": values}, read=row.rev)
