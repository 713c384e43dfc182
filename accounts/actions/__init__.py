"""What people do with accounts and organisations. Only these modules write."""
