"""The ballot box: many requests are written together, and nobody is told more than what is stored."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError

from rumbo.participation.ballot_box import TOGETHER, BallotBox
from rumbo.participation.services.ballots import Sheet

LIMIT = 20  # seconds that anything here may take


def sheet(number: int) -> Sheet:
    return Sheet(number, 1, {1: 1}, 1)


class Slip:
    """Writes sheets into a list, as the database does: all of a transaction or nothing.

    ``gate`` holds the first transaction back until the test lets it go. ``poison`` are participants whose sheets
    cannot be written; ``broken`` is how many transactions the database still refuses.
    """

    def __init__(self, *, poison=(), broken=0, error=ValueError):
        self.gate = threading.Event()
        self.began = threading.Event()
        self.written, self.batches, self.threads = [], [], []
        self.poison, self.broken, self.error = set(poison), broken, error

    def __call__(self, sheets):
        self.threads.append(threading.get_ident())
        self.batches.append([one.participant for one in sheets])
        self.began.set()
        assert self.gate.wait(LIMIT)
        if self.broken:
            self.broken -= 1
            raise OperationalError("the server is gone")
        if self.poison.intersection(self.batches[-1]):
            raise self.error("poison")
        self.written += self.batches[-1]
        return [f"said to {one.participant}" for one in sheets]


def waiting(box):
    return len(box._waiting)


def together(box, slip, bundles):
    """Put the first bundle, and the others while it is being written; return what each got, an answer or an error."""

    def put(bundle):
        try:
            return box.put(bundle)
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(bundles)) as pool:
        asked = [pool.submit(put, bundles[0])]
        assert slip.began.wait(LIMIT)
        for number, bundle in enumerate(bundles[1:], start=1):
            asked.append(pool.submit(put, bundle))
            come = threading.Event()
            while waiting(box) < number:
                come.wait(0.001)
        assert not any(one.done() for one in asked)  # nobody is told anything before it is written
        slip.gate.set()
        return [one.result(LIMIT) for one in asked]


@pytest.fixture(autouse=True)
def _no_database(monkeypatch):
    lost = {"in_atomic_block": False, "close_if_unusable_or_obsolete": lambda: None}
    monkeypatch.setattr("rumbo.participation.ballot_box.connection", type("Lost", (), lost))


def test_what_comes_while_one_writes_is_written_together():
    slip = Slip()
    box = BallotBox(slip)
    answers = together(box, slip, [[sheet(1)], [sheet(2), sheet(3)], [sheet(4)], [sheet(5)]])
    assert answers == [["said to 1"], ["said to 2", "said to 3"], ["said to 4"], ["said to 5"]]
    assert slip.batches == [[1], [2, 3, 4, 5]]


def test_one_alone_waits_for_nobody():
    slip = Slip()
    slip.gate.set()
    box = BallotBox(slip)
    for number in (1, 2):
        assert box.put([sheet(number)]) == [f"said to {number}"]
    assert slip.threads == [threading.get_ident()] * 2


def test_one_that_cannot_be_written_does_not_refuse_the_others():
    slip = Slip(poison=[3])
    answers = together(BallotBox(slip), slip, [[sheet(n)] for n in (1, 2, 3, 4)])
    assert [answers[n] for n in (0, 1, 3)] == [["said to 1"], ["said to 2"], ["said to 4"]]
    assert isinstance(answers[2], ValueError)
    assert slip.written == [1, 2, 4]


def test_a_connection_that_was_lost_is_tried_once_more():
    slip = Slip(broken=1)
    assert together(BallotBox(slip), slip, [[sheet(1)], [sheet(2)]]) == [["said to 1"], ["said to 2"]]
    assert slip.written == [1, 2]


def test_when_the_commit_fails_everybody_who_waits_is_told_so():
    slip = Slip(broken=99)
    answers = together(BallotBox(slip), slip, [[sheet(n)] for n in (1, 2, 3)])
    assert [type(one) for one in answers] == [OperationalError] * 3
    assert slip.written == []
    assert slip.batches == [[1], [1], [2, 3], [2, 3]]  # twice together, and not one by one: it would last


def test_after_a_failure_the_box_takes_again():
    slip = Slip(broken=2)
    slip.gate.set()
    box = BallotBox(slip)
    with pytest.raises(OperationalError):
        box.put([sheet(1)])
    assert box.put([sheet(2)]) == ["said to 2"]


def test_when_the_writer_is_interrupted_nobody_is_told_that_it_is_stored():
    slip = Slip(poison=[1], error=KeyboardInterrupt)
    box = BallotBox(slip)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(box.put, [sheet(1)])
        assert slip.began.wait(LIMIT)
        second = pool.submit(box.put, [sheet(1)])
        slip.gate.set()
        for one in (first, second):
            with pytest.raises((KeyboardInterrupt, RuntimeError)):
                one.result(LIMIT)
    assert slip.written == []


def test_no_transaction_grows_without_bound_and_none_is_left_out():
    slip = Slip()
    half = TOGETHER // 2 + 1
    bundles = [[sheet(0)], *([sheet(n)] * half for n in (1, 2)), [sheet(3)] * (TOGETHER + 1)]
    answers = together(BallotBox(slip), slip, bundles)
    assert [len(one) for one in answers] == [1, half, half, TOGETHER + 1]
    assert [len(one) for one in slip.batches] == [1, half, half, TOGETHER + 1]


def test_many_at_once_lose_nothing_and_mix_nothing_up():
    slip = Slip()
    slip.gate.set()
    box = BallotBox(slip)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: box.put([sheet(n)]), range(2000)))
    assert answers == [[f"said to {n}"] for n in range(2000)]
    assert sorted(slip.written) == list(range(2000))
