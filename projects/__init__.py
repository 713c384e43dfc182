"""The demand side up to the award: briefs, matches, leads."""
