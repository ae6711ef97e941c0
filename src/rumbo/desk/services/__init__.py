"""Writes that span contexts."""
