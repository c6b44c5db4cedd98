"""My picture: a person's weeks as a chart, one week in words, and looking closer."""
