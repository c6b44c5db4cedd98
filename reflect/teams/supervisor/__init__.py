"""A supervisor's pages: agreed actions, discussion guide, join code, rules."""
