"""The models of communication, one aggregate a file."""

from rumbo.communication.models.announcement import Announcement
from rumbo.communication.models.note import DialogueNote
from rumbo.communication.models.notice import Attempt, Notice
from rumbo.communication.models.rules import CommunicationRules, Job, MessageTemplate, Preference, Scan
from rumbo.communication.models.subscription import Subscription

__all__ = [
    "Announcement",
    "Attempt",
    "CommunicationRules",
    "DialogueNote",
    "Job",
    "MessageTemplate",
    "Notice",
    "Preference",
    "Scan",
    "Subscription",
]
