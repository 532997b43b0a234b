"""How is a round of review opened, each person confirmed, the round closed and opened again?"""

from collections.abc import Collection
from datetime import date
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import CharField, Count, Exists, F, OuterRef, QuerySet, Value

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import assert_right, scope_of
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as audit
from hoanhap.cases import services as cases
from hoanhap.cases.models import Case, CaseEvent
from hoanhap.cases.rules import PROCEDURES, ProcedureKey
from hoanhap.cases.rules.states import UNDER_MANAGEMENT, Presence
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import Person
from hoanhap.rounds.models import Round, RoundPerson, RoundStep
from hoanhap.rounds.rules import CommuneFigures, Finding, StepKind, Whom, round_problems
from hoanhap.units.models import Unit

_COLUMNS = (
    "round_id", "person_id", "commune_id", "province_id", "full_name", "sort_key", "born", "born_precision", "address_line", "managed",
    "finding", "moved_to", "note", "version",
)  # fmt: skip


@transaction.atomic
def open_round(
    *,
    unit: int,
    name: str,
    whom: Whom,
    basis: str,
    since: date,
    until: date,
    due_on: date,
    by: User,
    request_key: UUID,
    only: Collection[int] | None = None,
) -> Round:
    """Open a review for a commune, or for all communes of a province (id of today), of the people who stand on the list now.

    With Whom.SELECTED of the people `only` (keys), those of them who live in the unit.
    The same `request_key` again gives the same round. Raises PermissionDenied without the right over the unit, Refused.
    """
    known = Round.objects.filter(request_key=request_key, opened_by=by).first()
    if known is not None:
        return known
    place = Unit.objects.get(pk=unit)
    province = place.province_id or place.pk
    scope = scope_of(by, today(), P.ROUND_OPEN)
    if not (scope.covers(commune=place.pk, province=province) if place.province_id else scope.covers(commune=0, province=province)):
        raise PermissionDenied(P.ROUND_OPEN)
    if problems := round_problems(name, basis, since, until, due_on):
        raise Refused(problems)
    opened = Round.objects.create(
        name=name.strip(),
        whom=whom.value,
        basis=basis.strip(),
        since=since,
        until=until,
        due_on=due_on,
        commune_id=place.pk if place.province_id else None,
        province_id=province,
        opened_at=now(),
        opened_by=by,
        request_key=request_key,
        is_demo=by.is_demo,
    )
    count = _fill(opened, only if whom is Whom.SELECTED else None)
    if not count:
        raise Refused(
            [
                Problem(
                    "nobody",
                    N_("Danh sách này không có ai."),
                    N_("Đợt rà soát cần có người để rà soát."),
                    N_("Chọn danh sách khác."),
                    field="whom",
                )
            ]
        )
    _step(opened, StepKind.OPENED, by=by)
    audit(Action.CREATE, by=by, subject_type="round", subject_id=opened.pk, unit_id=unit, detail={"people": count, "whom": whom.value})
    return opened


def _fill(opened: Round, only: Collection[int] | None) -> int:
    """Write the people of the list, or those of `only` in the unit, in one statement: 300 or 300,000."""
    managed = Case.objects.filter(
        person=OuterRef("pk"),
        procedure=ProcedureKey.MANAGEMENT.value,
        is_open=True,
        commune=OuterRef("commune"),
        state__in=[state.value for state in UNDER_MANAGEMENT],
    )
    people = Person.objects.filter(merged_into__isnull=True, died_on__isnull=True, province=opened.province_id)
    if opened.commune_id is not None:
        people = people.filter(commune=opened.commune_id)
    people = people.annotate(runs=Exists(managed))
    if opened.whom == Whom.MANAGED:
        people = people.filter(runs=True)
    if opened.whom == Whom.SELECTED:
        people = people.filter(pk__in=list(only or ()))
    empty = Value("", output_field=CharField())
    rows = people.order_by().values_list(
        Value(opened.pk), "pk", "commune_id", "province_id", "full_name", "sort_key", F("birth_date"), "birth_precision", "address_line",
        "runs", empty, empty, empty, Value(1),
    )  # fmt: skip
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"insert into rounds_roundperson ({', '.join(_COLUMNS)}) {sql}", params)
        count: int = cursor.rowcount
    return count


@transaction.atomic
def confirm(
    pk: int, finding: Finding, *, by: User, seen_version: int, moved_to: str = "", note: str = "", with_check: bool = False
) -> RoundPerson:
    """Write what was found of a person. The same finding sent twice is one; another one replaces it while the round is open.

    `with_check` also records the residence check of this month of somebody who is managed and present, once, through the case; without
    it no case is touched. Raises RoundPerson.DoesNotExist outside scope, PermissionDenied, StaleState, Refused (also by the case).
    """
    row = RoundPerson.objects.visible_to(by).select_for_update(of=("self",)).select_related("round").get(pk=pk)
    assert_right(by, P.CASE_RECORD, commune=row.commune_id, province=row.province_id)
    moved_to, note = moved_to.strip(), note.strip()
    wants_check = with_check and finding is Finding.PRESENT and row.managed and row.check_event_id is None
    if (row.finding, row.moved_to, row.note, row.confirmed_by_id) == (finding.value, moved_to, note, by.pk) and not wants_check:
        return row
    if not Round.objects.select_for_update().get(pk=row.round_id).is_open:
        raise Refused([Problem("round_closed", N_("Đợt rà soát đã đóng, số liệu đã chốt."), remedy=N_("Mở lại đợt, có lý do, rồi ghi."))])
    if row.version != seen_version:
        raise StaleState
    row.finding, row.moved_to, row.note = finding.value, moved_to if finding is Finding.MOVED else "", note
    row.confirmed_at, row.confirmed_by = now(), by
    row.version += 1
    if wants_check:
        row.check_event = _month_check(row, by)
    row.save()
    audit(
        Action.CONFIRM,
        by=by,
        subject_type="round",
        subject_id=row.round_id,
        person_id=row.person_id,
        detail={"finding": finding.value, "check": row.check_event_id is not None},
    )
    return row


