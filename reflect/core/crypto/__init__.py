"""Every key and every sealed byte: primitives, vault, sessions, team tallies, workshop answers."""
