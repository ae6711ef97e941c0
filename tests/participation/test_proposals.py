from __future__ import annotations

import datetime
import re
from decimal import Decimal
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.signing import TimestampSigner
from django.db import connection, transaction
from django.utils import timezone
from PIL import Image

from factories import (
    AxisFactory,
    CallFactory,
    PriorityEntryFactory,
    ProgramFactory,
    ProjectFactory,
    ProposalFactory,
)
from rumbo.core.errors import Refused
from rumbo.core.services import records
from rumbo.participation import photos
from rumbo.participation.enums import Asked, ProposalState
from rumbo.participation.limits import MAILS_UNKNOWN, PROPOSALS_A_DAY, TooMany
from rumbo.participation.models import Proposal
from rumbo.participation.photos import LONGEST, MOST_AT_ONCE
from rumbo.participation.pseudonyms import email_digest
from rumbo.participation.services import news, proposals
from rumbo.participation.services.proposals import Draft, LinkTooOld, Photo, propose
from rumbo.participation.tokens import CONFIRM_SECONDS, confirm_token
from rumbo.portfolio.models import Project
from rumbo.portfolio.services.proposals import accept_as_project, merge_into_project

EMAIL = "vecina@example.org"


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
    return CallFactory(plan=plan)


@pytest.fixture
def mails(mailoutbox, django_capture_on_commit_callbacks):
    """Run what a service starts, and return the mails that it sent: `mails(service, ...)`."""

    def sent(service, *args, **kwargs):
        before = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            service(*args, **kwargs)
        return mailoutbox[before:]

    return sent


def draft(axis, /, **changes) -> Draft:
    words = {"title": "Sombra en las paradas", "problem": "No hay sombra.", "email": EMAIL, "site": "http://sitio/"}
    return Draft(**({"axis": axis} | words | changes))


def token_in(mail) -> str:
    return re.search(r"/propuestas/confirmar/([^/]+)/", mail.body)[1]


def token_of(proposal) -> str:
    return confirm_token(proposal.pk, email_digest(proposal.email))


def picture(size=(40, 30), kind="JPEG", **options) -> Photo:
    file = BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **options)
    file.seek(0)
    return Photo(file, len(file.getvalue()))


def test_a_proposal_waits_for_its_mail_to_be_confirmed(call, axis, mails):
    (mail,) = mails(propose, call, draft(axis), nonce=uuid4())
    proposal = Proposal.objects.get()
    assert (proposal.state, mail.to) == (ProposalState.UNCONFIRMED, [EMAIL])
    assert "http://sitio/propuestas/confirmar/" in mail.body
    assert call.title in mail.subject
    assert call.title in mail.body
    (received,) = mails(proposals.confirm, token_in(mail))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.RECEIVED
    assert "Sombra en las paradas" in received.body
    assert mails(proposals.confirm, token_in(mail)) == []


def test_the_mail_that_anybody_can_have_sent_to_anybody_says_nothing_of_theirs(call, axis, mails):
    typed = {
        name: f"Ganaste: http://{name}.example" for name in ("title", "problem", "beneficiaries", "place", "author")
    }
    (mail,) = mails(propose, call, draft(axis, **typed), nonce=uuid4())
    assert "Ganaste" not in f"{mail.subject} {mail.body}"


def test_mails_that_a_killed_worker_left_are_sent_when_it_starts_again(call, axis, mailoutbox):
    propose(call, draft(axis), nonce=uuid4())  # the transaction of the test does not end, so nothing is sent yet
    assert mailoutbox == []
    assert news.resume() == 1
    assert [mail.to for mail in mailoutbox] == [[EMAIL]]
    assert news.resume() == 0


def test_mails_lead_to_the_public_address_where_it_is_set(call, axis, mails, settings):
    settings.BASE_URL = "https://plan.example.org"
    (mail,) = mails(propose, call, draft(axis), nonce=uuid4())
    assert "https://plan.example.org/propuestas/confirmar/" in mail.body


def test_sending_twice_is_one_and_writes_one_mail(call, axis, mails):
    nonce = uuid4()
    assert len(mails(propose, call, draft(axis), nonce=nonce)) == 1
    assert mails(propose, call, draft(axis), nonce=nonce) == []
    assert Proposal.objects.count() == 1


