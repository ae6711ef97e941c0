"""Reading the published editions of a plan."""

from __future__ import annotations

from rumbo.plan.models import Edition, Plan


def editions_of(plan: Plan) -> list[Edition]:
    """Return the editions, newest first, without their contents."""
    return list(Edition.objects.filter(plan=plan).defer("content"))


def latest_edition(plan: Plan) -> Edition | None:
    """Return the newest edition without its content; None while there is none."""
    return Edition.objects.filter(plan=plan).defer("content").first()


def find_edition(plan: Plan, number: int, *, content: bool = False) -> Edition | None:
    """Return an edition by its number, with its content only where it is asked for, or None."""
    editions = Edition.objects.filter(plan=plan, number=number)
    return (editions if content else editions.defer("content")).first()
