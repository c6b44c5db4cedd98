"""Privacy promises of the page *Who can read what*, each with the tests that verify it.

A promise needs at least one test. A limit says where the promises end, and needs none. The page
prints both, and a test checks that every named test exists. The second half is the table of
readers: for each kind of person, what they can and cannot read.
"""

from dataclasses import dataclass
from typing import Final

from reflect.core.i18n import DisplayText, LazyString
from reflect.core.i18n import lazy_gettext as _l
from reflect.core.stated_numbers import fill_numbers


@dataclass(frozen=True, slots=True)
class Limit:
    """One or more sentences on something that is not promised."""

    sentences: LazyString  # with the placeholders of `fill_numbers`

    @property
    def text(self) -> str:
        """The sentences in the current language."""
        return fill_numbers(self.sentences)


@dataclass(frozen=True, slots=True)
class Promise(Limit):
    """One or more sentences, and the names of the tests that verify them."""

    tests: tuple[str, ...]


Statements = tuple[Promise | Limit, ...]


def promise(text: LazyString, *tests: str) -> Promise:
    """A promise.

    Raises:
        ValueError: it names no test.
    """
    if not tests:
        raise ValueError(text)
    return Promise(text, tests)


ENCRYPTION_PROMISES: Final[Statements] = (
    promise(
        _l("What you write is encrypted before it is stored."),
        "test_no_file_holds_what_was_written",
        "test_the_tables_hold_no_name_of_week_kind_or_instrument",
    ),
    promise(
        _l("Only your password or your recovery code opens the key."),
        "test_the_password_and_the_code_open_the_same_vault",
        "test_another_password_or_code_opens_nothing",
    ),
    promise(
        _l("Someone who steals the database or a backup reads nothing of it."),
        "test_no_file_holds_what_was_written",
        "test_the_password_opens_nothing_under_another_site_key",
    ),
    promise(
        _l(
            "Someone who takes the whole server, with its key file, still has to guess your "
            "password."
        ),
        "test_a_second_reader_opens_a_dumped_vault_by_password_and_by_code",
        "test_todays_cost_is_64_mib_in_three_passes",
    ),
    promise(
        _l("Nobody in your organisation has a page or a command that shows your answers."),
        "test_every_role_opens_the_same_doors_of_its_own",
        "test_another_person_sees_nothing_of_it",
        "test_no_command_shows_what_was_written",
    ),
)

LIMITS: Final[Statements] = (
    Limit(
        _l(
            "The pages are made on the server of your organisation. Whoever controls the running "
            "program could change it. It could then capture what is typed from then on."
        )
    ),
    Limit(
        _l(
            "While you are signed in, the server opens your rows to make your pages. A copy of its "
            "memory, taken in that time, could hold them."
        )
    ),
    Limit(
        _l(
            "If you lose both your password and your recovery code, nobody can bring your answers "
            "back. We cannot either."
        )
    ),
    Limit(
        _l(
            "A new password or recovery code does not change the key. An old backup with your old "
            "code still gives the key away."
        )
    ),
    Limit(_l("A new key, in your settings, ends that for what you write afterwards.")),
    Limit(
        _l("Reflect cannot see who looks over your shoulder, or what else runs on your computer.")
    ),
)

OWN_DATA: Final[Statements] = (
    promise(
        _l("You can see what is stored about you: every row, sealed and plain."),
        "test_every_row_can_be_seen_sealed_and_plain",
        "test_no_column_of_the_database_is_left_out",
    ),
    promise(
        _l("You can save all you wrote as one file. That asks for your password again."),
        "test_without_the_password_there_is_no_file",
        "test_exported_from_there_the_rows_are_those_of_the_first_archive",
    ),
    Limit(_l("That file is not encrypted. Whoever finds it can read it.")),
    promise(
        _l("An archive that you bring in is read in memory. It is nowhere kept in clear."),
        "test_an_archive_of_any_size_lies_in_no_temporary_file",
        "test_what_came_in_is_found_in_no_file",
    ),
    promise(
        _l("You can delete everything at once, with your password. Then nothing of you is left."),
        "test_a_search_of_every_file_finds_nothing_of_them",
        "test_no_row_of_any_table_is_left",
    ),
    Limit(_l("Sealed copies in backups go when those backups do.")),
)

OUTGOING_DATA: Final[Statements] = (
    promise(
        _l("Nothing leaves your own space unless you take it out or share it."),
        "test_the_site_calls_no_other_machine",
    ),
    promise(
        _l("If you share a week, the means of your scales count towards your team. Nothing else."),
        "test_three_numbers_and_a_seat_stand_in_the_box",
    ),
    promise(
        _l(
            "If you sign in with your organisation, it learns that you open Reflect, and when. It "
            "cannot open what you wrote."
        ),
        "test_the_provider_s_administrator_sees_a_password_page_and_nothing_else",
        "test_which_page_was_wanted_is_not_told_to_the_provider",
    ),
    promise(
        _l(
            "They are counted in a sealed box. Figures come out once for four weeks, never for "
            "fewer than {min_sharers} people, and rounded. Then the box is deleted."
        ),
        "test_below_five_nothing_is_shown",
        "test_a_figure_lies_within_one_step_of_the_mean",
        "test_a_second_close_changes_nothing",
        "test_the_box_is_gone_once_its_window_is_closed",
    ),
)

NOT_CLAIMED: Final[Statements] = (
    Limit(
        _l(
            "We do not call this anonymous: your organisation knows that you have an account. We "
            "do not say that nobody could ever get in. We say that it is encrypted at rest and "
            "confidential, and this page says how."
        )
    ),
    Limit(
        _l(
            "Leave out names and case details. If this had to be read out one day, nobody should "
            "be known by it."
        )
    ),
)

