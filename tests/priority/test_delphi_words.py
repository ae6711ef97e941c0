"""What concordance means in words, and what follows from it."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from rumbo.priority.delphi_words import strength, verdict
from rumbo.priority.models import DelphiRound, Round


def found(w, p=0.001):
    return {"overall": {"w": w, "p": p, "people": 9, "items": 20}}


@pytest.mark.parametrize(
    ("number", "now", "before", "status", "again"),
    [
        (1, {"overall": None}, None, "Not known yet", False),
        (1, {}, None, "Not known yet", False),
        (1, found(0.1, 0.3), None, "It could be chance", True),
        (3, found(0.1, 0.3), found(0.4), "It could be chance", False),
        (1, found(0.7), None, "They agree enough", False),
        (1, found(0.45), None, "Another Delphi round is worth it", True),
        (2, found(0.55), found(0.45), "Another Delphi round is worth it", True),
        (2, found(0.46), found(0.45), "They do not come closer", False),
        (3, found(0.6), found(0.45), "Not enough, and no round left", False),
    ],
)
def test_the_advice_follows_from_concordance_its_rise_and_the_rounds_left(number, now, before, status, again):
    with override("en"):
        one = verdict(Round(delphi_rounds=3, agreement=0.7), DelphiRound(number=number), now, before)
    assert (one.status, one.again) == (status, again)
    assert one.meaning
    assert one.advice


def test_the_meaning_says_whether_it_rose_or_fell():
    with override("en"):
        said = [
            verdict(Round(delphi_rounds=3, agreement=0.7), DelphiRound(number=2), found(w), found(0.4)).meaning
            for w in (0.5, 0.41, 0.3)
        ]
    assert ["rose" in said[0], "about as" in said[1], "fell" in said[2]] == [True, True, True]


def test_concordance_has_a_name_at_every_strength():
    with override("en"):
        names = [strength(w) for w in (0, 0.2, 0.4, 0.6, 0.8, 1)]
    assert names == ["very weak", "weak", "moderate", "strong", "very strong", "very strong"]
