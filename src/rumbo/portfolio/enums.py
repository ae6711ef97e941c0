"""Choices of the portfolio's models."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Responsible(models.TextChoices):
    """What an organization does for a measure (RACI)."""

    ACCOUNTABLE = "accountable", _("Accountable")
    RESPONSIBLE = "responsible", _("Responsible")
    CONSULTED = "consulted", _("Consulted")
    INFORMED = "informed", _("Informed")


class Stage(models.TextChoices):
    """How far a project is, from the idea to the works delivered; only the gates' service changes it."""

    IDEA = "idea", _("Idea")
    PROFILE = "profile", pgettext_lazy("stage of a project", "Profile")
    FEASIBILITY = "feasibility", _("Feasibility")
    FUNDING = "funding", _("Funding")
    EXECUTION = "execution", _("Execution")
    OPERATION = "operation", _("Operation")
    CLOSED = "closed", _("Closed")


class PassageKind(models.TextChoices):
    """How a project came from one stage to another."""

    PASSED = "passed", _("Passed the gate")
    EXCEPTION = "exception", _("Passed by decision of the council")
    BACK = "back", _("Sent back")
    SUSPENDED = "suspended", _("Suspended")
    RESUMED = "resumed", _("Resumed")


class StudyKind(models.TextChoices):
    """What a feasibility study looks into."""

    TECHNICAL = "technical", _("Technical")
    LEGAL = "legal", _("Legal")
    LAND = "land", _("Land")
    ENVIRONMENTAL = "environmental", _("Environmental")
    SOCIAL = "social", _("Social")
    ECONOMIC = "economic", _("Economic")
    INSTITUTIONAL = "institutional", _("Institutional")


class Verdict(models.TextChoices):
    """What a study found."""

    FEASIBLE = "feasible", _("Feasible")
    CONDITIONS = "conditions", _("Feasible with conditions")
    NOT_FEASIBLE = "not_feasible", _("Not feasible")
    UNKNOWN = "unknown", _("Not yet known")


class PermitState(models.TextChoices):
    """How far a permit, or a piece of land, is."""

    NEEDED = "needed", _("Needed")
    REQUESTED = "requested", _("Requested")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


class FundingSource(models.TextChoices):
    """Where money comes from."""

    FEDERAL = "federal", _("Federal")
    STATE = "state", pgettext_lazy("source of money", "State")
    MUNICIPAL = "municipal", _("Municipal")
    METROPOLITAN = "metropolitan", _("Metropolitan fund")
    PRIVATE = "private", _("Private")
    INTERNATIONAL = "international", _("International")


class FundingState(models.TextChoices):
    """How sure money is; each state counts for those before it."""

    IDENTIFIED = "identified", _("Identified")
    REQUESTED = "requested", _("Requested")
    AUTHORIZED = "authorized", _("Authorised")
    COMMITTED = "committed", _("Committed")
    SPENT = "spent", _("Spent")


class Level(models.IntegerChoices):
    """How likely a risk is, and how hard it would hit."""

    LOW = 1, _("Low")
    MEDIUM = 2, _("Medium")
    HIGH = 3, _("High")


class ShareState(models.TextChoices):
    """Whether a government agrees to its share."""

    PROPOSED = "proposed", _("Proposed")
    AGREED = "agreed", _("Agreed")
    REJECTED = "rejected", _("Rejected")


class StepState(models.TextChoices):
    """How a step of a schedule stands today; it follows from its dates and progress and is stored nowhere."""

    DONE = "done", _("Concluded")
    OVERDUE = "overdue", _("Overdue")
    UNDER_WAY = "under_way", _("Under way")
    TO_COME = "to_come", _("Yet to begin")


class DocumentKind(models.TextChoices):
    """What a file of a project is."""

    PHOTO = "photo", _("Photo")
    DOCUMENT = "document", _("Document")
    DRAWING = "drawing", _("Drawing or map")
    EVIDENCE = "evidence", _("Evidence")


class LiaisonRole(models.TextChoices):
    """Whom an organization is asked through: the liaison, a deputy when they are silent, the head at last."""

    LIAISON = "liaison", _("Liaison")
    DEPUTY = "deputy", _("Deputy")
    HEAD = "head", _("Head of the organization")


class PrintKind(models.TextChoices):
    """What is printed of many projects."""

    PORTFOLIO = "portfolio", _("Profiles of the projects")
    FORMS = "forms", _("Paper forms for a workshop")


class PrintState(models.TextChoices):
    """How far a file is."""

    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Could not be made")


class BatchKind(models.TextChoices):
    """How many changes were made at once."""

    EDIT = "edit", _("Edit of a list")
    STAGES = "stages", _("Stages")
    WORKBOOK = "workbook", _("Workbook")
