"""Approval votes: who may vote, what is kept of them, paper ballots, and files."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from factories import ParticipantFactory, PublicationFactory
from rumbo.core.errors import Refused
from rumbo.participation.limits import MAILS_UNKNOWN, TooMany
from rumbo.participation.tokens import CONFIRM_SECONDS
from rumbo.priority.models import ApprovalBallot
from rumbo.priority.queries.votes import entered_sheets
from rumbo.priority.services import votes
from rumbo.priority.tokens import read_voter, vote_token, voter_cookie

EMAIL = "vecina@example.org"


@pytest.fixture
def ask(vote, mailoutbox):
    """Ask for the mail, and return the token of its link."""

    def asked(email=EMAIL):
        votes.ask_to_vote(vote, email, site="http://sitio/")
        assert mailoutbox[-1].to == [email.strip().lower()]
        return re.search(r"http://sitio/votaciones/entrar/([^/]+)/", mailoutbox[-1].body)[1]

    return asked


def test_a_link_leads_to_the_same_ballot_however_the_address_is_written(vote, ask):
    found, voter = votes.voter_of_link(ask())
    assert found == vote
    assert votes.voter_of_link(ask("VECINA+otra@Example.org"))[1] == voter
    assert votes.voter_of_link(ask("vecino@example.org"))[1] != voter


def test_a_ballot_counts_once_and_can_be_changed(vote, add, lerdo, ask):
    one, two = add("1"), add("2")
    _found, voter = votes.voter_of_link(ask(), confirmed=True)
    votes.cast(vote, voter, "public", [one.pk, two.pk])
    votes.cast(vote, voter, "public", [two.pk], lerdo)
    ballot = vote.ballots.get()
    assert (ballot.votes, ballot.territory) == ({str(two.pk): 1}, lerdo)
    assert votes.take_back(vote, voter)
    assert not votes.take_back(vote, voter)


def test_nothing_of_an_address_is_kept(vote, add, ask):
    item = add("1")
    _found, voter = votes.voter_of_link(ask())
    votes.cast(vote, voter, "public", [item.pk])
    with connection.cursor() as cursor:
        columns = {
            c.name for c in connection.introspection.get_table_description(cursor, ApprovalBallot._meta.db_table)
        }
    assert columns == {"id", "round_id", "voter", "kind", "territory_id", "votes"}
    assert "vecina" not in str(ApprovalBallot.objects.values())


@pytest.mark.parametrize("email", ["", "vecina", "a@b.org\nBcc: c@d.org", "x" * 100_000])
def test_what_is_no_address_is_refused(vote, mailoutbox, email):
    with pytest.raises(ValidationError, match="correo"):
        votes.ask_to_vote(vote, email)
    assert mailoutbox == []


def test_an_address_gets_few_mails(ask):
    for _number in range(MAILS_UNKNOWN):
        ask()
    with pytest.raises(TooMany):
        ask()


def test_an_old_link_and_a_forged_one_open_nothing(vote, ask, monkeypatch):
    token = ask()
    for forged in ("", "x", token[:-1], f"9{token}", vote_token(vote.pk + 1, "a", "b")):
        with pytest.raises(Refused):
            votes.voter_of_link(forged)
    now = datetime.datetime.now(datetime.UTC).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + CONFIRM_SECONDS + 5)
    with pytest.raises(Refused, match="siete días"):
        votes.voter_of_link(token)


def test_a_cookie_is_of_one_round_alone(vote):
    cookie = voter_cookie(vote.pk, "abc")
    assert read_voter(cookie, vote.pk) == "abc"
    assert read_voter(cookie, vote.pk + 1) == ""
    assert read_voter(f"{cookie}x", vote.pk) == ""
    assert read_voter("", vote.pk) == ""


def test_a_participant_of_the_plan_votes_without_e_mail(vote, table):
    participant = ParticipantFactory(table=table)
    voter = votes.voter_of_participant(vote, participant)
    assert len(voter) == 32
    assert voter != votes.voter_of_participant(vote, ParticipantFactory(table=table))
    assert votes.voter_of_participant(vote, ParticipantFactory(table=table, left=True)) == ""
    assert votes.voter_of_participant(vote, ParticipantFactory()) == ""
    table.state = "withdrawn"
    table.save()
    assert votes.voter_of_participant(vote, ParticipantFactory(table=table)) == ""


def test_votes_are_taken_from_the_first_day_to_the_last(vote, add, closed):
    item = add("1")
    votes.cast(vote, "a", "public", [item.pk])
    closed()
    for act in (
        lambda: votes.cast(vote, "b", "public", [item.pk]),
        lambda: votes.take_back(vote, "a"),
        lambda: votes.ask_to_vote(vote, EMAIL),
    ):
        with pytest.raises(votes.TakesNoVotes, match="terminó"):
            act()
    assert vote.ballots.count() == 1


@pytest.mark.parametrize("change", [{"is_published": False}, {"votes_from": None, "votes_until": None}])
def test_a_round_without_votes_takes_none(vote, add, change):
    item = add("1")
    for name, value in change.items():
        setattr(vote, name, value)
    with pytest.raises(votes.TakesNoVotes):
        votes.cast(vote, "a", "public", [item.pk])


def test_what_a_ballot_may_hold(vote, add, lerdo, settings):
    from factories import TerritoryFactory

    one, two = add("1"), add("2")
    left = add("3")
    left.left = True
    left.save()
    vote.votes_each = 1
    for chosen, place, wrong in (
        ([], None, "al menos"),
        ([one.pk, two.pk], None, "1 voto"),
        ([left.pk], None, "ya no se vota"),
        ([10**9], None, "ya no se vota"),
        ([one.pk], TerritoryFactory(kind="municipality"), "municipio"),
    ):
        with pytest.raises(Refused, match=wrong):
            votes.cast(vote, "a", "public", chosen, place)
    assert not vote.ballots.exists()


def test_paper_ballots_are_entered_corrected_and_taken_out(vote, manager, add, closed):
    one, two = add("1"), add("2")
    closed()
    votes.enter_sheet(manager, vote, 12, [one.pk])
    votes.enter_sheet(manager, vote, 3, [one.pk])
    votes.enter_sheet(manager, vote, 12, [two.pk])
    assert entered_sheets(vote) == [3, 12]
    assert vote.ballots.filter(kind="paper").count() == 2
    votes.enter_sheet(manager, vote, 3, [])
    assert entered_sheets(vote) == [12]


def test_votes_that_a_published_decision_rests_on_stay_as_they_are(vote, manager, add, closed):
    one = add("1")
    closed()
    votes.enter_sheet(manager, vote, 1, [one.pk])
    PublicationFactory(round=vote, published_at=timezone.now())
    for act in (
        lambda: votes.enter_sheet(manager, vote, 1, []),
        lambda: votes.import_votes(manager, vote, b""),
        lambda: votes.drop_imported(manager, vote),
    ):
        with pytest.raises(Refused, match="Retírala primero"):
            act()
    assert entered_sheets(vote) == [1]


@pytest.mark.parametrize("number", [0, -1, 10_000])
def test_sheets_have_numbers(vote, manager, add, number):
    with pytest.raises(Refused, match="9999"):
        votes.enter_sheet(manager, vote, number, [add("1").pk])


def test_only_who_manages_enters_and_imports(vote, editor, reader):
    for actor in (editor, reader):
        with pytest.raises(PermissionDenied):
            votes.enter_sheet(actor, vote, 1, [])
        with pytest.raises(PermissionDenied):
            votes.import_votes(actor, vote, b"")
        with pytest.raises(PermissionDenied):
            votes.drop_imported(actor, vote)


def pb(votes_rows, projects="1;600000\n2;500000", budget="1000000", kind="approval"):
    return (
        f"META\nkey;value\nbudget;{budget}\nvote_type;{kind}\nPROJECTS\nproject_id;cost\n{projects}\n"
        f"VOTES\nvoter_id;vote;neighborhood\n{votes_rows}\n"
    ).encode()


def test_a_file_is_kept_whole_and_twice_is_once(vote, manager, add, lerdo):
    one, two = add("1", 600_000), add("2", 500_000)
    data = pb("a;1,2;Lerdo\nb;2;Viesca\nc;;")
    said = votes.import_votes(manager, vote, data)
    assert (len(said.ballots), said.empty, said.unknown, said.costs) == (3, 1, ("Viesca",), ())
    assert said.votes == {one.pk: 1, two.pk: 2}
    votes.import_votes(manager, vote, data)
    assert vote.ballots.filter(kind="imported").count() == 3
    assert vote.ballots.filter(territory=lerdo).count() == 1
    votes.import_votes(manager, vote, pb("a;1;"))
    assert vote.ballots.get(votes={str(one.pk): 1}).territory is None
    assert votes.drop_imported(manager, vote) == 3


def test_projects_of_a_file_go_by_key_or_number_and_other_costs_are_told(vote, manager, add):
    item = add("1", 600_000)
    type(item.project).objects.filter(pk=item.project.pk).update(key="parque")
    for name in ("parque", "1"):
        said = votes.import_votes(manager, vote, pb(f"a;{name};", projects=f"{name};500,50"))
        assert said.votes == {item.pk: 1}
        assert said.costs == ("1 Obra 1",)


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"", "META"),
        (b"\xff\xfe", "UTF-8"),
        (pb("a;1;", projects="1;-5\n2;5"), "menor que cero"),
        (pb("a;1;", projects="1;5,5,5\n2;5"), "no es un monto"),
        (pb("a;9;"), "9"),
        (pb("a;1;", projects="1;5\n99;5"), "99"),
        (pb("a;1;", projects="1;5\n1;5"), "dos veces"),
        (pb("a;1;\na;2;"), "línea 11"),
        (pb("a;1,2;"), "1 votos?"),
        (pb("a;1;", kind="ordinal"), "ordinal"),
        (pb("a;1;").replace(b"VOTES\n", b""), ""),
        (b"META\nkey;value\nbudget;5\nvote_type;approval\n", "PROJECTS"),
        (pb("a;1;").replace(b"neighborhood", b"points").replace(b"approval", b"cumulative").replace(b";1;", b";1;3"),
         "aprobaciones"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_a_sentence_and_nothing_is_kept(vote, manager, add, data, wrong):
    add("1", 600_000)
    add("2", 500_000)
    vote.votes_each = 1
    with pytest.raises(Refused) as refused:
        votes.import_votes(manager, vote, data)
    assert re.search(wrong, refused.value.message)
    assert not vote.ballots.exists()


def test_a_project_by_key_and_by_number_at_once_is_refused(vote, manager, add):
    item = add("1", 600_000)
    type(item.project).objects.filter(pk=item.project.pk).update(key="parque")
    with pytest.raises(Refused, match="dos identificadores"):
        votes.import_votes(manager, vote, pb("a;1;", projects="1;5\nparque;5"))


def test_a_file_that_is_too_large_is_refused(vote, manager):
    with pytest.raises(Refused, match="5 MB"):
        votes.import_votes(manager, vote, b"x" * (5 * 1024 * 1024 + 1))
