"""The routes of the app, with a value for each parameter that stands in a path."""

from reflect.policy import may_organise
from reflect.web import access_control

URL_VALUES = {
    "account": "e" * 32,
    "code": "K7M4QX",
    "entry": "0123456789abcdef",
    "guide": "supervision",
    "instrument": "families",
    "month": "2026-11",
    "number": "1",
    "page": "places",
    "person": "priya",
    "place": "1",
    "resource": "vignette-call-on-a-train",
    "room": "d" * 32,
    "scale": "connection",
    "team": "f" * 32,
    "week": "2026-W47",
    "year": "2025-26",
}


def app_routes(app) -> list:
    """All routes, sorted by path."""
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def route_methods(rule) -> set[str]:
    """The methods of a route, without those that Flask adds."""
    return rule.methods - {"HEAD", "OPTIONS"}


def route_path(rule, **values: str) -> str:
    """The path of a route, with these values or else those of `URL_VALUES`."""
    values = {name: {**URL_VALUES, **values}[name] for name in rule.arguments}
    return rule.build(values, append_unknown=False)[1]


def organiser_paths(app, method: str = "GET", **values: str) -> list[str]:
    """Every path that asks for the right to organise."""
    return [
        route_path(rule, **values)
        for rule in app.url_map.iter_rules()
        if method in rule.methods and access_control.find_rule(app, rule.endpoint) is may_organise
    ]
