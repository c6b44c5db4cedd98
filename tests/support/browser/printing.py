"""A page as it is printed: how many sheets of A4, and what of the screen is still on it."""

import re

from tests.support.browser.visitor import Visitor

CONTROLS = "nav, button, dialog, .masthead, .footer, .skip, .leave, [type=submit], form.screen"
VISIBLE_CONTROLS = """selector => [...document.querySelectorAll(selector)]
  .filter(one => one.checkVisibility()).map(one => one.outerHTML.slice(0, 120))"""
PAGE_SIZE_PATTERN = rb"/MediaBox ?\[0 0 (\d+)[\d.]* (\d+)"
A4_POINTS = (594, 841)  # rounded down


def count_printed_pages(one: Visitor) -> int:
    """The pages of the PDF that the browser makes, all of them A4."""
    pdf = one.page.pdf(prefer_css_page_size=True)
    sizes = {tuple(map(int, size)) for size in re.findall(PAGE_SIZE_PATTERN, pdf)}
    assert sizes == {A4_POINTS}
    return len(re.findall(rb"/Type */Page\b", pdf))


def printed_controls(one: Visitor) -> list[str]:
    """Controls that are printed though only a screen can use them; sets the media to print."""
    one.page.emulate_media(media="print")
    return one.page.evaluate(VISIBLE_CONTROLS, CONTROLS)
