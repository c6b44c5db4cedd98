"""Links of a page, and following them as a person does: by what they say."""

import html
import re

LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def links(browser) -> list[tuple[str, str]]:
    """Words and address of every link on the page."""
    found = [(re.sub(r"<[^>]+>", "", said), href) for href, said in LINK.findall(browser.html)]
    return [(html.unescape(said).strip(), html.unescape(href)) for said, href in found]


def click(browser, words: str) -> str:
    """Follow the first link that says this; gives the part of the page that it leads to."""
    href = next(href for said, href in links(browser) if said == words)
    path, _hash, anchor = href.partition("#")
    browser.get(path)
    assert browser.status == 200, href
    if not anchor:
        return browser.html
    assert browser.html.count(f'id="{anchor}"') == 1, href
    return browser.html.split(f'id="{anchor}"')[1].split("</section>")[0]
