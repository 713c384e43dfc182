"""What docs/performance.md quotes: run by hand, side by side with a plain rival, never in the suite."""
