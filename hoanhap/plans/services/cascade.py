"""How does a target travel down: what a unit answers to its figures, how the issuer answers back, how the unit's own plan begins?

Only the issuing office changes an allocation (`change_plan`); a unit can answer and make a plan of its own.
"""

from collections.abc import Mapping
from dataclasses import replace

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.plans.models import AllocationAnswer, AllocationRow, Plan
from hoanhap.plans.rules import Cell, CellState, Kind, PlanDoc, PlanStatus, RowKind, TargetDoc
from hoanhap.plans.rules.answers import Given, RowKey, Says, Standing, given_to, with_figures
from hoanhap.plans.rules.comparing import handed_to
from hoanhap.plans.services import rows
from hoanhap.plans.services.keeping import standing_of
from hoanhap.plans.services.writing import change_plan, create_plan, may_edit, visible_to
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level, in_sentence


def may_answer(user: User, plan: Plan, commune: Unit | None) -> bool:
    """Whether the user speaks for the unit of a row.

    That is who holds the right over its commune of today, or over the place of the plan where the row has no commune (teams, villages,
    former districts). Who covers a whole province and may edit the plan is its issuer, not the unit.
    """
    scope = scope_of(user, today(), P.PLAN_ANSWER)
    if commune is not None and commune.pk in scope.communes:
        return True
    if commune is not None and may_edit(user, plan):
        return False
    if scope.level == "nation" or plan.scope_province_id in scope.provinces:
        return True
    return commune is None and plan.scope_commune_id is not None and plan.scope_commune_id in scope.communes


def _locked(plan_id: int, by: User, seen_version: int) -> tuple[Plan, PlanDoc]:
    """A plan in scope, locked, as it was seen. Raises Plan.DoesNotExist, StaleState."""
    plan = visible_to(by).select_for_update(of=("self",)).get(pk=plan_id)
    if plan.version != seen_version:
        raise StaleState(f"plan {plan_id}: version {plan.version}, seen {seen_version}")
    return plan, rows.read(plan)


def row_of(plan: Plan, table: int, line: int) -> AllocationRow:
    """A stored row by the positions of its table and of itself. Raises AllocationRow.DoesNotExist."""
    found = AllocationRow.objects.select_related("unit__parent", "unit__province", "scope_commune")
    return found.get(table__plan=plan, table__position=table, position=line)


@transaction.atomic
def answer_allocation(
    plan_id: int,
    table: int,
    line: int,
    *,
    by: User,
    says: Says,
    seen_version: int,
    reason: str = "",
    proposed: Mapping[str, str] | None = None,
) -> AllocationAnswer:
    """Record that a unit accepts what a plan gives it, or objects with a reason and, if it wants, other figures.

    The same answer twice is one. Raises Plan.DoesNotExist and AllocationRow.DoesNotExist outside scope, PermissionDenied when the user does
    not speak for the unit, StaleState when the plan changed meanwhile, Refused for an answer to nothing, an objection without a reason or
    a proposal that is no number.
    """
    plan, doc = _locked(plan_id, by, seen_version)
    row = row_of(plan, table, line)
    if not may_answer(by, plan, row.scope_commune):
        raise PermissionDenied(P.PLAN_ANSWER)
    key: RowKey = (row.name, row.code)
    given = given_to(doc, key)
    figures = [(code, text.strip()) for code, text in (proposed or {}).items() if text.strip()]
    if problems := [*_answer_problems(doc, row.name, given, says, reason, figures)]:
        raise Refused(problems)
    previous = plan.answers.filter(row_name=row.name, row_code=row.code).last()
    said = {"says": says.value, "reason": reason.strip(), "given": _plain(given), "proposed": _plain(figures)}
    if previous is not None and all(getattr(previous, name) == value for name, value in said.items()):
        return previous
    answer = AllocationAnswer.objects.create(
        plan=plan, version=plan.version, row_name=row.name, row_code=row.code, row_kind=row.kind, scope_commune=row.scope_commune,
        by=by, at=now(), **said,
    )  # fmt: skip
    _audit(answer, by)
    return answer


