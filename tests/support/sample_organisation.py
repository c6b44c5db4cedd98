"""The files of an invented organisation with wording, a guide and a resource of its own."""

from pathlib import Path

ORGANISATION_NAME = "Vale & <b>Fells</b> Social Care"
ORGANISATION_TOML = """
name = "Vale & <b>Fells</b> Social Care"
short_name = "Vale <i>"
leave_quickly = "https://recipes.example.org/soup?a=1&b=2"

[contacts.reflect]
label = "Mo at the <u>desk</u>"
email = "mo@vale.example"
phone = "+44 (0)1632 960 101"
page = "https://vale.example/reflect"

[contacts.data-protection]
label = "Dee, who protects data"
email = "dee@vale.example"

[contacts.wellbeing]
label = "The listening room"
phone = "01632 960 102"

[contacts.union]
label = "Una of the union"

[contacts.out-of-hours]
label = "The night desk"
phone = "01632 960 103"

[contacts.accessibility]
label = "Ada, for other forms"
email = "ada@vale.example"

[where_to_turn]
at_work = ["Your <b>mentor</b>, or 01632 960 104."]
unions = []
outside = ["The line of the vale, 116 123."]

[defaults]
supervision_weeks = 3
supervision_minutes = 45
supervision_standard = "Three quarters of an hour: so we agreed."
least = 7
instruments = ["team-check"]
monthly_sets = ["families"]
reminder_day = "tuesday"
reminder_hour = "08:30"

[defaults.supervision_weeks_by_stage]
experienced = 6
says = "So says the vale."

[regulator]
name = "Care Board of the Vale"
pieces = 3
with_peers = 2
year_begins = "04-01"
note = "This holds in the vale."
standards_name = "promises"
standards = [{ id = "A", title = "Listen" }, { id = "B", title = "Tell the <s>truth</s>" }]

[regulator.fields]
learnt = "What stayed with you"

[switched_off]
guides = ["data-security"]
teaching = ["vignette-a-quiet-room", "map-standards"]
instruments = ["self-care", "data-security", "workshop-week"]
"""
GUIDE_TEXT = """+++
title = "Supervision in the vale"
about = "One line."
theme = "supervision"
audience = ["practitioners"]
review = 2027-06-30
licence = "the same"
+++

## In 60 seconds

- **Try this:** walk to the beck with {reflect|[name]}.
- **Ask for this:** a dry room.
"""
HANDOUT_TEXT = """+++
title = "A sheet of the vale"
about = "One line."
kind = "handout"
audience = ["trainers"]
standards = ["B"]
review = 2027-06-30
licence = "the same"
+++

## What is asked {organisation|[Organisation]}

- One thing.
"""


def write_sample_organisation(data: Path) -> None:
    """Write organisation.toml, a guide that replaces a shipped one, and a handout."""
    for name, text in (
        ("organisation.toml", ORGANISATION_TOML),
        ("guides/supervision.md", GUIDE_TEXT),
        ("teaching/sheet-of-the-vale.md", HANDOUT_TEXT),
    ):
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
