"""Teams as organisers see them: set-up, supervisors, rosters in doubt, the end of a team."""
