"""Writing participation: one use case and one transaction each."""
