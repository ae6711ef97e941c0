from __future__ import annotations

import datetime
import re
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from factories import CallFactory, MembershipFactory, PlanFactory, ProjectFactory, ProposalFactory
from reading import links, main_html, main_text
from rumbo.participation.enums import Asked, ProposalState
from rumbo.participation.models import Proposal, Support
from rumbo.participation.pseudonyms import email_digest, supporter
from rumbo.participation.tokens import CONFIRM_SECONDS, confirm_token, support_token

EMAIL = "vecina@example.org"
CALLS = "/plan-2040/convocatorias/"
CALL = f"{CALLS}ideas/"
FORM = f"{CALL}proponer/"
SCRIPT = "<script>alert('x')</script><a href='https://malo.example'>aquí</a>"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    cache.clear()
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }


@pytest.fixture
def call(plan, axis):
    return CallFactory(plan=plan, key="ideas", title="Ideas para la ciudad")


@pytest.fixture
def proposal(call, axis):
    return ProposalFactory(call=call, axis=axis, email=EMAIL, author="Persona Privada", title="Sombra en las paradas")


def days(number):
    return timezone.localdate() + datetime.timedelta(days=number)


def typed(axis, /, **changes):
    return {
        "nonce": str(uuid4()),
        "title": "Sombra en las paradas",
        "axis": axis.pk,
        "problem": "No hay sombra.",
        "email": EMAIL,
        **changes,
    }


def photo():
    file = BytesIO()
    Image.new("RGB", (30, 20), "teal").save(file, "JPEG")
    return SimpleUploadedFile("foto.jpg", file.getvalue(), "image/jpeg")


def test_without_calls_the_page_says_what_to_do_next(client, plan):
    page = client.get(CALLS)
    assert "Por ahora no hay convocatorias" in main_text(page)
    assert ("Ver toda la cartera", "/plan-2040/proyectos/") in links(page)


def test_calls_are_listed_by_what_can_be_done(client, plan):
    CallFactory(plan=plan, key="abierta", title="Una abierta")
    CallFactory(plan=plan, key="luego", title="Una que viene", opens_on=days(3), closes_on=days(9))
    CallFactory(plan=plan, key="antes", title="Una de antes", opens_on=days(-9), closes_on=days(-3))
    CallFactory(plan=plan, title="Escondida", is_published=False)
    CallFactory(plan=plan, title="Retirada", state="withdrawn")
    text = main_text(client.get(CALLS))
    assert text.index("Abiertas ahora") < text.index("Una abierta") < text.index("Por abrir")
    assert text.index("Una que viene") < text.index("Cerradas") < text.index("Una de antes")
    assert "Escondida" not in text
    assert "Retirada" not in text
    assert [address for words, address in links(client.get(CALLS)) if words == "Proponer un proyecto"] == [
        f"{CALLS}abierta/proponer/"
    ]


def test_a_call_shows_what_is_public_and_nothing_else(client, call, axis):
    for state in ProposalState:
        ProposalFactory(call=call, axis=axis, state=state, title=f"Idea {state}")
    text = main_text(client.get(CALL))
    shown = {state for state in ProposalState if f"Idea {state}" in text}
    assert shown == {"published", "accepted", "merged", "rejected"}


@pytest.mark.parametrize("state", ["unconfirmed", "received", "refused"])
def test_what_is_not_public_has_no_page(client, proposal, state):
    Proposal.objects.update(state=state)
    assert client.get(f"/plan-2040/propuestas/{proposal.pk}/").status_code == 404
    assert client.post(f"/plan-2040/propuestas/{proposal.pk}/", {"email": EMAIL}).status_code == 404


def test_pages_of_a_plan_that_is_not_public_are_of_its_people(client, proposal):
    proposal.plan.is_public = False
    proposal.plan.save()
    for address in (CALLS, CALL, FORM, f"/plan-2040/propuestas/{proposal.pk}/"):
        assert client.get(address).status_code == 404
    client.force_login(MembershipFactory(plan=proposal.plan, role="reader").user)
    assert client.get(CALL).status_code == 200


def test_a_call_that_is_not_published_has_no_pages(client, call, proposal):
    call.is_published = False
    call.save()
    for address in (CALL, FORM, f"/plan-2040/propuestas/{proposal.pk}/"):
        assert client.get(address).status_code == 404


def test_nothing_of_another_plan_is_found(client, proposal):
    PlanFactory(key="otro")
    assert client.get("/otro/convocatorias/ideas/").status_code == 404
    assert client.get(f"/otro/propuestas/{proposal.pk}/").status_code == 404