def test_whoever_mistyped_the_address_sends_again_and_only_the_new_link_works(call, axis, mails):
    nonce = uuid4()
    (wrong,) = mails(propose, call, draft(axis, email="vecino@example.org"), nonce=nonce)
    (right,) = mails(propose, call, draft(axis, title="Más sombra"), nonce=nonce)
    assert right.to == [EMAIL]
    assert Proposal.objects.get().title == "Más sombra"
    with pytest.raises(Refused, match="último correo"):
        proposals.confirm(token_in(wrong))
    assert proposals.confirm(token_in(right)).state == ProposalState.RECEIVED


def test_what_is_confirmed_is_not_changed_by_sending_again(call, axis):
    nonce = uuid4()
    proposals.confirm(token_of(propose(call, draft(axis), nonce=nonce)))
    assert propose(call, draft(axis, title="Otra cosa"), nonce=nonce).title == "Sombra en las paradas"


@pytest.mark.parametrize("token", ["", "x", "1-abc.def.ghi", "1.2.3", "á" * 5000])
@pytest.mark.django_db
def test_a_forged_link_confirms_nothing(token):
    ProposalFactory(state=ProposalState.UNCONFIRMED)
    for service in (proposals.confirm, proposals.ask_again):
        with pytest.raises(Refused, match="no está completo"):
            service(token)
    assert Proposal.objects.get().state == ProposalState.UNCONFIRMED


def test_a_link_of_another_kind_confirms_nothing(call):
    proposal = ProposalFactory(call=call, state=ProposalState.UNCONFIRMED)
    forged = TimestampSigner(salt="rumbo.participation.support", sep=".").sign(
        f"{proposal.pk}-{email_digest(proposal.email)}"
    )
    with pytest.raises(Refused):
        proposals.confirm(forged)


def test_a_link_ends_after_seven_days_and_another_one_can_be_sent(call, axis, mails, monkeypatch):
    (mail,) = mails(propose, call, draft(axis), nonce=uuid4())
    now = datetime.datetime.now(datetime.UTC).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + CONFIRM_SECONDS + 5)
    with pytest.raises(LinkTooOld):
        proposals.confirm(token_in(mail))
    (again,) = mails(proposals.ask_again, token_in(mail))
    assert proposals.confirm(token_in(again)).state == ProposalState.RECEIVED
    assert proposals.confirm(token_in(mail)).state == ProposalState.RECEIVED, "it is confirmed: the old link says so"


