"""Settings from the environment, addresses, and what the server needs."""
