"""The instruments that come with Reflect keep their own rules."""

from pathlib import Path

import pytest

from reflect.core.instruments.loader import load

FOLDER = Path(__file__).parents[2] / "instruments"
WEEKLY = FOLDER / "weekly-check-in.v1.toml"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_every_published_file_loads_and_its_name_says_what_it_holds(path: Path) -> None:
    found = load(path)
    assert path.name == f"{found.id}.v{found.version}.toml"
    assert "Not a validated measure, and not a test of you." in found.standing
    asked = [name for page in found.pages for section in page.sections for name in section.items]
    assert sorted(asked) == sorted(item.id for item in found.items)
    covered = {name for example in found.examples for name in (*example.scores, *example.missing)}
    assert covered == {scale.id for scale in found.scales}


def test_statements_keep_the_rules_for_statements() -> None:
    for path in FOLDER.glob("*.toml"):
        statements = [item for item in load(path).items if item.responses == "how-true"]
        assert statements
        for item in statements:
            assert item.text.endswith(".")
            assert not {"and", "or", "not only"} & set(
                item.text.lower().replace(",", "").split()
            ), item
            assert ":" not in item.text


def test_a_step_to_try_never_stands_without_something_to_ask_for() -> None:
    for path in FOLDER.glob("*.toml"):
        for item in load(path).items:
            assert bool(item.to_try) == bool(item.ask)


def test_wording_that_two_instruments_share_is_the_same() -> None:
    known: dict[str, str] = {}
    workshop = load(FOLDER / "workshop-week.v1.toml")
    for name in ("weekly-check-in", "data-security", "families"):
        known |= {item.id: item.text for item in load(FOLDER / f"{name}.v1.toml").items}
    assert [known[item.id] for item in workshop.items] == [item.text for item in workshop.items]


def test_the_weekly_check_in_has_three_pages_in_order() -> None:
    weekly = load(WEEKLY)
    assert [page.id for page in weekly.pages] == ["places", "statements", "reflection"]
    places, statements, reflection = weekly.pages
    assert places.heading == "Where did you work?"
    assert places.sections[0].layout == "squares"
    assert [s.title for s in statements.sections[:3]] == [s.title for s in weekly.scales]
    assert {s.stem for s in statements.sections if s.layout == "moons"} == {weekly.stem}
    assert statements.sections[-1].items == ("missing",)
    after_yes = [weekly.item(name) for name in reflection.sections[0].items[1:]]
    assert {(i.follows.item, i.follows.answer) for i in after_yes if i.follows} == {("held", 1)}
    assert all(item.follows for item in after_yes)
    assert all(weekly.item(name).private for name in reflection.sections[1].items)


def test_only_the_weekly_check_in_and_the_team_check_reach_a_team() -> None:
    shared = {load(path).id for path in FOLDER.glob("*.toml") if load(path).team}
    assert shared == {"weekly-check-in", "team-check"}
