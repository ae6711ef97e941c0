"""Importers: one folder a format, one way from file to plan."""
