"""Web layer shared by all pages: access control, security headers, errors, clock, logs, locale."""
