"""Pages of the notebook: journal, monthly reflection, supervision and its sheet, actions, CPD."""

from tests.support.browser.notebook_factory import CPD_DRAFT_ID, CPD_ENTRY_ID, REFLECTION_TEXT
from tests.support.browser.pages.registry import (
    empty_form_page,
    expect_error_summary,
    full_notebook_page,
    new_user_page,
    press_button,
    register_page,
    register_pages,
    year_page,
)
from tests.support.browser.scenario import WEEK_TEXT, Scenario
from tests.support.browser.visitor import Visitor

JOURNAL_PATH = "/notebook/journal"
MONTH_PATH = "/notebook/month/2026-11"
SHEET_PATH = "/notebook/supervision-sheet"
CPD_PATH = "/notebook/cpd"
OTHER_TEXT = "Somebody else saw it first"

register_pages(
    {
        "notebook-new": new_user_page("/notebook"),
        "notebook": full_notebook_page("/notebook"),
        "journal-empty": new_user_page(JOURNAL_PATH),
        "journal-year": full_notebook_page(JOURNAL_PATH),
        "journal-earlier": lambda scenario: scenario.open(
            f"{JOURNAL_PATH}?until=2026-05", scenario.user_with_weeks(30)
        ),
        "journal-entry": full_notebook_page(f"{JOURNAL_PATH}/2026-W48/weekly-check-in"),
        "journal-delete": full_notebook_page(f"{JOURNAL_PATH}/2026-W48/weekly-check-in/delete"),
        "journal-deleted-elsewhere": full_notebook_page(
            f"{JOURNAL_PATH}/2026-W48/weekly-check-in/delete?changed=1"
        ),
        "search": new_user_page(f"{JOURNAL_PATH}/search"),
        "lenses": new_user_page(f"{JOURNAL_PATH}/lenses"),
        "month": full_notebook_page(MONTH_PATH),
        "month-new": lambda scenario: scenario.open(MONTH_PATH, scenario.user_with_weeks(1)),
        "month-delete": full_notebook_page(f"{MONTH_PATH}/delete"),
        "supervision-new": new_user_page("/notebook/supervision"),
        "supervision-year": full_notebook_page("/notebook/supervision"),
        "actions-new": new_user_page("/notebook/actions"),
        "actions-year": year_page("/notebook/actions"),
        "reminder": new_user_page("/notebook/reminder"),
        "sheet-choose-nothing": new_user_page(SHEET_PATH),
        "sheet-choose": lambda scenario: scenario.open(SHEET_PATH, scenario.user_with_notebook(9)),
        "sheet-empty": lambda scenario: press_button(
            scenario.open_as_new_user(SHEET_PATH), "Make the sheet"
        ),
        "cpd-empty": new_user_page(CPD_PATH),
        "cpd-year": full_notebook_page(CPD_PATH),
        "cpd-new": new_user_page(f"{CPD_PATH}/new"),
        "cpd-error": empty_form_page(f"{CPD_PATH}/new", "Save"),
        "cpd-draft": full_notebook_page(f"{CPD_PATH}/entry/{CPD_DRAFT_ID}"),
        "cpd-saved": full_notebook_page(f"{CPD_PATH}/entry/{CPD_ENTRY_ID}?done=saved"),
        "cpd-from-week": year_page(f"{CPD_PATH}/from/2026-W48"),
        "cpd-text": full_notebook_page(f"{CPD_PATH}/2025-26/text"),
        "cpd-text-of-one": full_notebook_page(f"{CPD_PATH}/entry/{CPD_ENTRY_ID}/text"),
        "cpd-text-nothing": new_user_page(f"{CPD_PATH}/2025-26/text"),
        "cpd-delete": full_notebook_page(f"{CPD_PATH}/entry/{CPD_ENTRY_ID}/delete"),
    }
)


@register_page("journal-open")
def journal_open(scenario: Scenario) -> Visitor:
    """A few weeks, with all details open."""
    sam = scenario.open(JOURNAL_PATH, scenario.user_with_notebook(3))
    sam.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    return sam


