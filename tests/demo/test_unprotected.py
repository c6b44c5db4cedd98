"""Figures without protections: exact, from invented lives, and out of reach."""

import ast
import inspect
from fractions import Fraction

import grimp
import pytest

from reflect.core.disclosure import team_release
from reflect.demo.exercise import unprotected
from reflect.demo.exercise.unprotected import ExactFigure, exact_figure_of_week, subtract_rosters
from reflect.demo.seed.colleagues import list_member_weeks, list_members
from tests.support.demo_teams import (
    HARBOUR,
    NORTHGATE,
    RIVERSIDE,
    SCALES,
    demo_answers,
    demo_scores,
)

HERE = "reflect.demo.exercise.unprotected"


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("reflect", include_external_packages=True)


# --- the numbers


def test_the_person_found_has_the_score_that_one_gets_by_hand():
    last = list_member_weeks(HARBOUR, "leah")[-1]
    given = [demo_answers("leah", last)[item] for item in ("reach", "sense", "belong")]
    by_hand = Fraction(sum(25 * (answer - 1) for answer in given), 3)
    found = subtract_rosters(HARBOUR, "connection", last, last, 0)
    assert (found.larger.people, found.smaller.people) == (7, 6)
    assert found.score == by_hand


def test_a_mean_is_that_of_everybody_who_was_there():
    last = list_member_weeks(HARBOUR, "leah")[-1]
    every = [demo_scores(name, last)["connection"] for name in HARBOUR.members]
    found = exact_figure_of_week(HARBOUR, "connection", last, last)
    assert found.people == len(every) == 7
    assert float(found.mean) == pytest.approx(sum(every) / 7)
    assert float(exact_figure_of_week(HARBOUR, "connection", last, 0).total) == pytest.approx(
        sum(every) - demo_scores("leah", last)["connection"]
    )


@pytest.mark.parametrize("scale", SCALES)
def test_every_week_of_the_one_who_left_can_be_subtracted_out(scale):
    found = 0
    for ago in list_member_weeks(HARBOUR, "leah"):
        taken = subtract_rosters(HARBOUR, scale, ago, ago, 0)
        own = demo_scores("leah", ago).get(scale) if ago <= 52 else None
        assert (taken is None) == (own is None)
        if taken:
            assert float(taken.score) == pytest.approx(own)
            found += 1
    assert found >= 28


def test_whoever_came_is_found_too():
    joined = list_member_weeks(RIVERSIDE, "sam")[0]
    taken = subtract_rosters(RIVERSIDE, "connection", joined, joined, joined + 1)
    assert float(taken.score) == pytest.approx(demo_scores("sam", joined)["connection"])


def test_even_the_smallest_team_has_figures_here():
    assert exact_figure_of_week(NORTHGATE, "connection", 3, 3).people == 4


def test_two_pages_of_the_same_people_give_nobody():
    last = list_member_weeks(HARBOUR, "leah")[-1]
    assert subtract_rosters(HARBOUR, "connection", last, last, last) is None
    assert exact_figure_of_week(HARBOUR, "connection", 60, 60) is None


def test_a_total_is_what_all_of_them_add_up_to():
    assert ExactFigure(Fraction(50, 3), 3).total == 50


def test_who_leaves_on_a_friday_was_there_for_the_week_before():
    assert "leah" in list_members(HARBOUR, HARBOUR.left["leah"] + 1)
    for ago in (HARBOUR.left["leah"], 0):
        assert "leah" not in list_members(HARBOUR, ago)
    assert "sam" in list_members(RIVERSIDE, RIVERSIDE.joined["sam"] - 1)
    assert "sam" not in list_members(RIVERSIDE, RIVERSIDE.joined["sam"])


# --- out of reach


def test_they_are_made_without_anything_that_protects_or_stores(graph):
    behind = graph.find_upstream_modules(HERE)
    assert {"reflect.demo.seed.week_generator", "reflect.demo.seed.people"} <= behind
    apart = ("reflect.core.disclosure", "reflect.core.crypto")
    layers = ("reflect.models", "reflect.db", "reflect.vaults", "reflect.teams", "sqlalchemy")
    assert not [one for one in behind if one.startswith((*apart, *layers))]


def test_nothing_but_the_exercise_of_the_demo_has_them(graph):
    assert graph.find_modules_that_directly_import(HERE) == {"reflect.demo.exercise.solution"}
    assert graph.find_modules_that_directly_import("reflect.demo.exercise.solution") == {
        "reflect.demo.exercise.routes"
    }
    assert graph.find_modules_that_directly_import("reflect.demo.exercise.routes") == {
        "reflect.demo.routes"
    }


def test_they_name_no_store_and_no_release_even_inside_a_function():
    tree = ast.parse(inspect.getsource(unprotected))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name.startswith("reflect.")} == {
        "reflect.demo.seed.colleagues",
        "reflect.demo.seed.week_generator",
    }
    assert "importlib" not in {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }


def test_the_real_release_has_no_switch():
    taken = inspect.signature(team_release.release).parameters
    assert set(taken) == {"totals", "shared", "eligible", "disputed", "rng", "least"}
    assert taken["least"].default == team_release.MIN_SHARERS == 5
