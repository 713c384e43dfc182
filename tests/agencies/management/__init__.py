"""The supply side, tried."""
