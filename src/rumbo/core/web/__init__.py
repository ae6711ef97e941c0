"""Web parts that every page uses."""
