"""Invitations by organisers: create, list, renew and withdraw them."""
