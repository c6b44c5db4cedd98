"""/notebook/supervision: formal supervision over the year, to look at and to take along."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from reflect.charts.dates import format_day
from reflect.charts.svg import trusted_svg
from reflect.db import reading
from reflect.notebook.supervision import chart, presenters, services
from reflect.policy import may_reflect
from reflect.web.access_control import actor, allow
from reflect.web.clock import now, today
from reflect.web.current_site import current_library, current_settings, weekly_instrument

bp = Blueprint("formal_supervision", __name__)


@bp.get("/notebook/supervision")
@allow(may_reflect)
def index() -> ResponseReturnValue:
    """How long since the last, and what the year was like."""
    with reading() as db:
        usual = current_settings().organisation.defaults
        seen = services.load_supervision_history(
            db, actor().vault, current_library(), weekly_instrument(), now(), usual
        )
    drawings = chart.draw_wide_supervision_chart(seen), chart.draw_narrow_supervision_chart(seen)
    return render_template(
        "notebook/supervision.html",
        seen=seen,
        today=format_day(today(), year=True),
        since=presenters.describe_latest_supervision(seen),
        lately=presenters.describe_since_latest(seen),
        drawings=[trusted_svg(each) for each in drawings],
        key=[(trusted_svg(drawn), said) for drawn, said in chart.build_supervision_legend(seen)],
        span=presenters.format_supervision_span(seen),
        lines=presenters.summarise_supervision_year(seen),
        rows=presenters.build_supervision_rows(seen),
    )
