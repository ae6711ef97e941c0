"""What is done with indicators, values, targets and rules: a use case a function, each in one transaction."""
