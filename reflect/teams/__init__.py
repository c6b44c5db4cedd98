"""Teams: who is in them, what they share, what is published, what they agreed to do."""
