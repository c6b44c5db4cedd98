"""Ours and theirs: their file stands in the place of ours, and a broken one costs itself."""

import logging

import pytest

from reflect.content import http as content_http
from reflect.content.guides.library import PACKAGE_FOLDER, load_guides
from reflect.content.teaching.library import OWN_RESOURCES_FOLDER, load_resources
from reflect.core.errors import NotFound
from reflect.operations import health_checks
from tests.support.content_samples import SMALL_RESOURCE, SMALL_RUNNING_ORDER

GUIDES = load_guides(PACKAGE_FOLDER / "no-such-folder")
OURS = load_resources(PACKAGE_FOLDER / "no-such-folder", GUIDES)
ALONE = SMALL_RESOURCE.replace(
    "- See [another](/teaching/other#part), [its wall](/teaching/other/wall/1),\n  ", "- "
)


@pytest.fixture
def own(tmp_path):
    """Put a file of the organisation's there; gives all resources."""

    def written(name: str, text: str):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return load_resources(tmp_path, GUIDES)

    return written


def test_a_file_of_theirs_with_our_name_stands_in_our_place(own):
    found = own("case-hub-and-home.md", ALONE)
    assert found.get_resource("case-hub-and-home").title == "Small"
    assert found.by_id.keys() == OURS.by_id.keys()
    assert found.faults == ()


def test_a_file_of_theirs_with_another_name_joins_ours(own):
    found = own("our-hour.md", SMALL_RUNNING_ORDER)
    assert found.by_id.keys() - OURS.by_id.keys() == {"our-hour"}
    assert found.list_by_kind("running-order")[0].id == "our-hour"  # the shortest
    assert found.list_by_kind("running-order")[0].part_at(4).title == "Pairs, then all"


def test_files_of_theirs_may_lead_to_each_other(own):
    assert 'no page "/teaching/other#part"' in own("our-page.md", SMALL_RESOURCE).faults[0].sentence
    assert own("other.md", ALONE).faults == ()


def test_a_file_of_theirs_may_cite_what_they_added_to_the_sources(tmp_path):
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "sources.toml").write_text(
        '[our-survey]\ncitation = "Ours"\nused_for = "a claim"\ncertain = "second-hand"\n'
    )
    (tmp_path / "our-page.md").write_text(ALONE.replace("pacac-2023", "our-survey"))
    found = load_resources(tmp_path, load_guides(tmp_path / "guides"))
    assert found.faults == ()
    assert found.get_resource("our-page").sources == ("our-survey",)


@pytest.mark.parametrize("name", ["running-order-60.md", "new.md", "READ ME.md"])
def test_a_broken_file_of_theirs_costs_that_file_alone(own, name):
    found = own(name, "<script>alert(1)</script>")
    assert found.by_id == OURS.by_id
    (fault,) = found.faults
    assert fault.file == name
    assert name in fault.sentence


def test_running_orders_come_the_shorter_first_and_are_whole():
    orders = OURS.list_by_kind("running-order")
    assert [one.minutes for one in orders] == sorted(one.minutes for one in orders)
    assert all(one.parts for one in orders)
    assert {one.kind for one in orders} == {"running-order"}


def test_another_name_is_no_resource():
    with pytest.raises(NotFound):
        OURS.get_resource("gardening")


def test_reflect_check_says_what_is_wrong_and_the_log_only_where(caplog, app):
    settings = app.extensions["reflect.settings"]
    path = settings.data / OWN_RESOURCES_FOLDER / "broken.md"
    before = list(health_checks.check_organisation_texts(settings))
    path.write_text(SMALL_RESOURCE.replace("handout", "gardening"), encoding="utf-8")
    try:
        (found,) = [
            said for said in health_checks.check_organisation_texts(settings) if said not in before
        ]
        with caplog.at_level(logging.WARNING, "reflect"):
            content_http.init_app(app, settings)
    finally:
        path.unlink()
        content_http.init_app(app, settings)
    assert found.startswith(f"A teaching resource of your own was left out. {path}, top of the")
    assert "gardening" not in caplog.text
    assert (
        'event="a teaching resource was left out: reflect check says why" file=broken.md'
        in caplog.text
    )
