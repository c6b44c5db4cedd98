"""Invitations by organisers: inviting people, listing, resending and withdrawing invitations."""
