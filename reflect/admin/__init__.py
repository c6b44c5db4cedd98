"""Admin pages for organisers: invitations, roles, teams, roster disputes, resets, the audit log.

This package decrypts no vault and no tally, and does not read who answers or shares.
"""
