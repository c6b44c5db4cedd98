"""Finding a word in ten years of notes, beside opening them.

The floor opens the rows that a search has to look at, the notes of each instrument that asks for
texts, the months and the actions, and does nothing with them. The texts are of the length people
write, with the apostrophes that phones set.
"""

from collections.abc import Callable

import floors
from people import Person, Site, join, live, now, site
from servers import Cost, compared, note, say

from reflect import vaults
from reflect.checkins.repository import Name
from reflect.config import packaged_data_dir
from reflect.core.instruments.library import Library, load_library
from reflect.core.months import Month
from reflect.core.text_search import parse_search_words
from reflect.core.weeks import Week
from reflect.db import reading, writing
from reflect.notebook.journal import monthly_reflection
from reflect.notebook.journal import services as journal_services
from reflect.notebook.journal.monthly_reflection import MonthlyReflection
from reflect.notebook.journal.services import JournalQuery
from reflect.web.current_site import WEEKLY_INSTRUMENT_ID

WEEKS, ROUNDS, TIMES = 520, 9, 4
RARE, COMMON = "kingfisher", "visit"
TEXT = (
    "We\u2019d planned the visit for Tuesday, then it moved. I sat in the café by the station to "
    "write it up and didn\u2019t say half of what I thought, because two people could hear. On "
    "Thursday I asked for an hour with somebody who knows the family. That hour helped."
)


def main() -> None:
    """Print the figures."""
    with site() as on:
        person = join(on, 1)[0]
        live(on, person, WEEKS)
        lengthen(on, person)
        library = load_library(packaged_data_dir("instruments"), on.settings.data / "instruments")
        search(on, library, person)


def lengthen(on: Site, person: Person) -> None:
    """Longer texts in each week, a look at each month, and one week with a rare word."""
    this_week = Week.of(now())
    with writing(on.engine) as db:
        for ago in range(1, WEEKS + 1):
            key = (WEEKLY_INSTRUMENT_ID, str(this_week + -ago))
            kept = vaults.load(db, person.vault, "notes", *key)
            texts = {**kept.value["texts"], "happened": TEXT + (RARE if ago == 300 else "")}
            vaults.save(
                db, person.vault, "notes", key, {**kept.value, "texts": texts}, read=kept.rev
            )
        written = MonthlyReflection({"description": TEXT, "action": TEXT})
        for month in all_months():
            monthly_reflection.save_monthly_reflection(db, person.vault, month, written, "", now())


def search(on: Site, library: Library, person: Person) -> None:
    """The whole search in this process, for a word that is rare and for one that is everywhere."""
    rows = looked_at(library)
    weekly = [name for name in rows if name[0] == "notes" and name[1][0] == WEEKLY_INSTRUMENT_ID]

    def opened(names: list[Name]) -> Callable[[], Cost]:
        def work() -> None:
            with reading(on.engine) as db:
                vaults.load_kinds(db, person.vault, names)

        return lambda: floors.measured(work, TIMES)

    def found(words: str) -> Callable[[], Cost]:
        def work() -> None:
            with reading(on.engine) as db:
                asked = JournalQuery(parse_search_words(words))
                journal_services.search_journal(db, person.vault, library, asked, now())

        return lambda: floors.measured(work, TIMES)

    works = (opened(rows), opened(weekly), found(RARE), found(COMMON))
    everything, alone, rare, common = compared(ROUNDS, *works)
    say("search-520-rare-word-cpu-ms", rare.cpu * 1e3, everything.cpu * 1e3, 1.5)
    say("search-520-common-word-cpu-ms", common.cpu * 1e3, everything.cpu * 1e3, 1.5)
    note("search-520-of-weekly-notes-alone", rare.cpu * 1e3, alone.cpu * 1e3)


def looked_at(library: Library) -> list[Name]:
    """The names of all rows that a search opens, or finds missing."""
    asking = [
        found.id
        for found in library.list_offered()
        if any(item.kind == "text" for item in found.items)
    ]
    weeks = [Week.of(now()) + -ago for ago in range(WEEKS + 1)]
    notes: list[Name] = [("notes", (each, str(week))) for each in asking for week in weeks]
    looks: list[Name] = [("journal", (str(month),)) for month in all_months()]
    return [*notes, *looks, ("actions", ()), ("settings", ())]


def all_months() -> list[Month]:
    """The months of these weeks, newest first."""
    return sorted({Month.of((Week.of(now()) + -ago).monday) for ago in range(WEEKS)}, reverse=True)


if __name__ == "__main__":
    main()
