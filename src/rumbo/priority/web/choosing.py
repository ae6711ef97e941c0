"""Choosing what a round prioritises: filtered as the portfolio is, whole axes at once, taken out with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rumbo.core.errors import Refused
from rumbo.plan.enums import MeasureKind
from rumbo.plan.models import Axis
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page
from rumbo.portfolio.web.filters import read_filters
from rumbo.priority.enums import RoundPhase
from rumbo.priority.models import Item
from rumbo.priority.models.round import was_opened
from rumbo.priority.queries.candidates import by_axis, candidates, in_order, measures_in_order
from rumbo.priority.queries.items import listed_items
from rumbo.priority.services import items as services
from rumbo.priority.web.access import SECTION, get_round, way_to
from rumbo.priority.web.phases import ReasonForm, ask_page

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from rumbo.priority.models import Round

#: Rows on a page.
SIZE = 200
#: The part of the list that the address asks for with ``ver``.
CHOSEN = "elegidos"


class WordsForm(forms.Form):
    """What strategies and actions are narrowed by; projects have the filters of the portfolio."""

    q = forms.CharField(label=gettext_lazy("Words or number"), required=False, max_length=200)
    axis: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Axis"),
        required=False,
        empty_label=gettext_lazy("All axes"),
        to_field_name="key",
    )

    def __init__(self, plan: Any, data: Any) -> None:
        super().__init__(data, auto_id="f-%s")
        self.fields["axis"].queryset = Axis.objects.current().filter(plan=plan)  # type: ignore[attr-defined]
        self.is_valid()

    def rows(self, plan: Any, subject: str) -> QuerySet[Any, Any]:
        """Return what fits; what cannot be understood narrows nothing."""
        chosen = self.cleaned_data
        axis = chosen.get("axis")
        words = chosen.get("q", "").replace("\0", "")
        return candidates(plan, subject, axis=axis.pk if axis else None, words=words)

    @property
    def narrowed(self) -> bool:
        """Whether anything is set."""
        return any(self.cleaned_data.values())


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def items(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Show what could be prioritised and what was chosen; save what was marked."""
    found = get_round(plan, pk)
    if request.method == "POST":
        return _save(request, plan, found)
    rows = listed_items(found, with_left=True)
    chosen = [row for row in rows if not row.item.left]
    only_chosen = request.GET.get("ver") == CHOSEN
    filters, form, wanted = _narrowed(request, plan, found)
    listed: Any = chosen if only_chosen else wanted
    shown = Paginator(listed, SIZE).get_page(request.GET.get("page"))
    opened = was_opened(found.pk)
    return page(
        request,
        "priority/items.html",
        plan,
        here=SECTION,
        crumbs=way_to(plan, found, _("What is prioritised")),
        round=found,
        chosen=chosen,
        left=[row for row in rows if row.item.left],
        only_chosen=only_chosen,
        lines=_lines(plan, shown, chosen, only_chosen=only_chosen),
        page_obj=shown,
        filters=filters,
        form=form,
        narrowed=filters.narrowed if filters else bool(form and form.narrowed),
        axes=by_axis(plan, found.subject, [row.item.measure_id for row in chosen]),
        opened=opened,
        may_choose=request.user.has_perm("plan.manage", found)
        and found.is_current
        and found.phase != RoundPhase.CLOSED,
        may_drop=not opened,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page("plan.manage")
def take_out(request: HttpRequest, plan: Any, pk: int, item: int) -> HttpResponse:
    """Ask why, and take an item out of the round."""
    found = get_round(plan, pk)
    row = _row(found, item)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    back = reverse("priority:items", args=[plan.key, found.pk])
    if form.is_valid():
        try:
            services.take_out(request.user, row.item, form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("“%(name)s” was taken out.") % {"name": row.name})
            return redirect(f"{back}?ver={CHOSEN}")
    title = _("Take out “%(name)s”") % {"name": row.name}
    text = _("Its scores stay on record and do not count any more. You can put it back.")
    return ask_page(request, plan, found, form, title, text, [], _("Take it out"), back=back)


@require_POST
@plan_page("plan.manage")
def put_back(request: HttpRequest, plan: Any, pk: int, item: int) -> HttpResponse:
    """Put an item that was taken out back in."""
    found = get_round(plan, pk)
    row = _row(found, item)
    try:
        services.put_back(request.user, row.item)
        messages.success(request, _("“%(name)s” is in the round again.") % {"name": row.name})
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("priority:items", plan.key, found.pk)


def _row(found: Round, item: int) -> Any:
    row = next(iter(listed_items(found, with_left=True, pk=item)), None)
    if row is None:
        raise Http404(_("There is no such thing in this round."))
    row.item.round = found
    return row


def _narrowed(request: HttpRequest, plan: Any, found: Round) -> tuple[Any, WordsForm | None, QuerySet[Any, Any]]:
    """Return the filters of projects or the form of the others, and the rows that they keep."""
    if found.subject == MeasureKind.PROJECT:
        filters = read_filters(request.GET, plan)
        return filters, None, in_order(filters.projects().filter(state="current"), found.subject)
    form = WordsForm(plan, request.GET)
    return None, form, form.rows(plan, found.subject)


def _lines(plan: Any, shown: Any, chosen: list[Any], *, only_chosen: bool) -> list[dict[str, Any]]:
    """Return the rows of a page: the element, its measure, its axis, and the item where it is chosen."""
    if only_chosen:
        return [
            {"element": row.element, "measure": row.item.measure_id, "axis": row.axis, "item": row.item}
            for row in shown
        ]
    axes = {axis.pk: axis for axis in Axis.objects.filter(plan=plan).defer("text", "text_en")}
    taken = {row.item.measure_id: row.item for row in chosen}
    return [
        {
            "element": one,
            "measure": one.measure_id,
            "axis": axes.get(one.axis_number),
            "item": taken.get(one.measure_id),
        }
        for one in shown
    ]


def _save(request: HttpRequest, plan: Any, found: Round) -> HttpResponse:
    """Let the round prioritise what was there and not on the page, and what is marked on it."""
    if not request.user.has_perm("plan.manage", found):
        raise PermissionDenied
    now = list(Item.objects.filter(round=found, left=False).values_list("measure", flat=True))
    try:
        wanted = _wanted(request, plan, found, now)
        services.set_items(request.user, found, measures_in_order(plan, found.subject, wanted))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        n = len(set(wanted))
        messages.success(request, ngettext("%(n)d is chosen.", "%(n)d are chosen.", n) % {"n": n})
    return redirect(request.get_full_path())


def _wanted(request: HttpRequest, plan: Any, found: Round, now: list[int]) -> list[int]:
    given = request.POST
    if "add_axis" in given:
        rows = candidates(plan, found.subject, axis=_number(given["add_axis"]))
        return [*now, *rows.values_list("measure", flat=True)]
    if "drop_axis" in given:
        gone = set(
            candidates(plan, found.subject, axis=_number(given["drop_axis"])).values_list("measure", flat=True)
        )
        return [pk for pk in now if pk not in gone]
    if given.get("do") == "all":
        return [*now, *_narrowed(request, plan, found)[2].values_list("measure", flat=True)]
    shown = {_number(one) for one in given.get("shown", "").split(".")}
    marked = [_number(one) for one in given.getlist("measure")]
    return [pk for pk in now if pk not in shown] + [pk for pk in marked if pk]


def _number(text: str) -> int:
    """Return a number as it was sent; 0, which nothing has, where it is none."""
    return int(text) if text.isdecimal() and len(text) < 18 else 0
