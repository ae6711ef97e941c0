"""Staff pages of monitoring."""
