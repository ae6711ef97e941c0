"""Addresses of the preparation of a round: what is prioritised, its evaluators, its Delphi rounds."""

from __future__ import annotations

from typing import Any

from django.urls import path

from rumbo.priority.web import choosing, criteria, evaluators, invitations, phases

ROUND = "rondas/<int:pk>/"
urlpatterns: list[Any] = [
    path(f"{ROUND}que-se-prioriza/", choosing.items, name="items"),
    path(f"{ROUND}que-se-prioriza/<int:item>/sacar/", choosing.take_out, name="take_out"),
    path(f"{ROUND}que-se-prioriza/<int:item>/reponer/", choosing.put_back, name="put_back"),
    path(f"{ROUND}criterios/", criteria.criteria, name="criteria"),
    path(f"{ROUND}criterios/usuales/", criteria.usual, name="usual_criteria"),
    path(f"{ROUND}evaluadores/", evaluators.evaluators, name="evaluators"),
    path(f"{ROUND}evaluadores/lista/", evaluators.paste, name="paste"),
    path(f"{ROUND}conflictos/", evaluators.conflicts, name="conflicts"),
    path(f"{ROUND}enlaces/", invitations.links, name="links"),
    path(f"{ROUND}enlaces/hoja/", invitations.sheet, name="link_sheet"),
    path("evaluadores/<int:pk>/renovar/", invitations.renew, name="renew_link"),
    path(f"{ROUND}abrir/", phases.open_delphi, name="open_delphi"),
    path(f"{ROUND}cerrar-vuelta/", phases.close_delphi, name="close_delphi"),
    path(f"{ROUND}ultimo-dia/", phases.last_day, name="last_day"),
    path(f"{ROUND}cerrar/", phases.finish, name="finish"),
    path(f"{ROUND}reabrir/", phases.reopen, name="reopen"),
]
