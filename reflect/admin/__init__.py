"""Admin pages for organisers: invitations, roles, teams, roster disputes, resets, the audit log.

Nothing here decrypts a vault or a tally, or reads who answers or shares.
"""
