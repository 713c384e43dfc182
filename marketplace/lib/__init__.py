"""Helpers that know no app, one topic per file."""
