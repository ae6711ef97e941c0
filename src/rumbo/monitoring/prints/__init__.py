"""What is printed of monitoring."""
