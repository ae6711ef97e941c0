"""Reading rounds, scores, runs and publications: querysets and dataclasses, nothing is written here."""
