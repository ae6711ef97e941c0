"""Which projects a person marked on a list: those of a page, or all that match the filters of the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from rumbo.core.errors import Refused
from rumbo.desk.kinds import KINDS
from rumbo.desk.web.access import may_edit_some
from rumbo.desk.web.portfolio import desk_filters
from rumbo.portfolio.queries.bulk import LIMIT

#: Lines of a preview that are shown before the others are only counted.
SHOWN = 500
#: For how long a preview may be applied, in seconds.
MAX_AGE = 12 * 3600


@dataclass(frozen=True, slots=True)
class Selection:
    """The projects in the order of the list; ``is_all`` where they are all that match the filters."""

    numbers: list[int]
    is_all: bool

    def __len__(self) -> int:
        return len(self.numbers)


def selection(request: HttpRequest, plan: Any) -> Selection:
    """Return what the address names: ``project`` (several), or with ``all`` everything its filters keep.

    Raises:
        PermissionDenied: the person may edit no project of the plan.
        Refused: these are too many.
    """
    if not may_edit_some(request.user, plan):
        raise PermissionDenied
    if "all" in request.GET:
        numbers = list(desk_filters(request, plan).ordered().values_list("pk", flat=True)[: LIMIT + 1])
    else:
        typed = {int(one) for one in request.GET.getlist("project") if one.isdecimal() and len(one) < 12}
        numbers = list(KINDS["project"].rows(plan).filter(pk__in=typed).values_list("pk", flat=True))
    if len(numbers) > LIMIT:
        message = _("These are more than %(limit)d projects, the most that are changed at once. Narrow the filters.")
        raise Refused(message % {"limit": LIMIT})
    return Selection(numbers, "all" in request.GET)


def sealed(request: HttpRequest, plan: Any, preview: Any) -> str:
    """Return what a preview showed, signed for this person and plan."""
    return signing.dumps(preview, salt=_salt(request, plan), compress=True)


def unsealed(request: HttpRequest, plan: Any, text: str) -> Any:
    """Return what a preview showed.

    Raises:
        Refused: it is too old, or of another person or plan.
    """
    try:
        return signing.loads(text, salt=_salt(request, plan), max_age=MAX_AGE)
    except signing.BadSignature:
        raise Refused(_("What you looked at is too old to be applied. Look it over again.")) from None


def _salt(request: HttpRequest, plan: Any) -> str:
    return f"rumbo.desk.bulk:{plan.pk}:{request.user.pk}:{request.path}"
