"""The whole profile of a project as PDF: all of its sheet that is public, in as many pages as it takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rumbo.core.pdf import typeset
from rumbo.core.templatetags.rumbo import pesos, thousands
from rumbo.portfolio.enums import PermitState, ShareState
from rumbo.portfolio.prints.photos import photos_of
from rumbo.portfolio.prints.words import (
    BOLD,
    PLAIN,
    Block,
    Words,
    cut,
    day,
    heading,
    language,
    listed,
    markdown,
    paragraph,
    paragraphs,
    qr,
    status,
    table,
)
from rumbo.portfolio.queries.schedules import chart_of
from rumbo.portfolio.queries.stages import way

if TYPE_CHECKING:
    from rumbo.plan.models import Edition, Plan
    from rumbo.portfolio.queries.print_sheets import PrintSheet

TEMPLATE = Path(__file__).parent / "typst" / "sheet.typ"
ZERO = Decimal(0)
#: Widest photo, in pixels.
PHOTO = 1400
_SHARES = {ShareState.AGREED: "ok", ShareState.REJECTED: "off", ShareState.PROPOSED: "ask"}
_LEVELS = {1: "ok", 2: "ok", 3: "risk", 4: "risk", 6: "off", 9: "off"}
Section = tuple[str, list[Block]]


def words_of(
    sheet: PrintSheet, plan: Plan, *, address: str, edition: Edition | None = None, photo: int = PHOTO
) -> Words:
    """Return what the pages show, in the reader's language; ``address`` is that of the project's page.

    ``pictures`` has the photos by the names that the blocks say; take it off before the words become JSON.
    """
    project = sheet.project
    theme = project.program.theme
    pictures = photos_of(sheet.photos, photo)
    return {
        "lang": language(),
        "number": project.number,
        "title": project.name,
        "running": cut(str(project), 90),
        "above": [plan.name, theme.axis.name, theme.name, project.program.name],
        "state": "" if project.is_current else str(project.get_state_display()),
        "way": [[step.label, step.tone] for step in way(project.stage)],
        "suspended": _("Suspended") if project.suspended else "",
        "figures": _figures(sheet),
        "sections": [[title, blocks] for title, blocks in _sections(sheet, plan) if blocks] + _album(sheet, pictures),
        "nothing": _("Its profile has not been written yet."),
        "address": address,
        "page": _("Page"),
        "of": _("of"),
        "stage_label": _("Stage"),
        "made": made_line(plan, edition, version=project.version),
        "qr": qr(address),
        "qr_label": _("Its page, with its sources and its changes"),
        "pictures": pictures,
    }


def pdf(words: Words) -> bytes:
    """Return the pages, from what `words_of` returned."""
    return typeset(TEMPLATE, {name: value for name, value in words.items() if name != "pictures"}, words["pictures"])


def made_line(plan: Plan, edition: Edition | None, *, version: int | None = None) -> str:
    """Return of when the words are, and of which edition of the plan and version of the project."""
    said = [_("As of %(day)s") % {"day": day(timezone.localdate())}]
    if edition is not None:
        published = day(timezone.localtime(edition.published_at).date())
        said.append(_("edition %(number)d of the plan (%(day)s)") % {"number": edition.number, "day": published})
    if version is not None:
        said.append(_("version %(number)d of the project") % {"number": version})
    return " · ".join(said)


def _figures(sheet: PrintSheet) -> list[list[str]]:
    profile, money = sheet.parts.profile, sheet.parts.money
    days = [day(one, "SHORT_DATE_FORMAT") for one in ((profile.starts_on, profile.ends_on) if profile else ()) if one]
    figures = [
        (_("Cost"), pesos(money.cost) if money.cost else ""),
        (_("Authorised"), f"{money.share} %" if money.share is not None else ""),
        (_("People who benefit"), thousands(profile.beneficiaries) if profile and profile.beneficiaries else ""),
        (_("Dates"), " – ".join(days)),
        (_("Term"), str(sheet.project.get_term_display()) if sheet.project.term else ""),
    ]
    return [[label, value] for label, value in figures if value]


def _sections(sheet: PrintSheet, plan: Plan) -> Iterator[Section]:
    yield from _texts(sheet)
    yield _("What it serves in the plan"), _served(sheet.parts.profile)
    yield _("Components"), _elements(sheet.components)
    yield _("Actions"), _elements(sheet.actions)
    yield _("Where"), _places(sheet)
    yield _("Cost and money"), _money(sheet)
    yield _("Schedule"), _schedule(sheet)
    yield _("Can it be done?"), _studies(sheet)
    yield _("Permits and land"), _permits(sheet)
    yield _("Risks"), _risks(sheet)
    yield _("Who gives what"), _shares(sheet)
    yield _("Who answers"), _responsible(sheet)
    yield _("Team"), _team(sheet)
    yield _("Contracts"), _contracts(sheet)
    yield _("From stage to stage"), _passages(sheet)


def _texts(sheet: PrintSheet) -> Iterator[Section]:
    profile = sheet.parts.profile
    if profile is None:
        yield _("Description"), markdown(sheet.project.body)
        return
    yield _("Problem it answers"), paragraphs(profile.problem)
    yield _("Whom it serves"), paragraphs(profile.population)
    yield _("Description"), markdown(profile.body or sheet.project.body)
    yield _("Expected results"), paragraphs(profile.results)
    yield _("How it will be kept up"), paragraphs(profile.sustainability)


def _served(profile: Any) -> list[Block]:
    if profile is None:
        return []
    blocks: list[Block] = []
    for label, served in ((_("Objectives"), profile.objectives.all()), (_("Goals"), profile.goals.all())):
        if served:
            blocks += [heading(label), *_elements(served)]
    return blocks


def _elements(elements: Any) -> list[Block]:
    """Return elements as a list: their names, and their texts after them."""
    items = []
    for element in elements:
        body = " ".join(run[0] for block in markdown(element.body) for run in _runs(block)).strip()
        items.append([[element.name, BOLD if body else PLAIN], *([[f" — {body}", PLAIN]] if body else [])])
    return [listed(items)] if items else []


def _runs(block: Block) -> list[list[str]]:
    if block["k"] == "list":
        return [run for item in block["items"] for run in item]
    return block.get("runs") or [[block.get("text", ""), PLAIN]]


def _places(sheet: PrintSheet) -> list[Block]:
    blocks: list[Block] = []
    if sheet.territories:
        blocks.append(paragraph(", ".join(territory.name for territory in sheet.territories)))
    return [*blocks, *_elements(sheet.locations)]


def _money(sheet: PrintSheet) -> list[Block]:
    money = sheet.parts.money
    blocks: list[Block] = []
    if money.estimates:
        rows = [[row.name, str(row.year), pesos(row.amount)] for row in money.estimates]
        head = [_("What it pays"), _("Year"), _("Amount")]
        foot = [_("Total"), "", pesos(money.cost)]
        title = _("What it costs, in pesos at prices of %(year)s") % {"year": money.prices}
        blocks += [heading(title), table(head, rows, align="lrr", widths=("1fr", "auto", "auto"), foot=foot)]
    if money.rows:
        by_state = [
            [source, *(_amount(amount) for _state, amount in amounts), pesos(total)]
            for source, amounts, total in money.rows
        ]
        head = [_("Source"), *money.states, _("Total")]
        foot = [_("Total"), *(_amount(amount) for _state, amount in money.totals), pesos(money.total)]
        widths = ["1fr"] + ["auto"] * (len(head) - 1)
        blocks += [
            heading(_("Where the money comes from, and how sure it is")),
            table(head, by_state, align="l" + "r" * (len(head) - 1), widths=widths, foot=foot),
        ]
    return blocks + _by_year(money)


def _by_year(money: Any) -> list[Block]:
    """Return what is needed in each year beside what is found, where it is more than one."""
    needed: dict[int, Decimal] = defaultdict(Decimal)
    found: dict[int, Decimal] = defaultdict(Decimal)
    for row in money.estimates:
        needed[row.year] += row.amount
    for row in money.fundings:
        found[row.year] += row.amount
    years = sorted({*needed, *found})
    if len(years) < 2:
        return []
    rows = [[str(y), _amount(needed[y]), _amount(found[y]), _amount(needed[y] - found[y])] for y in years]
    totals = [sum(column.values(), ZERO) for column in (needed, found)]
    head = [_("Year"), _("Needed"), _("Found"), _("Still to find")]
    foot = [_("Total"), *map(_amount, totals), _amount(totals[0] - totals[1])]
    return [heading(_("Year by year")), table(head, rows, align="lrrr", widths=("1fr",) * 4, foot=foot)]


def _amount(amount: Decimal) -> str:
    return pesos(amount) if amount else "–"


def _schedule(sheet: PrintSheet) -> list[Block]:
    if sheet.schedule is None:
        return []
    schedule, today = sheet.schedule, timezone.localdate()
    chart = chart_of([schedule], today, folded=False)
    blocks: list[Block] = [_gantt(chart)] if chart is not None else []
    head = [_("Milestone"), _("Begins"), _("Ends"), _("Progress"), _("State")]
    form = "SHORT_DATE_FORMAT"
    rows = [
        [
            row.name,
            day(row.span.begin, form),
            day(row.span.end, form),
            f"{row.progress} %",
            status(row.tone, row.status_label),
        ]
        for row in schedule.rows
    ]
    blocks.append(table(head, rows, align="lllrl", widths=("1fr", "auto", "auto", "auto", "auto")))
    if schedule.late:
        n = abs(schedule.late)
        late = ngettext("It ends %(n)d day later than agreed.", "It ends %(n)d days later than agreed.", n)
        early = ngettext("It ends %(n)d day earlier than agreed.", "It ends %(n)d days earlier than agreed.", n)
        blocks.append(paragraph((late if schedule.late > 0 else early) % {"n": n}))
    return blocks


def _gantt(chart: Any) -> Block:
    """Return a chart as its bars, in per cent of the width."""
    return {
        "k": "gantt",
        "ticks": [[tick.x, _tick(tick), tick.labelled] for tick in chart.ticks],
        "today": chart.today,
        "today_label": _("Today"),
        "agreed_label": _("As last agreed") if chart.has_agreed else "",
        "rows": [
            {
                "name": cut(drawn.line.name, 80),
                "bar": _bar(drawn.bar),
                "agreed": _bar(drawn.agreed),
                "tone": "off" if drawn.line.overdue else "done" if drawn.line.done else "go",
            }
            for drawn in chart.rows
        ],
    }


def _bar(bar: Any) -> dict[str, Any] | None:
    if bar is None:
        return None
    return {"x": bar.x, "width": bar.width, "done": bar.done, "middle": bar.middle, "day": bar.is_day}


def _tick(tick: Any) -> str:
    return f"T{tick.quarter} {tick.year}" if tick.quarter and tick.quarter > 1 else str(tick.year)


def _studies(sheet: PrintSheet) -> list[Block]:
    blocks: list[Block] = []
    for study in sheet.parts.studies:
        row = study.row
        until = _("counts until %(day)s") % {"day": day(row.expires_on)} if row.expires_on else ""
        verdict = status("gone", _("Expired")) if study.expired else status(study.tone, row.get_verdict_display())
        blocks.append({"k": "standing", "title": f"{row.get_kind_display()}: {row.name}", "status": verdict})
        signed = " · ".join(part for part in (row.author, day(row.date), until) if part)
        blocks += [paragraph(signed, "s")] if signed else []
        blocks += paragraphs(row.body)
        blocks += [paragraph(row.evidence, "s")] if row.evidence else []
        if study.conditions:
            rows = [
                [one.row.name, day(one.row.met_on or one.row.due_on), status(one.tone, one.word)]
                for one in study.conditions
            ]
            head = [_("Conditions"), _("Due or met"), _("State")]
            blocks.append(table(head, rows, align="lll", widths=("1fr", "auto", "auto")))
    return blocks


def _permits(sheet: PrintSheet) -> list[Block]:
    rows = []
    for permit in sheet.parts.permits:
        days = [day(one) for one in (permit.row.granted_on, permit.row.expires_on) if one]
        dates = " – ".join(days) if permit.row.status == PermitState.GRANTED else ""
        rows.append([permit.row.name, permit.row.authority or "–", dates or "–", status(permit.tone, permit.word)])
    head = [_("Permit or land"), _("Who grants it"), _("Dates"), _("How far")]
    return [table(head, rows, align="llll", widths=("2fr", "1.4fr", "auto", "auto"))] if rows else []


def _risks(sheet: PrintSheet) -> list[Block]:
    rows = [
        [
            risk.name,
            str(risk.get_probability_display()),
            str(risk.get_impact_display()),
            status(_LEVELS.get(risk.weight, "mute"), f"{risk.weight}/9"),
            risk.body or "–",
        ]
        for risk in sheet.parts.risks
    ]
    head = [_("Risk"), _("Probability"), _("Impact"), _("Weight"), _("Response")]
    return [table(head, rows, align="lllll", widths=("1.3fr", "auto", "auto", "auto", "1.6fr"))] if rows else []


def _shares(sheet: PrintSheet) -> list[Block]:
    split = sheet.split
    shares = list(split.shares.all()) if split is not None else []
    if split is None or not shares:
        return []
    rows = []
    for share in shares:
        word = share.get_state_display()
        if share.agreed_on:
            word = f"{word} · {day(share.agreed_on)}"
        rows.append(
            [
                share.territory.name,
                share.competence or "–",
                pesos(share.cost),
                thousands(share.beneficiaries),
                status(_SHARES[ShareState(share.state)], word),
            ]
        )
    head = [_("Municipality or state"), _("What it has to do"), _("Cost"), _("People"), _("Does it agree?")]
    foot = [_("Total"), "", pesos(split.cost), thousands(split.beneficiaries), ""]
    return [table(head, rows, align="llrrl", widths=("1fr", "1.4fr", "auto", "auto", "1fr"), foot=foot)]


def _responsible(sheet: PrintSheet) -> list[Block]:
    rows = [
        [
            str(row.get_role_display()),
            row.organization.name,
            row.share.territory.name if row.share is not None else _("The whole project"),
        ]
        for row in sheet.responsible
    ]
    head = [_("Role"), _("Organization"), _("For")]
    return [table(head, rows, align="lll", widths=("auto", "1fr", "auto"))] if rows else []


def _team(sheet: PrintSheet) -> list[Block]:
    """Return the functions of the team; who has them is not told in public."""
    rows = [
        [
            position.name,
            position.organization.name if position.organization else "–",
            f"{position.dedication} %" if position.dedication is not None else "–",
            status("mute", _("Vacant")) if position.is_vacant else status("ok", _("Filled")),
        ]
        for position in sheet.parts.positions
    ]
    head = [_("Function"), _("Organization"), _("Dedication"), _("State")]
    return [table(head, rows, align="llrl", widths=("1.2fr", "1fr", "auto", "auto"))] if rows else []


def _contracts(sheet: PrintSheet) -> list[Block]:
    rows = []
    for contract in sheet.parts.contracts:
        name = f"{contract.name} ({contract.ocid})" if contract.ocid else contract.name
        days = " – ".join(day(one, "SHORT_DATE_FORMAT") for one in (contract.signed_on, contract.ends_on) if one)
        rows.append([name, contract.contractor or "–", days or "–", pesos(contract.amount)])
    head = [_("Contract"), _("Contractor"), _("Dates"), _("Amount")]
    return [table(head, rows, align="lllr", widths=("1.3fr", "1fr", "auto", "auto"))] if rows else []


def _passages(sheet: PrintSheet) -> list[Block]:
    rows = []
    for passage in sheet.passages:
        moved = f"{passage}" if passage.from_stage != passage.to_stage else str(passage.get_to_stage_display())
        said = [_("Minutes: %(minutes)s") % {"minutes": passage.minutes}] if passage.minutes else []
        said += [passage.reason] if passage.reason else []
        if passage.missing:
            missing = " ".join(passage.lacked)
            said.append(_("It passed although this was missing: %(missing)s") % {"missing": missing})
        rows.append([day(passage.on), str(passage.get_kind_display()), moved, "\n".join(said) or "–"])
    head = [_("Date"), _("What happened"), _("Stage"), _("Minutes and reason")]
    return [table(head, rows, align="llll", widths=("auto", "auto", "auto", "1fr"))] if rows else []


def _album(sheet: PrintSheet, pictures: dict[str, bytes]) -> list[Any]:
    named = ((f"photo-{version.pk}.jpg", photo.name) for photo, version in sheet.photos)
    shown = [[name, caption] for name, caption in named if name in pictures]
    return [[_("Photos"), [{"k": "photos", "photos": shown}]]] if shown else []
