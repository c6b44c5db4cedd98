"""The second factor (TOTP) and its backup codes."""
