"""What people do in this app. Only these modules write."""
