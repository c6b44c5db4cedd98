"""Check-ins and monthly sets: pages, drafts, weeks away, actions, a person's weeks read back."""
