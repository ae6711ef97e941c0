import pytest
from django.core.exceptions import PermissionDenied

from importers.plans import applied, proposed
from rumbo.core.actors import SYSTEM
from rumbo.core.errors import Refused
from rumbo.importers.services import applying, decisions
from rumbo.plan.models import Theme
from rumbo.portfolio.models import PriorityEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(db):
    return proposed()


def line(run, title):
    return run.lines.get(title=title)


def test_accepted_matches_are_confirmed_on_applying(run):
    assert decisions.decide_all(SYSTEM, run, "accept") == 2
    done = applying.apply(SYSTEM, run)
    assert set(Theme.objects.values_list("standing", flat=True)) == {"exact", "confirmed"}
    assert PriorityEntry.objects.get(title="La planta de tratamiento").standing == "confirmed"
    assert (done.counts["matched"], done.counts["to_confirm"], done.counts["taken"]) == (4, 0, 15)


def test_rejected_matches_are_split_and_unlinked_on_applying(run):
    decisions.decide_all(SYSTEM, run, "reject")
    done = applying.apply(SYSTEM, run)
    assert list(Theme.objects.values_list("title", "standing")) == [
        ("Agua potable", "exact"),
        ("Saneamiento y drenaje urbano", "rejected"),
        ("Saneamiento del drenaje urbano regional", "none"),
    ]
    entry = PriorityEntry.objects.get(title="La planta de tratamiento")
    assert (entry.program, entry.standing) == (None, "rejected")
    assert (done.counts["to_confirm"], done.counts["left"]) == (0, 3)


def test_a_candidate_may_be_chosen_instead(run):
    entry = line(run, "La planta de tratamiento")
    entry.candidates.append({"kind": "project", "key": "3", "number": "3", "title": "Planta norte", "score": 0.5})
    entry.save()
    decisions.decide(SYSTEM, entry, "choose", "project:3")
    applying.apply(SYSTEM, run)
    chosen = PriorityEntry.objects.get(title="La planta de tratamiento")
    assert (chosen.project.number, chosen.program, chosen.standing) == ("3", None, "confirmed")


def test_choosing_the_one_proposed_confirms_it(run):
    decisions.decide(SYSTEM, line(run, "La planta de tratamiento"), "choose", "program:plantas-de-tratamiento")
    applying.apply(SYSTEM, run)
    assert PriorityEntry.objects.get(title="La planta de tratamiento").standing == "confirmed"


def test_a_decision_can_be_taken_back(run):
    entry = line(run, "La planta de tratamiento")
    assert decisions.decide(SYSTEM, entry, "accept").decision == "accept"
    assert decisions.decide(SYSTEM, entry, "").decision == ""
    applying.apply(SYSTEM, run)
    assert PriorityEntry.objects.get(title="La planta de tratamiento").standing == "to_confirm"


@pytest.mark.parametrize(
    ("title", "verdict", "choice"),
    [
        ("La planta de tratamiento", "choose", "project:99"),
        ("La planta de tratamiento", "quizá", ""),
        ("Pozos medidos", "accept", ""),
        ("Reforestación", "choose", "project:1"),
    ],
)
def test_what_cannot_be_decided_is_refused(run, title, verdict, choice):
    with pytest.raises(Refused):
        decisions.decide(SYSTEM, line(run, title), verdict, choice)


def test_a_closed_import_is_not_decided_any_more():
    run = applied()
    with pytest.raises(Refused):
        decisions.decide(SYSTEM, line(run, "La planta de tratamiento"), "accept")


@pytest.mark.parametrize("who", ["outsider", "reader", "editor", "other_editor"])
def test_only_who_manages_the_plan_may_decide(request, who, plan):
    actor = request.getfixturevalue(who)
    run = proposed(plan=plan)
    with pytest.raises(PermissionDenied):
        decisions.decide(actor, line(run, "La planta de tratamiento"), "accept")
    with pytest.raises(PermissionDenied):
        decisions.decide_all(actor, run, "accept")
    assert not run.lines.exclude(decision="").exists()
