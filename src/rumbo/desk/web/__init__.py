"""Staff views, one page group a file."""
