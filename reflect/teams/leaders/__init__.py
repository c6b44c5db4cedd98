"""The cross-team page for leaders."""
