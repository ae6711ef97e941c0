"""Fills the database that every browser test begins with, in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from rumbo.cli.start import start_django

#: A plan with nothing in it, and one that the real documents were imported to, with doubts that nobody looked at.
EMPTY_PLAN, IMPORTED_PLAN = "torreon-2040", "torreon-importado"
#: Who signs in, besides the people of the demonstration.
SECOND_EDITOR, OTHER_EDITOR, OUTSIDER = "segunda@almagre.example", "agua@almagre.example", "ajena@almagre.example"


def main(documents: list[str]) -> None:
    """Make the demonstration with more people, an empty plan and, where given, the plan of the documents."""
    start_django()
    from rumbo.cli import demo
    from rumbo.cli.database import prepare_database

    prepare_database(update=True)
    demo.build()
    add_people(demo.PLAN_KEY)
    add_plan(EMPTY_PLAN, "Plan Estratégico Torreón 2040")
    if documents:
        add_plan(IMPORTED_PLAN, "Plan importado")
        import_documents(Path(documents[0]))


def add_people(plan_key: str) -> None:
    """Add two editors, and somebody without any role."""
    from rumbo.core.actors import SYSTEM
    from rumbo.plan.models import Axis, Plan
    from rumbo.plan.services.roles import give_role

    plan = Plan.objects.get(key=plan_key)
    for email, name, axis in (
        (SECOND_EDITOR, "Celia Huizache", "movilidad"),
        (OTHER_EDITOR, "Rita Palma", "agua"),
    ):
        give_role(SYSTEM, plan, account(email, name), "editor", Axis.objects.get(plan=plan, key=axis))
    account(OUTSIDER, "Nadie Conocido")


def add_plan(key: str, title: str) -> None:
    """Add an empty plan that the manager of the demonstration manages too."""
    from rumbo.cli.demo import PEOPLE
    from rumbo.core.actors import SYSTEM
    from rumbo.core.services import records
    from rumbo.plan.models import Plan
    from rumbo.plan.services.roles import give_role

    plan = records.create(SYSTEM, Plan(key=key, title=title, start_year=2015, end_year=2040))
    give_role(SYSTEM, plan, account(PEOPLE[1][0], ""), "manager", None)


def import_documents(folder: Path) -> None:
    """Import the documents without deciding anything."""
    from rumbo.core.actors import SYSTEM
    from rumbo.importers.files import gather
    from rumbo.importers.services.applying import apply
    from rumbo.importers.services.proposing import propose
    from rumbo.importers.services.runs import store
    from rumbo.plan.models import Plan

    files, plan = gather(folder), Plan.objects.get(key=IMPORTED_PLAN)
    apply(SYSTEM, store(SYSTEM, files, propose(files, plan)))


def account(email: str, name: str):
    """Return the account of this address, with the password of the demonstration."""
    from rumbo.accounts.services.people import ensure_account
    from rumbo.cli.demo import PASSWORD

    user, made = ensure_account(email, name)
    if made:
        user.set_password(PASSWORD)
        user.save()
    return user


if __name__ == "__main__":
    main(sys.argv[1:])
