"""What a client types about a project."""
