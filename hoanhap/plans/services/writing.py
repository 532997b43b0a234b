"""How does a plan come into being and change?

Every change is made on the plain plan (`PlanDoc`), checked, and written whole in one transaction with a version row and an
audit row. A draft changes freely; after adoption a change needs a reason and makes the plan «adjusted».
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q, QuerySet
from django.utils.translation import gettext as _

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import now, today
from hoanhap.kit.enums import Labelled
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.files import content_hash
from hoanhap.plans.files.codec import plan_to_plain
from hoanhap.plans.models import AllocationRow, Plan, PlanVersion
from hoanhap.plans.rules import AllocationTable, PlanDoc, PlanStatus, TargetDoc, TaskDoc, blocking, judge, misshapes
from hoanhap.plans.services import rows
from hoanhap.plans.services.facts import gather
from hoanhap.plans.services.keeping import keep_all, kept
from hoanhap.plans.services.linking import bind
from hoanhap.plans.services.places import look_up
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level, fold


class Outcome(Labelled):
    """What an import did."""

    CREATED = "created", N_("đã nhập")
    CHANGED = "changed", N_("đã thay đổi")
    UNCHANGED = "unchanged", N_("không có gì mới")


@dataclass(frozen=True)
class Imported:
    """The plan an import led to, and what happened to it."""

    plan: Plan
    outcome: Outcome


type Change = Callable[[PlanDoc], PlanDoc]


def visible_to(user: User, right: P = P.PLAN_VIEW) -> QuerySet[Plan]:
    """The plans a user may see: of the country; of units the user covers; of the province above; with a row for a covered unit.

    A draft only those see who may change it (PLAN_EDIT over it) or audit its place (AUDIT_VIEW). Plans hold no personal data; docs/adr/0032
    says why a commune sees the plans made above it.
    """
    scope = scope_of(user, today(), right)
    if not scope:
        return Plan.objects.none()
    ready = Plan.objects.filter(~Q(status=PlanStatus.DRAFT.value) | _over(user, P.PLAN_EDIT) | _over(user, P.AUDIT_VIEW))
    if scope.level == "nation":
        return ready
    above = Unit.objects.filter(pk__in=scope.communes).values("province")
    allocated = AllocationRow.objects.filter(table__plan=OuterRef("pk"))
    return ready.filter(
        Q(scope_province__isnull=True)
        | Q(scope_province__in=scope.provinces)
        | Q(scope_commune__in=scope.communes)
        | Q(unit__level=Level.PROVINCE.value, scope_province__in=above)
        | Exists(allocated.filter(Q(scope_commune__in=scope.communes) | Q(scope_commune__province__in=scope.provinces)))
    )


def _over(user: User, right: P) -> Q:
    """Plans for whose own place the user holds a right: that of `_covers`, as a condition."""
    scope = scope_of(user, today(), right)
    if scope.level == "nation":
        return Q(pk__isnull=False)
    return Q(scope_province__in=scope.provinces) | Q(scope_commune__in=scope.communes)


def may_edit(user: User, plan: Plan) -> bool:
    """Whether the user holds the right to change plans over the unit of this one."""
    return _covers(user, plan.scope_province_id, plan.scope_commune_id)


def _covers(user: User, province: int | None, commune: int | None) -> bool:
    scope = scope_of(user, today(), P.PLAN_EDIT)
    return (
        scope.level == "nation"
        or (province is not None and province in scope.provinces)
        or (commune is not None and commune in scope.communes)
    )


@transaction.atomic
def create_plan(doc: PlanDoc, *, by: User | None, is_demo: bool = False) -> Plan:
    """Store a new plan. Raises Refused when the number is taken or the values contradict themselves, PermissionDenied outside scope.

    The same form sent twice is one plan. `by` is None only for commands. An adopted plan of another authority is stored as it is, with
    its contradictions.
    """
    _wait_for_turn()
    same = Plan.objects.filter(content_hash=content_hash(doc)).first()
    if same is not None and (by is None or may_edit(by, same)):
        return same
    if twin := _twin(doc):
        what = _("Đã có kế hoạch %(reference)s của %(issuer)s.") % {"reference": twin.reference, "issuer": twin.issuer}
        remedy = _("Mở kế hoạch đã có, hoặc sửa số và ngày.")
        raise Refused([Problem("plan_number_used", what, remedy=remedy, field="number")])
    return _store(Plan(is_demo=is_demo, version=0), doc, by=by, why="", action=Action.CREATE)


@transaction.atomic
def import_plan(doc: PlanDoc, *, by: User | None, why: str = "", is_demo: bool = False) -> Imported:
    """Bring a plan file in. The same content twice changes nothing; other content under the same number changes a draft, or adjusts
    an adopted plan when `why` is given. Raises Refused (nothing saved) and PermissionDenied."""
    _wait_for_turn()
    digest = content_hash(doc)
    same = Plan.objects.filter(content_hash=digest).first()
    known = same or _twin(doc)
    if known is None:
        return Imported(_store(Plan(is_demo=is_demo, version=0), doc, by=by, why=why, action=Action.IMPORT), Outcome.CREATED)
    plan = Plan.objects.select_for_update().get(pk=known.pk)
    if by is not None and not may_edit(by, plan):
        raise PermissionDenied(P.PLAN_EDIT)
    if plan.content_hash == digest:
        return Imported(plan, Outcome.UNCHANGED)
    return Imported(_change(plan, lambda _doc: doc, by=by, why=why, action=Action.IMPORT), Outcome.CHANGED)


@transaction.atomic
def change_plan(plan_id: int, change: Change, *, by: User, seen_version: int, why: str = "") -> Plan:
    """Change a plan by a function on its plain values.

    Raises Plan.DoesNotExist outside scope, PermissionDenied without the right, StaleState when somebody saved first, Refused when the
    result contradicts itself or a change after adoption has no reason.
    """
    plan = visible_to(by).select_for_update(of=("self",)).get(pk=plan_id)
    if not may_edit(by, plan):
        raise PermissionDenied(P.PLAN_EDIT)
    if plan.version != seen_version:
        raise StaleState(f"plan {plan_id}: version {plan.version}, seen {seen_version}")
    return _change(plan, change, by=by, why=why, action=Action.UPDATE)


def _change(plan: Plan, change: Change, *, by: User | None, why: str, action: Action) -> Plan:
    before = rows.read(plan)
    doc = change(before)
    if doc == before:
        return plan
    if not plan.is_draft:
        if not why.strip():
            what = _("Kế hoạch đã ban hành: thay đổi phải có lý do.")
            raise Refused([Problem("plan_adopted", what, remedy=_("Ghi lý do điều chỉnh và văn bản điều chỉnh, nếu có."), field="why")])
        doc = replace(doc, status=PlanStatus.ADJUSTED)
    keep_all(plan, before, doc)
    return _store(plan, doc, by=by, why=why.strip(), action=action)


def update_target(plan_id: int, target: TargetDoc, *, by: User, seen_version: int, why: str = "", code: str = "") -> Plan:
    """Put a target in the place of the one called `code`, or at the end. References follow a renamed target. Raises as change_plan."""
    return change_plan(plan_id, lambda doc: with_target(doc, target, code), by=by, seen_version=seen_version, why=why)


def with_task(doc: PlanDoc, task: TaskDoc, code: str = "") -> PlanDoc:
    """The plan with a task put in the place of `code`, or added at the end."""
    if not code:
        return replace(doc, tasks=(*doc.tasks, task))
    return replace(doc, tasks=tuple(task if other.code == code else other for other in doc.tasks))


def with_target(doc: PlanDoc, target: TargetDoc, code: str = "") -> PlanDoc:
    """The plan with a target put in the place of `code`, or added."""
    if code and target.code != code:
        doc = _renamed(doc, code, target.code)
    if doc.target(target.code) is None or not code:
        return replace(doc, targets=(*doc.targets, target))
    return replace(doc, targets=tuple(target if other.code == target.code else other for other in doc.targets))


def _renamed(doc: PlanDoc, old: str, new: str) -> PlanDoc:
    def follow(code: str) -> str:
        return new if code == old else code

    return replace(
        doc,
        targets=tuple(
            replace(item, code=follow(item.code), parent=follow(item.parent), beyond=follow(item.beyond)) for item in doc.targets
        ),
        tables=tuple(
            replace(
                table,
                columns=tuple(replace(column, target=follow(column.target)) for column in table.columns),
                notes=tuple(replace(note, targets=tuple(map(follow, note.targets))) for note in table.notes),
            )
            for table in doc.tables
        ),
        reported=tuple(
            replace(figure, target=follow(figure.target), percent_of=tuple(map(follow, figure.percent_of))) for figure in doc.reported
        ),
        tasks=tuple(replace(task, targets=tuple(map(follow, task.targets))) for task in doc.tasks),
    )


def remove_target(plan_id: int, code: str, *, by: User, seen_version: int, why: str = "") -> Plan:
    """Take a target out. Raises Refused while a column, a part, a task or a published figure still leads to it, else as change_plan."""
    return change_plan(
        plan_id,
        lambda doc: replace(doc, targets=tuple(target for target in doc.targets if target.code != code)),
        by=by,
        seen_version=seen_version,
        why=why,
    )


def update_table(plan_id: int, position: int, table: AllocationTable | None, *, by: User, seen_version: int, why: str = "") -> Plan:
    """Replace the table at a position (one past the last adds it, None removes it). Raises as change_plan."""

    return change_plan(plan_id, lambda doc: with_table(doc, position, table), by=by, seen_version=seen_version, why=why)


def with_table(doc: PlanDoc, position: int, table: AllocationTable | None) -> PlanDoc:
    """The plan with a table put at a position, or taken from it."""
    return replace(doc, tables=(*doc.tables[:position], *([table] if table else []), *doc.tables[position + 1 :]))


def add_allocation(plan_id: int, target: str, unit_name: str, printed: str, *, by: User, seen_version: int, why: str = "") -> Plan:
    """Write one cell: what a unit gets of a target, as printed. Raises Refused when no table has such a cell, else as change_plan."""

    def change(doc: PlanDoc) -> PlanDoc:
        for table, index in doc.splits(target):
            for row in table.rows:
                if row.name == unit_name:
                    written = replace(row, cells=(*row.cells[:index], printed, *row.cells[index + 1 :]))
                    changed = replace(table, rows=tuple(written if other is row else other for other in table.rows))
                    return replace(doc, tables=tuple(changed if other is table else other for other in doc.tables))
        what = _("Không có biểu giao chỉ tiêu %(target)s cho “%(unit)s”.") % {"target": target, "unit": unit_name}
        raise Refused([Problem("no_such_cell", what, remedy=_("Thêm dòng hoặc cột vào biểu trước."))])

    return change_plan(plan_id, change, by=by, seen_version=seen_version, why=why)


def adopt_plan(plan_id: int, *, by: User, seen_version: int) -> Plan:
    """Mark a draft as issued. Raises Refused while the referee has a finding that must be settled, else as change_plan."""

    def change(doc: PlanDoc) -> PlanDoc:
        if held := blocking(judge(doc, gather(doc))):
            raise Refused(
                [
                    Problem(f"referee_{item.code}", f"{item.code}: {item.title.say(_)}", why=item.message.say(_), remedy=item.remedy.say(_))
                    for item in held
                ]
            )
        return replace(doc, status=PlanStatus.ADOPTED)

    return change_plan(plan_id, change, by=by, seen_version=seen_version)


def record_export(plan: Plan, form: str, *, by: User) -> None:
    """Note in the log that a plan left the program as a file."""
    audit.record(Action.EXPORT, by=by, subject_type="plan", subject_id=plan.pk, detail={"form": form, "version": plan.version})


def _wait_for_turn() -> None:
    """Let one transaction at a time bring in plans, so that two equal forms sent at once cannot both find nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('plans'))")


