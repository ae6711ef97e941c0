"""Public views, one page group a file."""
