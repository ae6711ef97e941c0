"""The portfolio's models, one aggregate a file."""

from rumbo.portfolio.models.action import Action
from rumbo.portfolio.models.priority_entry import PriorityEntry
from rumbo.portfolio.models.program import Program
from rumbo.portfolio.models.project import Component, Project
from rumbo.portfolio.models.responsibility import Responsibility

__all__ = ["Action", "Component", "PriorityEntry", "Program", "Project", "Responsibility"]
