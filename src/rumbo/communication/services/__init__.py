"""What writes in communication, each in one transaction."""
