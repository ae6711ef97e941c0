"""What the address of a page of evaluation and improvement names, or 404; and the way there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from rumbo.core.errors import EditConflict, Refused
from rumbo.core.links import anchor
from rumbo.monitoring.models import Evaluation, Evidence, Finding, Improvement, Recommendation
from rumbo.monitoring.queries import evaluations as queries
from rumbo.monitoring.queries.assignments import MEASURED
from rumbo.monitoring.web.access import SECTION
from rumbo.plan.models import Measure
from rumbo.plan.queries.roles import edited_axes
from rumbo.plan.web.page import page

T = TypeVar("T")
#: What says who may edit a finding, beside what it is read with.
_TO_AXIS = (
    "recommendations",
    "report__assignment__series__indicator",
    *(f"{of}__measure__{way}" for of in ("evaluation", "report__assignment") for way in MEASURED),
)
#: Kinds of things that findings are about.
_NOTED = frozenset({"goal", "series", "project", "strategy", "action"})
#: Longest text of a crumb, in characters.
_CRUMB = 60


def get_evaluation(plan: Any, pk: int) -> Evaluation:
    """Return an evaluation of the plan.

    Raises:
        Http404: the plan has no such evaluation.
    """
    return _found(queries.find_evaluation(plan, pk))


def get_finding(plan: Any, pk: int) -> Finding:
    """Return a finding of the plan.

    Raises:
        Http404: the plan has no such finding.
    """
    return _found(queries.find_finding(plan, pk))


def get_recommendation(plan: Any, pk: int) -> Recommendation:
    """Return a recommendation of the plan.

    Raises:
        Http404: the plan has no such recommendation.
    """
    return _found(queries.find_recommendation(plan, pk))


def get_improvement(plan: Any, pk: int) -> Improvement:
    """Return a commitment of the plan.

    Raises:
        Http404: the plan has no such commitment.
    """
    return _found(queries.find_improvement(plan, pk))


def get_file(finding: Finding, pk: int) -> Evidence:
    """Return a file of a finding that was not taken back.

    Raises:
        Http404: the finding has no such file.
    """
    return _found(finding.files.filter(pk=pk, withdrawn=False).first())


def may_note(request: HttpRequest, plan: Any) -> bool:
    """Whether the person may note findings: of all of the plan, or of what is of the axes that they edit."""
    return bool(request.user.has_perm("plan.manage", plan)) or bool(edited_axes(request.user, plan.pk))


def may_note_in(request: HttpRequest, plan: Any, evaluation: Evaluation) -> bool:
    """Whether the person may note findings of an evaluation: of one that is published, or of another axis, not."""
    if request.user.has_perm("plan.manage", plan):
        return True
    axes = edited_axes(request.user, plan.pk)
    return bool(axes) and not evaluation.is_public and evaluation.of_axis in {None, *axes}


def may_note_about(request: HttpRequest, plan: Any, kind: str, pk: int) -> bool:
    """Whether the person may note a finding about a goal, project, strategy, action or series."""
    if kind not in _NOTED:
        return False
    if not may_note(request, plan) or request.user.has_perm("plan.manage", plan):
        return may_note(request, plan)
    if kind in ("goal", "series"):
        about: dict[str, Any] = {f"{kind}_id": pk}
    else:
        about = {"measure": Measure.objects.filter(plan=plan, **{kind: pk}).first()}
    return bool(request.user.has_perm(Finding.PERMISSION, Finding(plan=plan, **about)))


def editable(request: HttpRequest, findings: Iterable[Finding]) -> set[int]:
    """Return the numbers of the findings that the person may edit, in a constant number of queries."""
    rows = list(findings)
    if not rows or request.user.has_perm("plan.manage", rows[0]):
        return {one.pk for one in rows}
    prefetch_related_objects(rows, *_TO_AXIS)
    return {one.pk for one in rows if request.user.has_perm(one.PERMISSION, one)}


def way(plan: Any, *, evaluation: Any = None, finding: Any = None, last: str = "") -> list[tuple[str, str]]:
    """Return the crumbs of a page: monitoring, evaluations, the evaluation, the finding, and the page itself."""
    crumbs = [
        (_("Monitoring"), reverse(SECTION, args=[plan.key])),
        (_("Evaluation"), reverse("monitoring:evaluations", args=[plan.key])),
    ]
    if evaluation is not None:
        crumbs.append((_short(evaluation.name), reverse("monitoring:evaluation", args=[plan.key, evaluation.pk])))
    if finding is not None:
        crumbs.append((_short(finding.name), reverse("monitoring:finding", args=[plan.key, finding.pk])))
    if last:
        crumbs.append((last, ""))
    return [*crumbs[:-1], (crumbs[-1][0], "")]


def finding_url(plan: Any, finding: Any, part: Any = None) -> str:
    """Return the address of a finding's page on the desk, at one of its parts."""
    address = reverse("monitoring:finding", args=[plan.key, finding.pk])
    return f"{address}#{anchor(part)}" if part is not None else address


def go(request: HttpRequest, said: str, address: str) -> HttpResponse:
    """Say what was done, and lead on."""
    messages.success(request, said)
    return redirect(address)


def done(form: forms.Form, act: Callable[[], Any]) -> Any:
    """Do it and return what came of it; None where it was refused, with the sentence in the form.

    Raises:
        EditConflict: somebody else saved it meanwhile.
    """
    try:
        return act()
    except EditConflict:
        raise
    except Refused as refusal:
        form.add_error(None, refusal.message)
    except ValidationError as error:
        for name, said in _by_field(error).items():
            form.add_error(name if name in form.fields else None, said)
    return None


def ask(
    request: HttpRequest,
    plan: Any,
    form: forms.Form,
    *,
    title: str,
    action: str,
    back: str,
    crumbs: list[tuple[str, str]],
    **context: Any,
) -> HttpResponse:
    """Render the page that asks for something."""
    return page(
        request,
        context.pop("template", "monitoring/learning_ask.html"),
        plan,
        here=SECTION,
        crumbs=crumbs,
        form=form,
        title=title,
        action=action,
        back=back,
        status=422 if form.errors else 200,
        **context,
    )


def posted(request: HttpRequest) -> Any:
    """Return what was sent; None where nothing was."""
    return request.POST if request.method == "POST" else None


def number(text: str) -> int | None:
    """Return the id that a part of a query is; None where it is none that a database can hold."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _by_field(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict if hasattr(error, "error_dict") else {"": error.messages}


def _found(row: T | None) -> T:
    if row is None:
        raise Http404(_("There is nothing at this address in this plan."))
    return row


def _short(text: str) -> str:
    return text if len(text) <= _CRUMB else f"{text[: _CRUMB - 3].rstrip()}…"
