"""People with their browsers, and a small plan."""

from __future__ import annotations

import json

import pytest
from django.db.models import JSONField
from django.test import Client
from django.urls import reverse

from factories import (
    GoalFactory,
    ObjectiveFactory,
    OrganizationFactory,
    ProgramFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)

#: Everybody who comes to a page; nobody of them may be missing from a test of access.
EVERYBODY = (
    "anonymous",
    "outsider",
    "reader",
    "other_editor",
    "editor",
    "manager",
    "administrator",
    "superuser",
)


@pytest.fixture
def anonymous():
    return None


@pytest.fixture
def superuser(db):
    return UserFactory(email="super@example.org", is_superuser=True, is_staff=True)


@pytest.fixture
def browser():
    """Give the browser of a person who signed in, or of nobody; it insists on CSRF tokens where told."""

    def open_browser(person=None, *, csrf=False):
        client = Client(enforce_csrf_checks=csrf)
        if person is not None:
            client.force_login(person)
        return client

    return open_browser


@pytest.fixture
def answers(request, browser):
    """Ask for a page as everybody, and give the status of each answer."""

    def ask(url, data=None):
        found = {}
        for name in EVERYBODY:
            client = browser(request.getfixturevalue(name))
            response = client.get(url) if data is None else client.post(url, data)
            found[name] = response.status_code
        return found

    return ask


@pytest.fixture
def statuses():
    """Write down what everybody gets: the sign-in page, nothing, a page of one's own, or the door."""

    def make(reader=200, other_editor=None, editor=None, manager=None, superuser=None):
        other = reader if other_editor is None else other_editor
        own = other if editor is None else editor
        manages = own if manager is None else manager
        return {
            "anonymous": 302,
            "outsider": 404,
            "reader": reader,
            "other_editor": other,
            "editor": own,
            "manager": manages,
            "administrator": manages,
            "superuser": manages if superuser is None else superuser,
        }

    return make


@pytest.fixture
def theme(axis):
    return ThemeFactory(axis=axis, key="acuifero", title="Acuífero", text="Agua del subsuelo.")


@pytest.fixture
def objective(theme):
    return ObjectiveFactory(theme=theme, key="o1", title="Equilibrar la extracción")


@pytest.fixture
def goal(objective):
    return GoalFactory(objective=objective, key="g1", title="Medir todos los pozos")


@pytest.fixture
def program(theme):
    return ProgramFactory(theme=theme, key="cuentas", title="Cuentas claras")


@pytest.fixture
def project(program):
    return ProjectFactory(program=program, number="700", key="700", title="Medidores")


@pytest.fixture
def organization(db):
    return OrganizationFactory(key="consejo", title="Consejo de Cuenca")


@pytest.fixture
def url():
    """Give the address of a page of the desk: ``url("edit", plan, theme)``."""

    def make(name, plan, record=None, *extra):
        args = [plan.key] if record is None else [plan.key, record.KIND, record.pk]
        return reverse(f"desk:{name}", args=[*args, *extra])

    return make


def form_of(record, **changes):
    """Give what a browser sends of the form of a record that a person changed in some fields."""
    from rumbo.core.queries.history import values_of

    data = {"version": record.version, "reason": ""}
    for name in record.EDITABLE:
        value = values_of(record)[name]
        if isinstance(record._meta.get_field(name), JSONField):
            data[name] = json.dumps(value)
        elif isinstance(value, list):
            data[name] = [item.pk for item in value]
        elif value is True:
            data[name] = "on"
        elif value is not None and value is not False:
            data[name] = getattr(value, "pk", value)
    return {**data, **changes}


@pytest.fixture(name="form_of")
def _form_of():
    return form_of


def told(response):
    """Give the sentences that the next page says."""
    from django.contrib.messages import get_messages

    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.fixture(name="told")
def _told():
    return told
