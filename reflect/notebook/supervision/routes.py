"""/notebook/supervision: formal supervision over the year, on screen and on paper."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.charts.dates import format_day
from reflect.db import reading
from reflect.notebook.supervision import chart, presenters, services
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import current_library, current_settings

bp = Blueprint("formal_supervision", __name__)


@bp.get("/notebook/supervision")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """Weeks since the latest meeting, and a summary of the year."""
    vault, library = actor().vault, current_library()
    defaults = current_settings().organisation.defaults
    with reading() as db:
        history = services.load_supervision_history(db, vault, library, now(), defaults)
    return render_template(
        "notebook/supervision.html",
        seen=history,
        today=format_day(today(), year=True),
        since=presenters.describe_latest_supervision(history),
        lately=presenters.describe_since_latest(history),
        drawings=[chart.draw_supervision_chart(history, is_wide=wide) for wide in (True, False)],
        key=chart.build_supervision_legend(history),
        span=presenters.format_supervision_span(history),
        lines=presenters.summarise_supervision_year(history),
        rows=presenters.build_supervision_rows(history),
    )
