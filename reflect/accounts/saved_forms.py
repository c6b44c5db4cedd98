"""A form that was sent just after the lock is kept for its writer, sealed, for ten minutes.

It is sealed under the cookie it came with and bound to the account whose session locked: the next
person at the same desk signs in on the same browser and must not get it. Passwords, codes and
digits are never kept.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from reflect.core.crypto.primitives import DecryptionError
from reflect.core.crypto.session_keys import saved_form_id, seal_saved_form, unseal_saved_form
from reflect.models import lapsed

FormData = dict[str, list[str]]
SAVED_FORM_LIFETIME = timedelta(minutes=10)
SECRET_FIELDS = {
    "password",
    "new_password",
    "code",
    "last_group",
    "digits",
}  # fields of these pages


def remove_secret_fields(form: FormData) -> FormData:
    """The form without passwords and codes."""
    return {key: form[key] for key in form if key not in SECRET_FIELDS}


def save_form(
    db: Connection, token: bytes, account: str, path: str, form: FormData, now: datetime
) -> None:
    """Save a form of `account` on the page `path`, for the browser with this cookie."""
    delete_form(db, token)
    db.execute(
        insert(lapsed).values(
            id=saved_form_id(token),
            account=account,
            blob=seal_saved_form(
                token, account, {"path": path, "form": remove_secret_fields(form)}
            ),
            expires=int((now + SAVED_FORM_LIFETIME).timestamp()),
        )
    )


def load_form(
    db: Connection, token: bytes, account: str, path: str, now: datetime
) -> FormData | None:
    """The form saved for this account, page and browser; it expires after ten minutes."""
    kept = _load(db, token, account, now)
    return kept[1] if kept is not None and kept[0] == path else None


def transfer_form(db: Connection, old: bytes, new: bytes, account: str, now: datetime) -> str:
    """Move the saved form to its writer's new cookie; returns its path, or nothing.

    For anybody else it is deleted.
    """
    kept = _load(db, old, account, now)
    delete_form(db, old)
    if kept is None:
        return ""
    path, form = kept
    save_form(db, new, account, path, form, now)
    return path


def delete_form(db: Connection, token: bytes) -> None:
    """Delete the form saved under this cookie."""
    db.execute(delete(lapsed).where(lapsed.c.id == saved_form_id(token)))


def _load(db: Connection, token: bytes, account: str, now: datetime) -> tuple[str, FormData] | None:
    statement = select(lapsed.c.blob).where(
        lapsed.c.id == saved_form_id(token), lapsed.c.expires > int(now.timestamp())
    )
    blob = db.execute(statement).scalar_one_or_none()
    if blob is None:
        return None
    try:
        kept = unseal_saved_form(token, account, bytes(blob))
    except DecryptionError:  # another account's
        return None
    return kept["path"], kept["form"]
