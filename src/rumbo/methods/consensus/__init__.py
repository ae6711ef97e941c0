"""What people agree on: opinion groups, majorities, consensus across groups, and what divides.

``read_votes`` reads a file or folder, ``Votes`` takes votes from elsewhere, ``analyse`` gives everything at once; the
steps are public too. ``docs/methods.md`` says which sums are done.
"""

from rumbo.methods.consensus.analysis import Analysis, Group, Note, analyse
from rumbo.methods.consensus.errors import VotesError
from rumbo.methods.consensus.grouping import Grouping, group_participants, silhouette
from rumbo.methods.consensus.projection import Projection, project
from rumbo.methods.consensus.reading import Reading, read_votes
from rumbo.methods.consensus.representative import representative
from rumbo.methods.consensus.results import Divide, Finding, Shared
from rumbo.methods.consensus.statements import divisive, group_informed, majority
from rumbo.methods.consensus.tally import Tally, tally
from rumbo.methods.consensus.votes import AGREE, DISAGREE, MISSING, PASS, Votes

__all__ = [
    "AGREE",
    "DISAGREE",
    "MISSING",
    "PASS",
    "Analysis",
    "Divide",
    "Finding",
    "Group",
    "Grouping",
    "Note",
    "Projection",
    "Reading",
    "Shared",
    "Tally",
    "Votes",
    "VotesError",
    "analyse",
    "divisive",
    "group_informed",
    "group_participants",
    "majority",
    "project",
    "read_votes",
    "representative",
    "silhouette",
    "tally",
]