def test_proposals_are_sorted_and_filtered(client, call, axis, other_axis):
    old = ProposalFactory(call=call, axis=axis, title="Vieja", published_at=timezone.now())
    ProposalFactory(call=call, axis=other_axis, title="Nueva", published_at=timezone.now())
    Support.objects.create(proposal=old, digest="1")
    text = main_text(client.get(CALL))
    assert text.index("Nueva") < text.index("Vieja")
    text = main_text(client.get(f"{CALL}?order=support"))
    assert text.index("Vieja") < text.index("Nueva")
    text = main_text(client.get(f"{CALL}?axis=agua"))
    assert "Nueva" not in text
    assert "Vieja" in text
    for odd in ("?axis=nada", "?order=%00", "?page=x", "?page=99999"):
        assert client.get(f"{CALL}{odd}").status_code == 200


def test_a_citizen_proposes_and_confirms(client, call, axis, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(FORM, typed(axis), follow=True)
    assert "Revisa tu correo" in main_text(answer)
    (mail,) = mailoutbox
    link = re.search(r"http://testserver(/propuestas/confirmar/\S+)", mail.body)[1]
    asked = client.get(link)
    assert "Sombra en las paradas" in main_text(asked)
    assert Proposal.objects.get().state == ProposalState.UNCONFIRMED, "looking at a link confirms nothing"
    assert "Gracias: llegó tu propuesta" in main_text(client.post(link))
    assert Proposal.objects.get().state == ProposalState.RECEIVED
    assert "Gracias: llegó tu propuesta" in main_text(client.get(link))


def test_what_was_typed_stays_where_something_is_wrong(client, call, axis):
    page = client.post(FORM, typed(axis, title="", problem="Todo lo que escribí", latitude="norte", author="Yo"))
    assert page.status_code == 200
    text = main_html(page)
    assert "Todo lo que escribí" in text
    assert 'value="Yo"' in text
    assert 'value="norte"' in text
    assert f'<option value="{axis.pk}" selected>' in text
    assert "Da un número como 25.5428." in text
    assert text.count("Esto hace falta.") >= 1
    assert not Proposal.objects.exists()


def test_the_form_sends_the_same_nonce_again(client, call, axis):
    data = typed(axis)
    client.post(FORM, data)
    client.post(FORM, data)
    assert Proposal.objects.count() == 1
    page = client.post(FORM, data | {"title": ""})
    assert data["nonce"] in page.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"problem": "x" * 100_000},
        {"title": "x" * 100_000},
        {"axis": "999999"},
        {"axis": "uno"},
        {"latitude": "1e999999", "longitude": "0"},
        {"latitude": "NaN", "longitude": "NaN"},
        {"latitude": "91", "longitude": "0"},
        {"latitude": "25.5"},
        {"nonce": "no es uno"},
        {"email": "x" * 100_000},
        {"author": "x" * 100_000},
        {"place": "x" * 100_000},
        {"photo": SimpleUploadedFile("foto.jpg", b"no es una foto", "image/jpeg")},
        {"photo": SimpleUploadedFile("foto.jpg", b"", "image/jpeg")},
        {"photo": "texto"},
    ],
    ids=str,
)
def test_bad_input_is_told_and_stores_nothing_that_is_wrong(client, call, axis, changes):
    answer = client.post(FORM, typed(axis, **changes))
    if answer.status_code == 302:  # what cannot be read of a hidden field or a file that is none is left out
        assert set(changes) <= {"nonce", "photo"}
    else:
        assert answer.status_code == 200
        assert "Falta algo por corregir" in main_text(answer) or "error-summary" in main_html(answer)
        assert not Proposal.objects.exists()


def test_a_photo_that_was_chosen_has_to_be_chosen_again(client, call, axis):
    page = client.post(FORM, typed(axis, title="", photo=photo()))
    assert "elige la foto otra vez" in main_text(page)


def test_the_form_asks_what_the_call_says(client, call):
    call.asks_place, call.asks_photo, call.asks_beneficiaries = Asked.NO, Asked.NO, Asked.NEEDED
    call.save()
    html = main_html(client.get(FORM))
    assert 'name="place"' not in html
    assert 'name="photo"' not in html
    assert re.search(r'<textarea name="beneficiaries"[^>]* required', html)


def test_a_closed_call_takes_nothing_and_keeps_what_was_typed(client, call, axis):
    call.opens_on = call.closes_on = days(-1)
    call.save()
    assert client.get(FORM).headers["Location"] == CALL
    assert "Proponer un proyecto" not in main_text(client.get(CALL))
    page = client.post(FORM, typed(axis, problem="Mi texto"))
    assert "ya cerró" in main_text(page)
    assert "Mi texto" in main_text(page)
    assert not Proposal.objects.exists()


