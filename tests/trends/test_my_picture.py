"""My picture as a page: it says what the panels say, whatever the number of weeks."""

import pytest
from flask import render_template
from flask import g
from hypothesis import HealthCheck, given, settings
from histories import person, pictures
from weeks_lived import (
    ALL,
    LIBRARY,
    NOW,
    W48,
    WEEKLY,
    answer,
    away,
    live,
    rows_of,
    sentences,
    vault_of,
)

from reflect.charts import table, words
from reflect.core.vault import Vault
from reflect.db import KEY, reading
from reflect.trends import pages, service
