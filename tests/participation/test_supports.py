from __future__ import annotations

import datetime
import re

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import connection

from factories import CallFactory, ProposalFactory
from rumbo.core.errors import Refused
from rumbo.participation.enums import ProposalState
from rumbo.participation.limits import HOUR, MAILS_UNKNOWN, TooMany, count
from rumbo.participation.models import Support
from rumbo.participation.pseudonyms import supporter
from rumbo.participation.services.supports import ask_support, confirm_support
from rumbo.participation.tokens import CONFIRM_SECONDS, confirm_token

EMAIL = "vecina@example.org"


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


@pytest.fixture
def proposal(plan, axis):
    return ProposalFactory(call=CallFactory(plan=plan), axis=axis)


@pytest.fixture
def ask(mailoutbox):
    """Ask for the mail, and return the token of its link."""

    def asked(proposal, email=EMAIL):
        ask_support(proposal, email, site="http://sitio/")
        assert mailoutbox[-1].to == [email.strip().lower()]
        return re.search(r"http://sitio/propuestas/apoyar/([^/]+)/", mailoutbox[-1].body)[1]

    return asked


def test_a_support_counts_once_it_is_confirmed(proposal, ask):
    token = ask(proposal)
    assert not Support.objects.exists()
    confirm_support(token)
    confirm_support(token)
    assert proposal.supports.count() == 1


@pytest.mark.parametrize("same", ["VECINA@example.org", " vecina@Example.org ", "vecina+2@example.org"])
def test_one_person_counts_once_however_they_write_their_address(proposal, ask, same):
    confirm_support(ask(proposal))
    confirm_support(ask(proposal, same))
    assert proposal.supports.count() == 1


@pytest.mark.parametrize("same", ["vecina.uno@gmail.com", "vecinauno+dos@gmail.com", "V.ecinauno@googlemail.com"])
def test_one_mailbox_of_gmail_counts_once_whatever_dots_it_has(proposal, ask, same):
    confirm_support(ask(proposal, "vecinauno@gmail.com"))
    confirm_support(ask(proposal, same))
    assert proposal.supports.count() == 1
    confirm_support(ask(proposal, "vecina.uno@example.org"))
    confirm_support(ask(proposal, "vecinauno@example.org"))
    assert proposal.supports.count() == 3


def test_others_count_beside(proposal, ask):
    confirm_support(ask(proposal))
    confirm_support(ask(proposal, "vecino@example.org"))
    confirm_support(ask(proposal, "+etiqueta@example.org"))
    assert proposal.supports.count() == 3


def test_no_address_is_stored_nor_joins_what_one_person_supports(proposal, ask):
    confirm_support(ask(proposal))
    other = ProposalFactory(call=proposal.call, axis=proposal.axis)
    confirm_support(ask(other))
    first, second = Support.objects.order_by("pk")
    assert first.digest == supporter(proposal.pk, EMAIL)
    assert first.digest != second.digest
    with connection.cursor() as cursor:
        columns = {c.name for c in connection.introspection.get_table_description(cursor, Support._meta.db_table)}
    assert columns == {"id", "proposal_id", "digest", "at"}


@pytest.mark.parametrize("email", ["", "vecina", "a@b.org\nBcc: c@d.org", "x" * 100_000, f"{'x' * 300}@example.org"])
def test_what_is_no_address_is_refused(proposal, mailoutbox, email):
    with pytest.raises(ValidationError, match="correo"):
        ask_support(proposal, email)
    assert mailoutbox == []


@pytest.mark.parametrize("state", [s for s in ProposalState if s != ProposalState.PUBLISHED])
def test_only_a_published_proposal_without_answer_takes_support(proposal, state):
    proposal.state = state
    with pytest.raises(Refused):
        ask_support(proposal, EMAIL)


def test_a_link_ends_after_seven_days(proposal, ask, monkeypatch):
    token = ask(proposal)
    now = datetime.datetime.now(datetime.UTC).timestamp()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + CONFIRM_SECONDS + 5)
    with pytest.raises(Refused, match="siete días"):
        confirm_support(token)


def test_forged_links_count_nothing(proposal, ask):
    token = ask(proposal)
    for forged in ("", "x", token[:-1], f"9{token}", confirm_token(proposal.pk, supporter(proposal.pk, EMAIL))):
        with pytest.raises(Refused, match="no está completo"):
            confirm_support(forged)
    assert not Support.objects.exists()


def test_a_link_to_what_was_taken_off_counts_nothing(proposal, ask):
    token = ask(proposal)
    proposal.state = ProposalState.REFUSED
    proposal.save()
    with pytest.raises(Refused, match="ya no está publicada"):
        confirm_support(token)


def test_an_address_gets_three_mails_an_hour(proposal, ask):
    for _number in range(MAILS_UNKNOWN):
        ask(proposal)
    with pytest.raises(TooMany, match="varias veces"):
        ask(proposal)
    ask(proposal, "otra@example.org")


def test_one_mailbox_gets_three_mails_an_hour_whatever_its_tag(proposal, ask):
    for number in range(MAILS_UNKNOWN):
        ask(proposal, f"vecina+{number}@example.org")
    with pytest.raises(TooMany, match="varias veces"):
        ask(proposal, "vecina+otra@example.org")


def test_many_other_addresses_do_not_make_a_count_forgotten(proposal, ask):
    for _number in range(MAILS_UNKNOWN):
        ask(proposal)
    for number in range(1000):
        count("mail", f"otra{number}@example.org", 1, HOUR, "")
    with pytest.raises(TooMany):
        ask(proposal)
