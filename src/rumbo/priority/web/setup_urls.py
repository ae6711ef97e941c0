"""Addresses of the preparation of a round: what is prioritised, its evaluators, its Delphi rounds."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.priority.web import phases

ROUND = "rondas/<int:pk>/"
urlpatterns: list[Any] = [
    path(f"{ROUND}abrir/", phases.open_delphi, name="open_delphi"),
    path(f"{ROUND}cerrar-vuelta/", phases.close_delphi, name="close_delphi"),
    path(f"{ROUND}ultimo-dia/", phases.last_day, name="last_day"),
    path(f"{ROUND}cerrar/", phases.finish, name="finish"),
    path(f"{ROUND}reabrir/", phases.reopen, name="reopen"),
]
