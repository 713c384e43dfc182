"""What people type about contracts and awards."""
