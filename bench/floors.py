"""The yardsticks: what a page costs that does the same work with nothing around it.

Each is a small Flask app under the same server and on the same database as Reflect, prepared by
the same `open_engine` (SQLite: FULL, TRUNCATE). The form yardstick reads the same boxes with
WTForms and keeps them with one INSERT; the picture yardstick selects the same sealed rows, decrypts
them and reads their JSON; hashing is the bare Argon2 of `argon2-cffi`.
"""

import json
import os
import secrets
import time
from collections.abc import Callable

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, redirect, render_template_string, request
from servers import Cost
from sqlalchemy import Engine, text
from werkzeug.wrappers import Response
from wtforms import Form, StringField

from reflect.checkins.page_layout import layout_of
from reflect.config import Settings, packaged_data_dir
from reflect.core.crypto.password_hash import Kdf
from reflect.core.instruments.library import load_library
from reflect.db import open_engine
from reflect.web.current_site import WEEKLY_INSTRUMENT_ID

_TABLE = "CREATE TABLE IF NOT EXISTS bare (id VARCHAR(32) PRIMARY KEY, answers TEXT NOT NULL)"
_INSERT = text("INSERT INTO bare (id, answers) VALUES (:id, :answers)")
_PAGE = (
    "<!doctype html><title>A form</title><form method=post>"
    "{% for field in form %}<p>{{ field.label }} {{ field }}</p>{% endfor %}"
    "<button>Send</button></form>"
)


def app(what: str, settings: Settings) -> Flask:
    """The yardstick `hello`, or `form` on the database of the site."""
    bare = Flask(__name__, static_folder=None)
    bare.add_url_rule("/hello", "hello", lambda: "Hello")
    if what == "form":
        _add_form(bare, settings)
    return bare


def _add_form(bare: Flask, settings: Settings) -> None:
    engine, form_class = open_engine(settings.database_url), _form()
    with engine.begin() as db:
        db.execute(text(_TABLE))

    @bare.get("/form")
    def show() -> str:
        return render_template_string(_PAGE, form=form_class())

    @bare.post("/form")
    def keep() -> Response:
        form = form_class(request.form)
        form.validate()
        values = {"id": secrets.token_hex(16), "answers": json.dumps(form.data)}
        with engine.connect().execution_options(reflect="writing") as db:
            db.execute(_INSERT, values)
            db.commit()
        return redirect("/hello", 303)


def _form() -> type[Form]:
    """A form with all boxes of the weekly check-in."""
    layout = layout_of(
        load_library(
            packaged_data_dir("instruments"), packaged_data_dir("instruments") / "none"
        ).latest(WEEKLY_INSTRUMENT_ID)
    )
    names = [name for page in layout.pages for name in page.names]
    return type("Bare", (Form,), {name: StringField(name) for name in names})


def sealed_rows(engine: Engine, values: list[dict[str, object]]) -> bytes:
    """Lay down as many sealed rows as a history has, with the same answers; their key."""
    key = AESGCM.generate_key(256)
    sealed = []
    for value in values:
        nonce, plain = os.urandom(12), json.dumps(value).encode()
        blob = nonce + AESGCM(key).encrypt(nonce, plain, None)
        sealed.append({"slot": os.urandom(16), "blob": blob})
    with engine.begin() as db:
        db.execute(text("CREATE TABLE IF NOT EXISTS sealed (slot BLOB PRIMARY KEY, blob BLOB)"))
        db.execute(text("DELETE FROM sealed"))
        db.execute(text("INSERT INTO sealed (slot, blob) VALUES (:slot, :blob)"), sealed)
    return key


def opened(engine: Engine, key: bytes) -> list[object]:
    """SELECT, decrypt, loads."""
    with engine.connect() as db:
        rows = db.execute(text("SELECT slot, blob FROM sealed")).all()
    cipher = AESGCM(key)
    return [json.loads(cipher.decrypt(row.blob[:12], row.blob[12:], None)) for row in rows]


def argon2(kdf: Kdf = Kdf.current) -> None:
    """One bare hash at the cost of a site's passwords."""
    hash_secret_raw(
        b"four small boats adrift",
        os.urandom(16),
        time_cost=kdf.passes,
        memory_cost=kdf.memory,
        parallelism=kdf.lanes,
        hash_len=32,
        type=Type.ID,
    )


def measured(work: Callable[[], object], times: int) -> Cost:
    """What one call costs in this process."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _time in range(times):
        work()
    return Cost((time.process_time() - cpu) / times, (time.perf_counter() - wall) / times)
