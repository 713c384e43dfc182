"""Feeding the engine, keeping what it said, giving seats away. With agencies.search the only door to `matching`."""

from projects.matchmaking.supplies import BestMatch, Supply, supply

__all__ = ["BestMatch", "Supply", "supply"]
