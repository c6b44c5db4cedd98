"""The open-redirect check: what a browser follows stays on this site, and what is a page stays."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from reflect.web.safe_paths import MAX_PATH_LENGTH, safe_path

SITE = "https://reflect.example"
PIECES = st.sampled_from(
    [
        *(
            "/",
            "\\",
            "//",
            "\t",
            "\n",
            "\r",
            "%09",
            "%2F",
            "%5C",
            "%0d%0a",
            "@",
            ":",
            "?",
            "#",
            ".",
        ),
        *("https:", "evil.example", "check-in", "user", "javascript:", "é", "\uff0f", "\u2028"),
    ]
)


@pytest.fixture(scope="module")
def site():
    app = Flask(__name__)
    app.add_url_rule("/check-in", "week", lambda: "", methods=["GET"])
    app.add_url_rule("/settings/stay", "stay", lambda: "", methods=["POST"])
    app.add_url_rule("/guides/<guide>", "guide", lambda guide: guide, methods=["GET"])
    return app


@pytest.fixture(autouse=True)
def inside(site):
    with site.app_context():
        yield


def followed(path: str) -> str:
    """Where a browser goes (WHATWG URL): it drops tabs and breaks, and reads \\ as /."""
    bare = re.sub(r"[\t\r\n]", "", path).strip()
    before, mark, query = bare.partition("?")
    return urljoin(f"{SITE}/sign-in", before.replace("\\", "/") + mark + query)


ATTACKS = [
    *("", " ", "evil.example", "https:", "https:evil.example", "https://evil.example/"),
    *("//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "\\\\evil"),
    *("/\t/evil.example", "/\n/evil.example", "/\r\n/evil.example", "\t//evil.example"),
    *("/%09/evil.example", "/%2Fevil.example", "/%5Cevil.example", "/%0d%0aSet-Cookie:a=b"),
    *("//user@evil.example", "//user:word@evil.example/", "https://reflect.example@evil.example"),
    *("javascript:alert(1)", "data:text/html,x", "/a\\..\\..//evil.example", "/check-in\x00"),
    *("/check-in\u2028", "/check-in#//evil.example", "/check-in?a=b\r\nSet-Cookie:a=b"),
    *("/" * 5000, "/check-in?" + "a" * MAX_PATH_LENGTH, "//[evil", "?next=/check-in"),
]


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: repr(text)[:30])
@pytest.mark.parametrize("page_only", [False, True])
def test_a_way_out_of_the_site_is_refused(text, page_only):
    assert safe_path(text, page_only=page_only) == ""


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/check-in", "/guides?x=1", "/guides?q=https://a.example/&words=a%20b"),
        *("/check-in?returned=1", "/nothing-here", "/guides/caffè", "/search?q=a\\b"),
    ],
)
def test_a_page_comes_back_with_its_query(path):
    assert safe_path(path) == path


def test_after_signing_in_one_comes_to_a_page_that_opens():
    assert safe_path("/check-in", page_only=True) == "/check-in"
    assert safe_path("/guides/a", page_only=True) == "/guides/a"
    for other in ("/nothing-here", "/settings/stay", "/check-in?x=1", "/guides/a/b", "/check-in/"):
        assert safe_path(other, page_only=True) == "", other


@given(st.lists(PIECES | st.characters(), max_size=12).map("".join))
def test_whatever_is_let_through_stays_here(text):
    found = safe_path(text)
    assert found in {"", text}
    if found:
        assert urlsplit(followed(found))[:2] == urlsplit(SITE)[:2]


@given(st.lists(PIECES, max_size=8).map(lambda parts: "/" + "".join(parts)))
def test_a_made_up_path_stays_here_too(text):
    for found in filter(None, (safe_path(text), safe_path(text, page_only=True))):
        assert urlsplit(followed(found))[:2] == urlsplit(SITE)[:2]
        assert not set(found) & set("\t\r\n")