def test_too_much_from_one_connection_is_told_and_keeps_what_was_typed(client, call, axis, monkeypatch):
    monkeypatch.setattr("rumbo.participation.limits.FROM_CONNECTION", 1)
    client.post(FORM, typed(axis))
    page = client.post(FORM, typed(axis, problem="Mi texto"))
    assert page.status_code == 429
    assert "Mi texto" in main_text(page)


def test_the_form_needs_its_token(call, axis):
    assert Client(enforce_csrf_checks=True).post(FORM, typed(axis)).status_code == 403


def test_what_people_write_is_shown_as_text(client, call, axis):
    shown = ProposalFactory(
        call=call, axis=axis, title=SCRIPT, problem=SCRIPT, beneficiaries=SCRIPT, place=SCRIPT,
        answer=SCRIPT, state=ProposalState.REJECTED, latitude=1, longitude=2,
    )  # fmt: skip
    token = confirm_token(shown.pk, email_digest(shown.email))
    for address in (CALL, f"/plan-2040/propuestas/{shown.pk}/", f"/propuestas/confirmar/{token}/"):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html, address
        assert "<a href='https://malo.example'" not in html, address
        assert "&lt;script&gt;alert" in html or "\\u003Cscript" in html, address


def test_no_page_or_file_holds_who_sent_it(client, browser_of, proposal, manager, call):
    Proposal.objects.update(published_at=timezone.now())
    staff = browser_of(manager)
    desk = "/mesa/plan-2040/participacion/propuestas/"
    addresses = [CALLS, CALL, FORM, f"/plan-2040/propuestas/{proposal.pk}/", "/plan-2040/"]
    files = [f"{desk}?format={kind}" for kind in ("csv", "json")]
    for page in [*(client.get(one) for one in addresses), *(staff.get(one) for one in files)]:
        content = b"".join(page.streaming_content) if page.streaming else page.content
        assert EMAIL.encode() not in content
        assert b"Privada" not in content
        assert proposal.title.encode() in content or page.request["PATH_INFO"] not in (CALL,)


@pytest.fixture
def browser_of():
    def opened(person):
        client = Client()
        client.force_login(person)
        return client

    return opened


def test_a_photo_is_public_with_its_proposal(client, browser_of, call, axis, reader, outsider):
    client.post(FORM, typed(axis, photo=photo()))
    made = Proposal.objects.get()
    address = f"/propuestas/{made.pk}/foto/"
    assert client.get(address).status_code == 404
    assert browser_of(outsider).get(address).status_code == 404
    found = browser_of(reader).get(address)
    assert (found.status_code, found.headers["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(found.streaming_content).startswith(b"\xff\xd8"), "a JPEG"
    Proposal.objects.update(state=ProposalState.PUBLISHED)
    found = client.get(address)
    assert (found.status_code, found.headers["X-Content-Type-Options"]) == (200, "nosniff")
    assert b"".join(found.streaming_content).startswith(b"\xff\xd8"), "a JPEG"
    call.plan.is_public = False
    call.plan.save()
    assert client.get(address).status_code == 404


def test_a_photo_whose_file_is_gone_is_not_found(client, proposal):
    Proposal.objects.update(photo="propuestas/nada.jpg")
    assert client.get(f"/propuestas/{proposal.pk}/foto/").status_code == 404
    assert client.get("/propuestas/999999/foto/").status_code == 404


def test_a_neighbour_supports_and_confirms(client, proposal, mailoutbox):
    address = f"/plan-2040/propuestas/{proposal.pk}/"
    answer = client.post(address, {"email": "vecino@example.org"}, follow=True)
    assert "Revisa tu correo" in main_text(answer)
    link = re.search(r"http://testserver(/propuestas/apoyar/\S+)", mailoutbox[0].body)[1]
    assert "Sombra en las paradas" in main_text(client.get(link))
    assert not Support.objects.exists(), "looking at a link counts nothing"
    for _again in range(2):
        assert "Gracias: tu apoyo cuenta" in main_text(client.post(link))
    assert "1 persona la apoya" in main_text(client.get(address))


def test_a_wrong_address_is_told_at_the_field(client, proposal):
    page = client.post(f"/plan-2040/propuestas/{proposal.pk}/", {"email": "vecino"})
    assert page.status_code == 200
    assert "Da un correo como nombre@example.org." in main_text(page)


def test_the_fourth_mail_in_an_hour_is_refused(client, proposal):
    address = f"/plan-2040/propuestas/{proposal.pk}/"
    statuses = [client.post(address, {"email": EMAIL}).status_code for _number in range(4)]
    assert statuses == [302, 302, 302, 429]


@pytest.mark.parametrize("path", ["confirmar", "apoyar"])
@pytest.mark.parametrize("token", ["x", "1-2.3.4", "a" * 3000, "%00", "..%2f"])
def test_forged_links_are_told(client, proposal, path, token):
    for answer in (client.get(f"/propuestas/{path}/{token}/"), client.post(f"/propuestas/{path}/{token}/")):
        assert answer.status_code == 404
    assert not Support.objects.exists()


def test_old_links_say_so_and_another_one_can_be_asked_for(client, call, proposal, monkeypatch, mailoutbox):
    Proposal.objects.update(state=ProposalState.UNCONFIRMED)
    confirm = f"/propuestas/confirmar/{confirm_token(proposal.pk, email_digest(EMAIL))}/"
    now = datetime.datetime.now(datetime.UTC).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + CONFIRM_SECONDS + 5)
    for answer in (client.get(confirm), client.post(confirm)):
        assert answer.status_code == 410
        assert "siete días" in main_text(answer)
    assert "Te enviamos otro enlace" in main_text(client.post(confirm, {"again": "1"}))
    assert Proposal.objects.get().state == ProposalState.UNCONFIRMED


def test_an_old_link_of_a_support_says_so(client, proposal, monkeypatch):
    token = support_token(proposal.pk, supporter(proposal.pk, EMAIL), email_digest(EMAIL))
    now = datetime.datetime.now(datetime.UTC).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + CONFIRM_SECONDS + 5)
    assert "siete días" in main_text(client.post(f"/propuestas/apoyar/{token}/"))
    assert not Support.objects.exists()


