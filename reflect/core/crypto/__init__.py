"""Cryptography: primitives, password hash, vault, session keys, team tallies, workshop answers."""
