"""Who approved of what is known to nobody: the pseudonym under which a ballot of a round is kept.

Each is an HMAC under the site's secret, another one in each round, so that the database alone leads neither from a
ballot to a person nor from a person's ballot in one round to that in another.
"""

from __future__ import annotations

from django.utils.crypto import salted_hmac

from rumbo.participation.pseudonyms import normal_email

_SALT = "rumbo.priority.ballot"


def mail_voter(round_pk: int, address: str) -> str:
    """Return what stands for the owner of an e-mail address; all ways to write it are the same person."""
    return _digest(f"mail:{round_pk}:{normal_email(address)}")


def participant_voter(round_pk: int, participant: int) -> str:
    """Return what stands for a participant of a workshop."""
    return _digest(f"participant:{round_pk}:{participant}")


def sheet_voter(round_pk: int, number: int) -> str:
    """Return what stands for a numbered paper ballot."""
    return _digest(f"sheet:{round_pk}:{number}")


def file_voter(round_pk: int, voter: str) -> str:
    """Return what stands for a voter of a file, by the id in it: the same file again changes nothing."""
    return _digest(f"file:{round_pk}:{voter}")


def _digest(value: str) -> str:
    return salted_hmac(_SALT, value, algorithm="sha256").hexdigest()[:32]