def _month_check(row: RoundPerson, by: User) -> CaseEvent | None:
    """The residence check of this month: the one that is there, or a new one of today."""
    case = Case.objects.filter(person=row.person_id, procedure=ProcedureKey.MANAGEMENT.value, is_open=True).first()
    if case is None or case.state not in PROCEDURES[case.procedure].kind("presence_check").sources:
        raise Refused(
            [
                Problem(
                    "no_check_now",
                    N_("Không ghi được kiểm tra cư trú: quyết định quản lý của người này không còn chạy."),
                    "",
                    N_("Bỏ chọn “Ghi kiểm tra cư trú” rồi xác nhận lại."),
                )
            ]
        )
    day = today()
    checks = case.events.filter(kind="presence_check", voids__isnull=True, voided_by__isnull=True, on__year=day.year, on__month=day.month)
    if (there := checks.order_by("pk").first()) is not None:
        return there
    key = uuid5(row.round.request_key, f"{row.person_id} {day:%Y-%m}")
    data = {"result": Presence.PRESENT.value, "officer": by.get_full_name(), "note": row.round.name[:150]}
    cases.record(case.pk, "presence_check", on=day, by=by, data=data, seen_version=case.version, request_key=key)
    return CaseEvent.objects.get(request_key=key)


@transaction.atomic
def close_round(pk: int, *, by: User, seen_version: int, reason: str = "") -> Round:
    """Close a round: its figures and the names of who confirmed are kept as they are. Who is not confirmed stays «not reviewed».

    Raises Round.DoesNotExist outside scope, PermissionDenied, StaleState, Refused when it is closed.
    """
    found = _locked(pk, by, seen_version)
    if not found.is_open:
        raise Refused([Problem("closed_already", N_("Đợt rà soát này đã đóng."), remedy=N_("Mở lại trang để xem."))])
    figures = figures_of(RoundPerson.objects.filter(round=found))
    found.is_open = False
    found.version += 1
    found.save(update_fields=["is_open", "version"])
    _step(found, StepKind.CLOSED, by=by, reason=reason, figures=[one.frozen() for one in figures])
    audit(Action.UPDATE, by=by, subject_type="round", subject_id=pk, detail={"step": "closed", "done": sum(one.done for one in figures)})
    return found


@transaction.atomic
def reopen_round(pk: int, *, by: User, seen_version: int, reason: str) -> Round:
    """Open a closed round again, with a reason; the figures of the closing stay readable.

    Raises Round.DoesNotExist outside scope, PermissionDenied, StaleState, Refused.
    """
    found = _locked(pk, by, seen_version)
    problems = []
    if found.is_open:
        problems.append(Problem("open_already", N_("Đợt rà soát này đang mở."), remedy=N_("Mở lại trang để xem.")))
    if not reason.strip():
        problems.append(
            Problem("no_reason", N_("Chưa nêu lý do mở lại."), remedy=N_("Ghi vì sao số liệu đã chốt phải sửa."), field="reason")
        )
    if problems:
        raise Refused(problems)
    found.is_open = True
    found.version += 1
    found.save(update_fields=["is_open", "version"])
    _step(found, StepKind.REOPENED, by=by, reason=reason)
    audit(Action.UPDATE, by=by, subject_type="round", subject_id=pk, detail={"step": "reopened"})
    return found


def note_export(found: Round, commune: int, *, by: User, file: str, count: int) -> None:
    """Log that a list was taken away as a file. Raises PermissionDenied without the right over the commune."""
    assert_right(by, P.PERSON_EXPORT, commune=commune, province=found.province_id)
    audit(Action.EXPORT, by=by, subject_type="round", subject_id=found.pk, unit_id=commune, detail={"file": file, "count": count})


def figures_of(rows: QuerySet[RoundPerson]) -> list[CommuneFigures]:
    """How far each commune is, counted by the database in one statement."""
    counted = rows.order_by().values("commune", "finding", "confirmed_by__full_name").annotate(n=Count("pk"), checks=Count("check_event"))
    by_commune: dict[int, CommuneFigures] = {}
    for line in counted:
        figures = by_commune.setdefault(line["commune"], CommuneFigures(line["commune"]))
        figures.people += line["n"]
        figures.checks += line["checks"]
        if line["finding"]:
            figures.done += line["n"]
            figures.found[line["finding"]] += line["n"]
            who = line["confirmed_by__full_name"]
            figures.by[who] = figures.by.get(who, 0) + line["n"]
    return [by_commune[commune] for commune in sorted(by_commune)]


def _locked(pk: int, by: User, seen_version: int) -> Round:
    found = Round.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pk)
    scope = scope_of(by, today(), P.ROUND_OPEN)
    if not scope.covers(commune=found.commune_id or 0, province=found.province_id):
        raise PermissionDenied(P.ROUND_OPEN)
    if found.version != seen_version:
        raise StaleState
    return found


def _step(found: Round, kind: StepKind, *, by: User, reason: str = "", figures: list[dict[str, object]] | None = None) -> None:
    RoundStep.objects.create(round=found, kind=kind.value, at=now(), by=by, reason=reason.strip()[:300], figures=figures)
