"""Runs the program with ``python -m rumbo``."""

from rumbo.cli import main

main()
