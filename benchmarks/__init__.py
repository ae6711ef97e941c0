"""Measures how fast Rumbo is; run by `rumbo bench`."""
