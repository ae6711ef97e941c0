"""Addresses of evaluators, who have a link instead of an account."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.priority.web import own, scoring, weighing

app_name = "evaluate"
urlpatterns: list[Any] = [
    path("<str:token>/", own.start, name="start"),
    path("<str:token>/lista/", own.listed, name="list"),
    path("<str:token>/conservar/", own.keep, name="keep"),
    path("<str:token>/pesos/", weighing.weights, name="weights"),
    path("<str:token>/listo/", own.finish, name="finish"),
    path("<str:token>/calificar/<int:pk>/", scoring.score, name="score"),
    path("<str:token>/calificar/<int:pk>/conflicto/", scoring.conflict, name="conflict"),
]
