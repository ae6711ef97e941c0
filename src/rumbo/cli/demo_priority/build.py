"""Makes the prioritisation of the demonstration through the pages."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Sum
from django.urls import reverse
from django.utils.text import slugify
from django.utils.timezone import localdate

from rumbo.cli.demo_priority import people
from rumbo.cli.demo_priority.visitor import Visitor
from rumbo.core.services import records
from rumbo.priority.services import runs
from rumbo.priority.tokens import link_token

if TYPE_CHECKING:
    from rumbo.accounts.models import User
    from rumbo.plan.models import Plan

MAIL_DOMAIN = "almagre.example"
#: Scores of a usual criterion.
LEAST, MOST = 1, 5
#: Years over which a cost without an estimate is spread.
YEARS = (2026, 2027, 2028)


def add_priority(plan: Plan, manager: User) -> None:
    """Prepare, score, rank and decide a round, and open a second one, where the plan has none. Safe to run again."""
    if _model("Round").filter(plan=plan).exists():
        return
    _costs(plan, manager)
    desk = _Desk(plan, Visitor(manager))
    first = desk.create_round(people.ROUND, "2026-03-02", "2026-04-30", people.NUMBERS)
    desk.declare(first, people.CONFLICTS)
    desk.open_delphi(first)
    _score(first)
    desk.close_delphi(first)
    desk.open_delphi(first)
    _revise(first)
    desk.close_delphi(first)
    desk.finish(first)
    desk.decide(first, desk.rank(first))
    today = localdate()
    begins, ends = today - datetime.timedelta(7), today + datetime.timedelta(30)
    second = desk.create_round(people.SECOND, str(begins), str(ends), people.SECOND_NUMBERS, count=3)
    desk.open_delphi(second, str(ends))
    desk.visitor.leave()


def evaluator_path(plan_key: str) -> str:
    """Return the path of the link of somebody who can score in the demonstration; empty where there is none."""
    found = (
        _model("Evaluator")
        .filter(plan__key=plan_key, round__phase="scoring", state="current")
        .order_by("round__pk", "pk")
        .first()
    )
    return reverse("evaluate:start", args=[link_token(found.pk, found.secret)]) if found is not None else ""


class _Desk:
    """What the manager does on the desk's pages."""

    def __init__(self, plan: Plan, visitor: Visitor) -> None:
        self.plan = plan
        self.visitor = visitor
        rows = apps.get_model("portfolio", "Project")._default_manager.filter(plan=plan)
        self.measures = dict(rows.values_list("number", "measure"))

    def create_round(
        self, values: dict[str, Any], opens: str, closes: str, numbers: Sequence[str], count: int | None = None
    ) -> Any:
        """Make a round with the usual criteria, projects by number, and the first ``count`` evaluators."""
        self.visitor.submit(self._desk("create", "round"), {**values, "opens_on": opens, "closes_on": closes})
        found = _model("Round").filter(plan=self.plan).latest("pk")
        chosen = [self.measures[number] for number in numbers]
        self.visitor.send(self._at("items", found), {"measure": chosen})
        self.visitor.send(self._at("usual_criteria", found), {})
        self.visitor.send(self._at("paste", found), {"text": _list(people.EVALUATORS[:count]), "apply": "1"})
        return found

    def declare(self, found: Any, conflicts: Iterable[tuple[str, str, str]]) -> None:
        """Note the conflicts of interest of evaluators."""
        for name, number, reason in conflicts:
            values = {
                "do": "declare",
                "evaluator": _model("Evaluator").get(round=found, title=name).pk,
                "item": _model("Item").get(round=found, measure=self.measures[number]).pk,
                "reason": reason,
            }
            self.visitor.send(self._at("conflicts", found), values)

    def open_delphi(self, found: Any, until: str = "") -> None:
        """Open the next Delphi round, with a last day."""
        self.visitor.submit(self._at("open_delphi", found), {"closes_on": until})

    def close_delphi(self, found: Any) -> None:
        """Close the Delphi round that is open."""
        self.visitor.submit(self._at("close_delphi", found), {})

    def finish(self, found: Any) -> None:
        """Take no more scores."""
        self.visitor.submit(self._at("finish", found), {})

    def rank(self, found: Any) -> Any:
        """Ask for the ranking, and let the task that does it work at once."""
        self.visitor.submit(self._at("ask_ranking", found), {})
        run = _model("Run").filter(round=found).latest("pk")
        runs.perform(run.pk)
        return run

    def decide(self, found: Any, run: Any) -> None:
        """Write down the council's decision with what departs and what was objected, and publish it."""
        for objection in people.OBJECTIONS:
            self._object(found, dict(objection))
        begun = {"title": "Cartera prioritaria 2026-2028", "ranking": run.pk, "decided_by": people.COUNCIL}
        self.visitor.submit(self._at("decision", found), {**begun, "decided_on": people.DECIDED})
        made = _model("Publication").get(round=found)
        words = {"text": people.MINUTES, "text_en": people.MINUTES_EN}
        self.visitor.submit(self._at("publication_minutes", made), words)
        self._depart(found, made, "31", people.WHY_IN, people.WHY_IN_EN)
        self._depart(found, made, "131", people.WHY_OUT, people.WHY_OUT_EN)
        self.visitor.send(self._at("publish", made), {"with_open": "1"})

    def _object(self, found: Any, values: dict[str, Any]) -> None:
        organization = apps.get_model("accounts", "Organization")._default_manager.get(key=values["organization"])
        values |= {"organization": organization.pk}
        if "project" in values:
            rows = apps.get_model("portfolio", "Project")._default_manager
            values["project"] = rows.get(plan=self.plan, number=values["project"]).pk
        self.visitor.submit(f"{self._desk('create', 'objection')}?round={found.pk}", values)

    def _depart(self, found: Any, made: Any, number: str, reason: str, reason_en: str) -> None:
        item = _model("Item").get(round=found, measure=self.measures[number])
        path = reverse("priority:departure", args=[self.plan.key, made.pk, item.pk])
        self.visitor.submit(path, {"reason": reason, "reason_en": reason_en})

    def _at(self, name: str, thing: Any) -> str:
        return reverse(f"priority:{name}", args=[self.plan.key, thing.pk])

    def _desk(self, name: str, kind: str) -> str:
        return reverse(f"desk:{name}", args=[self.plan.key, kind])


