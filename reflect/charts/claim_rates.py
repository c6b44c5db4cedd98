"""How often the sentences of charts are true and false, as the scripts in `bench/` measured it.

The pages quote these numbers. `bench/claims.py`, `team_claims.py` and `associations.py` write them.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal


@cache
def load_claim_rates(part: Literal["person", "team", "associations"]) -> Mapping[str, int]:
    """The rates of one kind of sentences: of 100 people or teams, unless the name says points."""
    text = files("reflect.charts").joinpath("claim_rates.toml").read_text("utf-8")
    return dict(tomllib.loads(text)[part])
