"""The mail that brings a liaison their link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rumbo.core.letters import Letter
from rumbo.monitoring.queries.assignments import title_of

if TYPE_CHECKING:
    from rumbo.monitoring.models import Assignment, ReportingPeriod
    from rumbo.portfolio.models import Liaison

#: Things that the mail names; the list has them all.
NAMED = 15


def letter_of_link(
    period: ReportingPeriod, liaison: Liaison, owed: Sequence[Assignment], address: str, *, key: str
) -> Letter:
    """Return the mail to a liaison with the address of their link, in the language that is in force."""
    titles = "\n".join(f"- {title_of(one)}" for one in owed[:NAMED])
    if len(owed) > NAMED:
        titles += "\n" + _("- and %(n)d more") % {"n": len(owed) - NAMED}
    values = {
        "name": liaison.title,
        "plan": period.plan.name,
        "period": period.name,
        "day": date_format(period.due_on),
        "organization": liaison.organization.name,
        "titles": titles,
        "link": address,
    }
    text = _(
        "%(name)s:\n\nThese reports of %(organization)s are due in “%(plan)s”, for %(period)s, until %(day)s:\n\n"
        "%(titles)s\n\nThree minutes on the telephone are enough. This link is yours alone and needs no password; "
        "please do not pass it on:\n%(link)s\n\nIf nothing changed, one press says so.\n"
    )
    return Letter(
        to=liaison.email,
        subject=_("Your report for %(period)s: %(plan)s") % {"period": period.name, "plan": period.plan.name},
        text=text % values,
        kind="link",
        name=liaison.title,
        reason=_("You answer for %(organization)s in this plan.") % {"organization": liaison.organization.name},
        key=key,
        plan=period.plan_id,
        liaison=liaison.pk,
        organization=liaison.organization_id,
        covers=tuple(("assignment", one.pk) for one in owed),
    )
