"""The pages for supervisors: agreed actions, discussion guide, team settings."""
