"""Choices of the models of monitoring."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Dimension(models.TextChoices):
    """What of a result an indicator measures, after the Mexican guide for indicators."""

    EFFECTIVENESS = "effectiveness", _("Effectiveness")
    EFFICIENCY = "efficiency", _("Efficiency")
    QUALITY = "quality", _("Quality")
    ECONOMY = "economy", _("Economy")


class Purpose(models.TextChoices):
    """The level of the logframe that an indicator serves."""

    GOAL = "fin", _("Goal (fin)")
    PURPOSE = "proposito", _("Purpose (propósito)")
    COMPONENT = "componente", _("Component (componente)")
    ACTIVITY = "actividad", _("Activity (actividad)")


class Frequency(models.TextChoices):
    """How often a value is due."""

    MONTHLY = "monthly", _("Monthly")
    BIMONTHLY = "bimonthly", _("Every two months")
    QUARTERLY = "quarterly", _("Quarterly")
    HALF_YEARLY = "half_yearly", _("Every half year")
    YEARLY = "yearly", _("Yearly")
    TWO_YEARLY = "two_yearly", _("Every two years")
    FIVE_YEARLY = "five_yearly", _("Every five years")
    IRREGULAR = "irregular", _("Irregular")

    @property
    def days(self) -> int:
        """After how many days the next value is due."""
        return _DAYS[self]


_DAYS = {
    Frequency.MONTHLY: 31,
    Frequency.BIMONTHLY: 62,
    Frequency.QUARTERLY: 92,
    Frequency.HALF_YEARLY: 184,
    Frequency.YEARLY: 366,
    Frequency.TWO_YEARLY: 731,
    Frequency.FIVE_YEARLY: 1827,
    Frequency.IRREGULAR: 731,
}


class Direction(models.TextChoices):
    """Which way is better."""

    RISING = "rising", _("More is better")
    FALLING = "falling", _("Less is better")
    NEITHER = "neither", _("Neither: it is only watched")


class Format(models.TextChoices):
    """How values are written."""

    NUMBER = "decimal", _("Number")
    COUNT = "cantidad", _("Count")
    MONEY = "dinero", _("Money")
    PERCENT = "porcentaje", _("Percentage")
    TEXT = "texto", _("Text")


class Computation(models.TextChoices):
    """Where the values come from."""

    OBSERVED = "observed", _("They are observed")
    SUM = "sum", _("The sum of other indicators")
    RATIO = "ratio", _("One indicator divided by another")
    PER_INHABITANT = "per_inhabitant", _("An indicator per inhabitants")


class PathKind(models.TextChoices):
    """What is expected between two dated targets."""

    LINEAR = "linear", _("A straight line")
    STEPPED = "stepped", _("The target before, until the next")
    OWN = "own", _("A path of its own, by points")


class Standing(models.TextChoices):
    """What an observation counts for."""

    COUNTS = "counts", _("It counts")
    REPEATED = "repeated", _("The same value again")
    TO_CONFIRM = "to_confirm", _("Another value for the same day: to confirm")
    NOT_CHOSEN = "not_chosen", _("Another value was chosen")
    REVISED = "revised", _("Revised later")


class StatusKind(models.TextChoices):
    """What has a status."""

    MILESTONE = "milestone", _("Milestone")
    ACTION = "action", _("Action")
    STRATEGY = "strategy", _("Strategy")
    PROJECT = "project", _("Project")
    PROGRAM = "program", _("Program")
    SERIES = "series", _("Indicator")
    GOAL = "goal", _("Goal")
    AXIS = "axis", _("Axis")
    PLAN = "plan", _("Plan")


class PeriodState(models.TextChoices):
    """Where a reporting period is."""

    PLANNED = "planned", _("Planned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class ReportState(models.TextChoices):
    """Where a progress report is."""

    DRAFT = "draft", _("Being written")
    SENT = "sent", _("Sent")
    OBSERVED = "observed", _("With a question")
    ACCEPTED = "accepted", _("Accepted")


class ReportOrigin(models.TextChoices):
    """How a report came."""

    LINK = "link", _("By the personal link")
    STAFF = "staff", _("Typed in by the technical secretariat")


class MessageKind(models.TextChoices):
    """What was said or done about a report."""

    SENT = "sent", _("Sent")
    QUESTION = "question", _("Question")
    ANSWER = "answer", _("Answer")
    NOTE = "note", _("Note")
    ACCEPTED = "accepted", _("Accepted")
    REOPENED = "reopened", _("Reopened")


class EvaluationKind(models.TextChoices):
    """What an evaluation looks at."""

    ANNUAL = "annual", _("Annual")
    MIDTERM = "midterm", _("Of the end of an administration")
    FINAL = "final", _("Final")
    THEMATIC = "thematic", _("Of a theme or a project")


class Answer(models.TextChoices):
    """What became of a recommendation."""

    PENDING = "pending", _("Without an answer")
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Accepted in part")
    REJECTED = "rejected", _("Rejected")


class ImprovementState(models.TextChoices):
    """Where a commitment to improve is."""

    OPEN = "open", _("Under way")
    DONE = "done", _("Kept")
    DROPPED = "dropped", _("Given up")