BROWSER: Final[Statements] = (
    promise(
        _l(
            "There is one cookie. It holds a long random number and nothing else. It ties your "
            "forms to your browser and keeps you signed in. It goes when you close the browser."
        ),
        "test_there_is_one_cookie_and_it_goes_with_the_browser",
        "test_cookies_are_out_of_reach_of_scripts_and_other_sites",
        "test_the_database_holds_no_cookie",
    ),
    promise(
        _l("Signing out makes it worthless."), "test_signing_out_leaves_nothing_in_the_browser"
    ),
    promise(
        _l(
            "You are signed out after {idle_minutes} quiet minutes, and after {session_hours} "
            "hours in any case."
        ),
        "test_the_lock_comes_after_fifteen_quiet_minutes",
        "test_a_session_in_use_ends_after_eight_hours",
    ),
    promise(
        _l(
            "Where scripts may run, a warning comes at {warning_minutes} minutes, and at "
            "{idle_minutes} the page closes."
        ),
        "test_a_warning_comes_at_thirteen_quiet_minutes_and_any_key_stays",
        "test_the_lock_empties_the_page_and_the_text_is_back_after_signing_in",
    ),
    promise(
        _l("Reflect keeps no words in your browser, and takes nothing from other sites."),
        "test_nothing_stays_in_the_browser",
        "test_every_answer_has_the_headers",
    ),
    promise(
        _l(
            "“Leave quickly” stands on every page and opens a page of another site. Where scripts "
            "may run, it signs you out as well. The Escape key, pressed three times, does the same."
        ),
        "test_leaving_quickly_opens_the_weather_and_signs_out",
        "test_without_a_script_the_quick_way_is_a_plain_link",
    ),
)


READERS: Final[dict[LazyString, Statements]] = {
    _l("You"): (
        promise(
            _l("All of it, once you have signed in."), "test_every_row_can_be_seen_sealed_and_plain"
        ),
    ),
    _l("Your supervisor"): (
        promise(
            _l("The team page that you see too, and nothing else. Not whether you share."),
            "test_members_and_supervisor_have_the_same_page",
            "test_the_supervisors_page_has_their_own_part_and_nothing_else",
        ),
    ),
    _l("Your team"): (
        promise(
            _l("The name you chose, since when you are in it, and the figures of the team."),
            "test_two_members_pages_differ_in_nothing_but_the_form_tokens",
            "test_while_a_window_is_open_no_response_changes_as_people_share",
            "test_a_roster_has_no_trace_of_who_shares",
        ),
    ),
    _l("A leader"): (
        promise(
            _l("What three teams or more were shown, put together. No team is named."),
            "test_no_team_is_named_counted_or_in_any_order",
            "test_fewer_than_three_are_not_shown_whatever_the_reason",
        ),
    ),
    _l("An organiser"): (
        promise(
            _l(
                "The name you sign in with, your roles, and the team on whose roster you "
                "stand. Not what you write, and not whether you write or share."
            ),
            "test_every_role_opens_the_same_doors_of_its_own",
        ),
        promise(
            _l("A reset by an organiser gives you a new, empty space."),
            "test_a_reset_gives_an_empty_vault_under_the_same_account",
        ),
    ),
    _l("The person who runs the server"): (
        promise(
            _l("No page and no command shows your answers."),
            "test_no_command_shows_what_was_written",
        ),
        promise(
            _l(
                "The files show the name you sign in with and, for some hours, when you were "
                "last here. They show how many sealed rows you have, how big each is, and how "
                "often it was saved."
            ),
            "test_what_stands_in_clear_is_all_there_is",
        ),
        Limit(
            _l(
                "A web server in front of Reflect may list which computer opened which page. "
                "It may also lay a large file on its disk while you send it."
            )
        ),
    ),
    _l("Someone who steals the database or a backup"): (
        promise(
            _l("The same files: your name, and sealed rows. Nothing that you wrote."),
            "test_no_file_holds_what_was_written",
            "test_what_stands_in_clear_is_all_there_is",
        ),
    ),
    _l("Someone who steals the whole server"): (
        promise(
            _l("The same, until they guess your password. Each guess costs them time."),
            "test_todays_cost_is_64_mib_in_three_passes",
        ),
        Limit(_l("So a long password that nobody uses elsewhere is your best guard.")),
        promise(
            _l(
                "Of four weeks that are still open: who has shared with a team, and the sums. "
                "While a single person has shared, the sums are theirs."
            ),
            "test_while_one_has_shared_the_sums_are_theirs",
            "test_once_two_have_shared_one_copy_gives_sums_alone",
        ),
        Limit(
            _l(
                "With two copies of the running database, one from before, they could work "
                "out what one person added in between."
            )
        ),
    ),
    _l("Whoever finds an archive that you saved"): (
        Limit(_l("All of it. It is not encrypted, so that you can read it anywhere.")),
    ),
    _l("The next person at your desk"): (
        promise(
            _l("Nothing, once you have signed out."),
            "test_after_signing_out_the_back_button_shows_the_sign_in_page",
        ),
        Limit(_l("Before that, all that is on your screen.")),
    ),
}


def list_promises() -> list[tuple[DisplayText, Promise]]:
    """Every promise, in the order of the page, as (reader or "", promise)."""
    statements: list[tuple[DisplayText, Promise | Limit]] = [
        *(("", each) for each in (*ENCRYPTION_PROMISES, *OWN_DATA)),
        *((reader, each) for reader, about_reader in READERS.items() for each in about_reader),
        *(("", each) for each in (*OUTGOING_DATA, *BROWSER)),
    ]
    return [(reader, each) for reader, each in statements if isinstance(each, Promise)]
