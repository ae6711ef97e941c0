"""A plan whose council decided on rankings: one for each method, the last of them in force, with departures."""

from __future__ import annotations

#: The plan, and the published portfolios by method.
PLAN = "plan-decidido"
NAMES = {"topsis": "Cartera por TOPSIS", "weighted-sum": "Cartera por suma", "promethee": "Cartera por PROMETHEE"}
BEGUN = "Cartera en preparación"
BROUGHT_IN, LEFT_OUT = "El decreto de la zona vence este año", "Ya tiene dinero de la federación"
#: Scores of three evaluators for six projects by three criteria; none is a conflict of interest or "cannot say".
SCORES = [
    [[5, 4, 1], [4, 5, 2], [4, 3, 3], [3, 2, 4], [2, 3, 5], [1, 1, None]],
    [[5, 3, 2], [4, 4, 1], [3, 4, 3], [2, 2, 5], [None, 3, 4], [1, 2, 5]],
    [[4, 5, 1], [5, 5, 3], [3, 3, 2], [3, 1, 4], [2, 2, 5], [2, 1, 5]],
]


def add_decisions() -> None:
    """Add the plan with everything decided."""
    from e2e.prepare import account
    from factories import AxisFactory, OrganizationFactory, PlanFactory, ProgramFactory, ThemeFactory
    from factories.portfolio import ProjectFactory
    from factories.priority import CriterionFactory, ItemFactory, ObjectionFactory, RoundFactory
    from factories.ranked import publication_of, ranked_run
    from rumbo.cli.demo import PEOPLE
    from rumbo.core.actors import SYSTEM
    from rumbo.plan.services.roles import give_role
    from rumbo.priority.queries.outcomes import outcome_of
    from rumbo.priority.services.publications import depart, publish

    plan = PlanFactory(key=PLAN, title="Plan decidido", is_public=True)
    give_role(SYSTEM, plan, account(PEOPLE[1][0], ""), "manager", None)
    program = ProgramFactory(theme=ThemeFactory(axis=AxisFactory(plan=plan, title="Agua del río", key="agua")))
    found = RoundFactory(plan=plan, key="ronda", title="Ronda decidida", first=3, phase="closed", is_published=True)
    for name in ("Beneficio", "Urgencia", "Costo"):
        CriterionFactory(round=found, title=name, text=f"{name} de cada proyecto.")
    for number, letter in enumerate("ABCDEF", start=1):
        project = ProjectFactory(program=program, title=f"Obra {letter}", number=str(number), key=f"obra-{number}")
        ItemFactory(round=found, measure=project.measure, position=number)
    ObjectionFactory(round=found, organization=OrganizationFactory(title="Ejido del río"), title="Falta el drenaje")
    for method, title in NAMES.items():
        run = ranked_run(found, SCORES, method=method, weights=(5, 3, 2))
        made = publication_of(found, ranking=run, title=title)
        lines = outcome_of(made)
        depart(SYSTEM, made, next(line for line in lines if line.by_run).row.item, "out", LEFT_OUT)
        depart(SYSTEM, made, lines[-1].row.item, "in", BROUGHT_IN)
        publish(SYSTEM, made, with_open=True)
    publication_of(found, title=BEGUN)
