"""The demonstration's tags, and what was done to many of its projects at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

#: Each tag with the words of the titles that have it.
TAGS = {
    "Sequía": r"agua|pozo|acuífer|hídric|riego|lluvia",
    "Sombra": r"árbol|arbol|parque|sombra|verde",
    "Escuelas": r"escuela|escolar|universi|estudiant",
    "Datos abiertos": r"datos|sistema|inventario|tablero|observatorio",
}


def add_tags(plan: Plan, actor: Actor) -> None:
    """Give projects tags by their titles, a bulk edit a tag: each can be looked at and undone on the desk."""
    from rumbo.portfolio.queries.bulk import Edit, looked_at
    from rumbo.portfolio.services.bulk import apply

    projects: Any = apps.get_model("portfolio", "Project")._default_manager
    titles = dict(projects.filter(plan=plan, state="current").values_list("pk", "title"))
    for tag, words in TAGS.items():
        numbers = [pk for pk, title in titles.items() if re.search(words, title, re.IGNORECASE)]
        edit = Edit(add=(tag,))
        marks = {
            line.project.pk: line.mark for line in looked_at(actor, plan, numbers, edit) if line.kind == "change"
        }
        apply(actor, plan, marks, edit, reason=_("Themes of the citizens' council"))