def _score(found: Any) -> None:
    """Let each evaluator score what they may, and say what counts for them."""
    criteria = list(_model("Criterion").filter(round=found).order_by("position", "pk"))
    items = _items(found)
    for evaluator in _evaluators(found):
        visitor, token = Visitor(), link_token(evaluator.pk, evaluator.secret)
        for number, item in _open_items(evaluator, items):
            given = _given(evaluator.key, number)
            values = {f"c-{one.pk}": score for one, score in zip(criteria, given, strict=True)}
            visitor.send(reverse("evaluate:score", args=[token, item]), values, **_BY_SCRIPT)
        points = people.POINTS[evaluator.organization.sector]
        weights = {f"w-{one.pk}": value for one, value in zip(criteria, points, strict=True)}
        visitor.send(reverse("evaluate:weights", args=[token]), {"method": "points", "version": "0", **weights})


def _revise(found: Any) -> None:
    """Let evaluators who stood outside of the group's spread come nearer, or say why not; all else stays."""
    criteria = list(_model("Criterion").filter(round=found).order_by("position", "pk"))
    items = _items(found)
    evaluators = _evaluators(found)
    said = {number: [_given(one.key, number) for one in evaluators] for number, _item in items}
    for place, evaluator in enumerate(evaluators):
        visitor, token = Visitor(), link_token(evaluator.pk, evaluator.secret)
        for number, item in _open_items(evaluator, items):
            mine, near, outside = _nearer(_given(evaluator.key, number), said[number], stays=place % 4 == 3)
            if near == mine and not outside:
                continue
            values: dict[str, Any] = {f"c-{one.pk}": score for one, score in zip(criteria, near, strict=True)}
            values["comment"] = people.WHY_OUTSIDE[(place + item) % len(people.WHY_OUTSIDE)] if outside else ""
            visitor.send(reverse("evaluate:score", args=[token, item]), values, **_BY_SCRIPT)
        visitor.send(reverse("evaluate:keep", args=[token]), {})


#: Scripts send this, and get no page back.
_BY_SCRIPT = {"X-Rumbo": "1"}


def _given(key: str, number: str) -> list[int]:
    """Return what an evaluator says of a project in the first Delphi round: its merits, and their own eyes."""
    chance = random.Random(f"{key} {number}")  # noqa: S311 (invented scores)
    return [min(MOST, max(LEAST, one + chance.choice((-1, -1, 0, 0, 0, 0, 1)))) for one in people.MERITS[number]]


def _nearer(mine: list[int], of_all: Sequence[Sequence[int]], *, stays: bool) -> tuple[list[int], list[int], bool]:
    """Return what somebody said, what they say after seeing the group, and whether they stay outside of it."""
    near, outside = [], False
    for place, score in enumerate(mine):
        low, _middle, high = quantiles([scores[place] for scores in of_all], n=4, method="inclusive")
        is_outside = not low <= score <= high
        outside = outside or (is_outside and stays)
        near.append(score + (1 if score < low else -1) if is_outside and not stays else score)
    return mine, near, outside


def _items(found: Any) -> list[tuple[str, int]]:
    rows = _model("Item").filter(round=found, left=False).order_by("position", "pk")
    return list(rows.values_list("measure__project__number", "pk"))


def _open_items(evaluator: Any, items: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    closed = set(_model("Conflict").filter(evaluator=evaluator).values_list("item", flat=True))
    return [(number, pk) for number, pk in items if pk not in closed]


def _evaluators(found: Any) -> list[Any]:
    rows = _model("Evaluator").filter(round=found, state="current").select_related("organization")
    return list(rows.order_by("pk"))


def _list(rows: Iterable[tuple[str, str, str]]) -> str:
    """Return people as cells of a spreadsheet: name, organization, axis, e-mail."""
    named = dict(apps.get_model("accounts", "Organization")._default_manager.values_list("key", "title"))
    lines = []
    for name, key, axis in rows:
        address = f"{slugify(name.split()[0])}@{MAIL_DOMAIN}"
        lines.append("\t".join((name, named[key], axis, address)))
    return "\n".join(lines)


def _costs(plan: Plan, manager: User) -> None:
    """Give projects that are compared and cost nothing yet an estimate over three years."""
    estimates = apps.get_model("portfolio", "Estimate")
    rows = apps.get_model("portfolio", "Project")._default_manager.filter(plan=plan, number__in=people.COSTS)
    for project in rows.annotate(known=Sum("estimates__amount")).filter(known__isnull=True):
        cost = Decimal(people.COSTS[project.number])
        part = (cost / len(YEARS)).quantize(Decimal("0.01"))
        amounts = [part, part, cost - 2 * part]
        for year, amount in zip(YEARS, amounts, strict=True):
            row = estimates(
                plan=plan, project=project, title="Obra y equipo", year=year, amount=amount, price_year=2025
            )
            records.create(manager, row)


def _model(name: str) -> Any:
    return apps.get_model("priority", name)._default_manager
