"""Doors for people: the inbox, preferences, one-click unsubscribing."""
