"""The base of forms: what binds itself to what, and what is refused."""

from io import BytesIO

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import UnprocessableEntity
from wtforms import FileField, StringField

from reflect.web.forms import ActionField, PageForm


class NoteForm(PageForm):
    note = StringField("Note")
    upload = FileField("File")
    action = ActionField("save", "remove")


class UploadForm(NoteForm):
    has_files = True


@pytest.fixture
def bare(monkeypatch):
    monkeypatch.setattr("reflect.web.forms.csrf_value", lambda: "the token")
    monkeypatch.setattr("reflect.web.forms.load_saved_form", lambda: None)
    return Flask(__name__)


def test_a_form_is_bound_to_what_was_posted(bare):
    with bare.test_request_context("/", method="POST", data={"note": "hello", "action": "save"}):
        form = NoteForm()
        assert (form.note.data, form.validate_on_submit()) == ("hello", True)
        assert form.posted.getlist("note") == ["hello"]


def test_a_form_that_is_not_the_one_posted_can_stay_empty(bare):
    with bare.test_request_context("/", method="POST", data={"note": "hello"}):
        assert not NoteForm(formdata=None).note.data
        assert not NoteForm(None).note.data


def test_on_get_a_form_has_what_was_saved_at_the_lock(bare, monkeypatch):
    with bare.test_request_context("/?note=from-the-address"):
        assert not NoteForm().note.data
    monkeypatch.setattr("reflect.web.forms.load_saved_form", lambda: MultiDict({"note": "kept"}))
    with bare.test_request_context("/"):
        assert NoteForm().note.data == "kept"
        assert not NoteForm().validate_on_submit()


def test_a_file_or_json_never_becomes_the_text_of_a_field(bare):
    def post(**files):
        return bare.test_request_context("/", method="POST", data=files)

    with post(note=(BytesIO(), "evil.txt"), upload=(BytesIO(), "file.txt")):
        assert not NoteForm().note.data
    with post(upload=(BytesIO(), "file.txt")):
        assert not NoteForm().upload.data
        assert UploadForm().upload.data.filename == "file.txt"
    with bare.test_request_context("/", method="POST", json={"note": ["a", {"b": 1}]}):
        assert not NoteForm().note.data


@pytest.mark.parametrize("action", ["", "SAVE", "delete", "save "])
def test_an_unknown_action_is_refused(bare, action):
    with (
        bare.test_request_context("/", method="POST", data={"action": action}),
        pytest.raises(UnprocessableEntity),
    ):
        NoteForm().require_valid()


def test_the_token_is_rendered_without_an_id_and_not_asked_for_again(bare):
    with bare.test_request_context("/", method="POST", data={"action": "save"}):
        form = NoteForm()
        form.require_valid()
        assert str(form.hidden_tag()) == (
            '<input name="csrf_token" type="hidden" value="the token">'
        )
