"""Recorded runs: a document that anybody can keep, check and perform again, without the database."""

from rumbo.methods.runs.comparing import ABSENT, Difference, differences
from rumbo.methods.runs.document import FORMAT, KINDS, canonical, check, checksum, record
from rumbo.methods.runs.errors import Cancelled, Progress, RunError
from rumbo.methods.runs.performing import perform, rerun

__all__ = [
    "ABSENT",
    "FORMAT",
    "KINDS",
    "Cancelled",
    "Difference",
    "Progress",
    "RunError",
    "canonical",
    "check",
    "checksum",
    "differences",
    "perform",
    "record",
    "rerun",
]
