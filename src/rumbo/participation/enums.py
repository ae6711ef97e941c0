"""Choices of the participation's models."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContributionKind(models.TextChoices):
    """What somebody said."""

    PROBLEM = "problem", _("Problem")
    CAUSE = "cause", _("Cause")
    VISION = "vision", _("Vision")
    OBJECTIVE = "objective", _("Objective")
    STRATEGY = "strategy", _("Strategy")
    ACTION = "action", _("Action")
    PROJECT = "project", _("Project idea")
    STATEMENT = "statement", _("Statement")


class ExerciseType(models.TextChoices):
    """What a table does together; each type has its folder in `exercises`."""

    IDEAS = "ideas", _("Ideas")
    CAUSES = "causes", _("Causes")
    GROUPING = "grouping", _("Grouping")
    IMPORTANCE = "importance", _("Importance")
    OPINION = "opinion", _("Opinion")
    PROFILE = "profile", _("Project profile")


class Phase(models.TextChoices):
    """Whether an exercise takes answers."""

    DRAFT = "draft", _("Not yet open")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Scale(models.TextChoices):
    """How importance is told."""

    RATING = "rating", _("From 1 to 5")
    POINTS = "points", _("Points to spread")
    RANKING = "ranking", _("An order")


class Origin(models.TextChoices):
    """How a participant came to the table."""

    PHONE = "phone", _("On a phone")
    PAPER = "paper", _("On paper")
    IMPORTED = "imported", _("Imported")


class Gender(models.TextChoices):
    """What people say of themselves; empty where they say nothing."""

    WOMAN = "woman", _("Woman")
    MAN = "man", _("Man")
    OTHER = "other", _("Other")


class AgeGroup(models.TextChoices):
    """Age in groups that a city's statistics know."""

    UNDER_18 = "under_18", _("Under 18")
    TO_29 = "18_29", _("18 to 29")
    TO_44 = "30_44", _("30 to 44")
    TO_59 = "45_59", _("45 to 59")
    OVER_60 = "over_60", _("60 and over")


class Answer(models.TextChoices):
    """What somebody who was invited answered."""

    INVITED = "invited", _("Invited")
    CONFIRMED = "confirmed", _("Confirmed")
    DECLINED = "declined", _("Declined")


class Dimension(models.TextChoices):
    """By what the balance of who comes is told."""

    SECTOR = "sector", _("Sector")
    TERRITORY = "territory", _("Municipality")
    GENDER = "gender", _("Gender")
    AGE = "age", _("Age")


class Act(models.TextChoices):
    """What somebody who leads a table did with contributions."""

    MERGED = "merged", _("Merged")
    SPLIT = "split", _("Split")
    NAMED = "named", _("Named")
    EDITED = "edited", _("Edited")
    HIDDEN = "hidden", _("Hidden")
    SHOWN = "shown", _("Shown again")
    ADOPTED = "adopted", _("Adopted")
    RELEASED = "released", _("Adoption taken back")
    UNDONE = "undone", _("Undone")


class MinutesState(models.TextChoices):
    """How far the minutes of a table are."""

    DRAFT = "draft", _("Draft")
    SIGNED = "signed", _("Signed off")
    PUBLISHED = "published", _("Published")


class Asked(models.TextChoices):
    """Whether the form of a call asks for something."""

    NO = "no", _("Not asked")
    OPTIONAL = "optional", _("May be given")
    NEEDED = "needed", _("Must be given")


class CallTime(models.TextChoices):
    """Where a call stands in time."""

    OPEN = "open", _("Call open")
    COMING = "coming", _("To come")
    CLOSED = "closed", _("Call closed")


class ProposalState(models.TextChoices):
    """How far a citizen's proposal is."""

    UNCONFIRMED = "unconfirmed", _("E-mail not confirmed")
    RECEIVED = "received", _("To be read")
    PUBLISHED = "published", _("Published")
    REFUSED = "refused", _("Not published")
    ACCEPTED = "accepted", _("Accepted")
    MERGED = "merged", _("Merged with another")
    REJECTED = "rejected", _("Not taken up")


#: States in which the institute answered, and in which everybody may read a proposal.
ANSWERED = frozenset({ProposalState.ACCEPTED, ProposalState.MERGED, ProposalState.REJECTED})
PUBLIC = ANSWERED | {ProposalState.PUBLISHED}


class ProposalNewsKind(models.TextChoices):
    """What the author of a proposal is told."""

    CONFIRM = "confirm", _("Asked to confirm the e-mail")
    RECEIVED = "received", _("Received")
    PUBLISHED = "published", _("Published")
    REFUSED = "refused", _("Not published")
    ACCEPTED = "accepted", _("Accepted")
    MERGED = "merged", _("Merged with another")
    REJECTED = "rejected", _("Not taken up")
    REOPENED = "reopened", _("Answer taken back")
    PROJECT = "project", _("News of the project")
