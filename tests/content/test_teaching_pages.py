"""Teaching resources as pages: open to anybody, to read, to show and to take away."""

import html
import re

import pytest

from reflect.content.guides.library import PACKAGE_FOLDER, load_guides
from reflect.content.teaching.library import load_resources
from reflect.content.teaching.presenters import build_teaching_index
from tests.support.content_text import RESOURCE_FILES, resource_text
from tests.support.page_parsing import page_links

GUIDES = load_guides(PACKAGE_FOLDER / "no-such-folder")
ALL = load_resources(PACKAGE_FOLDER / "no-such-folder", GUIDES)
EVERY = pytest.mark.parametrize("name", ALL.by_id)
WALLS = [f"/teaching/{one.id}/wall" for one in ALL.by_id.values() if one.wall]
PAGES = ["/teaching", *(f"/teaching/{name}" for name in ALL.by_id), *WALLS]
TRAIN = "/teaching/vignette-call-on-a-train"


@pytest.mark.parametrize("path", PAGES)
def test_nobody_has_to_sign_in_for_it_and_nobody_sees_another_text(client, signed_in, path):
    found = []
    for browser in (client, signed_in):
        browser.get(path)
        assert (browser.status, browser.path) == (200, path)
        found.append(re.search(r"<main.*</main>", browser.html, re.DOTALL).group(0))
    assert found[0] == found[1]


@pytest.mark.parametrize("path", PAGES)
def test_every_link_on_this_site_leads_somewhere(signed_in, path):
    signed_in.get(path)
    ours = {href for _said, href in page_links(signed_in) if href.startswith(("/", "#"))}
    for href in ours:
        where, _hash, anchor = href.partition("#")
        signed_in.get(where or path)
        assert signed_in.status == 200, href
        assert not anchor or f'id="{anchor}"' in signed_in.html, href


def test_every_resource_is_listed_once_and_what_one_needs_on_the_day_first(client):
    both = {}
    for room in ("/leaders", "/teaching"):
        client.get(room)
        main = client.html.partition('<footer class="footer">')[0]
        both[room] = re.findall(r'href="/teaching/([a-z0-9-]+)"', main)
    listed = both["/teaching"]
    for names in both.values():
        assert len(names) == len(set(names))
    assert {*listed, *both["/leaders"]} == set(ALL.by_id)
    assert ALL.get_resource(listed[0]).kind == "running-order"
    assert "Sixty minutes on agile working" in client.words
    assert "For trainers and practice educators. 60 minutes. People: 8 to 30." in client.words
    kinds = [ALL.get_resource(name).kind for name in listed]
    assert kinds.index("vignette") > max(n for n, k in enumerate(kinds) if k == "running-order")


def test_vignettes_stand_below_their_first_theme():
    (groups,) = [
        groups for title, groups in build_teaching_index(ALL) if title.startswith("Vignettes")
    ]
    titles = {one.resource.id: group.title for group in groups for one in group.listed}
    assert titles["vignette-call-on-a-train"] == "Data security"


@EVERY
def test_a_page_has_its_sections_its_sources_and_its_licence(client, name):
    found = ALL.get_resource(name)
    client.get(f"/teaching/{name}")
    headings = re.findall(r"<h([23])>(.*?)</h\1>", client.html)
    shown = [(int(level), html.unescape(words)) for level, words in headings]
    assert shown[: len(found.sections)] == [(one.level, one.heading) for one in found.sections]
    listed = html.unescape(client.html.split("<footer")[1])
    for source in (GUIDES.sources[one] for one in found.sources):
        assert source.citation in listed
        assert source.certainty_text in listed
        assert source.limits in listed
        assert not source.url or f'href="{source.url}"' in listed
    assert "Licence: CC BY 4.0 . You may copy, change and pass on this text" in client.words
    assert "To be looked at again by" in client.words
    assert all(number in listed for number in found.standards)


def test_the_licence_is_named_on_the_index_too(client):
    client.get("/teaching")
    assert "Licence: CC BY 4.0 . You may copy, change and pass on this text" in client.words
    assert "the AGPL" in client.words


@EVERY
def test_a_file_to_adapt_has_the_very_text_and_stands_alone(client, name):
    found = ALL.get_resource(name)
    client.get(f"/teaching/{name}/file")
    assert client.page.mimetype == "text/markdown"
    assert client.page.headers["Content-Disposition"] == f'attachment; filename="{name}.md"'
    text = client.html
    assert text.startswith(f"# {found.title}\n\n{found.about}")
    assert "Licence: CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/). You may" in text
    assert "+++" not in text
    assert "](source:" not in text
    assert "](/" not in text
    for source in found.sources:
        assert f"- {GUIDES.sources[source].citation}. " in text
    (path,) = [path for path in RESOURCE_FILES if path.stem == name]
    for line in resource_text(path).split("\n"):
        assert "](" in line or line in text


def test_the_page_of_sources_says_which_teaching_pages_cite_one(client):
    client.get("/sources")
    for name in {name for one in ALL.by_id.values() for name in one.sources}:
        shown = client.html.split(f'id="{name}"')[1].split("</li>")[0]
        for one in ALL.by_id.values():
            assert (f'href="/teaching/{one.id}"' in shown) == (name in one.sources)


@pytest.mark.parametrize("path", WALLS)
def test_a_wall_turns_from_its_first_page_to_its_last_and_back(client, path):
    total = len(ALL.get_resource(path.split("/")[2]).wall)
    client.get(path)
    for n in range(1, total + 1):
        client.get(turned(client, "next"))
        assert client.path == f"{path}/{n}"
        assert f"{n} of {total}" in client.words
    assert 'rel="next"' not in client.html
    for n in range(total - 1, 0, -1):
        client.get(turned(client, "prev"))
        assert client.path == f"{path}/{n}"
    client.get(turned(client, "prev"))
    assert client.path == path
    assert 'rel="prev"' not in client.html


def turned(client, way: str) -> str:
    return re.search(f'rel="{way}" href="([^"]*)"', client.html).group(1)


def test_a_wall_has_no_masthead_and_says_what_is_fictional(client):
    client.get(f"{TRAIN}/wall")
    assert "Nobody in it exists" in client.words
    client.get(f"{TRAIN}/wall/1")
    assert "1 of 2. Fictional" in client.words
    assert "masthead" not in client.html
    assert "reflect.js" not in client.html


@pytest.mark.parametrize(
    "path",
    [
        "/teaching/gardening",
        "/teaching/gardening/file",
        "/teaching/gardening/wall",
        "/teaching/gardening/wall/1",
        "/teaching/case-hub-and-home/wall",
        "/teaching/case-hub-and-home/wall/1",
        f"{TRAIN}/wall/0",
        f"{TRAIN}/wall/3",
        f"{TRAIN}/wall/x",
        f"{TRAIN}/wall/-1",
        f"{TRAIN}/wall/²",
        f"{TRAIN}/wall/{'9' * 5000}",
    ],
)
def test_what_is_not_there_is_not_here(client, path):
    client.get(path)
    assert client.status == 404


def test_the_guides_lead_to_it(client):
    client.get("/guides")
    assert 'href="/teaching"' in client.html
