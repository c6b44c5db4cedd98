"""Check-ins and monthly sets: pages, drafts, weeks away, actions, the history of weeks."""