def test_whoever_sent_before_the_call_closed_may_confirm_after(call, axis):
    proposal = propose(call, draft(axis), nonce=uuid4())
    call.opens_on = call.closes_on = timezone.localdate() - datetime.timedelta(days=1)
    call.save()
    assert proposals.confirm(token_of(proposal)).state == ProposalState.RECEIVED
    with pytest.raises(Refused, match="cerró"):
        propose(call, draft(axis), nonce=uuid4())


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": " \n "}, "title", "título"),
        ({"title": "x" * 201}, "title", "201 caracteres"),
        ({"problem": ""}, "problem", "problema"),
        ({"problem": "x" * 100_000}, "problem", "100000 caracteres"),
        ({"beneficiaries": "x" * 100_000}, "beneficiaries", "100000 caracteres"),
        ({"place": "x" * 251}, "place", "251 caracteres"),
        ({"author": "x" * 121}, "author", "121 caracteres"),
        ({"email": "vecina"}, "email", "correo"),
        ({"email": f"{'x' * 300}@example.org"}, "email", "correo"),
        ({"email": "a@b.org\nBcc: c@d.org"}, "email", "correo"),
        ({"axis": None}, "axis", "lista"),
        ({"latitude": Decimal("25.5")}, "longitude", "ambas"),
        ({"longitude": Decimal("-103.4")}, "latitude", "ambas"),
        ({"latitude": Decimal("90.1"), "longitude": Decimal(0)}, "latitude", "-90"),
        ({"latitude": Decimal(0), "longitude": Decimal("-181")}, "longitude", "-180"),
        ({"latitude": Decimal("NaN"), "longitude": Decimal("Infinity")}, "latitude", "-90"),
        ({"latitude": Decimal("1e400"), "longitude": Decimal(0)}, "latitude", "-90"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(call, axis, mails, changes, field, words):
    with pytest.raises(ValidationError) as wrong:
        mails(propose, call, draft(axis, **changes), nonce=uuid4())
    assert words in wrong.value.message_dict[field][0]
    assert not Proposal.objects.exists()


def test_only_an_axis_of_the_call_takes_proposals(call, axis, other_axis):
    call.axes.set([axis])
    for wrong in (other_axis, AxisFactory()):
        with pytest.raises(ValidationError, match="lista"):
            propose(call, draft(wrong), nonce=uuid4())


@pytest.mark.parametrize(
    ("asks", "field"),
    [("asks_place", "place"), ("asks_photo", "photo"), ("asks_beneficiaries", "beneficiaries")],
)
def test_the_call_says_what_must_be_given(call, axis, asks, field):
    setattr(call, asks, Asked.NEEDED)
    with pytest.raises(ValidationError) as wrong:
        propose(call, draft(axis), nonce=uuid4())
    assert list(wrong.value.message_dict) == [field]


def test_what_the_call_does_not_ask_is_not_kept(call, axis):
    call.asks_place = call.asks_beneficiaries = call.asks_photo = Asked.NO
    given = {"place": "Aquí", "latitude": Decimal(1), "longitude": Decimal(2), "beneficiaries": "Todos"}
    made = propose(
        call,
        draft(axis, photo=picture(), **given),
        nonce=uuid4(),
    )
    assert (made.place, made.latitude, made.longitude, made.beneficiaries, bool(made.photo)) == (
        "",
        None,
        None,
        "",
        False,
    )


def test_a_point_on_the_map_keeps_six_digits(call, axis):
    made = propose(
        call, draft(axis, latitude=Decimal("25.54283499"), longitude=Decimal("-103.4067861")), nonce=uuid4()
    )
    made.refresh_from_db()
    assert (made.latitude, made.longitude) == (Decimal("25.542835"), Decimal("-103.406786"))


def test_a_photo_is_turned_made_smaller_and_loses_what_the_camera_said(call, axis):
    notes = Image.Exif()
    notes[0x0112] = 6  # turned to the right
    notes[0x010F] = "Cámara de alguien"
    notes.get_ifd(0x8825)[1] = "N"
    sent = picture((2400, 1200), exif=notes, comment=b"secreto")
    assert b"alguien" in sent.file.getvalue()
    made = propose(call, draft(axis, photo=sent), nonce=uuid4())
    with made.photo.open() as file:
        stored = file.read()
    assert b"alguien" not in stored
    assert b"secreto" not in stored
    with Image.open(BytesIO(stored)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (LONGEST // 2, LONGEST))
        assert not kept.getexif()
    assert re.fullmatch(r"propuestas/[0-9a-f]{32}\.jpg", made.photo.name)


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "CMYK"), ("PNG", "I;16")]
)
def test_photos_of_many_kinds_become_jpeg(call, axis, kind, mode):
    file = BytesIO()
    Image.new(mode, (20, 10)).save(file, kind)
    size = file.tell()
    file.seek(0)
    made = propose(call, draft(axis, photo=Photo(file, size)), nonce=uuid4())
    with made.photo.open() as stored, Image.open(stored) as kept:
        assert (kept.format, kept.mode) == ("JPEG", "RGB")


def broken(what) -> Photo:
    whole = picture((400, 300)).file.getvalue()
    content = {
        "text": b"<script>alert(1)</script>",
        "empty": b"",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        "half": whole[: len(whole) // 2],
        "gif": picture(kind="GIF").file.getvalue(),
    }[what]
    return Photo(BytesIO(content), len(content))


@pytest.mark.parametrize("what", ["text", "empty", "svg", "half", "gif"])
def test_what_is_not_a_photo_is_refused(call, axis, what):
    with pytest.raises(ValidationError, match="JPEG, PNG o WebP"):
        propose(call, draft(axis, photo=broken(what)), nonce=uuid4())
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "I;16"])
def test_a_large_picture_of_any_kind_is_made_small_before_it_is_copied(call, axis, monkeypatch, mode):
    copied = []
    convert = Image.Image.convert

    def noted(self, *args, **kwargs):
        copied.append(self.size)
        return convert(self, *args, **kwargs)

    file = BytesIO()
    Image.new(mode, (3200, 2000)).save(file, "PNG")
    monkeypatch.setattr(Image.Image, "convert", noted)
    made = propose(call, draft(axis, photo=Photo(file, file.tell())), nonce=uuid4())
    assert copied
    assert {max(size) for size in copied} == {LONGEST}
    with made.photo.open() as stored, Image.open(stored) as kept:
        assert kept.size == (1600, 1000)


