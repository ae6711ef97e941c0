"""How long the whole portfolio takes as one PDF: 364 profiles with contents and indexes, and their paper forms.

`rumbo bench portfolio` runs it. All is measured as the task does it, from the question to the stored file.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from typing import Any

from benchmarks.harness import Context, Figure
from benchmarks.sizes import ORDINARY

#: Seconds that the portfolio of 364 projects may take.
LIMIT = 60


def run(context: Context) -> list[Figure]:
    """Print a plan of 364 projects that have profiles: a page each, whole, and as paper forms."""
    plan = fill()
    figures = []
    for name, wanted, limit in (
        ("a page each", {"kind": "portfolio"}, LIMIT),
        ("whole profiles", {"kind": "portfolio", "full": True}, None),
        ("paper forms", {"kind": "forms"}, None),
    ):
        figures += _measured(f"{ORDINARY.projects} projects as one PDF, {name}", plan, wanted, limit)
    return figures


def fill() -> Any:
    """Write a plan whose projects have a profile, studies, money, a schedule and risks; return it."""
    from benchmarks import plans  # imported here: these need Django
    from rumbo.portfolio.models import Project

    plan = plans.fill(ORDINARY)
    writer = plans.Writer()
    projects = list(Project.objects.filter(plan=plan))
    parts = [part for n, project in enumerate(projects) for part in _parts(plan, project, n, writer)]
    for model in {type(part) for part in parts}:
        plans.save([part for part in parts if type(part) is model])
    plans.analyze()
    return plan


def _parts(plan: Any, project: Any, n: int, writer: Any) -> Iterator[Any]:
    from rumbo.portfolio import models  # imported here: these need Django

    def new(model: Any, place: int = 1, **values: Any) -> Any:
        key = f"{model.KIND}-{project.pk}-{place}"
        return model(
            **{"plan": plan, "project": project, "key": key, "title": writer.title(), "position": place} | values
        )

    texts = {name: writer.text(4) for name in ("problem", "population", "text", "results", "sustainability")}
    begin = datetime.date(2027, 1 + n % 12, 1)
    yield new(models.Profile, title="Ficha", beneficiaries=1000 + n, starts_on=begin, **texts)
    for place in (1, 2, 3):
        start = begin + datetime.timedelta(days=200 * place)
        yield new(models.Milestone, place, starts_on=start, ends_on=start + datetime.timedelta(days=180))
        yield new(models.Estimate, place, year=2026 + place, price_year=2026, amount=1_000_000 * place)
        yield new(models.Risk, place, text=writer.text(1), probability=place, impact=2)
    yield new(models.Funding, year=2027, source="federal", amount=900_000, status="authorized")
    yield new(models.FeasibilityStudy, kind="technical", verdict="feasible", author="Instituto", date=begin)


def _measured(name: str, plan: Any, wanted: dict[str, Any], limit: float | None) -> list[Figure]:
    from rumbo.core.actors import SYSTEM  # imported here: these need Django
    from rumbo.portfolio.models import Print, Project
    from rumbo.portfolio.services import prints

    start = time.perf_counter()
    site = "https://rumbo.example"
    row = prints.ask(SYSTEM, plan, Project.objects.filter(plan=plan), prints.Wanted(**{"site": site} | wanted))
    prints.make(row.pk)
    taken = time.perf_counter() - start
    made = Print.objects.get(pk=row.pk)
    if made.state != "done":
        raise RuntimeError(f"The file could not be made: {made.error}")
    return [
        Figure(name, round(taken, 1), "s", limit),
        Figure(f"{name}: pages", made.pages),
        Figure(f"{name}: size", round(made.file.size / 1_000_000, 1), "MB"),
    ]
