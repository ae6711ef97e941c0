"""Pages of the participatory process."""
