"""The demonstration: an invented plan, imported as any other, with people and some years of history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import transaction
from django.utils.translation import gettext as _

from rumbo.accounts.services.people import ensure_account
from rumbo.cli.demo_answers import add_answers
from rumbo.cli.demo_appraisals import add_appraisals
from rumbo.cli.demo_calls import add_call
from rumbo.cli.demo_documents import add_documents
from rumbo.cli.demo_evaluation import add_evaluation
from rumbo.cli.demo_indicators import add_indicators
from rumbo.cli.demo_locations import add_locations
from rumbo.cli.demo_logframe import add_logframes
from rumbo.cli.demo_passages import add_passages
from rumbo.cli.demo_portfolio import add_portfolio
from rumbo.cli.demo_priority import add_priority
from rumbo.cli.demo_reports import add_reports
from rumbo.cli.demo_tags import add_tags
from rumbo.cli.demo_workshops import add_workshops
from rumbo.cli.errors import UserError
from rumbo.core.actors import SYSTEM
from rumbo.core.services import records
from rumbo.desk.services.editions import publish_edition
from rumbo.importers.files import InputFile
from rumbo.importers.services.applying import apply
from rumbo.importers.services.proposing import propose
from rumbo.importers.services.runs import store
from rumbo.plan.enums import Role
from rumbo.plan.services.roles import give_role

if TYPE_CHECKING:
    from rumbo.accounts.models import User
    from rumbo.plan.models import Plan
    from rumbo.portfolio.models import Project

PLAN_KEY = "valle-de-almagre-2045"
FOLDER = Path(__file__).parent / "demo_plan"
#: Everybody's password in the demonstration: it is printed, and the data are invented.
PASSWORD = "valle-de-almagre"  # noqa: S105

FIRST_EDITION = "El plan como lo aprobó el Consejo Metropolitano el 18 de abril de 2024, después de cuatro talleres."
SECOND_EDITION = (
    "La Línea 2 se adelanta al mediano plazo; los estacionamientos vigilados dejan de ser un proyecto y el alumbrado "
    "de San Telmo se hace dentro del crédito verde conjunto."
)
MOVED_TERM = "El derecho de vía de Ciudad Universitaria se donó en 2025: la obra puede comenzar antes."
WITHDRAWN, WHY_WITHDRAWN = (
    "46",
    "Los cuatro municipios vigilan mercados y terminales con personal propio desde 2025: es ya un servicio.",
)
SUPERSEDED, HEIR, WHY_SUPERSEDED = (
    "124",
    "141",
    "El alumbrado de San Telmo se contrata dentro del crédito verde conjunto de los cuatro municipios.",
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody whom a visitor of the demonstration can be."""

    role: str
    email: str
    password: str


PEOPLE = (
    ("administracion@almagre.example", "Inés Robledal", Role.ADMINISTRATOR, ""),
    ("gestion@almagre.example", "Bruno Mezquital", Role.MANAGER, ""),
    ("movilidad@almagre.example", "Alma Sotol", Role.EDITOR, "movilidad"),
    ("consulta@almagre.example", "Tomás Gobernadora", Role.READER, ""),
)


@transaction.atomic
def build() -> Sequence[SignIn]:
    """Make the demonstration where the database has none, and return who can sign in. Safe to run again.

    Raises:
        UserError: the plan that comes with the program cannot be imported.
    """
    plan = _find(PLAN_KEY)
    if plan is None:
        plan = _import()
        _people(plan)
        _history(plan)
        add_locations(plan)
        add_portfolio(plan)
        add_passages(plan, _user(PEOPLE[1][0]))
        add_appraisals(plan, _user(PEOPLE[1][0]))
        add_answers(plan, _user(PEOPLE[1][0]))
        add_documents(plan, _user(PEOPLE[1][0]))
        add_tags(plan, _user(PEOPLE[1][0]))
    _workshops(plan)
    add_call(plan)
    add_priority(plan, _user(PEOPLE[1][0]))
    add_indicators(plan, _user(PEOPLE[1][0]))
    add_reports(plan, _user(PEOPLE[1][0]))
    add_logframes(plan, _user(PEOPLE[1][0]))
    add_evaluation(plan, _user(PEOPLE[1][0]))
    return [SignIn(str(role.label), email, PASSWORD) for email, _name, role, _axis in PEOPLE]


def _find(key: str) -> Plan | None:
    found: Plan | None = apps.get_model("plan", "Plan")._default_manager.filter(key=key).first()
    return found


def _import() -> Plan:
    files = [InputFile(str(path.relative_to(FOLDER)), path.read_bytes()) for path in sorted(FOLDER.rglob("*.csv"))]
    run = store(SYSTEM, files, propose(files, None, new_key=PLAN_KEY))
    if run.has_problems:
        wrong = run.lines.filter(action="problem").first()
        raise UserError(f"The demonstration plan cannot be imported: {wrong.place}: {wrong.message}" if wrong else "")
    plan = apply(SYSTEM, run).plan
    if plan is None:
        raise UserError("The demonstration plan cannot be imported: it has no plan.")
    return plan


def _people(plan: Plan) -> None:
    axes = {axis.key: axis for axis in apps.get_model("plan", "Axis")._default_manager.filter(plan=plan)}
    for email, name, role, axis in PEOPLE:
        user, made = ensure_account(email, name)
        if made:
            user.set_password(PASSWORD)
            user.is_superuser = user.is_staff = role == Role.ADMINISTRATOR
            user.save()
        give_role(SYSTEM, plan, user, role, axes.get(axis), reason=_("Demonstration"))


def _history(plan: Plan) -> None:
    """Let some of what happens to a plan happen: an edition, edits, a project withdrawn and one superseded."""
    publish_edition(SYSTEM, plan, number=1, title="Edición aprobada por el Consejo Metropolitano", note=FIRST_EDITION)
    manager, editor = _user(PEOPLE[1][0]), _user(PEOPLE[2][0])
    records.update(editor, _project(plan, "31"), {"term": "medium"}, reason=MOVED_TERM)
    records.withdraw(manager, _project(plan, WITHDRAWN), reason=WHY_WITHDRAWN)
    heir = _project(plan, HEIR)
    records.supersede(manager, _project(plan, SUPERSEDED), by=heir, reason=WHY_SUPERSEDED)
    publish_edition(SYSTEM, plan, number=2, title="Primera revisión anual", note=SECOND_EDITION)


def _workshops(plan: Plan) -> None:
    """Add the workshops: who edits an axis leads its table, and the manager another one."""
    manager, editor, reader = (_user(person[0]) for person in PEOPLE[1:])
    add_workshops(plan, manager, {"movilidad": (editor, reader), "gobierno": (manager, reader)})


def _user(email: str) -> User:
    user: User = apps.get_model("accounts", "User")._default_manager.get(email=email)
    return user


def _project(plan: Plan, number: str) -> Project:
    project: Project = apps.get_model("portfolio", "Project")._default_manager.get(plan=plan, number=number)
    return project
