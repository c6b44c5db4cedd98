"""Defaults for England and the United Kingdom: regulator, standards, help lines.

They differ between nations, and a line in `organisation.toml` replaces each. They are in this
module only, so that somebody who adapts Reflect to another country reads one file. Guides and
teaching pages are content: files beside the code, each with its sources, which an organisation's
own file of the same name replaces.
"""

from typing import Final

from reflect.core.i18n import lazy_gettext as _l

LEAVE_QUICKLY: Final = "https://www.bbc.co.uk/weather"

REGULATOR: Final = "Social Work England"
STANDARDS_NAME: Final = _l("standard 4")
STANDARDS: Final = (
    ("4.1", _l("Feedback")),
    ("4.2", _l("Supervision")),
    ("4.3", _l("Research and theory")),
    ("4.4", _l("Current issues")),
    ("4.5", _l("Learning culture")),
    ("4.6", _l("Reflection")),
    ("4.7", _l("Recording")),
    ("4.8", _l("Values and ethics")),
)
PIECES: Final = 2  # of CPD, in a registration year
WITH_PEERS: Final = 1  # of them with peer reflection
YEAR_BEGINS: Final = "12-01"
REGULATOR_NOTE: Final = _l(
    "This holds for England. Scotland, Wales and Northern Ireland have regulators of their own, "
    "with other rules."
)

SUPERVISION_MINUTES: Final = 90
SUPERVISION_STANDARD: Final = _l(
    "At least 90 minutes, uninterrupted: so say the Standards for Employers of Social Workers in "
    "England (LGA 2020). They are voluntary and under review."
)
STAGES_SAY: Final = _l(
    "They follow the Standards for Employers of Social Workers in England (LGA 2020). These are "
    "voluntary and under review. Where they say monthly, Reflect counts four weeks."
)

AT_WORK: Final = (
    _l("A colleague whom you trust, your supervisor, or your principal social worker."),
    _l(
        "Occupational health. Ask HR whether you can go there yourself. Ask first what they would "
        "pass on, and to whom."
    ),
    _l(
        "An employee assistance line, if your organisation pays for one. The number is often on "
        "the intranet."
    ),
)
UNIONS: Final = (
    _l(
        "The Social Workers Union (SWU), UNISON, or the union you belong to. They advise their "
        "members on workload, sickness and rights at work."
    ),
    _l("The British Association of Social Workers (BASW) gives its members advice and support."),
)
OUTSIDE: Final = (
    _l("Your GP. You can say that it is about work."),
    _l("Samaritans, 116 123: somebody who listens, day and night, free from any phone in the UK."),
    _l("NHS 111, if it is urgent. There is a choice for mental health."),
    _l("999, if somebody is in danger now."),
)
