"""Every type of page of the site, and who opens it: the one list that all judges go through.

An address is filled in from `Site.values`. A page with a `button` is looked at after that button
was pressed in a form that was left as it was, so that what a form says then is judged as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from demo_site import Site

TRAIN = "/teaching/vignette-call-on-a-train"
CHECK_IN = "/check-in/{week}"
ROOM, SHOWN = "/workshops/{open_room}", "/workshops/{shown_room}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page as one person sees it."""

    who: str  # as in `Site.visitors`; empty: a guest
    path: str
    status: int = 200
    button: str = ""  # its words

    @property
    def name(self) -> str:
        """What the tables call it."""
        after = f" after “{self.button}”" if self.button else ""
        return f"{self.who or 'guest'} {self.path}{after}"


def _of(who: str, *paths: str, status: int = 200) -> tuple[Page, ...]:
    return tuple(Page(who, path, status) for path in paths)


def _sent(who: str, path: str, button: str) -> Page:
    return Page(who, path, 422, button)


PAGES = (
    *_of("", "/sign-in", "/invitation", "/recovery", "/who-can-read-what", "/where-to-turn"),
    *_of("", "/guides", "/guides/working-relationships", "/sources", "/leaders", "/find"),
    *_of("", "/reading-list", "/teaching", "/teaching/running-order-60", TRAIN, f"{TRAIN}/wall"),
    *_of("", f"{TRAIN}/wall/1", f"{TRAIN}/wall/2", "/teaching/case-hub-and-home"),
    *_of("", "/teaching/implementing-agile-working", "/teaching/data-protection-draft"),
    *_of("", "/demo", "/demo/tour", "/demo/tour/1", "/demo/find-the-person"),
    *_of("", "/demo/find-the-person/without", "/my-data/gone", "/workshops/ended"),
    *_of("", "/join", "/join/{open_code}", "/room/{open_code}/wall", "/room/{shown_code}/wall"),
    *_of("", "/workshops/paper/workshop-week"),
    *_of("", "/nothing-here", "/room/ABCDEF", "/room/ABCDEF/wall", status=404),
    _sent("", "/sign-in", "Sign in"),
    _sent("", "/invitation", "Go on"),
    _sent("", "/recovery", "Set the new password"),
    _sent("", "/join", "Join"),
    # somebody new
    *_of("noor", "/recovery-code"),
    _sent("noor", "/recovery-code", "I have it safe"),
    *_of("sam", f"{CHECK_IN}/places", "/my-picture", "/my-picture/{last}"),
    *_of("sam", "/weeks", "/notebook", "/my-picture/what-goes-with-what", "/notebook/months"),
    *_of("sam", "/my-picture/experiment"),
    _sent("sam", "/my-picture/experiment", "See the chance of a result"),
    # a practitioner with a year of check-ins
    *_of("priya", f"{CHECK_IN}/places", f"{CHECK_IN}/statements"),
    *_of("priya", f"{CHECK_IN}/reflection", "/check-in/{last}/away", "/weeks", "/pause"),
    *_of("priya", "/sharing/weekly-check-in/{last}", "/my-picture", "/my-picture/{last}"),
    *_of("priya", "/my-picture/look-closer/connection", "/my-picture/changes"),
    *_of("priya", "/my-picture/changes/{mark}", "/my-picture/what-goes-with-what"),
    *_of("priya", "/my-picture/experiment/{experiment}"),
    *_of("priya", "/notebook", "/notebook/months", "/notebook/months/families"),
    *_of("priya", "/notebook/months/families/{asked}", "/monthly/self-care/{week}/statements"),
    *_of("priya", "/notebook/journal", "/notebook/journal/search", "/notebook/journal/lenses"),
    *_of("priya", "/notebook/journal/{written}/weekly-check-in"),
    *_of("priya", "/notebook/journal/{written}/weekly-check-in/delete"),
    *_of("priya", "/notebook/month/{looked}", "/notebook/month/{looked}/delete"),
    *_of("priya", "/notebook/supervision", "/notebook/actions", "/notebook/reminder"),
    *_of("priya", "/notebook/supervision-sheet", "/notebook/cpd", "/notebook/cpd/{year}"),
    *_of("priya", "/notebook/cpd/{year}/text", "/notebook/cpd/new", "/notebook/cpd/from/{last}"),
    *_of("priya", "/notebook/cpd/entry/{entry}", "/notebook/cpd/entry/{entry}/text"),
    *_of("priya", "/notebook/cpd/entry/{entry}/delete", "/recovery-code", "/settings"),
    *_of("priya", "/settings/password", "/settings/new-key", "/settings/second-factor"),
    *_of("priya", "/settings/sessions", "/settings/bring-back", "/settings/recovery-code-kept"),
    *_of("priya", "/my-data", "/my-data/archive", "/my-data/import", "/my-data/stored"),
    *_of("priya", "/my-data/stored?row=3", "/my-data/delete", "/what-organisers-did"),
    *_of("priya", "/teams", "/teams/join", "/teams/{team}"),
    *_of("priya", "/teams/{team}/roster", "/teams/{team}/meeting"),
    *_of("priya", "/organise", "/teams/{other}", status=404),
    _sent("priya", "/notebook/cpd/new", "Save"),
    _sent("priya", "/settings/password", "Set the new password"),
    _sent("priya", "/settings/new-key", "Make a new key"),
    _sent("priya", "/settings/second-factor", "Switch it on"),
    _sent("priya", "/my-data/archive", "Save my archive"),
    _sent("priya", "/my-data/import", "Bring it in"),
    _sent("priya", "/my-data/delete", "Delete everything now"),
    # who leads, organises, looks across, or trains
    *_of("helen", "/teams", "/teams/{team}", "/teams/{team}/agreed", "/teams/{team}/talking"),
    *_of("helen", "/teams/{team}/settings", "/teams/{team}/meeting", "/teams/{team}/roster"),
    *_of("ruth", "/across-teams"),
    *_of("olu", "/organise", "/organise/instruments", "/organise/audit", "/organise/people"),
    *_of("olu", "/organise/people/{account}", "/organise/invitations", "/organise/teams"),
    *_of("olu", "/organise/teams/{team}"),
    _sent("olu", "/organise/invitations", "Make the links"),
    *_of("nell", "/workshops", ROOM, f"{ROOM}/slips", f"{ROOM}/end", SHOWN, f"{SHOWN}/summary"),
    # in a room
    *_of("new phone", "/room/{open_code}"),
    *_of("phone", "/room/{shown_code}", "/room/{shown_code}/take-home"),
    *_of("asked", "/teams/asked"),
    *_of("ended", "/account-ended"),
)


def addresses(site: Site) -> Iterator[tuple[Page, str]]:
    """Each page with its address on this site."""
    for page in PAGES:
        yield page, page.path.format(**site.values)
