"""Monitoring: indicators with their values and targets, how everything stands, and why."""