def test_an_answer_and_the_thread_lead_to_the_project_and_back(client, proposal, axis):
    project = ProjectFactory(program__theme__axis=axis, number="7", title="Paradas con sombra")
    Proposal.objects.update(state=ProposalState.ACCEPTED, answer="Se hará en 2027.", measure=project.measure)
    page = client.get(f"/plan-2040/propuestas/{proposal.pk}/")
    assert "Se hará en 2027." in main_text(page)
    assert ("7 Paradas con sombra", "/plan-2040/proyectos/7/") in links(page)
    assert "no recibe más apoyos" in main_text(page)
    back = client.get("/plan-2040/proyectos/7/")
    assert ("Sombra en las paradas", f"/plan-2040/propuestas/{proposal.pk}/") in links(back)
    Proposal.objects.update(state=ProposalState.REFUSED)
    assert "Sombra en las paradas" not in main_text(client.get("/plan-2040/proyectos/7/"))


def test_merged_proposals_lead_to_each_other(client, proposal, call, axis):
    other = ProposalFactory(call=call, axis=axis, title="Árboles en la avenida")
    Proposal.objects.filter(pk=proposal.pk).update(
        state=ProposalState.MERGED, merged_into=other, answer="Es lo mismo."
    )
    assert "Árboles en la avenida" in main_text(client.get(f"/plan-2040/propuestas/{proposal.pk}/"))
    assert "Sombra en las paradas" in main_text(client.get(f"/plan-2040/propuestas/{other.pk}/"))


def test_as_many_queries_for_many_proposals(queries, call, axis):
    def add(count):
        for _number in range(count):
            made = ProposalFactory(call=call, axis=axis, latitude=25, longitude=-103)
            Support.objects.create(proposal=made, digest="1")

    add(2)
    few = [queries(one) for one in (CALLS, CALL)]
    add(20)
    CallFactory.create_batch(5, plan=call.plan)
    assert [queries(one) for one in (CALLS, CALL)] == few


def test_as_many_queries_for_a_proposal_with_many_merged_into_it(queries, proposal, call, axis):
    address = f"/plan-2040/propuestas/{proposal.pk}/"
    few = queries(address)
    ProposalFactory.create_batch(5, call=call, axis=axis, state=ProposalState.MERGED, merged_into=proposal)
    for number in range(5):
        Support.objects.create(proposal=proposal, digest=str(number))
    assert queries(address) == few


def test_an_open_call_is_announced_on_the_first_page(client, call):
    assert ("Ideas para la ciudad", CALL) in links(client.get("/plan-2040/"))
    assert ("Proponer un proyecto", FORM) in links(client.get("/plan-2040/"))
    for changes in ({"is_published": False}, {"is_published": True, "opens_on": days(-2), "closes_on": days(-1)}):
        type(call).objects.update(**changes)
        assert "Ideas para la ciudad" not in main_text(client.get("/plan-2040/"))


def test_in_english(english, call, proposal):
    assert "Propose a project" in main_text(english.get(CALL))
    assert "I support it" in main_text(english.get(f"/plan-2040/propuestas/{proposal.pk}/"))
