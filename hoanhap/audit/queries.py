"""Who looked at a person's file, and what did users do?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from hoanhap.audit.models import AuditEntry
from hoanhap.audit.rules import READING, Action, Purpose, out_of_hours, seal
from hoanhap.kit.dates import now

CONTENT = ("at", "user_id", "user_name", "action", "subject_type", "subject_id", "person_id", "unit_id", "purpose", "detail")
"""The columns that every row's hash covers; `person_ids` too where a row has them."""


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
    """The newest looks, and how many there were in the time asked for, lists included."""

    shown: tuple[Look, ...]
    total: int
    days: int


def views_of_person(person_id: int, *more: int, days: int = 30, limit: int = 8, with_lists: bool = False) -> Looks:
    """The last looks at a person's data, newest first; those that only showed the name among others on request.

    `more` are records that were put into this one. A list that was taken away as a file is always named. The caller has checked that the
    reader may see the person.
    """
    keys = [person_id, *more]
    rows = AuditEntry.objects.filter(
        Q(person_id__in=keys) | Q(person_ids__overlap=keys) if more else Q(person_id=person_id) | Q(person_ids__contains=[person_id]),
        at__gte=now() - timedelta(days=days),
        action__in=[str(action) for action in READING],
    )
    in_a_list = Q(action=str(Action.VIEW), person_ids__isnull=False)
    looks = tuple(
        Look(
            entry.at,
            entry.user_id,
            entry.user_name,
            entry.unit_id,
            entry.purpose_words or _small(f"{entry.action_words}: {entry.subject_words}" if entry.person_ids else entry.action_words),
            out_of_hours(entry.at),
        )
        for entry in (rows if with_lists else rows.exclude(in_a_list)).order_by("-at", "-id")[:limit]
    )
    return Looks(looks, rows.count(), days)


def _small(words: str) -> str:
    return words[:1].lower() + words[1:]


def lately_seen(user_id: int, person_ids: Iterable[int], *, purpose: Purpose | None, minutes: int) -> set[int]:
    """Which of these people the user has already been shown for this purpose (None: any) in the last minutes (to log one look once)."""
    since = now() - timedelta(minutes=minutes)
    rows = AuditEntry.objects.filter(user_id=user_id, at__gte=since, person_id__in=list(person_ids))
    rows = rows.filter(action=str(Action.VIEW)) if purpose is None else rows.filter(purpose=str(purpose))
    return {person_id for person_id in rows.values_list("person_id", flat=True) if person_id is not None}


def entries() -> QuerySet[AuditEntry]:
    """The whole log, newest first; its page asks for the right to read it (P.AUDIT_VIEW)."""
    return AuditEntry.objects.order_by("-at", "-id")


def is_intact(entry: AuditEntry) -> bool:
    """Whether the row's hash fits its content."""
    several = {"person_ids": entry.person_ids} if entry.person_ids is not None else {}
    return entry.sha256 == seal({name: getattr(entry, name) for name in CONTENT} | several)
