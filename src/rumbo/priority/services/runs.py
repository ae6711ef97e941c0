"""Runs: asked for, done by a task, cancelled."""

from __future__ import annotations


def perform(pk: int) -> None:
    """Do a run that was asked for."""
    raise NotImplementedError(pk)
