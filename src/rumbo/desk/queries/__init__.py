"""Reads for pages that span contexts."""
