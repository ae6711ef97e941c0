"""Choices of the plan's models."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Term(models.TextChoices):
    """When something is due, by the plan's own years."""

    SHORT = "short", _("Short term")
    MEDIUM = "medium", _("Medium term")
    LONG = "long", _("Long term")


class MeasureKind(models.TextChoices):
    """What is prioritised, answered for, reported on and evaluated."""

    STRATEGY = "strategy", _("Strategy")
    PROJECT = "project", _("Project")
    ACTION = "action", _("Action")


class ChapterKind(models.TextChoices):
    """What a chapter of the plan is about."""

    INTRODUCTION = "introduction", _("Introduction")
    METHODOLOGY = "methodology", _("Methodology")
    LEGAL = "legal", _("Legal framework")
    DIAGNOSIS = "diagnosis", _("Diagnosis")
    SYNTHESIS = "synthesis", _("Synthesis")
    SCENARIOS = "scenarios", _("Scenarios")
    VISION = "vision", _("Vision")
    MODEL = "model", _("Development model")
    OTHER = "other", _("Other")


class Outcome(models.TextChoices):
    """What became of an earlier plan."""

    COMPLETED = "completed", _("Completed")
    IN_PART = "in_part", _("Carried out in part")
    ABANDONED = "abandoned", _("Abandoned")
    REPLACED = "replaced", _("Replaced by another plan")
    NEVER_STARTED = "never_started", _("Never started")
    UNKNOWN = "unknown", _("Unknown")


class Relation(models.TextChoices):
    """What this plan did with something of an earlier one."""

    TAKEN = "taken", _("Taken")
    ADAPTED = "adapted", _("Adapted")
    DROPPED = "dropped", _("Dropped")


class Role(models.TextChoices):
    """What a person may do in a plan."""

    READER = "reader", _("Reader")
    EDITOR = "editor", _("Editor of an axis")
    MANAGER = "manager", _("Plan manager")
    ADMINISTRATOR = "administrator", _("Administrator")


class Standing(models.TextChoices):
    """How sure a counterpart found by an import is."""

    EXACT = "exact", _("Same title")
    TO_CONFIRM = "to_confirm", _("To confirm")
    CONFIRMED = "confirmed", _("Confirmed by a person")
    REJECTED = "rejected", _("Rejected by a person")
    NONE = "none", _("No counterpart")
    AXIS_ABSENT = "axis_absent", _("Axis not imported")
