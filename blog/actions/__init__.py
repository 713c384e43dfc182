"""What editors and readers of the blog do, and what the clock does for them."""