def test_a_photo_is_read_before_the_database_is_held(call, axis, monkeypatch):
    held = []
    read = photos._read

    def noted(file):
        held.append(len(connection.savepoint_ids))
        return read(file)

    monkeypatch.setattr(photos, "_read", noted)
    propose(call, draft(axis, photo=picture()), nonce=uuid4())
    call.is_published = False
    with pytest.raises(Refused):
        propose(call, draft(axis, photo=picture()), nonce=uuid4())
    assert held == [0], "and only of what the call takes"


@pytest.mark.parametrize("side", [5_001, 8_000, 11_000, 15_000])
def test_a_bomb_is_refused_before_it_is_unpacked(call, axis, side):
    """A PNG of a few kilobytes that says it is huge; Pillow itself warns of the third and refuses the last."""
    assert side * side > MOST_AT_ONCE
    file = BytesIO()
    Image.new("1", (side, side)).save(file, "PNG")
    size = file.tell()
    assert size < 100_000
    file.seek(0)
    with pytest.raises(ValidationError, match="pixeles"):
        propose(call, draft(axis, photo=Photo(file, size)), nonce=uuid4())


def test_a_photo_above_the_limit_is_refused(call, axis, settings):
    settings.UPLOAD_LIMIT = 10
    with pytest.raises(ValidationError, match="MB"):
        propose(call, draft(axis, photo=picture()), nonce=uuid4())


def test_an_address_that_nobody_confirmed_gets_three_mails_an_hour(call, axis, mails):
    for number in range(MAILS_UNKNOWN):
        assert len(mails(propose, call, draft(axis, title=f"Idea {number}"), nonce=uuid4())) == 1
    with pytest.raises(TooMany, match="varias veces"):
        mails(propose, call, draft(axis), nonce=uuid4())
    proposals.confirm(token_of(Proposal.objects.first()))
    assert len(mails(propose, call, draft(axis), nonce=uuid4())) == 1, "its owner answered: more mails may go there"


def test_an_address_sends_so_many_proposals_a_day(call, axis, monkeypatch):
    monkeypatch.setattr("rumbo.participation.limits.count_mail", lambda address: None)
    for _number in range(PROPOSALS_A_DAY):
        propose(call, draft(axis), nonce=uuid4())
    with pytest.raises(TooMany, match="mañana"):
        propose(call, draft(axis), nonce=uuid4())


def test_publishing_and_taking_off_again_tell_the_author_why(editor, call, axis, mails):
    proposal = ProposalFactory(call=call, axis=axis, state=ProposalState.RECEIVED)
    (mail,) = mails(proposals.publish, editor, proposal)
    assert f"/plan-2040/propuestas/{proposal.pk}/" in mail.body
    with pytest.raises(Refused, match="Ya está publicada"):
        proposals.publish(editor, proposal)
    (mail,) = mails(proposals.refuse, editor, proposal, "Señala a una persona con su nombre.")
    assert "Señala a una persona" in mail.body
    with pytest.raises(Refused, match="No está publicada"):
        proposals.refuse(editor, proposal, "Otra vez")
    (mail,) = mails(proposals.publish, editor, proposal)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason, proposal.decided_by) == (ProposalState.PUBLISHED, "", editor)
    assert [(h.state, h.history_user, h.history_change_reason) for h in proposal.history.all()[:3]] == [
        (ProposalState.PUBLISHED, editor, ""),
        (ProposalState.REFUSED, editor, "Señala a una persona con su nombre."),
        (ProposalState.PUBLISHED, editor, ""),
    ]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 100_000])
def test_a_refusal_needs_a_reason_of_some_length(editor, call, axis, reason):
    with pytest.raises(ValidationError) as wrong:
        proposals.refuse(editor, ProposalFactory(call=call, axis=axis), reason)
    assert "reason" in wrong.value.message_dict


def test_nobody_decides_on_what_nobody_confirmed(editor, call, axis):
    proposal = ProposalFactory(call=call, axis=axis, state=ProposalState.UNCONFIRMED)
    for service, extra in ((proposals.publish, ()), (proposals.refuse, ("No",))):
        with pytest.raises(Refused, match="confirma"):
            service(editor, proposal, *extra)