@register_page("search-found")
def search_found(scenario: Scenario) -> Visitor:
    """With every filter set."""
    sam = scenario.open(f"{JOURNAL_PATH}/search", scenario.user_with_notebook())
    sam.page.get_by_text("Narrow it by theme, function or lens").click()
    sam.page.get_by_label("Theme").select_option("Working relationships")
    sam.page.get_by_label("Function of supervision").select_option("Mediation")
    sam.write("words", WEEK_TEXT.split()[-1])
    press_button(sam, "Find")
    sam.expect_text("Found in one note.")
    return sam


@register_page("search-nothing")
def search_nothing(scenario: Scenario) -> Visitor:
    sam = scenario.open(f"{JOURNAL_PATH}/search", scenario.user_with_weeks(1))
    sam.write("words", "nowhere")
    press_button(sam, "Find")
    sam.expect_text("Nothing in your notes has “nowhere” in it.")
    return sam


@register_page("month-conflict")
def month_conflict(scenario: Scenario) -> Visitor:
    sam = scenario.open(MONTH_PATH, scenario.user_with_weeks(1))
    other = sam.tab()
    other.goto(sam.page.url)
    other.locator('[name="feelings"]').fill(OTHER_TEXT)
    other.locator('[name="themes"][value="security"]').check()
    other.get_by_role("button", name="Save this month").click()
    other.wait_for_url("**done=saved")
    sam.write("feelings", REFLECTION_TEXT)
    sam.choose({"depth": "process"})
    sam.press("Save this month")
    sam.expect_text("You changed this month in another tab.")
    return sam


@register_page("actions-noted")
def actions_noted(scenario: Scenario) -> Visitor:
    """The actions that were done."""
    sam = scenario.open("/notebook/actions", scenario.user_with_weeks(20))
    for _action in range(2):
        sam.page.get_by_role("button", name="Done").nth(5).click()
        sam.expect_text("Noted.")
    sam.page.get_by_role("link", name="Done", exact=True).click()
    sam.expect_text("An experiment of your own")
    return sam


@register_page("reminder-error")
def reminder_error(scenario: Scenario) -> Visitor:
    sam = scenario.open_as_new_user("/notebook/reminder")
    sam.write("at", "teatime")
    sam.write("title", "A title that is too long for any calendar that I have ever seen")
    return expect_error_summary(press_button(sam, "Make the file"))


@register_page("sheet")
def sheet(scenario: Scenario) -> Visitor:
    """With enough lines for the length warning, one of them with an identifying detail."""
    sam = scenario.open(f"{SHEET_PATH}?span=12", scenario.user_with_notebook(9))
    for line in sam.page.locator('[name="line"]').all():
        line.check()
    sam.page.locator(".for select").first.select_option("support")
    press_button(sam, "Make the sheet")
    sam.expect_text("This is likely to be longer than one page.")
    sam.expect_text("This looks like a name: “Mrs Okafor”.")
    return sam


@register_page("cpd-conflict")
def cpd_conflict(scenario: Scenario) -> Visitor:
    sam = scenario.open(f"{CPD_PATH}/entry/{CPD_ENTRY_ID}", scenario.user_with_notebook(3))
    other = sam.tab()
    other.goto(sam.page.url)
    other.locator('[name="learnt"]').fill(OTHER_TEXT)
    other.locator('[name="peer"]').uncheck()
    other.locator('[name="standards"][value="4.8"]').check()
    other.get_by_role("button", name="Save", exact=True).click()
    other.wait_for_url("**done=saved")
    sam.write("learnt", REFLECTION_TEXT)
    sam.press("Save")
    sam.expect_text("You changed this entry in another tab.")
    return sam


@register_page("cpd-half-error")
def cpd_half_error(scenario: Scenario) -> Visitor:
    """A peer without what was learnt from them, a date in the future, a telephone number."""
    sam = scenario.open_as_new_user(f"{CPD_PATH}/new")
    sam.page.get_by_label("I talked this over with somebody").check()
    sam.write("date", "2031-01-01")
    sam.write("description", "Mrs Okafor rang me on 020 7946 0000.")
    return expect_error_summary(press_button(sam, "Save"))


@register_page("cpd-deleted")
def cpd_deleted(scenario: Scenario) -> Visitor:
    sam = scenario.open(f"{CPD_PATH}/entry/{CPD_ENTRY_ID}/delete", scenario.user_with_notebook(3))
    sam.press("Delete this entry")
    sam.expect_text("Deleted.")
    return sam
