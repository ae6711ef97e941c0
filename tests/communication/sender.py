"""A process that sends what is due, as the clock does; it stops where it is told, to be killed there.

    python -m communication.sender NOW [claimed|answered|recorded ADDRESS]

At the point named, for the notice to that address, it writes "here" and waits for ever.
"""

from __future__ import annotations

import datetime
import sys


def main() -> None:
    """Send once."""
    from rumbo.cli.start import start_django

    start_django()
    from rumbo.communication import carriers
    from rumbo.communication.services import delivery

    now = datetime.datetime.fromisoformat(sys.argv[1])
    point, address = (*sys.argv[2:], "", "")[:2]

    def wait(to: str) -> None:
        if to == address:
            print("here", flush=True)
            sys.stdin.read()

    carry, record = carriers.SmtpCarrier.carry, delivery._record

    def carries(self, notice):
        if point == "claimed":
            wait(notice.to)
        return carry(self, notice)

    def records(notice, *given):
        if point == "answered":
            wait(notice.to)
        state = record(notice, *given)
        if point == "recorded":
            wait(notice.to)
        return state

    carriers.SmtpCarrier.carry, delivery._record = carries, records
    print(delivery.send_due(now), flush=True)


if __name__ == "__main__":
    main()
