"""How does an act enter the log?"""

from collections.abc import Iterable, Mapping
from typing import Protocol

from hoanhap.audit.models import AuditEntry
from hoanhap.audit.rules import Action, Purpose, assert_plain, seal
from hoanhap.kit.dates import now


class Actor(Protocol):
    """What the log asks of a user (accounts.models.User is one)."""

    pk: int

    @property
    def acting_unit_id(self) -> int | None: ...

    def get_full_name(self) -> str: ...


def record(
    action: Action,
    *,
    by: Actor | None,
    subject_type: str,
    subject_id: str | int = "",
    person_id: int | None = None,
    people: Iterable[int] = (),
    unit_id: int | None = None,
    purpose: Purpose | str = "",
    detail: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Add one row to the log, inside the caller's transaction, so that an act and its row stand or fall together.

    `people` are the ids of those whom an act on many concerns; one row names them all, and each of them finds it (audit.queries).
    `by` is None only for acts of nobody (a failed sign-in, a command). `unit_id` defaults to the unit the user acts for today.
    `purpose` may come from an address: what is no Purpose is left out. `detail` holds codes and counts, never personal data: ValueError
    otherwise (audit.rules.assert_plain).
    """
    facts = dict(detail or {})
    assert_plain(facts)
    if unit_id is None and by is not None:
        unit_id = by.acting_unit_id
    content: dict[str, object] = {
        "at": now(),
        "user_id": by.pk if by is not None else None,
        "user_name": by.get_full_name() if by is not None else "",
        "action": str(Action(action)),
        "subject_type": subject_type,
        "subject_id": str(subject_id),
        "person_id": person_id,
        "unit_id": unit_id,
        "purpose": str(purpose) if purpose in Purpose else "",
        "detail": facts,
    }
    if several := sorted(set(people)):
        content["person_ids"] = several
    return AuditEntry.objects.create(**content, sha256=seal(content))


def record_many(
    action: Action,
    *,
    by: Actor,
    subject_type: str,
    subjects: Iterable[tuple[str | int, int]],
    detail: Mapping[str, object],
) -> None:
    """Add one row for each (subject id, person id) of an act on many people, as `record` does for one, in few statements."""
    facts = dict(detail)
    assert_plain(facts)
    same: dict[str, object] = {
        "at": now(), "user_id": by.pk, "user_name": by.get_full_name(), "action": str(Action(action)), "subject_type": subject_type,
        "unit_id": by.acting_unit_id, "purpose": "", "detail": facts,
    }  # fmt: skip
    contents = [{**same, "subject_id": str(subject), "person_id": person} for subject, person in subjects]
    AuditEntry.objects.bulk_create([AuditEntry(**content, sha256=seal(content)) for content in contents], batch_size=1000)
