"""The instruments of a site, and the promise that a published version never changes."""

import hashlib
from pathlib import Path

import pytest

from reflect.core.errors import Invalid, NotFound
from reflect.core.instruments.library import load_library

FOLDER = Path(__file__).parents[2] / "instruments"

# A published version never changes under the answers given to it. A mistake in one is mended in
# its next version: a new file, a new line here.
PUBLISHED = {
    "data-security.v1": "bda7ec931433e8cb6f7715cb03b7eb3b291c89b3081122a130af2e14aca43253",
    "families.v1": "806ce4aea6efadb1ab117a42ad5b04136434926c2a062a6caf26bf6a5e575b17",
    "first-year.v1": "313bb68764e5662678c68e0d0bb1b233afeab1b4073bb74d702b38df5625723c",
    "leader-review.v1": "e2482cea4bb2f11242398126aeae04b5fae8f1a56525366def55da02e1caeb68",
    "self-care.v1": "e3ac07c67cdb72d52fc0f66b97a8efb12a1c8128e3c12b939943c6026c1dfe22",
    "team-check.v1": "eefef26c387f2b1eeb26c926c706e2a6e245c2c0393c9e98173025c6fec4141d",
    "weekly-check-in.v1": "044075d66f1ebb56f124615fc2d0365f91428ece7a7729eb795057b838e25380",
    "workshop-before-after.v1": "23666328b07965ca5d4d3631a97a35ed652eb6a92322bcfe63505c89e6079342",
    "workshop-week.v1": "04cd5032e8d080bee5b9588f8e3c6ccf5a6a32ff5d4d0d9c4981af25de3aecb2",
}


def digest(path: Path) -> str:
    unix = path.read_bytes().replace(b"\r\n", b"\n")  # a checkout on Windows may differ there
    return hashlib.sha256(unix).hexdigest()


def own(folder: Path, name: str, version: int, file: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / (file or f"{name}.v{version}.toml")
    path.write_text(
        f'id = "{name}"\nversion = {version}\ntitle = "T{version}"\nrecall = "now"\n'
        'standing = "S"\nsource = "S"\nlicence = "L"\n'
        '[[items]]\nid = "one"\ntext = "One?"\nlabels = ["Yes", "No"]\n'
    )
    return path


def test_a_published_file_never_changes() -> None:
    found = {path.stem: digest(path) for path in FOLDER.glob("*.toml")}
    assert found == PUBLISHED


def test_all_nine_instruments_come_with_reflect() -> None:
    assert sorted(load_library(FOLDER).newest) == [
        "data-security",
        "families",
        "first-year",
        "leader-review",
        "self-care",
        "team-check",
        "weekly-check-in",
        "workshop-before-after",
        "workshop-week",
    ]


def test_the_newest_version_is_asked_and_the_old_one_stays(tmp_path: Path) -> None:
    for version in (10, 2, 9):
        own(tmp_path, "ours", version)
    library = load_library(tmp_path)
    assert library.latest("ours").version == 10
    assert library.version("ours", 2).title == "T2"
    assert [found.version for found in library.list_offered()] == [10]
    assert dict(library.newest) == {"ours": library.latest("ours")}


def test_own_files_add_an_instrument_or_a_version(tmp_path: Path) -> None:
    own(tmp_path, "ours", 1)
    own(tmp_path, "families", 2)
    library = load_library(FOLDER, tmp_path)
    assert len(library.list_offered()) == 10
    assert library.latest("ours").title == "T1"
    assert library.latest("families").version == 2
    assert library.version("families", 1).title == "Contact with families"


def test_an_own_folder_may_be_missing_but_not_ours(tmp_path: Path) -> None:
    assert len(load_library(FOLDER, tmp_path / "none").list_offered()) == 9
    with pytest.raises(Invalid, match="is no folder"):
        load_library(tmp_path / "none")


def test_one_version_twice_is_an_error_that_names_both_files(tmp_path: Path) -> None:
    own(tmp_path, "families", 1)
    with pytest.raises(Invalid) as error:
        load_library(FOLDER, tmp_path)
    assert str(tmp_path / "families.v1.toml") in str(error.value)
    assert str(FOLDER / "families.v1.toml") in str(error.value)
    assert "Write version = 2" in str(error.value)
    own(tmp_path / "other", "ours", 1)
    own(tmp_path / "other", "ours", 1, "copy.toml")
    with pytest.raises(Invalid, match="already"):
        load_library(tmp_path / "other")


def test_a_wrong_file_stops_the_library_with_its_name(tmp_path: Path) -> None:
    own(tmp_path, "ours", 1).write_text("id = 1")
    with pytest.raises(Invalid, match=r"ours\.v1\.toml, top of the file"):
        load_library(FOLDER, tmp_path)


def test_what_is_not_there_is_not_found() -> None:
    library = load_library(FOLDER)
    with pytest.raises(NotFound):
        library.latest("nothing")
    with pytest.raises(NotFound):
        library.version("families", 2)