def test_two_who_decide_at_once_are_told(editor, manager, call, axis):
    proposal = ProposalFactory(call=call, axis=axis, state=ProposalState.RECEIVED)
    proposals.publish(editor, proposal, expected_version=1)
    with pytest.raises(Refused, match="Alguien más"):
        proposals.refuse(manager, proposal, "No", expected_version=1)


SERVICES = [
    (proposals.publish, ()),
    (proposals.refuse, ("No",)),
    (proposals.answer, (ProposalState.REJECTED, "No")),
    (proposals.reopen, ("No",)),
]


@pytest.mark.parametrize(("service", "extra"), SERVICES, ids=lambda one: getattr(one, "__name__", ""))
def test_only_who_moderates_the_axis_decides(service, extra, call, axis, reader, outsider, other_editor):
    for state in (ProposalState.RECEIVED, ProposalState.PUBLISHED, ProposalState.REJECTED):
        proposal = ProposalFactory(call=call, axis=axis, state=state)
        for person in (reader, outsider, other_editor):
            with pytest.raises(PermissionDenied):
                service(person, proposal, *extra)


def test_an_answer_is_public_and_can_be_changed_and_taken_back(editor, manager, call, axis, mails):
    proposal = ProposalFactory(call=call, axis=axis)
    (mail,) = mails(proposals.answer, editor, proposal, ProposalState.REJECTED, "El predio es federal.")
    assert "El predio es federal." in mail.body
    mails(proposals.answer, manager, proposal, ProposalState.REJECTED, "El predio es federal; se pidió permiso.")
    (mail,) = mails(proposals.reopen, manager, proposal, "Hay otro predio.")
    assert "Hay otro predio." in mail.body
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer) == (ProposalState.PUBLISHED, "")
    assert [h.answer for h in proposal.history.all()[:3]] == [
        "",
        "El predio es federal; se pidió permiso.",
        "El predio es federal.",
    ]
    with pytest.raises(Refused):
        proposals.reopen(manager, proposal, "Otra vez")


def test_what_was_answered_is_not_refused_and_what_is_not_public_is_not_answered(editor, call, axis):
    answered = ProposalFactory(call=call, axis=axis, state=ProposalState.REJECTED)
    with pytest.raises(Refused, match="respuesta"):
        proposals.refuse(editor, answered, "No")
    hidden = ProposalFactory(call=call, axis=axis, state=ProposalState.RECEIVED)
    with pytest.raises(Refused, match="Publícala"):
        proposals.answer(editor, hidden, ProposalState.REJECTED, "No")


@pytest.mark.parametrize("verdict", ["", "published", "refused", "x" * 1000])
def test_an_answer_is_one_of_three(editor, call, axis, verdict):
    with pytest.raises(ValidationError):
        proposals.answer(editor, ProposalFactory(call=call, axis=axis), verdict, "Sí")


def test_merging_goes_into_one_that_is_not_merged_itself(editor, call, axis, mails):
    first, second = ProposalFactory.create_batch(2, call=call, axis=axis)
    (mail,) = mails(proposals.answer, editor, first, ProposalState.MERGED, "Es lo mismo.", merged_into=second)
    assert second.title in mail.body
    assert f"/propuestas/{second.pk}/" in mail.body
    hidden = ProposalFactory(call=call, axis=axis, state=ProposalState.RECEIVED)
    for wrong in (second, first, hidden, ProposalFactory()):
        first.refresh_from_db()
        with pytest.raises(Refused):
            proposals.answer(editor, second, ProposalState.MERGED, "Es lo mismo.", merged_into=wrong)
    with pytest.raises(Refused, match="con qué"):
        proposals.answer(editor, second, ProposalState.MERGED, "Es lo mismo.")
    with pytest.raises(Refused):
        proposals.answer(editor, second, ProposalState.REJECTED, "No", merged_into=first)


def test_accepting_makes_a_project_that_knows_where_it_comes_from(editor, call, axis, mails):
    program = ProgramFactory(theme__axis=axis)
    proposal = ProposalFactory(call=call, axis=axis)
    (mail,) = mails(accept_as_project, editor, proposal, program, answer="Se hará.")
    project = Project.objects.get()
    proposal.refresh_from_db()
    assert (project.title, project.text, project.program) == (proposal.title, proposal.problem, program)
    assert (proposal.state, proposal.measure) == (ProposalState.ACCEPTED, project.measure)
    assert f"/plan-2040/proyectos/{project.key}/" in mail.body
    assert "Se hará." in mail.body
    assert proposal.call.title in project.history.get().history_change_reason
    with pytest.raises(Refused, match="Ya es un proyecto"):
        accept_as_project(editor, proposal, program, answer="Se hará.")
    assert Project.objects.count() == 1


