"""Pages of the notebook: journal, a month, supervision, actions, a reminder, the sheet, CPD."""

from notebooks_kept import DRAFT, LOOKED, PIECE
from stages import WORDS, Stage
from visitors import Visitor
from ways import add, in_trouble, kept, own, pressed, sent, way, year

JOURNAL = "/notebook/journal"
MONTH = "/notebook/month/2026-11"
SHEET = "/notebook/supervision-sheet"
CPD = "/notebook/cpd"
OTHER = "Somebody else saw it first"

add(
    {
        "notebook-new": own("/notebook"),
        "notebook": kept("/notebook"),
        "journal-empty": own(JOURNAL),
        "journal-year": kept(JOURNAL),
        "journal-earlier": lambda stage: stage.at(f"{JOURNAL}?until=2026-05", stage.lived(30)),
        "journal-entry": kept(f"{JOURNAL}/2026-W48/weekly-check-in"),
        "journal-delete": kept(f"{JOURNAL}/2026-W48/weekly-check-in/delete"),
        "journal-deleted-elsewhere": kept(f"{JOURNAL}/2026-W48/weekly-check-in/delete?changed=1"),
        "search": own(f"{JOURNAL}/search"),
        "lenses": own(f"{JOURNAL}/lenses"),
        "month": kept(MONTH),
        "month-new": lambda stage: stage.at(MONTH, stage.lived(1)),
        "month-delete": kept(f"{MONTH}/delete"),
        "supervision-new": own("/notebook/supervision"),
        "supervision-year": kept("/notebook/supervision"),
        "actions-new": own("/notebook/actions"),
        "actions-year": year("/notebook/actions"),
        "reminder": own("/notebook/reminder"),
        "sheet-choose-nothing": own(SHEET),
        "sheet-choose": lambda stage: stage.at(SHEET, stage.kept(9)),
        "sheet-empty": lambda stage: pressed(stage.sam(SHEET), "Make the sheet"),
        "cpd-empty": own(CPD),
        "cpd-year": kept(CPD),
        "cpd-new": own(f"{CPD}/new"),
        "cpd-error": sent(f"{CPD}/new", "Save"),
        "cpd-draft": kept(f"{CPD}/entry/{DRAFT}"),
        "cpd-saved": kept(f"{CPD}/entry/{PIECE}?done=saved"),
        "cpd-from-week": year(f"{CPD}/from/2026-W48"),
        "cpd-text": kept(f"{CPD}/2025-26/text"),
        "cpd-text-of-one": kept(f"{CPD}/entry/{PIECE}/text"),
        "cpd-text-nothing": own(f"{CPD}/2025-26/text"),
        "cpd-delete": kept(f"{CPD}/entry/{PIECE}/delete"),
    }
)


@way("journal-open")
def journal_open(stage: Stage) -> Visitor:
    """A few weeks, with all that can be done to them in sight."""
    sam = stage.at(JOURNAL, stage.kept(3))
    sam.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    return sam


@way("search-found")
def search_found(stage: Stage) -> Visitor:
    """Narrowed by all there is to narrow by."""
    sam = stage.at(f"{JOURNAL}/search", stage.kept())
    sam.page.get_by_text("Narrow it by theme, function or lens").click()
    sam.page.get_by_label("Theme").select_option("Working relationships")
    sam.page.get_by_label("Function of supervision").select_option("Mediation")
    sam.write("words", WORDS.split()[-1])
    pressed(sam, "Find")
    sam.sees("Found in one note.")
    return sam


@way("search-nothing")
def search_nothing(stage: Stage) -> Visitor:
    sam = stage.at(f"{JOURNAL}/search", stage.lived(1))
    sam.write("words", "nowhere")
    pressed(sam, "Find")
    sam.sees("Nothing in your notes has “nowhere” in it.")
    return sam


@way("month-conflict")
def month_conflict(stage: Stage) -> Visitor:
    sam = stage.at(MONTH, stage.lived(1))
    other = sam.tab()
    other.goto(sam.page.url)
    other.locator('[name="feelings"]').fill(OTHER)
    other.locator('[name="themes"][value="security"]').check()
    other.get_by_role("button", name="Save this month").click()
    other.wait_for_url("**done=saved")
    sam.write("feelings", LOOKED)
    sam.choose({"depth": "process"})
    sam.press("Save this month")
    sam.sees("You changed this month in another tab.")
    return sam


@way("actions-noted")
def actions_noted(stage: Stage) -> Visitor:
    """Those that were tried, with numbers beside them."""
    sam = stage.at("/notebook/actions", stage.lived(20))
    for _action in range(2):
        sam.page.get_by_role("button", name="Done").nth(5).click()
        sam.sees("Noted.")
    sam.page.get_by_role("link", name="Done", exact=True).click()
    sam.sees("What the numbers are")
    return sam


@way("reminder-error")
def reminder_error(stage: Stage) -> Visitor:
    sam = stage.sam("/notebook/reminder")
    sam.write("at", "teatime")
    sam.write("title", "A title that is too long for any calendar that I have ever seen")
    return in_trouble(pressed(sam, "Make the file"))


@way("sheet")
def sheet(stage: Stage) -> Visitor:
    """So many lines that it warns, one of which says too much."""
    sam = stage.at(f"{SHEET}?span=12", stage.kept(9))
    for line in sam.page.locator('[name="line"]').all():
        line.check()
    sam.page.locator(".for select").first.select_option("support")
    pressed(sam, "Make the sheet")
    sam.sees("This is likely to be longer than one page.")
    sam.sees("This looks like a name: “Mrs Okafor”.")
    return sam


@way("cpd-conflict")
def cpd_conflict(stage: Stage) -> Visitor:
    sam = stage.at(f"{CPD}/entry/{PIECE}", stage.kept(3))
    other = sam.tab()
    other.goto(sam.page.url)
    other.locator('[name="learnt"]').fill(OTHER)
    other.locator('[name="peer"]').uncheck()
    other.locator('[name="standards"][value="4.8"]').check()
    other.get_by_role("button", name="Save", exact=True).click()
    other.wait_for_url("**done=saved")
    sam.write("learnt", LOOKED)
    sam.press("Save")
    sam.sees("You changed this entry in another tab.")
    return sam


@way("cpd-half-error")
def cpd_half_error(stage: Stage) -> Visitor:
    """A peer, and nothing learnt from them; a day to come; a telephone number."""
    sam = stage.sam(f"{CPD}/new")
    sam.page.get_by_label("I talked this over with somebody").check()
    sam.write("date", "2031-01-01")
    sam.write("description", "Mrs Okafor rang me on 020 7946 0000.")
    return in_trouble(pressed(sam, "Save"))


@way("cpd-deleted")
def cpd_deleted(stage: Stage) -> Visitor:
    sam = stage.at(f"{CPD}/entry/{PIECE}/delete", stage.kept(3))
    sam.press("Delete this entry")
    sam.sees("Deleted.")
    return sam