def _answer_problems(doc: PlanDoc, name: str, given: Given, says: Says, reason: str, figures: list[tuple[str, str]]) -> list[Problem]:
    if says not in (Says.ACCEPT, Says.OBJECT):
        raise ValueError(says)
    if not given:
        what = _("Kế hoạch không giao chỉ tiêu nào cho “%(unit)s”.") % {"unit": name}
        return [Problem("nothing_given", what, remedy=_("Nếu thiếu, báo cơ quan ban hành kế hoạch."))]
    found = []
    if says is Says.OBJECT and not reason.strip():
        found.append(Problem("objection_reason", _("Đề nghị điều chỉnh phải có lý do."), remedy=_("Ghi lý do, căn cứ."), field="reason"))
    for code, text in figures if says is Says.OBJECT else ():
        target = doc.target(code)
        if target is None or code not in dict(given) or Cell.read(text).state not in (CellState.NUMBER, CellState.RANGE):
            what = _("“%(text)s” không phải là số.") % {"text": text}
            found.append(Problem("objection_figure", what, remedy=_("Ghi một số, hoặc để trống."), field=f"p-{code}"))
    return found


def _plain(pairs: Given | list[tuple[str, str]]) -> list[list[str]]:
    return [[code, text] for code, text in pairs]


def _audit(answer: AllocationAnswer, by: User) -> None:
    detail = {"version": answer.version, "says": str(answer.says), "answer": answer.pk}
    audit.record(Action.RECORD, by=by, subject_type="plan", subject_id=answer.plan_id, unit_id=answer.scope_commune_id, detail=detail)


@transaction.atomic
def settle_objection(
    answer_id: int, *, by: User, seen_version: int, reason: str, figures: Mapping[str, str] | None = None
) -> AllocationAnswer:
    """Answer an objection as the issuer: keep the figures with a reason, or change them (`figures` by target code) with that reason.

    A change makes a new version of the plan and asks the unit again. Raises Plan.DoesNotExist and AllocationAnswer.DoesNotExist outside
    scope, PermissionDenied for anybody but the issuing office, StaleState, and Refused when the objection no longer stands, the reason is
    missing, a figure is no number or nothing changes.
    """
    objection = AllocationAnswer.objects.get(pk=answer_id)
    plan, doc = _locked(objection.plan_id, by, seen_version)
    if not may_edit(by, plan):
        raise PermissionDenied(P.PLAN_EDIT)
    key: RowKey = (objection.row_name, objection.row_code)
    given = given_to(doc, key)
    answers = list(plan.answers.filter(row_name=objection.row_name, row_code=objection.row_code))
    if standing_of(answers, given) is not Standing.OBJECTED or _objection(answers) != objection:
        what = _("Ý kiến này đã được trả lời, hoặc số giao đã đổi.")
        raise Refused([Problem("objection_settled", what, remedy=_("Mở lại trang giao chỉ tiêu để xem tình trạng mới."))])
    if not reason.strip():
        raise Refused(
            [Problem("reply_reason", _("Trả lời ý kiến phải có lý do."), remedy=_("Ghi lý do giữ nguyên hoặc điều chỉnh."), field="reason")]
        )
    changed = tuple((code, text.strip()) for code, text in (figures or {}).items() if dict(given).get(code, text.strip()) != text.strip())
    broken = [text for _code, text in changed if Cell.read(text).state is CellState.BROKEN]
    if broken:
        what = _("“%(text)s” không phải là số.") % {"text": broken[0]}
        raise Refused([Problem("reply_figure", what, remedy=_("Ghi một số, “–” hoặc để trống."))])
    if figures is not None and not changed:
        raise Refused([Problem("reply_same", _("Chưa đổi số nào."), remedy=_("Đổi ít nhất một số, hoặc chọn giữ nguyên."))])
    if changed:
        why = _("Theo ý kiến của %(unit)s: %(reason)s") % {"unit": objection.row_name, "reason": reason.strip()}
        plan = change_plan(plan.pk, lambda doc: with_figures(doc, key, changed), by=by, seen_version=plan.version, why=why[:500])
    reply = AllocationAnswer.objects.create(
        plan=plan, version=plan.version, row_name=objection.row_name, row_code=objection.row_code, row_kind=objection.row_kind,
        scope_commune=objection.scope_commune, given=_plain(given), says=(Says.ADJUST if changed else Says.KEEP).value, to=objection,
        reason=reason.strip(), proposed=_plain(changed), by=by, at=now(),
    )  # fmt: skip
    _audit(reply, by)
    return reply


def _objection(answers: list[AllocationAnswer]) -> AllocationAnswer | None:
    return next((row for row in reversed(answers) if row.says == Says.OBJECT), None)


