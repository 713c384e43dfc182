"""Tests of the blog's side of the back office."""
