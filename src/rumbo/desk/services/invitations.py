"""Inviting a person to work on a plan: account, role and mail in one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from rumbo.accounts.services import people
from rumbo.core.services.records import authorize
from rumbo.plan.enums import Role
from rumbo.plan.queries.roles import holds, roles_of
from rumbo.plan.services.roles import give_role

if TYPE_CHECKING:
    from rumbo.core.actors import Actor


@dataclass(frozen=True, slots=True)
class Invitation:
    """What became of it: the person, whether the account is new, and the link where no mail could be sent.

    There is no link to an account that may do more than the actor gives: whoever has it, has the account.
    """

    person: Any
    is_new: bool
    sent: bool
    link: str


def invite(
    actor: Actor, plan: Any, *, email: str, name: str, role: str, axis: Any, site: str, language: str = ""
) -> Invitation:
    """Make the account where there is none, give the role, and send the mail with the way in.

    ``site`` is the address the pages are read at, for the link. A person with a password gets only the news.

    Raises:
        PermissionDenied: the actor does not administer the plan.
        ValidationError: address, role or axis are wrong.
    """
    with transaction.atomic():
        authorize(actor, "plan.administer", plan)
        person, is_new = people.ensure_account(email, name, language)
        give_role(actor, plan, person, role, axis, reason=_("Invitation"))
    needs_password = not person.has_usable_password()
    link = people.password_link(person, site) if needs_password else ""
    with override(person.language or settings.LANGUAGE_CODE):
        sent = people.send(
            person,
            _("You work on “%(plan)s”") % {"plan": plan.name},
            _body(actor, plan, role, link, site),
            plan=plan.pk,
        )
    return Invitation(person, is_new, sent, "" if sent or not _may_enter_as(actor, person) else link)


def _may_enter_as(actor: Actor, person: Any) -> bool:
    """Whether the actor administers every plan that the person has a role in."""
    if getattr(actor, "is_superuser", False):
        return True
    plans = {held.plan_id for held in roles_of(person)}
    return not person.is_superuser and all(holds(actor, plan, Role.ADMINISTRATOR) for plan in plans)


def _body(actor: Actor, plan: Any, role: str, link: str, site: str) -> str:
    values = {"actor": actor, "plan": plan.name, "role": Role(role).label, "link": link or site}
    if link:
        return (
            _(
                "%(actor)s gave you the role “%(role)s” in “%(plan)s”.\n\n"
                "Choose your password here; the link serves once, for three days:\n%(link)s\n"
            )
            % values
        )
    return _("%(actor)s gave you the role “%(role)s” in “%(plan)s”.\n\nSign in here:\n%(link)s\n") % values
