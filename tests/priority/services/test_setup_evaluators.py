"""Evaluators: many at once, their links and the mails that bring them."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError

from factories import EvaluatorFactory, OrganizationFactory, RoundFactory
from rumbo.accounts.models import Organization
from rumbo.core.errors import Refused
from rumbo.priority.models import Evaluator
from rumbo.priority.services.evaluators import Person, add_many, renew_link, send_links
from rumbo.priority.tokens import link_token, read_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(plan):
    return RoundFactory(plan=plan, title="Ronda 2026")


def _link(evaluator):
    return f"https://rumbo.example/evaluar/{link_token(evaluator.pk, evaluator.secret)}/"


def test_many_are_added_with_the_organizations_that_were_not_there(found, axis, manager):
    there = OrganizationFactory(title="Instituto de Planeación")
    made = add_many(
        manager,
        found,
        [
            Person("Persona Uno", there, axis, "uno@example.org"),
            Person("Persona Dos", "Cámara Nueva", None, "", "private"),
            Person("Persona Tres", "cámara nueva"),
        ],
    )
    assert [one.key for one in made] == ["evaluador-1", "evaluador-2", "evaluador-3"]
    new = Organization.objects.get(title="Cámara Nueva")
    assert new.sector == "private"
    assert [one.organization for one in made] == [there, new, new]
    assert made[0].axis == axis
    assert made[0].history.get().history_user == manager


def test_all_or_none(found, manager):
    with pytest.raises(ValidationError):
        add_many(manager, found, [Person("Persona Uno", "Cámara Nueva"), Person("Persona Dos", email="no es correo")])
    assert not Evaluator.objects.exists()
    assert not Organization.objects.filter(title="Cámara Nueva").exists()


def test_a_renewed_link_takes_the_place_of_the_old_one(found, manager):
    evaluator = EvaluatorFactory(round=found)
    before = read_link(link_token(evaluator.pk, evaluator.secret))
    after = renew_link(manager, evaluator)
    assert after.secret != before[1]
    assert after.history.first().history_user == manager
    assert not any(after.secret in str(vars(row)) for row in after.history.all())


def test_links_are_mailed_and_it_is_noted_when(found, manager):
    one = EvaluatorFactory(round=found, title="Persona Uno", email="uno@example.org")
    two = EvaluatorFactory(round=found, email="")
    became = send_links(manager, found, [one, two], _link)
    assert (became.sent, became.without) == ([one], [two])
    (sent,) = mail.outbox
    assert sent.to == ["uno@example.org"]
    assert _link(one) in sent.body
    assert "Ronda 2026" in sent.subject
    assert "Persona Uno" in sent.body
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.invited_at is not None, two.invited_at) == (True, None)


def test_without_a_mail_server_it_says_what_to_do(found, manager, settings):
    settings.MAIL_DELIVERY = "log"
    with pytest.raises(Refused, match="imprime"):
        send_links(manager, found, [EvaluatorFactory(round=found, email="uno@example.org")], _link)


@pytest.mark.parametrize("who", ["reader", "editor", "outsider"])
def test_only_who_manages_the_plan_touches_evaluators(found, who, request):
    actor, evaluator = request.getfixturevalue(who), EvaluatorFactory(round=found, email="uno@example.org")
    for act in (
        lambda: add_many(actor, found, [Person("Persona Uno")]),
        lambda: renew_link(actor, evaluator),
        lambda: send_links(actor, found, [evaluator], _link),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert mail.outbox == []
