"""Reads: querysets and dataclasses."""
