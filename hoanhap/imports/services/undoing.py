"""How is a whole import taken back, and when not any more?"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import assert_right
from hoanhap.audit import services as audit
from hoanhap.audit.models import AuditEntry
from hoanhap.audit.rules import READING, Action
from hoanhap.cases.models import Case
from hoanhap.cases.services.bulk import void_cases
from hoanhap.imports.models import Import, ImportFile, ImportRow
from hoanhap.imports.rules import ImportState
from hoanhap.imports.services.queue import defer
from hoanhap.imports.services.uploading import locked
from hoanhap.kit.dates import now
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people import services as people
from hoanhap.people.models import Person
from hoanhap.people.services.bulk import withdraw_people

_LOOKS = [*(action.value for action in READING), Action.SEARCH.value, Action.EXPORT.value]
"""Acts that change nothing: they do not keep an import from being taken back."""
_OWN = frozenset({"people.Address", "people.PersonSearch", "people.PastMeasure", "cases.Case", "cases.CaseSpan", "cases.Deadline"})
"""Rows that an import itself writes for a person. What came to them later is seen in the log of acts."""

OBSTACLES = {
    "acted": N_("đã có việc ghi, sửa sau khi nhập"),
    "built": N_("đã có giấy tờ hoặc dữ liệu khác gắn với người này"),
    "merged": N_("hồ sơ đã được nhập với hồ sơ khác"),
    "changed": N_("ô đã điền sau đó được sửa"),
    "moved": N_("người này không còn trong phạm vi của bạn"),
}
"""Why a row keeps the whole import from being taken back."""


def obstacles(source: Import, by: User) -> list[tuple[int, str]]:
    """Row numbers with the reason (a key of OBSTACLES) why the import cannot be taken back; empty when nothing builds on it."""
    rows = list(source.rows.exclude(person=None).order_by("number"))
    ids = {row.person_id for row in rows if row.person_id}
    acted = _acted(ids, source, min((row.became_at for row in rows if row.became_at), default=now()))
    built = _built(ids, source)
    merged = set(Person.objects.filter(merged_from__in=Person.objects.all(), pk__in=ids).values_list("pk", flat=True))
    people_by_id = {person.pk: person for person in Person.objects.filter(pk__in=ids)}
    mine = set(Person.objects.visible_to(by, P.PERSON_REGISTER).filter(pk__in=ids).values_list("pk", flat=True))
    found: list[tuple[int, str]] = []
    for row in rows:
        person = people_by_id[row.person_id or 0]
        later = acted.get(person.pk)
        if person.merged_into_id is not None or person.pk in merged:
            found.append((row.number, "merged"))
        elif person.pk not in mine:
            found.append((row.number, "moved"))
        elif later is not None and row.became_at is not None and later > row.became_at:
            found.append((row.number, "acted"))
        elif not row.filled and row.choice != "fill" and person.pk in built:
            found.append((row.number, "built"))
        elif any(str(getattr(person, name)) != str(value) for name, value in row.filled.items()):
            found.append((row.number, "changed"))
    return found


def _acted(ids: Collection[int], source: Import, since: datetime) -> dict[int, datetime]:
    """The last act on each person that is not this import's and no look."""
    acts: dict[int, datetime] = {}
    entries = AuditEntry.objects.filter(person_id__in=ids, at__gt=since).exclude(action__in=_LOOKS)
    for person, at, detail in entries.values_list("person_id", "at", "detail"):
        if person is not None and detail.get("import") != source.pk:
            acts[person] = max(at, acts.get(person, at))
    return acts


def _built(ids: Collection[int], source: Import) -> set[int]:
    """People to whom rows of other relations point than those that an import writes, whichever app they are of."""
    found: set[int] = set()
    for relation in Person._meta.related_objects:
        model = relation.related_model
        name = relation.field.name
        rows = model._default_manager.filter(**{f"{name}__in": ids})
        if model._meta.label in _OWN:
            continue
        if model is ImportRow:
            rows = rows.exclude(source=source)
        found.update(rows.values_list(f"{name}_id", flat=True))
    cases = Case.objects.filter(person__in=ids).exclude(pk__in=source.rows.exclude(case_id=None).values("case_id"))
    found.update(cases.values_list("person_id", flat=True))
    return found


