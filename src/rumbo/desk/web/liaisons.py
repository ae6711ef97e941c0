"""The people through whom organizations answer: the list, who is missing, and handing over."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from rumbo.core.errors import Refused
from rumbo.core.tables import export_response
from rumbo.desk.kinds import ANSWERS_SECTION, KINDS
from rumbo.desk.web.access import get_record, may_create, may_edit
from rumbo.desk.web.answers import answers_tabs
from rumbo.desk.web.page import answers_crumbs, element_url, way_to
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.models import Liaison
from rumbo.portfolio.queries import liaisons as queries
from rumbo.portfolio.services.liaisons import Person, hand_over

SIZE = 50
#: What ``?shown=`` knows, and how it is called.
SHOWN = (
    ("", gettext_lazy("Today and to come")),
    ("past", gettext_lazy("Ended")),
    ("all", gettext_lazy("All")),
)


class HandOverForm(forms.Form):
    """Who comes next, from when, and why."""

    title = forms.CharField(label=gettext_lazy("Name of the person who comes next"), max_length=Liaison.TITLE_LIMIT)
    function = forms.CharField(
        label=gettext_lazy("Function"),
        help_text=gettext_lazy("Such as “Director of public works”."),
        max_length=150,
        required=False,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("An e-mail or a telephone: one of them at least."),
        required=False,
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    on = forms.DateField(
        label=gettext_lazy("Last day of who leaves"),
        help_text=gettext_lazy("Who comes next begins on the day after."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Such as the office or the appointment that says so. It stays in the history."),
        max_length=100,
    )


@require_safe
@plan_page()
def liaisons(request: HttpRequest, plan: Any) -> HttpResponse:
    """List the liaisons and the organizations that have none; on ``format`` as a file."""
    day = localdate()
    shown, words = request.GET.get("shown", ""), request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if request.GET.get("list") == "without":
        without = queries.without_liaison(plan, day)
        if export := export_response(request, queries.WITHOUT, without, f"{plan.key}-sin-enlace"):
            return cast("HttpResponse", export)
    rows = queries.narrowed(queries.liaisons_of(plan), shown, words, day)
    if export := export_response(request, queries.LIAISONS, rows, f"{plan.key}-enlaces"):
        return cast("HttpResponse", export)
    listed = list(rows) if shown == "past" else queries.in_order(rows)
    found = Paginator(listed, SIZE).get_page(request.GET.get("page"))
    kind = KINDS["liaison"]
    return page(
        request,
        "desk/liaisons.html",
        plan,
        here=ANSWERS_SECTION,
        crumbs=[*answers_crumbs(plan), (kind.plural, "")],
        answers=answers_tabs(plan, "desk:liaisons"),
        kind=kind,
        page_obj=found,
        rows=[queries.row_of(one, day) for one in found.object_list],
        without=queries.without_liaison(plan, day),
        shown=shown,
        choices=SHOWN,
        q=words,
        filtered=bool(shown or words),
        may_create=may_create(request, plan, kind, Liaison(plan=plan)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def pass_on(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Hand a liaison's work over to another person."""
    liaison = cast("Liaison", get_record(plan, KINDS["liaison"], pk))
    if not may_edit(request, liaison):
        raise PermissionDenied
    form = HandOverForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid() and (new := _hand_over(request, liaison, form)) is not None:
        names = {"old": liaison.title, "new": new.title}
        messages.success(request, _("“%(old)s” hands over to “%(new)s”.") % names)
        return redirect(element_url(plan, new))
    return page(
        request,
        "desk/ask.html",
        plan,
        here=ANSWERS_SECTION,
        crumbs=way_to(plan, liaison, _("Hand over")),
        record=liaison,
        form=form,
        title=_("“%(name)s” hands over") % {"name": liaison.title},
        text=_("%(role)s of %(organization)s. The one ends and the other begins in a single step.")
        % {"role": liaison.get_role_display(), "organization": liaison.organization.name},
        action=_("Hand over"),
        back=element_url(plan, liaison),
    )


def _hand_over(request: HttpRequest, liaison: Liaison, form: HandOverForm) -> Liaison | None:
    """Hand over; None where it was refused, with the sentence at its field."""
    said = dict(form.cleaned_data)
    on, reason = said.pop("on"), said.pop("reason")
    try:
        return hand_over(request.user, liaison, Person(**said), on=on, reason=reason)
    except Refused as refusal:
        form.add_error("on", refusal.message)
    except ValidationError as error:
        for name, errors in error.error_dict.items() if hasattr(error, "error_dict") else [(None, error)]:
            form.add_error(name if name in form.fields else None, errors)
    return None
