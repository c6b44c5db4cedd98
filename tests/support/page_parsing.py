"""Links of a page, and following them as a person does: by what they say."""

import html
import re


def mask_tokens(html: str) -> str:
    """A page without what differs each time it is made: the masked form tokens."""
    return re.sub(r"\b[0-9a-f]{128}\b", "token", html)


def form_values(page: str) -> dict[str, list[str]]:
    """Every box of a page, with what stands in it or is chosen; line ends as a browser has them."""
    page = page.replace("\r\n", "\n")
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        chosen = given.get("type") not in {"radio", "checkbox"} or re.search(r"\bchecked\b", tag)
        if "name" in given and chosen:
            found.setdefault(given["name"], []).append(html.unescape(given.get("value", "")))
    for name, text in re.findall(
        r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL
    ):
        found.setdefault(name, []).append(html.unescape(text).removeprefix("\n"))
    return found


def form_value(browser, name: str) -> str:
    return "".join(form_values(browser.html).get(name, []))


def form_edition(browser) -> str:
    return form_value(browser, "edition")


LINK_PATTERN = re.compile(r'<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def page_links(browser) -> list[tuple[str, str]]:
    """Words and address of every link on the page."""
    found = [
        (re.sub(r"<[^>]+>", "", said), href) for href, said in LINK_PATTERN.findall(browser.html)
    ]
    return [(html.unescape(said).strip(), html.unescape(href)) for said, href in found]


def follow_link(browser, words: str) -> str:
    """Follow the first link that says this; gives the part of the page that it leads to."""
    href = next(href for said, href in page_links(browser) if said == words)
    path, _hash, anchor = href.partition("#")
    browser.get(path)
    assert browser.status == 200, href
    if not anchor:
        return browser.html
    assert browser.html.count(f'id="{anchor}"') == 1, href
    return browser.html.split(f'id="{anchor}"')[1].split("</section>")[0]
