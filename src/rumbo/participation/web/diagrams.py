"""The drawings of an exercise of causes: a page to look at and print, and each drawing as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rumbo.participation.enums import ExerciseType
from rumbo.participation.exercises.causes.diagrams import FORMS
from rumbo.participation.queries.said import causes
from rumbo.participation.web.console_base import crumbs_of, find_exercise
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from rumbo.participation.queries.said import Bundle


@require_safe
@plan_page()
def diagram(request: HttpRequest, plan: Any, pk: int, form: str) -> HttpResponse:
    """Show the problem tree or the fishbone of each problem; ``?problem=7&format=svg`` gives one as a file."""
    exercise = find_exercise(plan, pk)
    if form not in FORMS or exercise.type != ExerciseType.CAUSES:
        raise Http404(_("There is no such drawing."))
    found = causes(exercise)
    if request.GET.get("format") == "svg":
        return _file(found, form, request.GET.get("problem", ""))
    names = {"arbol": _("Problem tree"), "ishikawa": _("Fishbone")}
    back = reverse("participation:exercise", args=[plan.key, pk])
    return page(
        request,
        "participation/diagram.html",
        plan,
        here="participation:home",
        crumbs=crumbs_of(plan, exercise.table, (exercise.name, back), (names[form], "")),
        exercise=exercise,
        title=names[form],
        figures=[{"pk": one.pk, "text": one.text, "svg": drawn(one, form)} for one in found],
        tabs=[
            (name, reverse("participation:diagram", args=[plan.key, pk, code]), code == form, None)
            for code, name in names.items()
        ],
    )


def drawn(one: Bundle, form: str) -> SafeString:
    """Return the drawing of a problem and its causes, as markup in which all texts are escaped."""
    sentences = {"arbol": _("Problem tree of “%(text)s”"), "ishikawa": _("Fishbone of “%(text)s”")}
    texts = [cause.text for cause in one.members]
    description = _("Its causes: %(causes)s.") % {"causes": "; ".join(texts)}
    title = sentences[form] % {"text": one.text}
    return mark_safe(  # noqa: S308  # svg.py escapes every text
        FORMS[form](one.text, texts, name=f"{form}-{one.pk}", title=title, description=description)
    )


def _file(found: list[Bundle], form: str, wanted: str) -> HttpResponse:
    for one in found:
        if str(one.pk) == wanted:
            response = HttpResponse(str(drawn(one, form)), content_type="image/svg+xml")
            response.headers["Content-Disposition"] = f'attachment; filename="{form}-{one.pk}.svg"'
            return response
    raise Http404(_("There is no such drawing."))
