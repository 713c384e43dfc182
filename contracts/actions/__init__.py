"""What people do with contracts. Only actions write."""
