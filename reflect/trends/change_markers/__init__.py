"""Changes that a person marked on their chart (a new team, a move, a new caseload)."""
