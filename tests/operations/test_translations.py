"""The machine check of a translation: Welsh is whole, and what is wrong in a file is found."""

import ast
import shutil
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from reflect.core import i18n
from reflect.core.errors import NotFound
from reflect.operations import translations
from tests.support.processes import run_reflect, run_reflect_in_process

ROOT = Path(__file__).parents[2]
CODE = sorted((ROOT / "reflect").rglob("*.py"))
ASKED = {"_", "_l", "ngettext"}


@pytest.fixture(scope="module")
def extracted():
    """Taken from the code once: that takes seconds."""
    return translations.extract_sentences()


@pytest.fixture
def said(extracted, monkeypatch):
    """What the code says, for whatever asks for it."""
    monkeypatch.setattr(translations, "extract_sentences", lambda: extracted)
    return extracted


@pytest.mark.parametrize("code", i18n.language_codes()[1:])
def test_a_translation_that_comes_with_reflect_is_whole(code, said):
    assert list(translations.find_translation_faults(code)) == []


@pytest.mark.parametrize("code", i18n.language_codes()[1:])
def test_its_file_is_as_the_update_writes_it(code, said, tmp_path, monkeypatch):
    before = i18n.catalogue_path(code).read_text(encoding="utf-8")
    shutil.copytree(i18n.LOCALE_DIR, tmp_path / "locale")
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path / "locale")
    for _time in range(2):
        assert translations.update_translation(code)[1] == 0
        assert i18n.catalogue_path(code).read_text(encoding="utf-8") == before, "run: update"


