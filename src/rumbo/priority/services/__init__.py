"""What is done with rounds, scores, runs and publications: a use case a function, each in one transaction."""
