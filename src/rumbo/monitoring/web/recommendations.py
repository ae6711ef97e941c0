"""What becomes of a recommendation on the desk: its answer, its commitments, and what it changes in the plan."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.core.errors import EditConflict
from rumbo.monitoring.queries.changeable import named_like, suggested
from rumbo.monitoring.services import changes, improvements
from rumbo.monitoring.web.access import SECTION, get_target
from rumbo.monitoring.web.learning_access import ask, done, finding_url, get_recommendation, go, posted, way
from rumbo.monitoring.web.learning_forms import AnswerForm, ChangeTargetForm, ChangeTextForm, CommitForm
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

_BOTH = ["GET", "HEAD", "POST"]
#: Where the model of each kind that may change is.
_MODELS = {
    "goal": "plan.Goal",
    "objective": "plan.Objective",
    "strategy": "plan.Strategy",
    "project": "portfolio.Project",
    "action": "portfolio.Action",
}


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def answer(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Answer a recommendation: accepted, in part, or rejected with the reason."""
    asked = get_recommendation(plan, pk)
    initial = {"answer": asked.answer if asked.answered_on else None}
    form = AnswerForm(posted(request), initial=initial)
    if form.is_valid():
        given = form.cleaned_data
        if done(form, lambda: improvements.answer(request.user, asked, given["answer"], given["reason"])):
            return go(request, _("The answer was saved."), finding_url(plan, asked.finding, asked))
    return ask(
        request,
        plan,
        form,
        title=_("Answer the recommendation"),
        action=_("Save the answer"),
        back=finding_url(plan, asked.finding, asked),
        crumbs=_way(plan, asked, _("Answer")),
        text=asked.name,
        body=asked.body,
    )


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def commit(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Write down what will be done, who answers for it and until when."""
    asked = get_recommendation(plan, pk)
    form = CommitForm(plan, posted(request), initial={"title": asked.title, "organization": asked.organization_id})
    if form.is_valid() and (
        made := done(form, lambda: improvements.commit_to(request.user, asked, **form.cleaned_data))
    ):
        return go(request, _("The commitment was written down."), finding_url(plan, asked.finding, made))
    return ask(
        request,
        plan,
        form,
        title=_("New commitment"),
        action=_("Write it down"),
        back=finding_url(plan, asked.finding, asked),
        crumbs=_way(plan, asked, _("New commitment")),
        text=asked.name,
    )


@require_safe
@plan_page("plan.manage")
def choose(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Choose what a recommendation changes: what its finding is about, or something found by its words."""
    asked = get_recommendation(plan, pk)
    words = request.GET.get("q", "")[:100].replace("\0", "").strip()
    return page(
        request,
        "monitoring/change_choose.html",
        plan,
        here=SECTION,
        crumbs=_way(plan, asked, _("Change the plan")),
        recommendation=asked,
        accepted=asked.answer in improvements.FOLLOWED,
        suggested=suggested(plan, asked.finding),
        words=words,
        found=named_like(plan, words) if words else None,
        back=finding_url(plan, asked.finding, asked),
    )


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def change_target(request: HttpRequest, plan: Any, pk: int, target: int) -> HttpResponse:
    """Put another target in the place of one, which stays beside it with the reason."""
    asked, old = get_recommendation(plan, pk), get_target(plan, target)
    form = ChangeTargetForm(posted(request), initial={"value": old.value.normalize(), "on": old.on})
    if form.is_valid() and done(form, lambda: changes.change_target(request.user, asked, old, **form.cleaned_data)):
        return go(request, _changed(), finding_url(plan, asked.finding, asked))
    return _ask_change(request, plan, asked, form, target=old, today=localdate())


@require_http_methods(_BOTH)
@plan_page("plan.manage")
def change_text(request: HttpRequest, plan: Any, pk: int, of: str, thing: int) -> HttpResponse:
    """Change title, text or term of an element; the old stays beside the new with the reason."""
    asked, record = get_recommendation(plan, pk), _get(plan, of, thing)
    form = ChangeTextForm(record, posted(request))
    if form.is_valid():
        try:
            made = done(form, lambda: _change(request, asked, record, form))
        except EditConflict as conflict:
            record = conflict.current
            form.see(record.version)
            form.add_error(None, _("Somebody else saved it meanwhile. What it says now is on the left: look again."))
        else:
            if made:
                return go(request, _changed(), finding_url(plan, asked.finding, asked))
    pairs = [(form[name], _shown(record, name)) for name in form.names]
    return _ask_change(request, plan, asked, form, record=record, pairs=pairs)


def _change(request: HttpRequest, asked: Any, record: Any, form: ChangeTextForm) -> Any:
    reason, version = form.cleaned_data["reason"], form.cleaned_data["version"]
    return changes.change_text(request.user, asked, record, form.values, reason=reason, expected_version=version)


def _ask_change(request: HttpRequest, plan: Any, asked: Any, form: Any, **context: Any) -> HttpResponse:
    return ask(
        request,
        plan,
        form,
        title=_("Change the plan"),
        action=_("Change it"),
        back=reverse("monitoring:choose_change", args=[plan.key, asked.pk]),
        crumbs=_way(plan, asked, _("Change the plan")),
        recommendation=asked,
        template="monitoring/change.html",
        **context,
    )


def _changed() -> str:
    return _("It was changed; the old stays beside the new. The next edition will hold it.")


def _get(plan: Any, of: str, thing: int) -> Any:
    """Return an element of the plan that a recommendation may change, or 404."""
    if of not in _MODELS:
        raise Http404(_("There is nothing at this address in this plan."))
    found = apps.get_model(_MODELS[of])._default_manager.filter(plan=plan, pk=thing).first()
    if found is None:
        raise Http404(_("There is nothing at this address in this plan."))
    return found


def _shown(record: Any, name: str) -> str:
    """Return what a field of an element says now."""
    value = getattr(record, name)
    choices = dict(record._meta.get_field(name).flatchoices)
    return str(choices.get(value, value) or "")


def _way(plan: Any, asked: Any, last: str) -> list[tuple[str, str]]:
    return way(plan, evaluation=asked.finding.evaluation, finding=asked.finding, last=last)
