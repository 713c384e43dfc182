"""What readers do besides reading a page: follow, search, subscribe."""
