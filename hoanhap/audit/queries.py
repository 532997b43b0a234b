"""Who looked at a person's file, and what did users do?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext

from hoanhap.audit.models import AuditEntry
from hoanhap.audit.rules import READING, Action, Purpose, out_of_hours, seal
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
    newest = rows.order_by("-at", "-id").values_list("at", "user_id", "user_name", "unit_id", "action", "purpose")[:limit]
    looks = tuple(
        Look(at, user_id, user_name, unit_id, _in_words(action, purpose), out_of_hours(at))
        for at, user_id, user_name, unit_id, action, purpose in newest
    )
    total = len(looks) if len(looks) < limit else rows.count()
    return Looks(looks, total, days)


def _in_words(action: str, purpose: str) -> str:
    if purpose in Purpose:
        return gettext(Purpose(purpose).label)
    return gettext(Action(action).label) if action in Action else action


def entries() -> QuerySet[AuditEntry]:
    """The whole log, newest first; its page asks for the right to read it (P.AUDIT_VIEW)."""
    return AuditEntry.objects.order_by("-at", "-id")


def is_intact(entry: AuditEntry) -> bool:
    """Whether the row's hash fits its content."""
    return entry.sha256 == seal({name: getattr(entry, name) for name in CONTENT})
