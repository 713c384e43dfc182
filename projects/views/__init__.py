"""The web's doors to projects and leads."""
