"""Measures how fast Rumbo is; run by `rumbo bench`. See `benchmarks.harness` for how to write one."""
