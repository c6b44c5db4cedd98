"""Read the HTML of a page: forms, links, tables; follow a link or press a button by its text."""

import html
import re

LINK_PATTERN = re.compile(r'<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
ATTRIBUTE_PATTERN = re.compile(r'([\w-]+)="([^"]*)"')


def mask_tokens(page: str) -> str:
    """A page without the masked form tokens, which differ each time it is made."""
    return re.sub(r"\b[0-9a-f]{128}\b", "token", page)


def form_values(page: str) -> dict[str, list[str]]:
    """The values of every form field, as a browser sends them; line ends are \\n."""
    page = page.replace("\r\n", "\n")
    values: dict[str, list[str]] = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        attributes = dict(ATTRIBUTE_PATTERN.findall(tag))
        is_box = attributes.get("type") in {"radio", "checkbox"}
        if "name" in attributes and (not is_box or re.search(r"\bchecked\b", tag)):
            values.setdefault(attributes["name"], []).append(
                html.unescape(attributes.get("value", ""))
            )
    for name, text in re.findall(
        r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL
    ):
        values.setdefault(name, []).append(html.unescape(text).removeprefix("\n"))
    return values


def form_value(browser, name: str) -> str:
    return "".join(form_values(browser.html).get(name, []))


def form_edition(browser) -> str:
    return form_value(browser, "edition")


def press_button(browser, text: str, nth: int = 0):
    """Press the button with this text, as a browser without script does."""
    form_tags = {}
    for tag, content in re.findall(r"<form\b([^>]*)>(.*?)</form>", browser.html, re.DOTALL):
        form_tags |= dict.fromkeys(re.findall(r"<button\b.*?</button>", content, re.DOTALL), tag)
    buttons = re.findall(r"<button\b.*?</button>", browser.html, re.DOTALL)
    button = [each for each in buttons if _visible_text(each) == text][nth]
    attributes = dict(ATTRIBUTE_PATTERN.findall(button[: button.index(">")]))
    action = dict(ATTRIBUTE_PATTERN.findall(form_tags.get(button, ""))).get("action", "")
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', browser.html)
    fields = {attributes["name"]: attributes["value"], **({"seen": seen.group(1)} if seen else {})}
    browser.post(attributes.get("formaction") or action or browser.path, fields, fresh=False)
    return browser


def page_links(browser) -> list[tuple[str, str]]:
    """Text and address of every link, with the text for screen readers alone."""
    links = LINK_PATTERN.findall(browser.html)
    return [(_text(content), html.unescape(href)) for href, content in links]


def link_address(browser, text: str) -> str:
    """The address of the link with this visible text."""
    for href, content in LINK_PATTERN.findall(browser.html):
        if _visible_text(content) == text:
            return html.unescape(href)
    raise AssertionError((text, browser.words))


def follow_link(browser, text: str) -> str:
    """Follow the first link with this text; the part of the page that its fragment names."""
    href = next(href for words, href in page_links(browser) if words == text)
    path, _hash, anchor = href.partition("#")
    browser.get(path)
    assert browser.status == 200, href
    if not anchor:
        return browser.html
    assert browser.html.count(f'id="{anchor}"') == 1, href
    return browser.html.split(f'id="{anchor}"')[1].split("</section>")[0]


def table_rows(page: str) -> list[list[str]]:
    """The text of each cell in each row in the body of the first table."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL).group(1)
    return [
        [_text(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", body)
    ]


def scale_sentences(page: str) -> list[str]:
    """The text beside each scale of a chart, with the text for screen readers alone."""
    items = re.search(r'<ul class="said">(.*?)</ul>', page, re.DOTALL).group(1).split("</li>")
    return [text for item in items if (text := _text(item))]


def shared_section(browser) -> str:
    """The part of a team page that must be the same for everybody in the team."""
    pattern = r"<section[^>]*data-same-for-all>(.*?)</section>"
    return re.search(pattern, browser.html, re.DOTALL).group(1)


def response_snapshot(browser, *paths: str) -> list[tuple]:
    """Status, headers and body of pages, with the form tokens masked."""
    responses = [browser.get(path, follow=False) for path in paths]
    return [
        (each.status_code, sorted(each.headers.items()), mask_tokens(each.get_data(as_text=True)))
        for each in responses
    ]


def _text(markup: str) -> str:
    """Without tags, each run of white space as one blank."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def _visible_text(markup: str) -> str:
    """The same, without the text for screen readers alone."""
    return _text(re.sub(r'<span class="unseen">.*?</span>', "", markup, flags=re.DOTALL))
