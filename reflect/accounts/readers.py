"""Who could read what one writes, one by one: the table of *who can read what*."""

from typing import Final

from reflect.accounts.privacy_promises import (
    BROWSER,
    ENCRYPTION_PROMISES,
    OUTGOING_DATA,
    OWN_DATA,
    Limit,
    Promise,
    Statements,
    promise,
)
from reflect.core.words import lazy_gettext as _l

READERS: Final[tuple[tuple[str, Statements], ...]] = (
    (
        _l("You"),
        (
            promise(
                _l("All of it, once you have signed in."),
                "test_every_row_can_be_seen_sealed_and_plain",
            ),
        ),
    ),
    (
        _l("Your supervisor"),
        (
            promise(
                _l("The team page that you see too, and nothing else. Not whether you share."),
                "test_members_and_supervisor_have_the_same_page",
                "test_the_supervisors_page_has_their_own_part_and_nothing_else",
            ),
        ),
    ),
    (
        _l("Your team"),
        (
            promise(
                _l("The name you chose, since when you are in it, and the figures of the team."),
                "test_two_members_pages_differ_in_nothing_but_the_form_tokens",
                "test_while_a_window_is_open_no_response_changes_as_people_share",
                "test_a_roster_has_no_trace_of_who_shares",
            ),
        ),
    ),
    (
        _l("A leader"),
        (
            promise(
                _l("What three teams or more were shown, put together. No team is named."),
                "test_no_team_is_named_counted_or_in_any_order",
                "test_fewer_than_three_are_not_shown_whatever_the_reason",
            ),
        ),
    ),
    (
        _l("An organiser"),
        (
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
    ),
    (
        _l("The person who runs the server"),
        (
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
    ),
    (
        _l("Someone who steals the database or a backup"),
        (
            promise(
                _l("The same files: your name, and sealed rows. Nothing that you wrote."),
                "test_no_file_holds_what_was_written",
                "test_what_stands_in_clear_is_all_there_is",
            ),
        ),
    ),
    (
        _l("Someone who steals the whole server"),
        (
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
    ),
    (
        _l("Whoever finds an archive that you saved"),
        (Limit(_l("All of it. It is not encrypted, so that you can read it anywhere.")),),
    ),
    (
        _l("The next person at your desk"),
        (
            promise(
                _l("Nothing, once you have signed out."),
                "test_after_signing_out_the_back_button_shows_the_sign_in_page",
            ),
            Limit(_l("Before that, all that is on your screen.")),
        ),
    ),
)


def list_promises() -> list[tuple[str, Promise]]:
    """Every promise of the page, in its order, with the person it is about where it names one."""
    about_all = (*ENCRYPTION_PROMISES, *OWN_DATA)
    everyone = [(person, one) for person, said in READERS for one in said]
    whole = [
        *(("", one) for one in about_all),
        *everyone,
        *(("", one) for one in (*OUTGOING_DATA, *BROWSER)),
    ]
    return [(person, one) for person, one in whole if isinstance(one, Promise)]
