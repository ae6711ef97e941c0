"""Writes: one use case and one transaction each."""