@transaction.atomic
def start_undo(import_id: int, *, reason: str, by: User) -> Import:
    """Let a saved import be taken back in the background.

    Raises Refused without a reason, or naming the rows that something builds on already.
    """
    source = locked(import_id, by, ImportState.SAVED)
    for right in (P.PERSON_IMPORT, P.CASE_VOID):
        assert_right(by, right, commune=source.commune_id, province=source.province_id)
    if len(reason.strip()) < 3:
        raise Refused(
            [
                Problem(
                    "no_reason",
                    N_("Chưa nêu lý do rút lại."),
                    N_("Người xem sau phải hiểu vì sao danh sách sai."),
                    N_("Ghi rõ sai ở đâu."),
                    field="reason",
                )
            ]
        )
    if found := obstacles(source, by):
        raise Refused([_prevented(len(found), found[0][0])])
    source.state, source.undo_reason, source.undone_by, source.moved_at = ImportState.UNDOING.value, reason.strip()[:300], by, now()
    source.refusals = []
    source.save(update_fields=["state", "undo_reason", "undone_by", "moved_at", "refusals"])
    defer("imports.undo", source.pk)
    return source


def _prevented(count: int, first: int) -> Problem:
    return Problem(
        "built_upon",
        N_("Không rút lại được: %(count)s dòng đã có việc làm tiếp (dòng %(row)s …)."),
        N_("Rút lại sẽ làm mất căn cứ của việc đó."),
        N_("Xem các dòng ở dưới; đính chính từng người."),
        params={"count": count, "row": first},
    )


def undo(import_id: int) -> None:
    """Take an import back in one transaction: all of it, or, when something was built on it meanwhile, nothing."""
    with transaction.atomic():
        source = Import.objects.select_for_update(of=("self",)).select_related("undone_by").get(pk=import_id)
        by = source.undone_by
        if source.state != ImportState.UNDOING or by is None:
            return
        rows = list(source.rows.select_for_update(of=("self",)).exclude(person=None))
        list(Person.objects.select_for_update().filter(pk__in=[row.person_id for row in rows]).values_list("pk"))
        if found := obstacles(source, by):
            source.state, source.refusals, source.undone_by = ImportState.SAVED.value, [list(pair) for pair in found[:200]], None
            source.save(update_fields=["state", "refusals", "undone_by"])
            return
        cases = [row.case_id for row in rows if row.case_id is not None]
        if cases:
            void_cases(cases, by=by, reason=source.undo_reason, source=source.pk)
        for row in rows:
            if row.choice == "fill" and row.filled and row.person_id is not None:
                people.update_person(row.person_id, _blank(row.filled), by=by, number_confirmed=True)
        made = [row.person_id for row in rows if row.choice != "fill" and row.person_id is not None]
        withdraw_people(made, by=by, source=source.pk)
        _forget(source)
        source.rows.update(filled={}, ground_number="", ground_on=None)
        source.state, source.undone_at = ImportState.UNDONE.value, now()
        source.save(update_fields=["state", "undone_at"])
        audit.record(Action.WITHDRAW, by=by, subject_type="import", subject_id=source.pk, detail={"step": "undo", "people": len(made)})


def _blank(filled: dict[str, object]) -> dict[str, object]:
    """The fields as they were before they were filled."""
    empty: dict[str, object] = {"sex": "unknown", "birth_date": None, "birth_precision": "unknown"}
    return {name: empty.get(name, "") for name in filled}


def _forget(source: Import) -> None:
    """Delete the bytes, the rows that became nobody, and what the others said; the end of every import."""
    ImportFile.objects.filter(source=source).delete()
    source.rows.filter(person=None).delete()
    source.rows.update(data={}, reasons=[], matches=[], why="")
    source.closed_at = source.closed_at or now()
    source.save(update_fields=["closed_at"])


@transaction.atomic
def close(import_id: int, *, by: User) -> None:
    """Be done with a saved list: the file and the rows left behind are deleted; it can still be taken back while nothing builds on it."""
    source = locked(import_id, by, ImportState.SAVED)
    _forget(source)
    audit.record(Action.IMPORT, by=by, subject_type="import", subject_id=source.pk, detail={"step": "close"})


KEPT_DAYS = 7
"""An import that nobody touches for so long gives up what was not saved."""


def forget_old(at: datetime) -> int:
    """Close saved imports and cancel unsaved ones that are older than KEPT_DAYS; how many. Safe to run twice."""
    count = 0
    for pk in Import.objects.filter(closed_at=None).values_list("pk", flat=True):
        with transaction.atomic():
            source = Import.objects.select_for_update().get(pk=pk)
            if (at - (source.saved_at or source.moved_at or source.uploaded_at)).days < KEPT_DAYS or source.closed_at is not None:
                continue
            if source.state in {ImportState.UPLOADED, ImportState.CHECKED, ImportState.CHECKING}:
                source.state = ImportState.CANCELLED.value
                source.save(update_fields=["state"])
            elif source.state != ImportState.SAVED:
                continue
            _forget(source)
            audit.record(Action.IMPORT, by=None, subject_type="import", subject_id=pk, detail={"step": "forget"})
            count += 1
    return count
