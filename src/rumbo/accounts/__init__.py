"""People, organizations, and signing in."""
