"""Feeding the engine, keeping what it said, and giving the seats away. With agencies.search the only door to `matching`."""

from projects.matchmaking.supply import BestMatch, Supply, supply

__all__ = ["BestMatch", "Supply", "supply"]
