"""Dates as an iCalendar file (RFC 5545): whole days, so that no time zone moves them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING

from icalendar import Calendar, Event

from rumbo.communication.addresses import whole

if TYPE_CHECKING:
    from rumbo.communication.queries.calendar import Date

#: How often programs should look again.
AGAIN = datetime.timedelta(hours=12)


def calendar_file(dates: Iterable[Date], name: str, plan_key: str, language: str, site: str = "") -> bytes:
    """Return dates as a file; what each is called in it (its UID) stays the same for good."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Rumbo//{plan_key}//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    for date in dates:
        calendar.add_component(_event(date, plan_key, site))
    content: bytes = calendar.to_ical()
    return content


def _event(date: Date, plan_key: str, site: str) -> Event:
    event = Event()
    event.add("uid", f"{date.key}.{plan_key}@rumbo")
    event.add("dtstamp", date.changed)
    event.add("last-modified", date.changed)
    event.add("dtstart", date.starts_on)
    event.add("dtend", date.ends_on + datetime.timedelta(days=1))
    event.add("summary", f"{date.label}: {date.title}")
    event.add("description", "\n".join(part for part in (date.text, whole(date.url, site)) if part))
    event.add("url", whole(date.url, site))
    event.add("transp", "TRANSPARENT")
    return event