@transaction.atomic
def start_child(plan_id: int, table: int, line: int, *, by: User) -> Plan:
    """Begin the own plan of a unit or agency: a draft that cites this plan and holds the targets handed down in its row.

    Begun twice, the same draft is opened. Raises Plan.DoesNotExist and AllocationRow.DoesNotExist outside scope, PermissionDenied when the
    user may not plan for the unit, Refused while this plan is a draft or without a number, and for rows that issue no plans.
    """
    plan = visible_to(by).select_for_update(of=("self",)).get(pk=plan_id)
    row = row_of(plan, table, line)
    doc = rows.read(plan)
    if problem := _no_child(plan, doc, row):
        raise Refused([problem])
    child = child_doc(doc, plan, row)
    if existing := children_of(plan).filter(unit=row.unit or plan.unit, issuer=child.issuer).first():  # a team has no unit of its own
        if not may_edit(by, existing):
            raise PermissionDenied(P.PLAN_EDIT)
        return existing
    return create_plan(child, by=by)


def children_of(plan: Plan) -> QuerySet[Plan]:
    """The plans that carry out this one."""
    return Plan.objects.filter(above=plan)


def _no_child(plan: Plan, doc: PlanDoc, row: AllocationRow) -> Problem | None:
    if doc.status is PlanStatus.DRAFT:
        return Problem("parent_draft", _("Kế hoạch này còn là dự thảo."), remedy=_("Lập kế hoạch của đơn vị khi kế hoạch này đã ban hành."))
    if not doc.number or doc.issued_on is None:
        what = _("Kế hoạch này chưa có số hoặc ngày ban hành, nên không dẫn được.")
        return Problem("parent_number", what, remedy=_("Ghi số và ngày ở phần đầu kế hoạch trước."))
    if row.kind not in (RowKind.UNIT, RowKind.TEAM):
        what = _("“%(unit)s” không tự ban hành kế hoạch.") % {"unit": row.name}
        return Problem("row_without_plans", what, remedy=_("Giao trong kế hoạch của xã, phường."))
    if row.kind == RowKind.UNIT and row.unit is None:
        what = _("“%(unit)s” chưa khớp với đơn vị nào trong danh mục.") % {"unit": row.name}
        return Problem("row_unknown", what, remedy=_("Sửa tên đơn vị trong biểu."))
    if not any(item.is_allocated for item in handed_to(doc, row.name, row.code)):
        return Problem("nothing_given", _("Kế hoạch không giao chỉ tiêu nào cho “%(unit)s”.") % {"unit": row.name})
    return None


def child_doc(doc: PlanDoc, plan: Plan, row: AllocationRow) -> PlanDoc:
    """The plan that a row begins: issuer, area, the plan above cited, and the targets of the row with its figures."""
    on = doc.period.since
    cited = _("Kế hoạch số %(reference)s ngày %(day)s của %(issuer)s")
    above = cited % {"reference": doc.reference, "day": f"{doc.issued_on:%d/%m/%Y}" if doc.issued_on else "", "issuer": doc.issuer}
    handed = [item for item in handed_to(doc, row.name, row.code) if item.is_allocated]
    codes = {item.target.code for item in handed}
    issuer, area = row.name, doc.area
    if row.unit is not None:
        issuer = f"UBND {in_sentence(*row.unit.named_on(on))}"
        area = (*_path(row.unit, plan, doc), row.unit.title_on(on))
    return PlanDoc(
        issuer=issuer,
        title=_("Thực hiện %(above)s") % {"above": f"{above[0].lower()}{above[1:]}"},
        kind=doc.kind,
        period=doc.period,
        theme=doc.theme,
        area=area,
        parents=(above,),
        report=doc.report,
        targets=tuple(_handed_down(item.target, item.printed, codes) for item in handed),
    )


def _path(unit: Unit, plan: Plan, doc: PlanDoc) -> tuple[str, ...]:
    """The areas above a unit: those of the plan, and the district between where the plan skips it."""
    if unit.level == Level.COMMUNE and unit.parent is not None and unit.parent_id not in (plan.unit_id, unit.province_id):
        return (*doc.area, unit.parent.title_on(doc.period.since))
    return doc.area


def _handed_down(target: TargetDoc, printed: str, codes: set[str]) -> TargetDoc:
    cell = Cell.read(printed)
    is_range = cell.state is CellState.RANGE
    low, high = cell.bounds
    return replace(
        target,
        where=_("chỉ tiêu cấp trên giao"),
        quote="",
        kind=Kind.RANGE if is_range else Kind.COUNT if target.kind is Kind.RANGE else target.kind,
        value=low,
        value_high=high if is_range else None,
        printed=printed,
        parent=target.parent if target.parent in codes else "",
        beyond=target.beyond if target.beyond in codes else "",
        group=target.group,
        mentions=(),
        milestones=(),
        note="",
    )
