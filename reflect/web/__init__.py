"""What all pages share: access control, security headers, error pages, clock, logs, locale."""
