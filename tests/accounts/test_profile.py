from django.urls import reverse

from factories import UserFactory

URL = "/cuenta/perfil/"


def test_it_checks_access(client):
    assert client.get(URL).url == f"/cuenta/login/?next={URL}"
    assert client.post(URL, {"name": "x"}).status_code == 302


def test_name_and_language(client, db):
    person = UserFactory(name="Rosa")
    client.force_login(person)
    response = client.post(URL, {"name": "  Rosa Campos ", "language": "en"})
    person.refresh_from_db()
    assert (person.name, person.language) == ("Rosa Campos", "en")
    assert response.cookies["django_language"].value == "en"
    page = client.get(URL).content.decode()
    assert "Your profile was saved." in page
    for name in ("account_change_password", "mfa_index"):
        assert reverse(name) in page


def test_an_unknown_language_is_refused(client, db):
    person = UserFactory()
    client.force_login(person)
    assert "language" in client.post(URL, {"name": "x", "language": "fr"}).context["form"].errors
    person.refresh_from_db()
    assert person.language == ""


def test_one_changes_only_the_own_account(client, db):
    other = UserFactory(name="Otra")
    client.force_login(UserFactory())
    client.post(URL, {"name": "Mía", "language": "", "email": other.email, "is_superuser": "on"})
    other.refresh_from_db()
    assert other.name == "Otra"
    assert not type(other).objects.filter(is_superuser=True).exists()
