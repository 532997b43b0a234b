"""Who looked at a person's file, and what did users do?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from hoanhap.audit.models import AuditEntry
from hoanhap.audit.rules import READING, Purpose, out_of_hours, seal
from hoanhap.kit.dates import now

CONTENT = ("at", "user_id", "user_name", "action", "subject_type", "subject_id", "person_id", "unit_id", "purpose", "detail")
"""The columns a row's hash covers."""


@dataclass(frozen=True)
class Look:
    """One look at a person's data, for the panel «Ai đã xem hồ sơ này»."""

    at: datetime
    user_id: int | None
    user_name: str
    unit_id: int | None
    what: str
    """The purpose in words, else the act in words."""
    out_of_hours: bool


@dataclass(frozen=True)
class Looks:
    """The newest looks, and how many there were in the time asked for."""

    shown: tuple[Look, ...]
    total: int
    days: int


def views_of_person(person_id: int, *, days: int = 30, limit: int = 8) -> Looks:
    """The last looks at a person's data, newest first. The caller has checked that the reader may see the person."""
    rows = AuditEntry.objects.filter(
        person_id=person_id, at__gte=now() - timedelta(days=days), action__in=[str(action) for action in READING]
    )
    looks = tuple(
        Look(
            entry.at,
            entry.user_id,
            entry.user_name,
            entry.unit_id,
            entry.purpose_words or _small(entry.action_words),
            out_of_hours(entry.at),
        )
        for entry in rows.order_by("-at", "-id")[:limit]
    )
    total = len(looks) if len(looks) < limit else rows.count()
    return Looks(looks, total, days)


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def lately_seen(user_id: int, person_ids: Iterable[int], *, purpose: Purpose, minutes: int) -> set[int]:
    """Which of these people the user has already been shown for this purpose in the last minutes (to log one look once)."""
    since = now() - timedelta(minutes=minutes)
    rows = AuditEntry.objects.filter(user_id=user_id, at__gte=since, person_id__in=list(person_ids), purpose=str(purpose))
    return {person_id for person_id in rows.values_list("person_id", flat=True) if person_id is not None}


def entries() -> QuerySet[AuditEntry]:
    """The whole log, newest first; its page asks for the right to read it (P.AUDIT_VIEW)."""
    return AuditEntry.objects.order_by("-at", "-id")


def is_intact(entry: AuditEntry) -> bool:
    """Whether the row's hash fits its content."""
    return entry.sha256 == seal({name: getattr(entry, name) for name in CONTENT})
