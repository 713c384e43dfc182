"""What readers and editors type."""
