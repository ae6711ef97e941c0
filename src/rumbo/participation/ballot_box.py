"""The ballot box of a web process: what many phones send at the same moment is written in one transaction.

A commit costs the same for one vote as for a hundred. So the first request that comes writes its own sheets; those
that come in the meantime wait, and the first of them then writes what all of them brought (a "group commit"). Nobody
is told that a vote is stored before the transaction that holds it has ended.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from django.db import InterfaceError, OperationalError, connection

from rumbo.participation.services.ballots import Sheet, cast_for_good

#: Sheets that are written together at most, so that the first of many does not wait for the last.
TOGETHER = 500
#: How long a writer waits for the next to come, in seconds.
MOMENT = 0.0005


class BallotBox:
    """Collects the sheets of concurrent requests and writes them together."""

    def __init__(self, write: Callable[[Sequence[Sheet]], list[str]]) -> None:
        self._write = write
        self._lock = threading.Lock()
        self._waiting: list[_Bundle] = []
        self._busy = False

    def put(self, sheets: Sequence[Sheet]) -> list[str]:
        """Store sheets, together with those of other requests, and return what `cast` says of each.

        Returns after the commit. Raises what was raised in writing, where these sheets could not be written even by
        themselves; then none of them is stored.
        """
        bundle = _Bundle(sheets)
        with self._lock:
            self._waiting.append(bundle)
            leads, self._busy = not self._busy, True
        if not leads:
            bundle.turn.acquire()
        if not bundle.done:
            self._lead()
        if bundle.error is not None:
            raise bundle.error
        return bundle.answers

    def _lead(self) -> None:
        """Write what waits, one's own among it; then let the first of those who came in the meantime do the same."""
        self._gather()
        batch = self._take()
        try:
            self._write_all(batch)
        finally:
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._busy = following is not None
            if following is not None:
                following.turn.release()
            for bundle in batch:
                bundle.done = True
                bundle.turn.release()

    def _gather(self) -> None:
        """Wait a moment more as long as others come: they are about to, and a commit costs more than the moment."""
        seen = 0
        while seen < len(self._waiting) < TOGETHER:
            seen = len(self._waiting)
            time.sleep(MOMENT)

    def _take(self) -> list[_Bundle]:
        with self._lock:
            count = total = 0
            for bundle in self._waiting:
                total += len(bundle.sheets)
                if count and total > TOGETHER:
                    break
                count += 1
            batch, self._waiting = self._waiting[:count], self._waiting[count:]
        return batch

    def _write_all(self, batch: Sequence[_Bundle]) -> None:
        """Write all together, also where the connection was lost since the last time.

        Where something in a bundle cannot be written, each is written by itself: one must not refuse the others.
        """
        try:
            try:
                _renew_connection()
                self._write_together(batch)
            except (OperationalError, InterfaceError):
                _renew_connection()
                self._write_together(batch)
        except (OperationalError, InterfaceError) as error:  # the database's trouble, not that of a bundle
            for bundle in batch:
                bundle.error = error
        except Exception:
            for bundle in batch:
                self._write_alone(bundle)

    def _write_alone(self, bundle: _Bundle) -> None:
        try:
            self._write_together([bundle])
        except Exception as error:
            bundle.error = error

    def _write_together(self, batch: Sequence[_Bundle]) -> None:
        answers = iter(self._write([sheet for bundle in batch for sheet in bundle.sheets]))
        for bundle in batch:
            bundle.answers = [next(answers) for _sheet in bundle.sheets]
            bundle.error = None


class _Bundle:
    """What one request brought, and what became of it. ``turn`` is let go when it is done, or has to lead."""

    __slots__ = ("answers", "done", "error", "sheets", "turn")

    def __init__(self, sheets: Sequence[Sheet]) -> None:
        self.sheets = sheets
        self.answers: list[str] = []
        self.error: Exception | None = RuntimeError("The answers were not written.")
        self.done = False
        self.turn = threading.Lock()
        self.turn.acquire()


def _renew_connection() -> None:
    """Let go of a connection that was lost or grew old; never of one with a transaction under way."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


#: The box of this process.
BOX = BallotBox(cast_for_good)
