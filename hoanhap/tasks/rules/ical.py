"""How do the deadlines of tasks become a calendar file that telephones and mail programs read (RFC 5545)?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Entry:
    """One deadline: a whole day. `uid` stays the same from file to file, so that a second import changes the entry."""

    uid: str
    on: date
    title: str
    text: str
    is_done: bool


def calendar_file(name: str, entries: Iterable[Entry], *, made_at: datetime) -> bytes:
    """The calendar as UTF-8 bytes. `made_at` is aware."""
    calendar = Calendar()
    calendar.add("prodid", "-//Hoa Nhap//Viec ke hoach giao//VI")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.uid}@hoa-nhap")
        event.add("dtstamp", made_at)
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("description", entry.text)
        event.add("transp", "TRANSPARENT")
        event.add("categories", ["đã làm" if entry.is_done else "còn phải làm"])
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
