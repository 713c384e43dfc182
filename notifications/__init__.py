"""Telling people, once: inbox row first, then e-mail."""
