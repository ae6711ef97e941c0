"""Choices of the models of communication."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """Why a notice goes out."""

    REMINDER = "reminder", _("Reminder")
    ESCALATION = "escalation", _("Escalation")
    QUESTION = "question", _("Question about a report")
    ACCEPTED = "accepted", _("Report accepted")
    LINK = "link", _("Personal link")
    DIGEST = "digest", _("Weekly digest")
    REPLY = "reply", _("What became of a contribution")
    CONFIRM = "confirm", _("To confirm an e-mail")
    NEWS = "news", _("News of what is followed")
    ANNOUNCEMENT = "announcement", _("Announcement")
    ACCOUNT = "account", _("Of an account")
    OTHER = "other", _("Other")


class NoticeState(models.TextChoices):
    """Where a notice is."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")
    UNCERTAIN = "uncertain", _("Uncertain")
    CANCELLED = "cancelled", _("Called off")


class Outcome(models.TextChoices):
    """How an attempt to send ended. One without an outcome was not recorded: nobody knows."""

    ACCEPTED = "accepted", _("The mail server took it")
    LATER = "later", _("Refused for now")
    REFUSED = "refused", _("Refused")
    UNREACHED = "unreached", _("The mail server did not answer")
    UNKNOWN = "unknown", _("The connection ended before its answer")


class FollowKind(models.TextChoices):
    """What people can follow."""

    PLAN = "plan", _("Plan")
    AXIS = "axis", _("Axis")
    PROGRAM = "program", _("Program")
    PROJECT = "project", _("Project")
    TERRITORY = "territory", _("Territory")


class Audience(models.TextChoices):
    """Whom an announcement goes to."""

    EVERYBODY = "everybody", _("Followers and liaisons")
    FOLLOWERS = "followers", _("Followers")
    LIAISONS = "liaisons", _("Liaisons")


class Language(models.TextChoices):
    """The language somebody is written to in."""

    SPANISH = "es", _("Spanish")
    ENGLISH = "en", _("English")


class NoteKind(models.TextChoices):
    """How one spoke to an organization, otherwise than by mail."""

    CALL = "call", _("Telephone call")
    LETTER = "letter", _("Letter")
    MEETING = "meeting", _("Meeting")
    OTHER = "other", _("Otherwise")
