"""What people said at the workshops of the demonstration's plan, all of it invented: who came, and how they voted.

``said.csv`` holds what was said, ``opinions.csv`` statements with the share of each of two camps that agrees, and
``attending.csv`` organizations beside those that the plan has already.
"""

from rumbo.cli.demo_workshops.build import CODE, add_workshops

__all__ = ["CODE", "add_workshops"]
