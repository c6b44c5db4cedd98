"""Invented people, teams and weeks, made through the services that real people use."""
