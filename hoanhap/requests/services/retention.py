"""How is a period of retention set, and how are files destroyed by a decision, by two people, for ever?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import assert_right, scope_of
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as audit
from hoanhap.audit.services import record_many
from hoanhap.cases.models import Case
from hoanhap.kit.dates import FOREVER, now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.moves.models import Transfer
from hoanhap.people.models import (
    Address,
    Background,
    DuplicatePair,
    HealthSheet,
    IdentityPaper,
    Merge,
    PastMeasure,
    Person,
    PersonAccess,
    PersonSearch,
    Photo,
    Relative,
)
from hoanhap.people.rules import BirthPrecision
from hoanhap.requests.models import DataRequest, Disposal, DisposalItem, RetentionRule
from hoanhap.requests.rules.retention import PERMANENT, DisposalState, File, Period, person_kept_until


@dataclass(frozen=True)
class Decision:
    """The paper on which a period or a destruction rests."""

    number: str
    on: date
    issuer: str


FORGOTTEN = (Address, IdentityPaper, Relative, Photo, Background, PastMeasure, HealthSheet, PersonSearch, PersonAccess)
"""Rows of a person that go when the files are destroyed."""
EMPTIED = ("people.PersonAsk.person", "imports.ImportRow.person", "rounds.RoundPerson.person")
"""Relations whose rows stay, without the words that their tables call personal. By name: imports and rounds stand beside this app."""
BLANK = (
    "other_name", "id_number", "number_reason", "no_number_reason", "ethnicity", "religion", "birth_place", "education", "occupation",
    "employment", "workplace", "marital", "policy_group", "phone", "contact_name", "contact_relation", "contact_phone", "address_line",
    "not_duplicate_reason", "name_key", "sort_key",
)  # fmt: skip
"""Columns of a person that are emptied; the name becomes the register code. Sex and place stay: figures count them."""


# --- periods ----------------------------------------------------------------------------------------------------------------


@transaction.atomic
def set_period(
    category: str, province: int | None, *, since: date, years: int | None, decision: Decision, note: str = "", by: User, request_key: UUID
) -> RetentionRule:
    """Enter how long closed files are kept (`years` None: for ever). The same `request_key` again returns the row.

    Raises PermissionDenied outside the provinces of the right, Refused for a decision of the future or a second period of that day.
    """
    _assert_province(by, province)
    if (done := RetentionRule.objects.filter(request_key=request_key, by=by).first()) is not None:
        return done
    problems = list(_decision_problems(decision))
    if RetentionRule.objects.filter(category=category, province=province, since=since, withdrawn_at=None).exists():
        problems.append(
            Problem(
                "period_twice",
                N_("Đã có thời hạn lưu áp dụng từ đúng ngày này."),
                "",
                N_("Nếu dòng đó sai thì rút lại trước."),
                field="since",
            )
        )
    if problems:
        raise Refused(problems)
    row = RetentionRule.objects.create(
        category=category,
        province_id=province,
        since=since,
        years=years,
        decision_number=decision.number,
        decision_date=decision.on,
        decision_issuer=decision.issuer,
        note=note,
        at=now(),
        by=by,
        request_key=request_key,
    )
    audit(Action.CREATE, by=by, subject_type="retention_rule", subject_id=row.pk, detail={"category": category, "years": years})
    return row


@transaction.atomic
def withdraw_period(rule_id: int, *, reason: str, by: User) -> RetentionRule:
    """Take a period back. Raises RetentionRule.DoesNotExist (withdrawn already, too), PermissionDenied, Refused without a reason."""
    row = RetentionRule.objects.select_for_update(of=("self",)).get(pk=rule_id, withdrawn_at=None)
    _assert_province(by, row.province_id)
    if not reason.strip():
        raise Refused([_no_reason()])
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = now(), by, reason.strip()[:300]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit(Action.WITHDRAW, by=by, subject_type="retention_rule", subject_id=row.pk)
    return row


def periods() -> list[Period]:
    """All periods that stand."""
    rows = RetentionRule.objects.filter(withdrawn_at=None)
    return [Period(row.category, row.province_id, row.since, row.years, row.decision_number) for row in rows]


def files_of(person_ids: Collection[int]) -> dict[int, list[File] | None]:
    """The closed files of people, by person; None where one is still open. A case opened by mistake is a file too."""
    found: dict[int, list[File] | None] = {}
    for person, procedure, province, is_open, until in Case.objects.filter(person__in=person_ids).values_list(
        "person_id", "procedure", "province_id", "is_open", "until"
    ):
        files = found.setdefault(person, [])
        if is_open or until == FOREVER:
            found[person] = None
        elif files is not None:
            files.append(File(procedure, province, until))
    return found


def end_of_retention(person_ids: Collection[int], on: date) -> dict[int, date]:
    """The last day of retention of the people of whom every file is closed and has a period by a decision."""
    known = periods()
    ends = {person: person_kept_until(files, known, on) for person, files in files_of(person_ids).items() if files}
    return {person: end for person, end in ends.items() if end is not None}


# --- destroying -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def propose_disposal(person_ids: Collection[int], province: int, *, decision: Decision, by: User, request_key: UUID) -> Disposal:
    """Propose to destroy the files of people whose retention is over, by a decision that says so. Nothing happens to them yet.

    Raises PermissionDenied outside the provinces of the right, Refused when somebody's retention is not over or a proposal waits.
    """
    _assert_province(by, province)
    if (done := Disposal.objects.filter(request_key=request_key, proposed_by=by).first()) is not None:
        return done
    people = list(Person.objects.visible_to(by, P.RETENTION).filter(pk__in=person_ids, province=province))
    problems = list(_decision_problems(decision))
    if not people or len(people) != len(set(person_ids)):
        problems.append(Problem("nobody_chosen", N_("Chưa chọn hồ sơ nào của tỉnh này."), "", N_("Chọn trong danh sách đến hạn xem xét.")))
    problems += _not_over([person.pk for person in people])
    if DisposalItem.objects.filter(person__in=people, disposal__state=DisposalState.PROPOSED.value).exists():
        problems.append(
            Problem("proposed_already", N_("Có hồ sơ đã nằm trong một đề nghị đang chờ."), "", N_("Duyệt hoặc bỏ đề nghị kia trước."))
        )
    if problems:
        raise Refused(problems)
    ends = end_of_retention([person.pk for person in people], today())
    disposal = Disposal.objects.create(
        province_id=province,
        decision_number=decision.number,
        decision_date=decision.on,
        decision_issuer=decision.issuer,
        proposed_at=now(),
        proposed_by=by,
        request_key=request_key,
    )
    DisposalItem.objects.bulk_create(DisposalItem(disposal=disposal, person=person, kept_until=ends[person.pk]) for person in people)
    audit(Action.CREATE, by=by, subject_type="disposal", subject_id=disposal.pk, people=ends, detail={"people": len(people)})
    return disposal


@transaction.atomic
def reject_disposal(disposal_id: int, *, reason: str, by: User) -> Disposal:
    """Say no to a proposal, also to one's own. Raises Disposal.DoesNotExist, Refused without a reason or when it was decided."""
    disposal = _waiting(disposal_id, by)
    if not reason.strip():
        raise Refused([_no_reason()])
    disposal.reason = reason.strip()[:300]
    return _decide(disposal, DisposalState.REJECTED, by)


