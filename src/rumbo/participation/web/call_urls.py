"""Addresses of citizens' calls on the desk; taken in by `rumbo.participation.web.urls`."""

from __future__ import annotations

from django.urls import path

from rumbo.participation.web import calls, proposals

ONE = "propuestas/<int:pk>/"
urlpatterns = [
    path("convocatorias/", calls.calls, name="calls"),
    path("propuestas/", proposals.proposals, name="proposals"),
    path(ONE, proposals.proposal, name="proposal"),
    path(f"{ONE}publicar/", proposals.publish, name="proposal_publish"),
    path(f"{ONE}no-publicar/", proposals.refuse, name="proposal_refuse"),
    path(f"{ONE}responder/", proposals.answer, name="proposal_answer"),
    path(f"{ONE}retirar-respuesta/", proposals.reopen, name="proposal_reopen"),
]
