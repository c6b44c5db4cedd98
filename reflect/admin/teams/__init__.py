"""Team administration by organisers: set-up, supervisors, disputes, dissolving."""