@transaction.atomic
def carry_out_disposal(disposal_id: int, *, by: User) -> Disposal:
    """Approve a proposal of somebody else and destroy what it names, at once and for ever: who people were, and every word about them.

    What stays: the bare code, the days and states that figures count, the numbers of papers, the log. Raises Disposal.DoesNotExist
    outside scope, Refused for one's own proposal, a decided one, or when a person's retention is not over any more.
    """
    disposal = _waiting(disposal_id, by)
    if disposal.proposed_by_id == by.pk:
        raise Refused(
            [
                Problem(
                    "own_proposal",
                    N_("Chưa tiêu hủy: bạn là người đề nghị."),
                    N_("Tiêu hủy không làm lại được, nên cần hai người."),
                    N_("Nhờ cán bộ khác của tỉnh có quyền này duyệt."),
                )
            ]
        )
    ids = sorted(disposal.items.values_list("person_id", flat=True))
    people = list(Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    if problems := _not_over(ids):
        raise Refused(problems)
    decided = _decide(disposal, DisposalState.CARRIED_OUT, by)
    for person in people:
        for one in (person, *Person.objects.filter(merged_into=person)):
            _forget(one, disposal)
    record_many(
        Action.DISPOSE,
        by=by,
        subject_type="person",
        subjects=[(person.code, person.pk) for person in people],
        detail={"disposal": disposal.pk},
    )
    return decided


def _forget(person: Person, disposal: Disposal) -> None:
    """Remove every word about one person. Append-only rows are emptied by a function of the database that asks for the two people."""
    with connection.cursor() as cursor:
        cursor.execute("select empty_files_of_person(%s, %s)", [person.pk, disposal.pk])
    for model in FORGOTTEN:
        model._default_manager.filter(person=person).delete()
    _forget_uploads(person)
    for key in EMPTIED:
        _empty_rows(key, person)
    DuplicatePair.objects.filter(one=person).delete()
    DuplicatePair.objects.filter(other=person).delete()
    for merge in Merge.objects.filter(kept=person) | Merge.objects.filter(lost=person):
        merge.moved = {**merge.moved, "fields": {}}
        merge.reason = FORGOTTEN_WORDS
        merge.undone_reason = FORGOTTEN_WORDS if merge.undone_reason else ""
        merge.save(update_fields=["moved", "reason", "undone_reason"])
    Transfer.objects.filter(person=person).update(about=person.code, address="", note="", settled_note="")
    DataRequest.objects.filter(person=person).update(what=FORGOTTEN_WORDS, wanted="", evidence="", reply="")
    DataRequest.objects.filter(person=person).exclude(asker_name="").update(asker_name=FORGOTTEN_WORDS)
    Person.objects.filter(pk=person.pk).update(
        **dict.fromkeys(BLANK, ""),
        full_name=person.code,
        birth_date=None,
        birth_precision=BirthPrecision.UNKNOWN.value,
        died_on=None,
        request_key=None,
        withdrawn_at=now(),
    )


def _forget_uploads(person: Person) -> None:
    """Delete the uploaded lists that brought the person, and empty rows of lists that were proposed to be the person but became nobody.

    A list lives some days at most (imports.services.KEPT_DAYS); this does not wait for the night.
    """
    if not apps.is_installed("hoanhap.imports"):
        return
    uploaded, rows = (apps.get_model("imports", name)._default_manager for name in ("ImportFile", "ImportRow"))
    alike = rows.filter(person=None, matches__contains=person.pk)
    uploaded.filter(models.Q(source__rows__person=person) | models.Q(source__rows__in=alike)).delete()
    alike.update(data={}, reasons=[], why="")


def _empty_rows(key: str, person: Person) -> None:
    """Empty what a table calls personal in its rows about a person: texts, days, files. Codes of a closed list and moments of acts stay."""
    app, name, column = key.split(".")
    if not apps.is_installed(f"hoanhap.{app}"):
        return
    model = apps.get_model(app, name)
    emptied: dict[str, object] = {}
    for field_name in model.Privacy.personal:  # every model of ours has it (tests/test_architecture.py)
        field = model._meta.get_field(field_name)
        if isinstance(field, models.DateTimeField):
            continue
        if field.null:
            emptied[field_name] = None
        elif isinstance(field, models.JSONField):
            emptied[field_name] = field.get_default()
        elif isinstance(field, models.CharField) and not field.choices:
            emptied[field_name] = ""
    model._default_manager.filter(**{column: person}).update(**emptied)


FORGOTTEN_WORDS = "đã tiêu hủy"
"""What stands where a reason is required by the table."""


# --- parts ------------------------------------------------------------------------------------------------------------------


def _waiting(disposal_id: int, by: User) -> Disposal:
    disposal = Disposal.objects.visible_to(by).select_for_update(of=("self",)).get(pk=disposal_id)
    if disposal.state != DisposalState.PROPOSED:
        raise Refused([Problem("decided_already", N_("Đề nghị này đã được quyết định."), "", N_("Mở lại trang để xem."))])
    return disposal


def _decide(disposal: Disposal, state: DisposalState, by: User) -> Disposal:
    disposal.state, disposal.decided_at, disposal.decided_by = state.value, now(), by
    disposal.save()
    audit(
        Action.UPDATE,
        by=by,
        subject_type="disposal",
        subject_id=disposal.pk,
        people=disposal.items.values_list("person_id", flat=True),
        detail={"state": state.value},
    )
    return disposal


def _not_over(person_ids: Collection[int]) -> list[Problem]:
    """Whose files are still kept: open, without a period, or before its end."""
    day = today()
    ends = end_of_retention(person_ids, day)
    early = [person for person in person_ids if (end := ends.get(person)) is None or end == PERMANENT or end >= day]
    if not early:
        return []
    codes = ", ".join(Person.objects.filter(pk__in=early[:5]).order_by("code").values_list("code", flat=True))
    return [
        Problem(
            "still_kept",
            N_("Chưa hết thời hạn lưu: %(codes)s."),
            N_("Chỉ tiêu hủy hồ sơ đã đóng, có thời hạn lưu theo quyết định và đã hết thời hạn đó."),
            N_("Bỏ các hồ sơ này khỏi đề nghị."),
            params={"codes": codes},
        )
    ]


def _decision_problems(decision: Decision) -> list[Problem]:
    if decision.on <= today():
        return []
    return [Problem("decision_in_future", N_("Ngày quyết định ở tương lai."), "", N_("Kiểm tra lại ngày."), field="decision_date")]


def _no_reason() -> Problem:
    return Problem("no_reason", N_("Chưa ghi lý do."), "", N_("Ghi một câu."), field="reason")


def _assert_province(by: User, province: int | None) -> None:
    """The right over a province; for the whole country only where it is held everywhere."""
    if province is None:
        if scope_of(by, today(), P.RETENTION).level != "nation":
            raise PermissionDenied(P.RETENTION)
        return
    assert_right(by, P.RETENTION, commune=province, province=province)
