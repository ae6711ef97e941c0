"""Where each record has its public page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from rumbo.core.models import Element, Record

#: Kinds with a page of their own: kind -> name of the address.
PAGES = {
    "axis": "portal:axis",
    "theme": "portal:theme",
    "strategy": "portal:strategy",
    "program": "portal:program",
    "project": "portal:project",
    "action": "portal:action",
    "appraisal": "portal:appraisal",
    "chapter": "portal:chapter",
    "antecedent": "portal:antecedent",
    "call": "portal:call",
    "indicator": "portal:indicator",
    "logframe": "portal:logframe",
}
#: Kinds shown on the page of the priority portfolio.
PRIORITY = frozenset({"priority_entry", "round", "criterion", "evaluator", "publication", "objection"})
#: Kinds shown in the public register of what was learned.
LEARNING = frozenset({"evaluation", "evaluation_question", "finding", "recommendation", "improvement"})
#: Kinds shown on the page of the plan's participatory processes.
PARTICIPATION = frozenset({"process", "stage", "workshop", "table", "exercise"})


def public_url(record: Record, plan_key: str = "") -> str:
    """Return the public address of a record, without a query when the plan's key is given.

    What has no page of its own is shown on its parent's, at an anchor such as ``#goal-12``.
    Organizations and territories are seen within a plan, so they need ``plan_key``.
    """
    if record.KIND == "plan":
        return reverse("portal:plan", args=[record.key])
    key = plan_key or _plan_key(record)
    if record.KIND in PAGES:
        return reverse(PAGES[record.KIND], args=[key, record.key])
    if record.KIND in {"organization", "territory"}:
        return reverse(f"portal:{record.KIND}", args=[key, record.key])
    if record.KIND in LEARNING:
        return f"{reverse('portal:learning', args=[key])}{_of_finding(record)}#{anchor(record)}"
    if record.KIND in PARTICIPATION:
        return f"{reverse('portal:participation', args=[key])}#{anchor(record)}"
    if record.KIND in PRIORITY:
        return f"{reverse('portal:priority', args=[key])}#{anchor(record)}"
    if isinstance(record, Element) and (parent := record.parent()) is not None:
        return f"{public_url(parent, key).partition('#')[0]}#{anchor(record)}"
    return reverse("portal:plan", args=[key])


def anchor(record: Record) -> str:
    """Return the anchor of a record on a page, such as ``goal-12``."""
    return f"{record.KIND}-{record.pk}"


def _of_finding(record: Any) -> str:
    """Return the query that shows the finding of a record alone, wherever in the register it stands."""
    finding = {"finding": "pk", "recommendation": "finding_id"}.get(record.KIND)
    return f"?hallazgo={getattr(record, finding)}" if finding else ""


def _plan_key(record: Any) -> str:
    return str(record.plan.key)
