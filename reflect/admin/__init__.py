"""Organisers: who is invited, what each may do, teams, doubts, resets; and what was done, for all.

No function here opens a vault or a box, and none asks who answers or shares.
"""