def _twin(doc: PlanDoc) -> Plan | None:
    """The stored plan of the same issuer, number, symbol and day; none for a plan without number."""
    if not doc.number:
        return None
    identity = {"issuer_key": fold(doc.issuer), "number": doc.number, "symbol": doc.symbol}
    day = {"issued_on": doc.issued_on} if doc.issued_on else {"issued_on__isnull": True}
    return Plan.objects.filter(**identity, **day).first()


def _store(plan: Plan, doc: PlanDoc, *, by: User | None, why: str, action: Action) -> Plan:
    """Write the whole plan, its version and its audit row; refuse what contradicts itself or leaves the writer's scope."""
    if wrong := [Problem("plan_shape", item.what.say(_), remedy=item.remedy.say(_)) for item in misshapes(doc)]:
        raise Refused(wrong)
    places, _facts = look_up(doc)
    if by is not None and doc.area and places.unit is None:
        what = _("Ngày %(day)s không có đơn vị “%(area)s”, hoặc có nhiều đơn vị tên này.")
        params = {"day": f"{doc.period.since:%d/%m/%Y}", "area": ", ".join(reversed(doc.area))}
        raise Refused([Problem("plan_area", what % params, remedy=_("Ghi đủ tên và cấp: Quận Cầu Giấy, Thành phố Hà Nội."), field="area")])
    province = places.scope_province.pk if places.scope_province else None
    commune = places.scope_commune.pk if places.scope_commune else None
    if by is not None and not _covers(by, province, commune):
        raise PermissionDenied(P.PLAN_EDIT)
    for name, value in rows.head(doc, places).items():
        setattr(plan, name, value)
    plan.version += 1
    plan.content_hash = content_hash(doc)
    plan.save()
    try:
        rows.write(plan, doc, places)
    except ProtectedError as error:
        raise Refused([kept(item) for item in error.protected_objects]) from error
    bind(plan, doc)
    PlanVersion.objects.create(
        plan=plan,
        number=plan.version,
        content=plan_to_plain(doc),
        content_hash=plan.content_hash,
        status=plan.status,
        why=why,
        by=by,
        at=now(),
    )
    audit.record(
        action,
        by=by,
        subject_type="plan",
        subject_id=plan.pk,
        unit_id=plan.unit_id,
        detail={"version": plan.version, "targets": len(doc.targets), "tables": len(doc.tables), "status": str(plan.status)},
    )
    return plan
