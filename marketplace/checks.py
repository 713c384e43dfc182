"""System checks of our own: production refuses to start with any default."""
