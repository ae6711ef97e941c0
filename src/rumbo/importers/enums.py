"""Choices of the importers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Format(models.TextChoices):
    """What a set of files is."""

    DOCUMENTS = "documents", _("Plan documents")
    WORKBOOK = "workbook", _("Workbook")
    ORGANIZATIONS = "organizations", _("List of organizations")


class RunState(models.TextChoices):
    """Where an import stands."""

    READING = "reading", _("Being read")
    PROPOSED = "proposed", _("To review")
    APPLIED = "applied", _("Applied")
    FAILED = "failed", _("Failed")
    DISCARDED = "discarded", _("Discarded")


class LineAction(models.TextChoices):
    """What an import does with one row of its files, or with one element that they lack."""

    PROBLEM = "problem", _("To mend")
    TO_CONFIRM = "to_confirm", _("To confirm")
    CREATE = "create", _("New")
    CHANGE = "change", _("Changed")
    MATCH = "match", _("Matched")
    LEFT = "left", _("Left")
    UNCHANGED = "unchanged", _("Unchanged")
    NOTE = "note", _("Notes")


class Reason(models.TextChoices):
    """Why a line was left."""

    NO_COUNTERPART = "no_counterpart", _("No counterpart")
    AXIS_ABSENT = "axis_absent", _("Axis not imported")
    REJECTED = "rejected", _("Rejected by a person")
    ABSENT = "absent", _("In the plan, not in the files")
    NOT_IN_FORCE = "not_in_force", _("Withdrawn or superseded here")
    EDITED_HERE = "edited_here", _("Edited here since")
    DUPLICATE = "duplicate", _("May be the same organization")


class Verdict(models.TextChoices):
    """What a person decides about a doubtful match."""

    ACCEPT = "accept", _("Accept")
    REJECT = "reject", _("Reject")
    CHOOSE = "choose", _("Choose another")
