"""Participation: workshops, exercises, contributions, votes, and what became of them."""
