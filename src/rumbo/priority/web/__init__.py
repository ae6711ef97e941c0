"""Pages of priority: those of the staff, and those of evaluators, who have a link instead of an account."""
