"""What evaluators and voters carry instead of an account: signed links of their own."""

from __future__ import annotations

from django.core.signing import BadSignature, Signer, TimestampSigner

from rumbo.participation.tokens import read_timed

_LINK = Signer(salt="rumbo.priority.evaluator")


def link_token(evaluator: int, secret: str) -> str:
    """Return the part of an evaluator's link; ``secret`` is theirs, so that the link can be renewed."""
    return _LINK.sign(f"{evaluator}.{secret}").replace(":", "-", 1)


def read_link(token: str) -> tuple[int, str] | None:
    """Return (evaluator, secret) of a link, or None where it is forged or broken."""
    try:
        number, _dot, secret = _LINK.unsign(token.replace("-", ":", 1)).partition(".")
        return int(number), secret
    except (BadSignature, ValueError):
        return None


_VOTE = TimestampSigner(salt="rumbo.priority.vote", sep=".")
_VOTER = Signer(salt="rumbo.priority.voter")


def vote_token(round_pk: int, voter: str, address: str) -> str:
    """Return the part of the link that lets somebody vote: what stands for them, and for their e-mail."""
    return _VOTE.sign(f"{round_pk}-{voter}-{address}")


def read_vote(token: str) -> tuple[int, str] | None:
    """Return (round, "voter-address") of such a link, or None where it is forged or broken.

    Raises:
        LinkExpired: it is older than seven days.
    """
    return read_timed(_VOTE, token)


def voter_cookie(round_pk: int, voter: str) -> str:
    """Return what the browser of somebody keeps who may vote in a round."""
    return _VOTER.sign(f"{round_pk}.{voter}")


def read_voter(cookie: str, round_pk: int) -> str:
    """Return the pseudonym that a cookie gives a voter in this round; empty where it is forged or of another."""
    try:
        number, _dot, voter = _VOTER.unsign(cookie).partition(".")
    except BadSignature:
        return ""
    return voter if number == str(round_pk) else ""
