"""Error handlers and error pages: exceptions to HTTP status, and the text of each status.

Each text says what happened, what was saved, and what to do.
"""

from dataclasses import dataclass

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from reflect.core.crypto.primitives import DecryptionError
from reflect.core.errors import Busy, Invalid, NotFound, PermissionDenied, ReflectError
from reflect.core.i18n import _
from reflect.db import CommitUnknown, DatabaseProblem, classify_error
from reflect.web import logs

STATUS_BY_ERROR: dict[type[ReflectError], int] = {
    NotFound: 404,
    PermissionDenied: 403,
    Invalid: 422,
    DecryptionError: 500,
    Busy: 503,
}
RETRY_AFTER = 5  # seconds


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """The text of one error page."""

    title: str
    happened: str
    to_do: str


def error_page_for_status(status: int) -> ErrorPage:
    """The error page of a status; an unknown status gets that of a server error."""
    return _pages_by_status().get(status) or ErrorPage(
        _("Something went wrong"),
        _("Something went wrong on our side. What you had saved is safe."),
        _("Try again in a minute."),
    )


def _pages_by_status() -> dict[int, ErrorPage]:
    not_here = ErrorPage(
        _("Not here"),
        _("There is no page here, or it is not yours to open. Nothing was lost."),
        _("Go back, or to the start."),
    )
    return {
        400: ErrorPage(
            _("This form was not taken"),
            _(
                "The form did not come with the key that this site gave your browser. That "
                "happens when a page stays open for days, or when cookies are switched off."
            ),
            _("Open the page again and send it from there. What you typed stands below, if any."),
        ),
        403: ErrorPage(
            _("Not with your account"),
            _("Your account may not do this. Nothing was changed."),
            _("Go back, or to the start."),
        ),
        404: not_here,
        405: not_here,
        413: ErrorPage(
            _("Too much at once"),
            _("What you sent is larger than this page takes. Nothing was saved from it."),
            _("Go back: it is still on the page. Send less of it at once."),
        ),
        422: ErrorPage(
            _("This does not fit"), _("Nothing was changed."), _("Go back and look at it again.")
        ),
        503: ErrorPage(
            _("Busy for a moment"),
            _("Many people are signing in at once. Nothing was lost."),
            _("Wait a few seconds, then send it again."),
        ),
        507: ErrorPage(
            _("This copy is full"),
            _("A copy of the demonstration holds 20 MB. What you sent was not saved."),
            _("Delete something, or begin again with the same people."),
        ),
    }


def _database_error_page(problem: DatabaseProblem | None) -> ErrorPage:
    """The error page of a database problem; None: the outcome of a commit is unknown."""
    later = _("Wait a minute, then send it again. What you typed stands below, if any.")
    return {
        DatabaseProblem.LOCKED: ErrorPage(
            _("Busy for a moment"),
            _(
                "Something else is at work on what this site keeps, and it took too long to wait "
                "for. What you sent was not saved. All that was saved before is safe."
            ),
            later,
        ),
        DatabaseProblem.DISK_FULL: ErrorPage(
            _("No room left to save"),
            _(
                "The disk of this site is full. What you sent was not saved. All that was saved "
                "before is safe, and can be read."
            ),
            _(
                "Copy what stands below, if any, and tell the people who run this site. Once they "
                "have made room, send it again."
            ),
        ),
        DatabaseProblem.UNAVAILABLE: ErrorPage(
            _("Out of reach for a moment"),
            _(
                "The database of this site does not answer. What you sent was not saved. All that "
                "was saved before is safe."
            ),
            later,
        ),
        None: ErrorPage(
            _("Perhaps saved, perhaps not"),
            _(
                "The database of this site went away in the very moment of saving. All that was "
                "saved before is safe."
            ),
            _(
                "Wait a minute, then open the page again and look whether it is there. What you "
                "typed stands below, if any."
            ),
        ),
    }[problem]


def init_app(app: Flask) -> None:
    """Register handlers for errors of domain, HTTP and database, and for all other exceptions."""

    @app.errorhandler(ReflectError)
    def handle_domain_error(error: ReflectError) -> ResponseReturnValue:
        if isinstance(error, DecryptionError):
            logs.log_alert("something sealed could not be opened")
            return render_error(STATUS_BY_ERROR[DecryptionError], page=_decryption_page(error))
        return render_error(STATUS_BY_ERROR.get(type(error), 400), str(error))

    app.register_error_handler(DBAPIError, render_database_error)

    @app.errorhandler(CommitUnknown)
    def handle_unknown_commit(error: CommitUnknown) -> ResponseReturnValue:
        logs.log_error((type(error), error, error.__traceback__))
        return render_error(503, page=_database_error_page(None))

    @app.errorhandler(HTTPException)
    def handle_http_error(error: HTTPException) -> ResponseReturnValue:
        return render_error(error.code or 500)

    @app.errorhandler(Exception)
    def handle_exception(error: Exception) -> ResponseReturnValue:
        logs.log_error((type(error), error, error.__traceback__))
        return render_error(500)


def render_database_error(error: DBAPIError) -> ResponseReturnValue:
    """Render the page of a database problem (503, 507), or of a server error (500)."""
    logs.log_error((type(error), error, error.__traceback__))
    problem = classify_error(error)
    if problem is None:
        return render_error(500)
    status = 507 if problem is DatabaseProblem.DISK_FULL else 503
    return render_error(status, page=_database_error_page(problem))


def render_error(
    status: int, happened: str = "", page: ErrorPage | None = None
) -> ResponseReturnValue:
    """Render the page of a status, with long texts that were posted, so that they can be copied.

    `happened` is the message of an error, in place of what the page says has happened.
    """
    texts = [] if status == 413 or "token" not in g else _list_posted_texts()
    page = page or error_page_for_status(status)
    body = render_template("error.html", page=page, happened=happened, texts=texts, join="")
    return body, status, {"Retry-After": str(RETRY_AFTER)} if status == 503 else {}


def _decryption_page(error: DecryptionError) -> ErrorPage:
    return ErrorPage(
        _("This could not be opened"),
        str(error),
        _(
            "Your other weeks and notes are not touched by it. Tell the people who run this site, "
            "who may have an earlier copy. What you typed stands below, if any."
        ),
    )


def render_lan_refusal(here: str, join: str) -> ResponseReturnValue:
    """Render the refusal for another machine on the network."""
    page = ErrorPage(
        _("Only on the trainer's own machine"),
        _(
            "This page opens on the machine that runs the demonstration, and on no other. Yours "
            "can open the pages of a workshop. Nothing was changed."
        ),
        _("To join a workshop, go to {join} and type the code on the screen.").format(join=join),
    )
    own = _("Is this the trainer's own machine? Open {here} instead.").format(here=here)
    context = {"page": page, "happened": "", "texts": [], "join": join, "own": own}
    return render_template("error.html", **context), 403


def _list_posted_texts() -> list[str]:
    """The posted texts of more than 20 characters, without passwords, tokens and codes."""
    secret = ("password", "token", "code")
    try:
        form = request.form
    except RequestEntityTooLarge:  # not parsed before, because the CSRF token was in the header
        return []
    names = [name for name in form if not any(word in name for word in secret)]
    return [text for name in names for text in form.getlist(name) if len(text) > 20]