def test_accepting_needs_the_proposals_axis_and_the_programs(editor, other_editor, manager, call, axis, other_axis):
    proposal = ProposalFactory(call=call, axis=axis)
    elsewhere = ProgramFactory(theme__axis=other_axis)
    with pytest.raises(PermissionDenied):
        accept_as_project(editor, proposal, elsewhere, answer="Sí")
    with pytest.raises(PermissionDenied):
        accept_as_project(other_editor, proposal, elsewhere, answer="Sí")
    with pytest.raises(Refused, match="mismo plan"):
        accept_as_project(manager, proposal, ProgramFactory(), answer="Sí")
    with pytest.raises(ValidationError):
        accept_as_project(manager, proposal, elsewhere, answer=" ")
    assert not Project.objects.exists()
    accept_as_project(manager, proposal, elsewhere, answer="Sí", title="  Con   sombra ", text="Así.")
    assert Project.objects.get().title == "Con sombra"


def test_a_project_of_another_plan_cannot_take_it(manager, call, axis):
    with pytest.raises(Refused, match="mismo plan"):
        merge_into_project(manager, ProposalFactory(call=call, axis=axis), ProjectFactory(), answer="Ya está.")


@pytest.fixture
def project(editor, call, axis, mails):
    """A project that took a citizen's proposal in."""
    found = ProjectFactory(program__theme__axis=axis, title="Paradas con sombra")
    mails(merge_into_project, editor, ProposalFactory(call=call, axis=axis), found, answer="Ya está en el plan.")
    return found


def test_the_author_is_told_once_of_each_move_of_the_project(editor, manager, project, mails):
    (mail,) = mails(records.update, editor, project, {"under_way": True})
    assert "Ya está en marcha." in mail.body
    assert mails(records.update, editor, project, {"title": "Paradas con sombra y agua"}) == []
    assert mails(records.update, editor, project, {"under_way": True}) == []
    (mail,) = mails(records.withdraw, editor, project, reason="No hay suelo.")
    assert "Se retiró" in mail.body
    assert "No hay suelo." in mail.body
    (mail,) = mails(records.reinstate, editor, project, reason="Hubo suelo.")
    assert "De nuevo está vigente." in mail.body
    (mail,) = mails(records.withdraw, editor, project, reason="No hay suelo.")
    assert "Se retiró" in mail.body


def test_the_author_is_told_of_priority(manager, project, mails, plan, axis):
    entry = PriorityEntryFactory.build(plan=plan, axis=axis, project=project, standing="confirmed", key="")
    (mail,) = mails(records.create, manager, entry)
    assert "cartera prioritaria" in mail.body
    (mail,) = mails(records.update, manager, entry, {"project": None})
    assert "Ya no está en la cartera prioritaria." in mail.body


def test_nobody_is_told_of_a_project_whose_answer_was_taken_back(editor, project, mails):
    proposals.reopen(editor, Proposal.objects.get(), "Fue un error.")
    assert mails(records.update, editor, project, {"under_way": True}) == []


def test_a_move_that_was_rolled_back_is_no_news(editor, project, mails):
    @transaction.atomic
    def fails():
        records.update(editor, project, {"under_way": True})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    assert mails(lambda: None) == []
    assert len(mails(records.update, editor, project, {"under_way": True})) == 1


def test_mails_are_in_the_language_of_the_author(editor, call, axis, mails):
    proposal = ProposalFactory(call=call, axis=axis, state=ProposalState.RECEIVED, language="en")
    (mail,) = mails(proposals.publish, editor, proposal)
    assert mail.subject.startswith("Your proposal is published")


def test_a_title_cannot_break_out_of_the_subject(call, axis, mails):
    propose(call, draft(axis, title="Uno\r\nBcc: alguien@example.org " + "x" * 100), nonce=uuid4())
    mail = mails(proposals.confirm, token_of(Proposal.objects.get()))[-1]
    assert "Uno Bcc" in mail.subject
    assert "\n" not in mail.subject
    assert len(mail.subject) < 100


def test_the_history_holds_no_address(call, axis):
    fields = {field.name for field in Proposal.history.model._meta.get_fields()}
    assert not fields & {"email", "author", "site", "told"}
