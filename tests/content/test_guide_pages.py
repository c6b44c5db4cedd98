"""The guides as pages: open to anybody, and every link leads somewhere."""

import html
import re

import pytest

from reflect.content.guides.library import PACKAGE_FOLDER, load_guides
from tests.support.page_parsing import page_links

GUIDES = load_guides(PACKAGE_FOLDER / "no-such-folder")
EVERY = pytest.mark.parametrize("name", GUIDES.by_id)
PAGES = ["/guides", "/sources", *(f"/guides/{name}" for name in GUIDES.by_id)]


@pytest.mark.parametrize("path", PAGES)
def test_nobody_has_to_sign_in_for_it_and_nobody_sees_another_text(client, signed_in, path):
    for browser in (client, signed_in):
        browser.get(path)
        assert (browser.status, browser.path) == (200, path)
        assert 'href="/guides"' in browser.html
        assert 'href="/sources"' in browser.html
    assert 'href="/my-picture"' not in client.html.split("<main")[1]


@pytest.mark.parametrize("path", PAGES)
def test_every_link_on_this_site_leads_somewhere(app, signed_in, path):
    rooms_to_come = {"/notebook/supervision-sheet", "/notebook/cpd"}
    known = {rule.rule for rule in app.url_map.iter_rules()}
    signed_in.get(path)
    ours = {href for _said, href in page_links(signed_in) if href.startswith(("/", "#"))}
    for href in ours - (rooms_to_come - known):
        where, _hash, anchor = href.partition("#")
        signed_in.get(where or path)
        assert signed_in.status == 200, href
        assert not anchor or f'id="{anchor}"' in signed_in.html, href


@EVERY
def test_sixty_seconds_stand_on_top_and_each_section_has_its_place(client, name):
    guide = GUIDES.get_guide(name)
    client.get(f"/guides/{name}")
    parts = [guide.sixty, *guide.sections]
    headings = re.findall(r"<h([23])>(.*?)</h\1>", client.html)
    assert [html.unescape(words) for _level, words in headings[: len(parts)]] == [
        part.heading for part in parts
    ]
    assert 'class="notice flow"' in client.html.split("<h2>")[0].splitlines()[-1]
    for part in filter(lambda part: part.anchor, guide.sections):
        assert f'<section class="flow cited" id="{part.anchor}">' in client.html


@EVERY
def test_a_guide_lists_its_own_sources_with_their_addresses(client, name):
    client.get(f"/guides/{name}")
    listed = client.html.split("<h2>Sources</h2>")[1]
    for source in GUIDES.get_guide(name).sources:
        found = GUIDES.sources[source]
        assert found.citation in html.unescape(listed)
        assert not found.url or f'href="{found.url}"' in listed
    assert "For practitioners and supervisors." in client.words


def test_the_sources_page_says_what_each_was_used_for_and_how_certain_it_is(client):
    client.get("/sources")
    for name in {name for guide in GUIDES.by_id.values() for name in guide.sources}:
        source = GUIDES.sources[name]
        shown = html.unescape(client.html.split(f'id="{source.id}"')[1].split("</li>")[0])
        assert source.citation in shown
        assert f"Used for: {source.used_for}. {source.certainty_text}" in shown
        assert source.limits in shown
        for guide in GUIDES.by_id.values():
            assert (f'href="/guides/{guide.id}"' in shown) == (source.id in guide.sources)
    assert "Cited in: Weekly check-in" in client.words  # of an idea that no guide cites


@EVERY
def test_what_one_may_do_with_a_guide_stands_at_its_foot(client, name):
    client.get(f"/guides/{name}")
    assert "Licence: CC BY 4.0 . You may copy, change and pass on this text" in client.words
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in client.html
    assert f'href="/guides/{name}/file"' in client.html


@EVERY
def test_a_guide_can_be_taken_away_as_text_that_stands_alone(client, name):
    guide = GUIDES.get_guide(name)
    client.get(f"/guides/{name}/file")
    assert client.page.mimetype == "text/markdown"
    assert client.page.headers["Content-Disposition"] == f'attachment; filename="{name}.md"'
    assert client.html.startswith(f"# {guide.title}\n\n{guide.about}")
    assert guide.sixty.heading in client.html
    assert "source:" not in client.html
    for source in guide.sources:
        assert f"- {GUIDES.sources[source].citation}. " in client.html


def test_a_guide_that_is_not_there_is_not_here(client):
    for path in ("/guides/gardening", "/guides/gardening/file"):
        client.get(path)
        assert client.status == 404
