"""Views of the portfolio that people keep under a name, for themselves or for all who work on the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.core.actors import person_of
from rumbo.core.errors import Refused
from rumbo.core.services.records import authorize
from rumbo.portfolio.models import SavedView
from rumbo.portfolio.queries.saved_views import NAMES, PAGE, PAGES

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

#: Views that one person keeps of a plan.
LIMIT = 50
NAME_LIMIT = 80
QUERY_LIMIT = 2000


class Saved(NamedTuple):
    """A view that was kept, and the query that had its name before; None where the name is new."""

    view: SavedView
    before: str | None


@transaction.atomic
def save_view(actor: Actor, plan: Plan, name: str, query: str, *, shared: bool = False) -> Saved:
    """Keep the canonical ``query`` of a view under a name; an own view of that name is replaced.

    Raises:
        PermissionDenied: the actor has no role in the plan, or may not share in it.
        Refused: the name is missing or too long, the query is no view, or there are too many views.
    """
    authorize(actor, "plan.manage" if shared else "plan.read", plan)
    name, owner = _name(name), person_of(actor)
    if owner is None:
        raise PermissionDenied
    kept = _checked(query)
    own = SavedView.objects.select_for_update().filter(plan=plan, owner=owner)
    old = own.filter(name=name).first()
    if old is None and own.count() >= LIMIT:
        message = _(
            "You have %(limit)d saved views, and there is no room for more: delete one that you no longer use."
        )
        raise Refused(message % {"limit": LIMIT})
    before = old.query if old is not None else None
    view = old or SavedView(plan=plan, owner=owner, name=name)
    view.query, view.shared = kept, shared or (old is not None and old.shared)
    view.save()
    return Saved(view, before)


@transaction.atomic
def change_view(actor: Actor, view: SavedView, *, name: str, shared: bool) -> SavedView:
    """Give a view another name, share it or stop sharing it.

    Raises:
        PermissionDenied: it is another person's and the actor does not manage the plan, or may not share.
        Refused: the name is missing, too long, or taken by another view of its owner.
    """
    _may_change(actor, view)
    if shared and not view.shared:
        authorize(actor, "plan.manage", view.plan)
    name = _name(name)
    others = SavedView.objects.filter(plan=view.plan_id, owner=view.owner_id, name=name).exclude(pk=view.pk)
    if others.exists():
        raise Refused(_("There is already a view called “%(name)s”: choose another name.") % {"name": name})
    view.name, view.shared = name, shared
    view.save()
    return view


@transaction.atomic
def delete_view(actor: Actor, view: SavedView) -> None:
    """Delete a view.

    Raises:
        PermissionDenied: it is another person's and the actor does not manage the plan.
    """
    _may_change(actor, view)
    view.delete()


def may_change(actor: Actor, view: SavedView) -> bool:
    """Whether the actor may rename or delete a view: their own, or a shared one of a plan that they manage."""
    person = person_of(actor)
    is_own = person is not None and person.pk == view.owner_id and actor.has_perm("plan.read", view.plan)
    return is_own or (view.shared and actor.has_perm("plan.manage", view.plan))


def _may_change(actor: Actor, view: SavedView) -> None:
    if not may_change(actor, view):
        raise PermissionDenied


def _name(name: str) -> str:
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise Refused(_("Write a name for the view, such as “Works of 2027 without money”."))
    if len(name) > NAME_LIMIT:
        raise Refused(_("The name of a view has %(limit)d letters at most: shorten it.") % {"limit": NAME_LIMIT})
    return name


def _checked(query: str) -> str:
    """Return a query that names nothing but what views know, each once, as it was given.

    Raises:
        Refused: it names something else or is too long.
    """
    pairs = parse_qsl(query.removeprefix("?"))
    names = [name for name, _value in pairs]
    is_known = set(names) <= {*NAMES, PAGE} and len(set(names)) == len(names)
    if not is_known or dict(pairs).get(PAGE, PAGES[0]) not in PAGES:
        raise Refused(_("This is no view of the portfolio: open the view and save it from there."))
    kept = urlencode(pairs)
    if len(kept) > QUERY_LIMIT:
        raise Refused(_("This view has too many filters to be kept: take some off."))
    return kept
