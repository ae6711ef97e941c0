"""Lists of the elements of a kind, to find one and to go through what a plan lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from rumbo.core.models import State
from rumbo.desk.kinds import KINDS
from rumbo.desk.queries.changes import recent_changes
from rumbo.desk.queries.gaps import BY_CODE
from rumbo.desk.web.access import may_create
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from rumbo.core.models import RecordQuerySet
    from rumbo.desk.kinds import Kind

SIZE = 50


class FilterForm(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(label=gettext_lazy("Words or number"), required=False)
    axis: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None, label=gettext_lazy("Axis"), required=False, empty_label=gettext_lazy("All")
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("In force")), *[c for c in State.choices if c[0] != State.CURRENT]],
    )
    gap = forms.ChoiceField(label=gettext_lazy("What it lacks"), required=False)

    def __init__(self, plan: Any, kind: Kind, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        gaps = [(gap.code, gap.label) for gap in BY_CODE.values() if gap.kind == kind.code]
        self.fields["gap"].choices = [("", gettext_lazy("Everything")), *gaps]  # type: ignore[attr-defined]
        self.fields["axis"].queryset = KINDS["axis"].rows(plan)  # type: ignore[attr-defined]
        if not gaps:
            del self.fields["gap"]
        if not kind.axes or kind.code == "axis":
            del self.fields["axis"]

    def narrowed(self, rows: RecordQuerySet) -> RecordQuerySet:
        """Return the rows that fit; what cannot be understood narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        rows = rows.filter(state=chosen.get("state") or State.CURRENT)
        if words := chosen.get("q"):
            rows = rows.filter(_has_words(self.kind, words))
        if axis := chosen.get("axis"):
            wanted = Q()
            for path in self.kind.axes:
                wanted |= Q(**{path: axis})
            rows = rows.filter(wanted)
        if gap := chosen.get("gap"):
            rows = rows.filter(BY_CODE[gap].condition())
        return rows


@require_safe
@plan_page()
def elements(request: HttpRequest, plan: Any, kind: Kind) -> HttpResponse:
    """List the elements of a kind."""
    form = FilterForm(plan, kind, request.GET)
    rows = form.narrowed(kind.rows(plan))
    shown = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    return page(
        request,
        "desk/list.html",
        plan,
        here=kind.here,
        crumbs=[(kind.plural, "")],
        kind=kind,
        form=form,
        page_obj=shown,
        filtered=any(form.cleaned_data.values()),
        may_create=may_create(
            request, plan, kind, kind.model(**({} if kind.shared or kind.code == "plan" else {"plan": plan}))
        ),
    )


@require_safe
@plan_page()
def changes(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the latest changes of a plan."""
    found = recent_changes([plan], 100)
    return page(request, "desk/changes.html", plan, here="desk:changes", crumbs=[(_("Changes"), "")], changes=found)


def _has_words(kind: Kind, words: str) -> Q:
    wanted = Q()
    for word in words.split():
        one = Q(title__icontains=word)
        if kind.code == "project":
            one |= Q(number=word)
        wanted &= one
    return wanted
