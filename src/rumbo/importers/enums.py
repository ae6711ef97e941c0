"""Choices of the importers."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Format(models.TextChoices):
    """What a set of files is."""

    DOCUMENTS = "documents", _("Plan documents")
    WORKBOOK = "workbook", _("Workbook")
    ORGANIZATIONS = "organizations", _("List of organizations")
    WORKSHOPS = "workshops", _("Past workshops")
    OBSERVATIONS = "observations", _("Indicators and values")


class RunState(models.TextChoices):
    """Where an import stands."""

    READING = "reading", _("Being read")
    PROPOSED = "proposed", _("To review")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    FAILED = "failed", _("Failed")
    DISCARDED = "discarded", _("Discarded")


class LineAction(models.TextChoices):
    """What an import does with one row of its files, or with one element that they lack."""

    PROBLEM = "problem", pgettext_lazy("import", "To mend")
    CONFLICT = "conflict", _("Conflicts")
    TO_CONFIRM = "to_confirm", pgettext_lazy("import", "To confirm")
    CREATE = "create", pgettext_lazy("import", "New")
    CHANGE = "change", pgettext_lazy("import", "Changed")
    MATCH = "match", pgettext_lazy("import", "Matched")
    LEFT = "left", pgettext_lazy("import", "Left")
    UNCHANGED = "unchanged", pgettext_lazy("import", "Unchanged")
    NOTE = "note", pgettext_lazy("import", "Notes")


class Reason(models.TextChoices):
    """Why a line was left."""

    NO_COUNTERPART = "no_counterpart", _("No counterpart")
    AXIS_ABSENT = "axis_absent", _("Axis not imported")
    REJECTED = "rejected", _("Rejected by a person")
    ABSENT = "absent", _("In the plan, not in the files")
    NOT_IN_FORCE = "not_in_force", _("Withdrawn or superseded here")
    EDITED_HERE = "edited_here", _("Edited here since")
    DUPLICATE = "duplicate", _("May be the same organization")
    REMOVED_HERE = "removed_here", _("Taken away here since")
    REPEATED = "repeated", _("Stands twice in the file")


class Side(models.TextChoices):
    """What holds of a cell that was edited in the workbook and on the desk."""

    MINE = "mine", _("The workbook's")
    THEIRS = "theirs", _("The one here")


class Verdict(models.TextChoices):
    """What a person decides about a doubtful match."""

    ACCEPT = "accept", _("Accept")
    REJECT = "reject", _("Reject")
    CHOOSE = "choose", _("Choose another")
