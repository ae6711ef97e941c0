"""Adopting what people said: joining it to an element of the plan, or making one of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rumbo.core.errors import Refused
from rumbo.participation.models import Adoption, ContributionChange
from rumbo.participation.queries.candidates import candidates, chosen
from rumbo.participation.queries.contributions import find, find_many, people_of
from rumbo.participation.queries.courses import past_adoptions
from rumbo.participation.services import adoption as services
from rumbo.participation.targets import TARGETS, ordered
from rumbo.plan.web.access import plan_page
from rumbo.plan.web.page import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rumbo.core.models import Element
    from rumbo.participation.models import Contribution
    from rumbo.participation.services.adoption import Adopted
    from rumbo.participation.targets import Parent, Target
    from rumbo.plan.models import Axis

#: How many contributions are adopted with one press.
MOST = 200


@dataclass(frozen=True, slots=True)
class Maker:
    """A form that makes an element: its kind, and where it may be put (groups of choices, each under a heading)."""

    target: Target
    choices: list[tuple[str, list[tuple[str, str]]]]
    best: bool

    @property
    def title_limit(self) -> int:
        """The longest title in characters."""
        return int(self.target.model.TITLE_LIMIT)


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def adopt(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Adopt a contribution, or a group with all its members."""
    contribution = find(request.user, plan, pk)
    if contribution is None:
        raise Http404(_("There is no such contribution in this plan."))
    return _adopt(request, plan, [contribution], reverse("participation:adopt", args=[plan.key, pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@plan_page()
def adopt_many(request: HttpRequest, plan: Any) -> HttpResponse:
    """Adopt several contributions by one element; ``c`` names each of them."""
    asked = request.POST.getlist("c") or request.GET.getlist("c")
    pks = {int(pk) for pk in asked if pk.isdecimal() and len(pk) <= 18}
    listing = reverse("participation:contributions", args=[plan.key])
    if len(pks) > MOST:
        messages.error(request, _("Choose up to %(most)d contributions at a time.") % {"most": MOST})
        return redirect(listing)
    contributions = find_many(request.user, plan, pks)
    if not contributions:
        messages.error(request, _("Choose at least one contribution."))
        return redirect(listing)
    return _adopt(request, plan, contributions, listing)


@require_POST
@plan_page()
def release(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Take an adoption back, with the reason."""
    adoption = _adoption(plan, pk)
    try:
        change = services.release(request.user, adoption, request.POST.get("reason", ""))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        _say(request, plan, [change], _("The adoption was taken back."))
    return redirect("participation:adopt", plan.key, adoption.contribution_id)


@require_POST
@plan_page()
def reinstate(request: HttpRequest, plan: Any, pk: int) -> HttpResponse:
    """Put an adoption in force again that was taken back."""
    adoption = _adoption(plan, pk)
    try:
        change = services.reinstate(request.user, adoption)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        _say(request, plan, [change], _("The adoption is in force again."))
    return redirect("participation:adopt", plan.key, adoption.contribution_id)


@require_POST
@plan_page()
def undo(request: HttpRequest, plan: Any) -> HttpResponse:
    """Undo what one press of a button adopted or took back; ``act`` names each act."""
    pks = [int(pk) for pk in request.POST.getlist("act")[:MOST] if pk.isdecimal() and len(pk) <= 18]
    changes = list(ContributionChange.objects.filter(pk__in=pks, table__plan=plan, act__in=services.ACTS))
    if not changes:
        raise Http404(_("There is no such change in this plan."))
    try:
        services.undo_many(request.user, changes)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("It was undone."))
    return _back(plan, [int(pk) for change in changes for pk in change.after])


def _adopt(request: HttpRequest, plan: Any, contributions: Sequence[Contribution], back: str) -> HttpResponse:
    axes = services.axes_to_adopt(request.user, plan, contributions)
    if not axes:
        raise PermissionDenied
    refusals: list[str] = []
    if request.method == "POST":
        try:
            made = _do(request, plan, axes, contributions)
        except Refused as refusal:
            refusals = [refusal.message]
        except ValidationError as error:
            refusals = error.messages
        else:
            _say_adopted(request, plan, made)
            return redirect(back)
    pks = [axis.pk for axis in axes]
    searched = " ".join(request.GET.get("q", "").split())[:200]
    alone = contributions[0] if len(contributions) == 1 else None
    people = people_of([one.pk for one in contributions])
    return page(
        request,
        "participation/adopt.html",
        plan,
        here="participation:home",
        crumbs=_crumbs(plan),
        status=422 if refusals else 200,
        alone=alone,
        rows=[(one, people[one.pk]) for one in contributions],
        members=list(alone.members.filter(hidden=False)) if alone else [],
        adoptions=past_adoptions(alone) if alone else [],
        refusals=refusals,
        given=request.POST,
        searched=searched,
        candidates=candidates(plan, pks, [one.text for one in contributions], searched),
        makers=_makers(plan, pks, contributions[0].kind, request.POST.get("kind", "")),
        title=request.POST.get("title", contributions[0].text),
        unclosed=[one for one in contributions if one.exercise.phase != "closed"],
        back=back,
    )


def _do(
    request: HttpRequest, plan: Any, axes: Sequence[Axis], contributions: Sequence[Contribution]
) -> list[Adopted]:
    """Do what the form says.

    Raises:
        Refused, ValidationError: it cannot be done; says why.
    """
    pks, note = [axis.pk for axis in axes], request.POST.get("note", "")
    if request.POST.get("do") == "join":
        element = chosen(plan, pks, request.POST.get("element", ""))
        if element is None:
            raise Refused(_("Choose an element of the plan to join it to."))
        return services.adopt_many(request.user, contributions, element, note)
    target = TARGETS.get(request.POST.get("kind", ""))
    parent, above = _parent(plan, pks, target, request.POST.get("parent", ""))
    if target is None or parent is None:
        raise Refused(_("Choose where the new element stands in the plan."))
    title = " ".join(request.POST.get("title", "").split())
    element = target.new(plan, title, **{parent.field: above})
    return services.adopt_as_new(request.user, contributions, element, note)


def _parent(plan: Any, axes: list[int], target: Target | None, code: str) -> tuple[Parent | None, Element | None]:
    field, _dash, pk = code.partition("-")
    if target is None or not pk.isdecimal() or len(pk) > 18:
        return None, None
    for parent in target.parents:
        if parent.field == field and (found := parent.choices(plan, axes).filter(pk=int(pk)).first()):
            return parent, found
    return None, None


def _makers(plan: Any, axes: list[int], said: str, kind: str) -> list[Maker]:
    """Return the forms, the likeliest first; the one that was just sent is open."""
    known: dict[tuple[str, str], list[tuple[str, list[tuple[str, str]]]]] = {}
    found = []
    for target in ordered(said):
        groups = []
        for parent in target.parents:
            if (parent.field, parent.model_name) not in known:
                known[parent.field, parent.model_name] = _grouped(parent, plan, axes)
            groups += known[parent.field, parent.model_name]
        found.append(Maker(target, groups, target.kind == kind if kind else target is ordered(said)[0]))
    return found


def _grouped(parent: Parent, plan: Any, axes: list[int]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return where a new element can be put, under the name of what each place stands under."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in parent.choices(plan, axes):
        above = row.parent()
        heading = above.name if above is not None else str(parent.model._meta.verbose_name_plural).capitalize()
        groups.setdefault(heading, []).append((f"{parent.field}-{row.pk}", str(row)))
    return list(groups.items())


def _adoption(plan: Any, pk: int) -> Adoption:
    found = Adoption.objects.filter(pk=pk, contribution__plan=plan).first()
    if found is None:
        raise Http404(_("There is no such adoption in this plan."))
    return found


def _say_adopted(request: HttpRequest, plan: Any, made: list[Adopted]) -> None:
    element = made[0][0].element
    sentence = ngettext(
        "It is part of “%(name)s” now.", "%(n)d contributions are part of “%(name)s” now.", len(made)
    ) % {"name": element, "n": len(made)}
    _say(request, plan, [change for _adoption, change in made], sentence)


def _say(request: HttpRequest, plan: Any, changes: list[ContributionChange], sentence: str) -> None:
    """Say what was done, with a button that undoes it."""
    undo_form = format_html(
        '{} <form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">{}'
        '<button class="as-link">{}</button></form>',
        sentence,
        reverse("participation:undo_adoption", args=[plan.key]),
        get_token(request),
        format_html_join("", '<input type="hidden" name="act" value="{}">', ((change.pk,) for change in changes)),
        _("Undo"),
    )
    messages.success(request, undo_form)


def _back(plan: Any, contributions: list[int]) -> HttpResponse:
    if len(contributions) == 1:
        return redirect("participation:adopt", plan.key, contributions[0])
    return redirect("participation:contributions", plan.key)


def _crumbs(plan: Any) -> list[tuple[str, str]]:
    return [
        (_("Participation"), reverse("participation:home", args=[plan.key])),
        (_("Contributions"), reverse("participation:contributions", args=[plan.key])),
        (_("Adopt"), ""),
    ]
