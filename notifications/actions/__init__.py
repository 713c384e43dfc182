"""Telling people and what they do with it. Only these modules write."""
