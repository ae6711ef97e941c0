"""Reports in the demonstration: three periods that are over and one that is late, by invented people."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from rumbo.core.actors import person_of
from rumbo.core.services import records
from rumbo.monitoring.enums import Frequency, MessageKind, ReportState
from rumbo.monitoring.period_calendar import block_of, names_of
from rumbo.monitoring.queries.assignments import People, assignments_of, thing_of
from rumbo.monitoring.services import periods, reports, review, status
from rumbo.monitoring.services.links import link_for, make_links
from rumbo.monitoring.web.links import path_of

if TYPE_CHECKING:
    from rumbo.core.actors import Actor
    from rumbo.monitoring.models import Assignment, ReportingPeriod
    from rumbo.plan.models import Plan

#: The organizations that are asked, and of how many things at most; the last has nobody whom it is asked through.
ASKED = (
    ("almagre-obras-publicas", 6),
    ("almagre-agua", 5),
    ("almagre-desarrollo-urbano", 3),
    ("san-telmo-obras-publicas", 3),
    ("consejo-cuenca", 4),
    ("agencia-movilidad", 2),
)
#: How many series of values are asked for.
SERIES = 2
#: Who never answers, in no period.
NEVER = "consejo-cuenca"
#: How the reports of the open period stand, one after the other.
STANDINGS = ("accepted", "late", "silent", "unchanged", "observed", "accepted", "sent", "draft", "accepted", "silent")
#: How many days ago the last day to report of the open period was, and how long there was time at least.
LATE, TIME = 9, 15
DONE = (
    "Se revisó el proyecto ejecutivo y se atendieron las observaciones de la contraloría.",
    "Se firmó el convenio y se instaló el grupo de trabajo, que se reúne cada quincena.",
    "Se terminó el levantamiento en campo de dos de los tres polígonos.",
    "Se licitó la primera etapa; el fallo se publica el mes que entra.",
    "Se capacitó a doce personas y se publicó el manual.",
    "Avanzó la obra en el tramo norte: colocación de tubería y reposición de banqueta.",
)
PROBLEMS = (
    "",
    "El permiso de la autoridad del agua lleva cuatro meses sin respuesta.",
    "",
    "",
    "No alcanza el presupuesto de este año para la segunda etapa.",
    "",
    "Tres propietarios no firman la servidumbre de paso.",
)
HELP = "Que el Instituto gestione una reunión con la dependencia federal."
QUESTION = "¿De qué tramo es el avance, y desde cuándo está detenido lo demás?"
EXCUSED = "La obra comienza el próximo año: se pide desde entonces."
EXTENDED = "El Consejo amplió el plazo para este periodo."


def add_reports(plan: Plan, manager: Actor) -> None:
    """Ask for reports in four quarters and let them come, or not, where none was. Safe to run again."""
    if _rows("ReportingPeriod").filter(plan=plan).exists():
        return
    today = localdate()
    quarters = _quarters(today)
    pairs: list[tuple[Any, Any]] = []
    for place, days in enumerate(quarters[:-1]):
        period = _prepared(plan, manager, days, days[1] + datetime.timedelta(15))
        pairs = pairs or _pairs(period)
        _past(period, manager, pairs, place)
    last = _prepared(plan, manager, quarters[-1], today - datetime.timedelta(LATE), text=EXTENDED)
    _open(last, manager, pairs, today)
    status.evaluate(plan)


def report_path(plan_key: str) -> str:
    """Return the path of the link of somebody who has still to report; empty where nobody has."""
    found = (
        _rows("ReportLink")
        .filter(assignment__period__plan__key=plan_key, assignment__period__phase="open", revoked_at=None)
        .filter(assignment__report=None, assignment__measure__project__isnull=False, expires_on__gte=localdate())
        .order_by("pk")
        .first()
    )
    return path_of(found) if found is not None else ""


def _quarters(today: datetime.date) -> list[tuple[datetime.date, datetime.date]]:
    """Return four quarters, the last of which ended long enough ago."""
    found = [block_of(today - datetime.timedelta(LATE + TIME), Frequency.QUARTERLY)]
    if found[0][1] > today - datetime.timedelta(LATE + TIME):
        found = [block_of(found[0][0] - datetime.timedelta(1), Frequency.QUARTERLY)]
    while len(found) < 4:
        found.insert(0, block_of(found[0][0] - datetime.timedelta(1), Frequency.QUARTERLY))
    return found


def _prepared(
    plan: Plan, manager: Actor, days: tuple[datetime.date, datetime.date], due: datetime.date, *, text: str = ""
) -> ReportingPeriod:
    title, title_en = names_of(days, Frequency.QUARTERLY)
    model = apps.get_model("monitoring", "ReportingPeriod")
    made = model(plan=plan, title=title, title_en=title_en, starts_on=days[0], ends_on=days[1], due_on=due, text=text)
    kept: ReportingPeriod = records.create(manager, made, reason=_("Demonstration"))
    return kept


def _pairs(period: ReportingPeriod) -> list[tuple[Any, Any]]:
    """Return some of what is proposed, of the organizations that are asked: a few things of each sort."""
    proposed = periods.propose(period)
    found: list[tuple[Any, Any]] = []
    for key, most in ASKED:
        own = [one for one in proposed if one.organization.key == key]
        kinds = ("project", "action", "strategy")
        sorts = [[one for one in own if one.kind == kind] for kind in kinds]
        mixed = [sort[place] for place in range(most) for sort in sorts if place < len(sort)]
        found += [(one.organization, one.thing) for one in mixed[:most]]
    return [*found, *_series(period)]


def _series(period: ReportingPeriod) -> list[tuple[Any, Any]]:
    """Return some series that organizations with a liaison report, whether a value is due or not."""
    keys = [key for key, _most in ASKED[:-1] if key != NEVER]
    observed = _rows("Series").filter(indicator__plan=period.plan_id, indicator__computation="observed")
    rows = observed.filter(indicator__owner__key__in=keys, indicator__state="current")
    read = rows.select_related("indicator__owner", "indicator__plan", "territory").order_by("indicator", "pk")
    by_indicator = {one.indicator_id: one for one in reversed(read)}
    return [(one.indicator.owner, one) for one in reversed(by_indicator.values())][:SERIES]


def _past(period: ReportingPeriod, manager: Actor, pairs: list[tuple[Any, Any]], place: int) -> None:
    """Let a period be: what was sent is accepted, some was late, some said that nothing changed, some never came."""
    periods.assign(manager, period, pairs)
    periods.open_period(manager, period, today=period.ends_on - datetime.timedelta(10))
    people = People(period.plan_id, period.due_on)
    asked = [one for one in assignments_of(period=period).order_by("pk") if one.organization.key != NEVER]
    model = apps.get_model("monitoring", "ProgressReport")
    made = [_report(model, one, people, place, n) for n, one in enumerate(asked) if (n + place) % 7 != 3]
    bulk_create_with_history(made, model, default_user=person_of(manager))
    message = apps.get_model("monitoring", "ReportMessage")
    said = []
    for one in made:
        said.append((message(report=one, kind=MessageKind.SENT, liaison=one.liaison), one.sent_at))
        said.append((message(report=one, kind=MessageKind.ACCEPTED, actor=person_of(manager)), one.accepted_at))
    message._default_manager.bulk_create([row for row, _at in said])
    for row, at in said:
        row.at = at
    message._default_manager.bulk_update([row for row, _at in said], ["at"])
    periods.close_period(manager, period, today=period.due_on + datetime.timedelta(20))


def _report(model: Any, asked: Assignment, people: People, place: int, n: int) -> Any:
    late = (n + place) % 5 == 4
    on = asked.period.ends_on - datetime.timedelta(n % 9)
    sent = _at(asked.period.due_on + datetime.timedelta(4 + n % 6 if late else -(n % 12)), 9 + n % 8)
    report = model(assignment=asked, state=ReportState.ACCEPTED, on=on, sent_at=sent, version=3)
    report.accepted_at = sent + datetime.timedelta(3)
    report.liaison = next(iter(people.asked(asked).first), None)
    if (n + 2 * place) % 6 == 5:
        report.nothing_changed = True
        return report
    report.text = DONE[(n + place) % len(DONE)]
    report.problem = PROBLEMS[(n + place) % len(PROBLEMS)]
    report.help_needed = HELP if report.problem and n % 2 else ""
    if asked.series_id is None:
        report.progress = min(8 + 5 * (n % 7) + (6 + n % 5) * place, 95)
        if getattr(thing_of(asked), "KIND", "") == "project":
            report.spent = Decimal(350_000 + 180_000 * (n % 5)) * (place + 1)
    else:
        report.value = _value(asked)
    return report


def _open(period: ReportingPeriod, manager: Actor, pairs: list[tuple[Any, Any]], today: datetime.date) -> None:
    """Open the last period by its services, and let each report come as far as `STANDINGS` says."""
    periods.assign(manager, period, pairs)
    opened = periods.open_period(manager, period, today=period.ends_on - datetime.timedelta(10))
    asked = list(assignments_of(period=opened).order_by("pk"))
    people = People(opened.plan_id, today)
    n = 0
    for one in asked:
        liaison = next(iter(people.asked(one).first), None)
        if liaison is None or one.organization.key == NEVER:
            continue
        standing = "sent" if one.series_id is not None else STANDINGS[n % len(STANDINGS)]
        _come(one, liaison, manager, standing, n, today)
        n += 1
    periods.excuse(manager, next(one for one in reversed(asked) if one.organization.key == ASKED[-1][0]), EXCUSED)
    make_links(opened, today=today)


def _come(asked: Assignment, liaison: Any, manager: Actor, standing: str, n: int, today: datetime.date) -> None:
    if standing == "silent":
        return
    link = link_for(asked, liaison, today=today)
    sent = _at(asked.period.due_on + datetime.timedelta(4 if standing == "late" else -(n % 8)), 10 + n % 7)
    day = sent.date()
    if standing == "draft":
        reports.save_draft(link, {"text": DONE[n % len(DONE)]}, version=None, today=today)
        return
    if standing == "unchanged":
        report = reports.nothing_changed(link, today=day)
    else:
        report = reports.send(link, _fields(asked, n), version=None, today=day)
    if standing == "observed":
        review.observe(manager, report, QUESTION, today=today)
    if standing == "accepted":
        review.accept(manager, report, today=today)
    accepted = sent + datetime.timedelta(2) if standing == "accepted" else None
    _rows("ProgressReport").filter(pk=report.pk).update(sent_at=sent, accepted_at=accepted)
    messages = _rows("ReportMessage").filter(report=report)
    messages.filter(kind=MessageKind.SENT).update(at=sent)
    messages.exclude(kind=MessageKind.SENT).update(at=sent + datetime.timedelta(2))


def _fields(asked: Assignment, n: int) -> dict[str, str]:
    """Return what somebody types."""
    given = {"text": DONE[(n + 3) % len(DONE)], "problem": PROBLEMS[(n + 1) % len(PROBLEMS)]}
    if asked.series_id is not None:
        value = _value(asked)
        return given | {"value": value, "sure-value": value}
    given["progress"] = str(min(30 + 5 * (n % 7) + 3 * (n % 4), 95))
    thing = thing_of(asked)
    if thing.KIND == "project":
        said = _rows("ProgressReport").filter(assignment__measure=asked.measure_id, spent__isnull=False)
        last = said.order_by("on", "pk").last()
        spent = str(int(last.spent * 6 / 5) if last is not None else 400_000)
        given |= {"spent": spent, "sure-spent": spent}
        steps = apps.get_model("portfolio", "Milestone")._default_manager.current().filter(project=thing)
        for one in steps.filter(progress__lt=90)[:1]:
            given[f"m-{one.pk}"] = str(min(one.progress + 10, 95))
    return given


def _value(asked: Assignment) -> str:
    """Return the newest value of the series, or a word where it has none."""
    rows = _rows("Observation").filter(series=asked.series_id, number__isnull=False)
    newest = rows.order_by("-on", "pk").first()
    return newest.text if newest is not None else "ND"


def _at(day: datetime.date, hour: int) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, 20)))


def _rows(model: str) -> Any:
    return apps.get_model("monitoring", model)._default_manager
