"""/my-picture: the chart, one week in words, *look closer* with Plotly; and /where-to-turn.

The Plotly figures are JSON in attributes of the page, without a URL of their own, so that closing
the page removes the numbers, and nothing is decrypted twice. Both palettes are included, because
only the browser knows whether it shows the dark theme.

Plotly inserts style elements, which the Content-Security-Policy forbids. It does not insert the
first one if a style sheet with its id is linked, nor the second one, for maps, if an element has
the id that it looks for. That id changes with each version, so it is read from the script.
"""

import json
import re
from functools import cache, partial

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reflect.charts import plotly_figure
from reflect.charts.dates import format_day
from reflect.charts.series import Picture
from reflect.checkins.http import current_sharer, questionnaire_from_url
from reflect.checkins.sharing import services as sharing_services
from reflect.content.guides.model import GuideLink
from reflect.content.http import current_guides
from reflect.core.weeks import Week
from reflect.db import reading
from reflect.policy import anyone, may_reflect
from reflect.trends import presenters, services, support_contacts
from reflect.trends.monthly import presenters as monthly_presenters
from reflect.trends.monthly import services as monthly_services
from reflect.trends.presenters import ALL_SCALES
from reflect.web.access_control import actor, allow
from reflect.web.assets import PLOTLY, list_source_files
from reflect.web.clock import now
from reflect.web.current_site import current_library, current_settings, weekly_instrument

bp = Blueprint("trends", __name__)


@bp.get("/my-picture")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """All weeks: in words, drawn, and as a table."""
    picture, all_rows = _load_own_picture(), "all" in request.args
    chart = presenters.build_week_chart(
        picture, _guide_links(), week_address=_week_address, all_rows=all_rows
    )
    return render_template("trends/my-picture.html", chart=chart)


@bp.get("/my-picture/<week>")
@allow(may_reflect)
def result(week: str) -> ResponseReturnValue:
    """One week in words; submitting a check-in redirects to it."""
    sheet, vault, library = questionnaire_from_url(week), actor().vault, current_library()
    with reading() as db:
        loaded = services.load_week_result(db, vault, library, sheet, now())
        sets = monthly_services.load_sets_to_offer(db, vault, library, sheet, now())
        sharing = sharing_services.load_sharing_status(db, current_sharer(), sheet, now())
    if loaded.state != "answered":
        monday = format_day(loaded.week.monday)
        return render_template("trends/no-answers.html", one=loaded, monday=monday, sheet=sheet)
    return render_template(
        "trends/result.html",
        one=loaded,
        result=presenters.build_week_result(loaded, current_guides()),
        sheet=sheet,
        standing=sharing,
        once_a_month=[(each, monthly_presenters.format_set_length(each)) for each in sets],
    )


@bp.get("/my-picture/look-closer/<scale>")
@allow(may_reflect)
def look_closer(scale: str) -> ResponseReturnValue:
    """One scale, or all together, in Plotly: hover and zoom."""
    picture = _load_own_picture()
    selected = presenters.select_scale(picture, scale)
    chart = presenters.build_week_chart(selected, _guide_links())
    return render_template(
        "trends/look-closer.html",
        chart=chart,
        here_is=scale,
        others=presenters.list_scale_options(picture),
        figures=build_plotly_json(selected, scale) if chart else None,
        map_style=map_style_id(),
    )


@bp.get("/where-to-turn")
@allow(anyone)
def where_to_turn() -> ResponseReturnValue:
    """People to talk to; accessible without login."""
    settings = current_settings()
    return render_template(
        "trends/where-to-turn.html",
        own_words=support_contacts.load_contacts_text(settings.data),
        own_lines=support_contacts.format_contact_lines(settings.organisation.where_to_turn),
    )


def _week_address(week: Week) -> str:
    return url_for("trends.result", week=week)


def _guide_links() -> dict[str, GuideLink]:
    return current_guides().links_by_scale(weekly_instrument().id)


def _load_own_picture() -> Picture:
    vault, library = actor().vault, current_library()
    with reading() as db:
        return services.load_picture(db, vault, library, weekly_instrument(), now())


_MAP_STYLE_ID = re.compile(rb'getElementById\("([0-9a-f]{64})"\)')


def build_plotly_json(picture: Picture, scale: str) -> dict[str, str]:
    """The Plotly figure of one scale, or of all together, as JSON: `light` and `dark`."""
    if scale == ALL_SCALES:
        build = partial(plotly_figure.build_overlay_figure, picture)
    else:
        build = partial(plotly_figure.build_scale_figure, picture.panels[0], picture)
    compact = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))
    return {"light": compact(build(dark=False)), "dark": compact(build(dark=True))}


@cache
def map_style_id() -> str:
    """The id that stops Plotly from inserting the styles of its maps; empty if it needs none."""
    match = _MAP_STYLE_ID.search(list_source_files()[PLOTLY].read_bytes())
    return match.group(1).decode() if match else ""
