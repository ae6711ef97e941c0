"""Dividing a budget among projects that people voted for, so that every group gets what its share could buy."""

from rumbo.methods.equal_shares.election import Election, make_election
from rumbo.methods.equal_shares.pabulib import PabulibError, read_pabulib, votes_column
from rumbo.methods.equal_shares.rules import Allocation, Completion, Utility, equal_shares, greedy
from rumbo.methods.equal_shares.shares import Payment, payments

__all__ = [
    "Allocation",
    "Completion",
    "Election",
    "PabulibError",
    "Payment",
    "Utility",
    "equal_shares",
    "greedy",
    "make_election",
    "payments",
    "read_pabulib",
    "votes_column",
]
