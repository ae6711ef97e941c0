"""Models of the participation, one aggregate a file."""

from rumbo.participation.models.adoption import Adoption
from rumbo.participation.models.ballot import Ballot
from rumbo.participation.models.call import Call, Proposal, ProposalNews, Support
from rumbo.participation.models.contribution import Authorship, Contribution, ContributionChange
from rumbo.participation.models.exercise import Exercise
from rumbo.participation.models.minutes import Minutes
from rumbo.participation.models.people import Invitation, Participant, Target
from rumbo.participation.models.process import Process, Stage
from rumbo.participation.models.workshop import Table, Workshop

__all__ = [
    "Adoption",
    "Authorship",
    "Ballot",
    "Call",
    "Contribution",
    "ContributionChange",
    "Exercise",
    "Invitation",
    "Minutes",
    "Participant",
    "Process",
    "Proposal",
    "ProposalNews",
    "Stage",
    "Support",
    "Table",
    "Target",
    "Workshop",
]
