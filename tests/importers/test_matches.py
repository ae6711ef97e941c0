import pytest
from django.core.exceptions import PermissionDenied

from factories import ProjectFactory, ThemeFactory
from importers.plans import applied
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.core.models import State
from rumbo.core.queries.history import versions
from rumbo.core.services import records
from rumbo.importers.services import matches
from rumbo.plan.enums import Standing
from rumbo.plan.models import Objective, Theme
from rumbo.portfolio.models import PriorityEntry, Program, Project

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(db):
    return applied()


@pytest.fixture
def theme(run):
    return Theme.objects.get(standing="to_confirm")


@pytest.fixture
def entry(run):
    return PriorityEntry.objects.get(standing="to_confirm")


def test_confirming_is_a_version_that_can_be_undone(theme):
    confirmed = matches.confirm_match(SYSTEM, theme)
    assert (confirmed.standing, confirmed.score) == ("confirmed", 0.817)
    newest, oldest = versions(confirmed)
    assert newest.reason == "Contraparte confirmada"
    assert [(c.field, c.after) for c in newest.changes] == [("standing", Standing.CONFIRMED.label)]
    records.restore(SYSTEM, confirmed, oldest.history_id)
    theme.refresh_from_db()
    assert theme.standing == "to_confirm"


def test_a_second_import_keeps_what_was_confirmed(run, theme, entry):
    assert matches.confirm_all(SYSTEM, run.plan) == 2
    again = applied(plan=run.plan)
    assert (again.counts["changed"], again.counts["matched"], again.counts["to_confirm"]) == (0, 4, 0)


def test_rejecting_a_theme_splits_it(run, theme):
    rejected = matches.reject_match(SYSTEM, theme)
    assert (rejected.title, rejected.other_name, rejected.standing, rejected.score) == (
        "Saneamiento y drenaje urbano",
        "",
        "rejected",
        None,
    )
    own = Theme.objects.get(title="Saneamiento del drenaje urbano regional")
    assert (own.axis, own.standing) == (theme.axis, "none")
    assert list(Objective.objects.filter(theme=own).values_list("title", flat=True)) == [
        "Ninguna descarga sin tratar"
    ]
    again = applied(plan=run.plan)
    assert (again.counts["taken"], again.counts["changed"], again.counts["to_confirm"]) == (0, 0, 1)


def test_a_split_theme_can_be_joined_again(run, theme):
    matches.reject_match(SYSTEM, theme)
    own = Theme.objects.get(title="Saneamiento del drenaje urbano regional")
    superseded = matches.choose_counterpart(SYSTEM, own, theme)
    theme.refresh_from_db()
    assert (superseded.state, superseded.superseded_by) == (State.SUPERSEDED, theme)
    assert (theme.other_name, theme.standing) == ("Saneamiento del drenaje urbano regional", "confirmed")
    assert Objective.objects.get(title="Ninguna descarga sin tratar").theme == theme
    again = applied(plan=run.plan)
    assert (again.counts["taken"], again.counts["changed"], again.counts["matched"]) == (0, 0, 3)


def test_another_theme_may_be_chosen(run, theme):
    other = ThemeFactory(axis=theme.axis, title="Drenaje", key="drenaje")
    left = matches.choose_counterpart(SYSTEM, theme, other)
    other.refresh_from_db()
    assert (left.other_name, left.standing) == ("", "rejected")
    assert (other.other_name, other.standing) == ("Saneamiento del drenaje urbano regional", "confirmed")
    assert Objective.objects.get(title="Ninguna descarga sin tratar").theme == other


def test_themes_that_have_a_counterpart_take_no_second_one(run, theme):
    other = Theme.objects.get(standing="exact")
    with pytest.raises(Refused):
        matches.choose_counterpart(SYSTEM, theme, other)
    with pytest.raises(Refused):
        matches.choose_counterpart(SYSTEM, theme, theme)


def test_rejecting_an_entry_unlinks_it(run):
    entry = PriorityEntry.objects.get(title="Fugas")
    assert Project.objects.get(number="2").priority
    rejected = matches.reject_match(SYSTEM, entry)
    assert (rejected.project, rejected.standing) == (None, "rejected")
    assert not Project.objects.get(number="2").priority
    again = applied(plan=run.plan)
    assert (again.counts["changed"], again.counts["left"]) == (0, 3)
    _newest, oldest = versions(rejected)
    records.restore(SYSTEM, rejected, oldest.history_id)
    assert Project.objects.get(number="2").priority


def test_an_entry_may_be_given_another_counterpart_of_its_axis(entry):
    project = Project.objects.get(number="3")
    chosen = matches.choose_counterpart(SYSTEM, entry, project)
    assert (chosen.project, chosen.program, chosen.standing, chosen.score) == (project, None, "confirmed", None)
    project.refresh_from_db()
    assert project.priority
    chosen = matches.choose_counterpart(SYSTEM, chosen, Program.objects.get(title="Redes"))
    assert (chosen.project, chosen.program.title) == (None, "Redes")
    project.refresh_from_db()
    assert not project.priority


def test_counterparts_are_never_of_two_axes(run, entry):
    with pytest.raises(Refused) as refused:
        matches.choose_counterpart(SYSTEM, entry, ProjectFactory(number="70", program__theme__axis__plan=run.plan))
    assert refused.value.message == "Elige una del mismo eje: las contrapartes nunca son de dos ejes."
    with pytest.raises(Refused):
        matches.choose_counterpart(SYSTEM, entry, Theme.objects.first())


def test_there_must_be_something_to_decide(run):
    nothing = PriorityEntry.objects.get(title="Reforestación")
    for decide in (matches.confirm_match, matches.reject_match):
        with pytest.raises(Refused):
            decide(SYSTEM, nothing)
    with pytest.raises(Refused):
        matches.reject_match(SYSTEM, Theme.objects.get(standing="exact"))


@pytest.mark.parametrize("who", ["outsider", "reader", "editor", "other_editor"])
def test_only_who_manages_the_plan_may_decide(request, who, plan, axis):
    actor = request.getfixturevalue(who)
    theme = ThemeFactory(axis=axis, other_name="Otro", standing="to_confirm", score=0.8)
    for decide in (matches.confirm_match, matches.reject_match):
        with pytest.raises(PermissionDenied):
            decide(actor, theme)
    with pytest.raises(PermissionDenied):
        matches.choose_counterpart(actor, theme, ThemeFactory(axis=axis))
    with pytest.raises(PermissionDenied):
        matches.confirm_all(actor, plan)
    theme.refresh_from_db()
    assert theme.standing == "to_confirm"


def test_a_manager_may_decide(manager, axis):
    theme = ThemeFactory(axis=axis, other_name="Otro", standing="to_confirm", score=0.8)
    assert matches.confirm_match(manager, theme).standing == "confirmed"
