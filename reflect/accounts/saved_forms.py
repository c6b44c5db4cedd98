"""Saved forms: a form that was posted just after the session locked, kept for ten minutes.

It is sealed under the cookie it came with, and bound to the account whose session locked: another
user who then logs in with the same browser must not get it. Passwords, codes and digits are never
saved.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from reflect.core.crypto.primitives import DecryptionError
from reflect.core.crypto.session_keys import saved_form_id, seal_saved_form, unseal_saved_form
from reflect.models import lapsed

FormData = dict[str, list[str]]
SAVED_FORM_LIFETIME = timedelta(minutes=10)
SECRET_FIELDS = {"password", "new_password", "code", "last_group", "digits"}


def remove_secret_fields(form: FormData) -> FormData:
    """The form without passwords and codes."""
    return {key: form[key] for key in form if key not in SECRET_FIELDS}


def save_form(
    db: Connection, token: bytes, account: str, path: str, form: FormData, now: datetime
) -> None:
    """Save a form of `account` on the page `path`, for the browser with this cookie."""
    delete_form(db, token)
    content = {"path": path, "form": remove_secret_fields(form)}
    db.execute(
        insert(lapsed).values(
            id=saved_form_id(token),
            account=account,
            blob=seal_saved_form(token, account, content),
            expires=int((now + SAVED_FORM_LIFETIME).timestamp()),
        )
    )


def load_form(
    db: Connection, token: bytes, account: str, path: str, now: datetime
) -> FormData | None:
    """The form saved for this account, page and browser in the last ten minutes, or None."""
    saved = _load_saved(db, token, account, now)
    return saved[1] if saved is not None and saved[0] == path else None


def transfer_form(db: Connection, old: bytes, new: bytes, account: str, now: datetime) -> str:
    """Move the form saved for `account` to its new cookie; returns its path, or "".

    Another account's form is deleted.
    """
    saved = _load_saved(db, old, account, now)
    delete_form(db, old)
    if saved is None:
        return ""
    path, form = saved
    save_form(db, new, account, path, form, now)
    return path


def delete_form(db: Connection, token: bytes) -> None:
    """Delete the form saved under this cookie."""
    db.execute(delete(lapsed).where(lapsed.c.id == saved_form_id(token)))


def _load_saved(
    db: Connection, token: bytes, account: str, now: datetime
) -> tuple[str, FormData] | None:
    statement = select(lapsed.c.blob).where(
        lapsed.c.id == saved_form_id(token), lapsed.c.expires > int(now.timestamp())
    )
    blob = db.execute(statement).scalar_one_or_none()
    if blob is None:
        return None
    try:
        content = unseal_saved_form(token, account, bytes(blob))
    except DecryptionError:  # another account's
        return None
    return content["path"], content["form"]