@cache
def sentences_in(path: Path) -> list[tuple[str, ast.expr, bool]]:
    """Each call that asks for a sentence: its function, its first word, and whether at import."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.Lambda)
        for body in (function.body if isinstance(function.body, list) else [function.body])
        for node in ast.walk(body)
    }
    return [
        (node.func.id, node.args[0], id(node) not in inside)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ASKED and node.args
    ]


def test_every_sentence_in_the_code_is_seen_by_the_extraction(said):
    """One inside an f-string, for example, would not be."""
    for path in CODE:
        for name, first, _at_import in sentences_in(path):
            if isinstance(first, ast.Constant):
                assert first.value in said, (path, name)
            else:
                assert path.name in {"i18n.py", "locale.py"}, (path, ast.unparse(first))


def test_a_sentence_in_a_constant_is_a_later_one():
    """Or it would stay in the language in which the program started."""
    for path in CODE:
        for name, first, at_import in sentences_in(path):
            assert (name == "_l") == at_import, (path, ast.unparse(first))


@pytest.fixture
def change(tmp_path, monkeypatch, said):
    """The Welsh file with something replaced, and what is then said of it."""
    shutil.copytree(i18n.LOCALE_DIR, tmp_path / "locale")
    monkeypatch.setattr(i18n, "LOCALE_DIR", tmp_path / "locale")

    def changed(before: str, after: str) -> list[str]:
        path = i18n.catalogue_path("cy")
        whole = path.read_text(encoding="utf-8")
        assert whole.count(before) == 1, before
        path.write_text(whole.replace(before, after), encoding="utf-8")
        return list(translations.find_translation_faults("cy"))

    return changed


def told(code: str, one: str) -> str:
    """The lines of the file about one sentence, without where it stands."""
    whole = i18n.catalogue_path(code).read_text(encoding="utf-8")
    return next(
        part[part.index("msgid ") :] for part in whole.split("\n\n") if f'msgid "{one}"' in part
    ).rstrip()


def test_a_sentence_without_translation_is_missing(change):
    (fault,) = change(told("cy", "Save"), 'msgid "Save"\nmsgstr ""')
    assert fault.endswith('"Save" has no translation.')
    assert fault.startswith("reflect/templates/")


def test_a_sentence_that_is_gone_is_said_and_is_obsolete_after_the_next_update(change):
    save = told("cy", "Save")
    (fault,) = change(save, f'{save}\n\nmsgid "Gone"\nmsgstr "Wedi mynd"')
    assert fault == '"Gone" stands nowhere any more. Run: reflect languages update cy'
    translations.update_translation("cy")
    assert list(translations.find_translation_faults("cy")) == []
    assert '\n\n#~ msgid "Gone"\n#~ msgstr "Wedi mynd"\n' in read_file()


def read_file() -> str:
    return i18n.catalogue_path("cy").read_text(encoding="utf-8")


def in_welsh(translate):
    """What `translate` says in Welsh, by the file as it is now."""
    i18n.catalogue.cache_clear()
    try:
        with i18n.use_locale("cy"):
            return translate()
    finally:
        i18n.catalogue.cache_clear()


@pytest.fixture
def code(change, monkeypatch):
    """Sets the sentences of a small program, and updates its file, which is missing at first."""
    i18n.catalogue_path("cy").unlink()

    def says(*sentences: str | tuple[str, str]) -> tuple[int, int]:
        extracted = Catalog()
        for sentence in sentences:
            extracted.add(sentence, locations=[("reflect/app.py", 1)])
        monkeypatch.setattr(translations, "extract_sentences", lambda: extracted)
        return translations.update_translation("cy")

    return says


FIRST, CHANGED = "The page was saved.", "The whole page was saved."
WEEKS, OTHER_WEEKS = ("{n} week left", "{n} weeks left"), ("{n} week left", "{n} weeks to go")


def translate_all(*pairs: tuple[str, str]) -> None:
    """Write translations into the file, each below its sentence."""
    whole = read_file()
    for one, text in pairs:
        empty = f'msgid "{one}"\nmsgstr ""'
        assert empty in whole
        whole = whole.replace(empty, f'msgid "{one}"\nmsgstr "{text}"')
    i18n.catalogue_path("cy").write_text(whole, encoding="utf-8")


def translate_weeks() -> None:
    whole = read_file()
    for form in range(6):
        whole = whole.replace(f'msgstr[{form}] ""', f'msgstr[{form}] "{{n}} wythnos {form}"')
    i18n.catalogue_path("cy").write_text(whole, encoding="utf-8")


def test_a_changed_sentence_keeps_its_translation_as_fuzzy_and_is_shown_in_english(code):
    assert code(FIRST) == (1, 1)
    translate_all((FIRST, "Cadwyd y dudalen."))
    assert in_welsh(lambda: i18n._(FIRST)) == "Cadwyd y dudalen."
    assert code(CHANGED) == (1, 1)
    fuzzy = f'#, fuzzy\nmsgid "{CHANGED}"\nmsgstr "Cadwyd y dudalen."'
    assert f"#: reflect/app.py\n{fuzzy}\n" in read_file()
    assert in_welsh(lambda: i18n._(CHANGED)) == CHANGED
    (fault,) = translations.find_translation_faults("cy")
    assert "fuzzy" in fault
    before = read_file()
    assert code(CHANGED) == (1, 1)
    assert read_file() == before
    assert code(FIRST) == (1, 0), "the change was taken back"
    assert in_welsh(lambda: i18n._(FIRST)) == "Cadwyd y dudalen."


def test_a_removed_sentence_is_obsolete_and_gets_its_translation_back_when_it_returns(code):
    code(FIRST, "Sign out")
    translate_all((FIRST, "Cadwyd y dudalen."), ("Sign out", "Allgofnodi"))
    for _time in range(2):  # an obsolete entry stays
        assert code("Sign out") == (1, 0)
        assert f'#~ msgid "{FIRST}"\n#~ msgstr "Cadwyd y dudalen."\n' in read_file()
        assert in_welsh(lambda: i18n._(FIRST)) == FIRST
        assert list(translations.find_translation_faults("cy")) == []
    assert code(FIRST, "Sign out") == (2, 0)
    assert in_welsh(lambda: i18n._(FIRST)) == "Cadwyd y dudalen."
    assert "#~" not in read_file()


def test_a_fuzzy_translation_that_is_removed_never_returns_as_a_good_one(code):
    """An obsolete entry has no mark: it would."""
    code(FIRST, "Sign out")
    translate_all((FIRST, "Cadwyd y dudalen."), ("Sign out", "Allgofnodi"))
    code(CHANGED, "Sign out")
    code("Sign out")
    assert CHANGED not in read_file()
    code(CHANGED, "Sign out")
    assert in_welsh(lambda: i18n._(CHANGED)) == CHANGED


@pytest.mark.parametrize("after", [OTHER_WEEKS, ("{n} whole week left", "{n} whole weeks left")])
def test_a_changed_plural_keeps_all_its_forms_as_fuzzy(code, after):
    code(WEEKS)
    translate_weeks()
    assert in_welsh(lambda: i18n.ngettext(*WEEKS, 3)) == "{n} wythnos 3"
    assert code(after) == (1, 1)
    assert "#, fuzzy\n" in read_file()
    assert read_file().count("{n} wythnos 5") >= 1
    assert in_welsh(lambda: i18n.ngettext(*after, 3)) == after[1]
    (fault,) = translations.find_translation_faults("cy")
    assert "fuzzy" in fault


def test_what_a_translator_noted_stays(code):
    code(FIRST)
    translate_all((FIRST, "Cadwyd y dudalen."))
    whole = read_file().replace("#: reflect/app.py", "# as on the card\n#: reflect/app.py")
    i18n.catalogue_path("cy").write_text(whole, encoding="utf-8")
    code(FIRST)
    assert read_file() == whole


def test_a_sentence_without_translation_is_not_fuzzy(code):
    code(WEEKS)
    code(("{n} whole week left", "{n} whole weeks left"))
    assert "fuzzy" not in read_file()


@pytest.mark.parametrize(
    ("one", "text", "fault"),
    [
        ("Be somebody else", "Bod yn rhywun arall.", "begins or ends differently"),
        ("Be somebody else", " Bod yn rhywun arall", "begins or ends differently"),
        ("Be somebody else", "Bod yn <b>rhywun</b> arall", "tags differs (<b>, </b>)"),
        ("Be somebody else", "Bod yn %(name)s", "fills in differs (%(name)s)"),
        ("Guide: %(theme)s. %(readers)s", "Canllaw: %(theme)s. x", "differs (%(readers)s)"),
        ("Guide: %(theme)s. %(readers)s", "%(theme)s %(other)s %(readers)s", "'other'"),
        ("{day} {month} {year}", "{day} {month}", "fills in differs ({year})"),
        ("{day} {month} {year}", "{day} {mis} {year}", "fills in differs ({month}, {mis})"),
    ],
)
def test_what_does_not_fit_is_said(change, one, text, fault):
    (found,) = change(told("cy", one), f'msgid "{one}"\nmsgstr "{text}"')
    assert f'"{one}": ' in found
    assert fault in found


def test_a_plural_has_as_many_forms_as_the_language(change):
    whole = told("cy", "{n} week")
    (fault,) = change(whole, "\n".join(whole.splitlines()[:-1]))
    assert "has no translation" in fault or "forms" in fault


def test_a_mark_of_doubt_is_a_fault_and_stays_at_an_update(change):
    faults = change(told("cy", "Save"), "#, fuzzy\n" + told("cy", "Save"))
    assert [fault for fault in faults if "fuzzy" in fault] == faults
    assert len(faults) == 1
    translations.update_translation("cy")
    assert list(translations.find_translation_faults("cy")) == faults


def test_english_is_no_translation():
    for code in ("en", "xx", "../cy"):
        with pytest.raises(NotFound, match="There are: cy"):
            list(translations.find_translation_faults(code))


def test_the_command_says_it_and_ends_with_1_for_what_is_not_there(tmp_path, said):
    done = run_reflect_in_process(tmp_path / "here", "languages", "check")
    assert (done.returncode, done.stdout.strip()) == (
        *(0, "Cymraeg (cy): nothing is missing, not yet read by a speaker."),
    )
    assert run_reflect(tmp_path, "languages", "check", "xx").returncode == 1
