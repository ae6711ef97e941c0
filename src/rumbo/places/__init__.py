"""Territories: municipality, state, metropolitan area, country."""
