"""The notebook: what grows out of the weeks, for oneself, for supervision, for the regulator."""
