"""Reading what was said, by whom and how it was judged."""
