"""Reminding people of what they owe, and asking others where they are silent. Run daily, late or twice: once each."""

from __future__ import annotations

import datetime
import logging
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from rumbo.communication.addresses import LOCAL
from rumbo.communication.asking_words import organizations, paragraph
from rumbo.communication.enums import NoticeKind
from rumbo.communication.models import CommunicationRules
from rumbo.communication.queries.reminding import REPORT, Asked, Person, asking, reminder_key, rules_of
from rumbo.communication.services.outbox import put
from rumbo.communication.words import written
from rumbo.core.actors import person_of
from rumbo.core.letters import Letter
from rumbo.core.services.records import authorize
from rumbo.monitoring.services.links import link_for, list_link_for
from rumbo.monitoring.web.links import address_of

if TYPE_CHECKING:
    from rumbo.communication.models import Notice
    from rumbo.core.actors import Actor
    from rumbo.plan.models import Plan

logger = logging.getLogger(__name__)


def remind(plan: Plan, today: datetime.date | None = None) -> int:
    """Write the reminders and escalations of a plan for a day into the outbox; return how many mails that is.

    One mail for all that a person owes, as `rumbo.communication.reminders` says. Somebody whose mail cannot be
    written does not keep the others from theirs: the error is raised when all had their turn.
    """
    day = today or timezone.localdate()
    rules = rules_of(plan)
    if not rules.reminds or not plan.is_current:
        return 0
    count, errors = 0, []
    for person in asking(plan, day, rules).people:
        asked = person.today(day)
        if not asked:
            continue
        try:
            count += _write(plan, person, asked, day) is not None
        except Exception as error:
            logger.exception("A reminder could not be written")
            errors.append(error)
    if errors:
        raise errors[0]
    return count


@transaction.atomic
def set_rules(actor: Actor, plan: Plan, changes: dict[str, Any]) -> CommunicationRules:
    """Say whether and when a plan reminds, whom it asks when, and when the digest goes out; return the rules.

    Raises:
        PermissionDenied: the actor does not manage the plan.
        ValidationError: a number is out of its bounds, or the head would be asked before the deputy.
    """
    authorize(actor, "plan.manage", plan)
    stored = CommunicationRules.objects.select_for_update().filter(plan=plan).first()
    rules = stored or CommunicationRules(plan=plan)
    for name, value in changes.items():
        setattr(rules, name, value)
    rules.full_clean()
    if rules.head_after < rules.deputy_after:
        raise ValidationError({"head_after": _("The head is asked after the deputy: choose as many days, or more.")})
    rules._history_user = person_of(actor)  # type: ignore[attr-defined]
    rules.save()
    return rules


@transaction.atomic
def _write(plan: Plan, person: Person, asked: tuple[Asked, ...], day: datetime.date) -> Notice | None:
    """Write the mail that reminds a person of all they owe; None where one was written that day."""
    kind = NoticeKind.ESCALATION if all(one.is_escalated for one in asked) else NoticeKind.REMINDER
    several = len({one.item.organization.pk for one in asked}) > 1
    with translation.override(person.language):
        values = {
            "name": person.liaison.title,
            "plan": plan.name,
            "organization": organizations(asked),
            "items": "\n\n".join(paragraph(one, _address(one, day), day, names=several) for one in asked),
            "count": len(asked),
            "link": address_of(list_link_for(person.liaison, today=day), LOCAL),
        }
        subject, text, html = written(plan, kind, person.language, values)
        reason = _("You answer for “%(organization)s” in “%(plan)s”.") % values
    letter = Letter(
        to=person.email,
        name=person.liaison.title,
        subject=subject,
        text=text,
        html=html,
        kind=kind,
        reason=reason,
        key=reminder_key(plan, person.email, day),
        plan=plan.pk,
        liaison=person.liaison.pk,
        organization=asked[0].item.organization.pk,
        covers=tuple(one.item.name for one in asked),
    )
    return put(letter)


def _address(asked: Asked, day: datetime.date) -> str:
    if asked.item.kind == REPORT:
        return address_of(link_for(asked.item.thing, asked.liaison, today=day), LOCAL)
    return address_of(list_link_for(asked.liaison, today=day), LOCAL)
