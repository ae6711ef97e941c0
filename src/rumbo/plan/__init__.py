"""The plan: its tree, its problems, strategies, chapters and antecedents, its editions, and who may edit what."""
