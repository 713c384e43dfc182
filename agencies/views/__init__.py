"""Doors to agencies: the directory and profiles for everybody, one's own profile for those who run it."""
