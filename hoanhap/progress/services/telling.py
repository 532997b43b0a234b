"""How does a figure enter, how is it put right, and how is it taken back?

Figures are told of one day, together, on one file of evidence. Rows are only added: a correction restates a row with a reason, and the
old value stays to be read. The same form sent twice is one telling.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans import services as plans
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import PlanDoc, Span, TargetDoc
from hoanhap.progress.models import EnteredFigure, Evidence
from hoanhap.progress.rules import period_on
from hoanhap.progress.rules.telling import Before, Telling, problems_of
from hoanhap.progress.services.evidence import add_evidence
from hoanhap.progress.services.measuring import counted
from hoanhap.progress.services.places import PlanUnit, may_enter, plan_units


@dataclass(frozen=True)
class _Frame:
    """What all figures of one telling share."""

    plan: Plan
    as_of: date
    words: str
    evidence: Evidence | None
    reason: str
    by: User | None
    request_key: UUID
    is_demo: bool
    at: datetime


@transaction.atomic
def tell_figures(
    plan_id: int,
    tellings: Sequence[Telling],
    *,
    as_of: date,
    words: str,
    evidence: Evidence | None = None,
    file: tuple[str, bytes] | None = None,
    reason: str = "",
    by: User | None,
    request_key: UUID,
    is_demo: bool = False,
    at: datetime | None = None,
) -> list[EnteredFigure]:
    """Add figures of targets of a plan as of a day; returns the rows that were added (those of the first time, when sent again).

    `file`, a name and its content, becomes their evidence with them, or is not kept at all; `evidence` is one that is kept already.

    What stands already with the same number is left alone; another number needs `reason` and restates, on the old evidence unless there
    is a new one. `by` is None only for commands, and only they say `at`, the moment it was told. Raises Plan.DoesNotExist outside scope,
    PermissionDenied without the right over a unit, Refused with every problem and nothing saved.
    """
    visible = Plan.objects.all() if by is None else plans.visible_to(by)
    plan = visible.select_for_update(of=("self",)).select_related("unit").get(pk=plan_id)
    if again := list(EnteredFigure.objects.filter(plan=plan, request_key=request_key)):
        return again
    if file is not None:
        evidence = add_evidence(file[1], file[0], by=by)
    frame = _Frame(plan, as_of, words.strip(), evidence, reason.strip(), by, request_key, is_demo, at or now())
    problems, rows = _judged(frame, plans.read(plan), tellings)
    if not rows and not problems:
        problems = [Problem("figure_nothing", N_("Chưa có số nào mới."), remedy=N_("Nhập ít nhất một số khác với số đang có."))]
    if problems:
        raise Refused(problems)
    made = EnteredFigure.objects.bulk_create([EnteredFigure(**row) for row in rows])
    detail = {
        "figures": len(made),
        "targets": sorted({row.target_code for row in made}),
        "restated": sum(row.restates_id is not None for row in made),
    }
    audit.record(Action.CREATE, by=by, subject_type="figure", subject_id=f"plan:{plan.pk}", detail=detail)
    return made


def _judged(frame: _Frame, doc: PlanDoc, tellings: Iterable[Telling]) -> tuple[list[Problem], list[dict[str, object]]]:
    """The problems of all figures, and the rows to add."""
    units = {unit.name: unit for unit in plan_units(frame.plan, doc)}
    from_records = counted(doc.targets, doc.period)
    standing = _standing(frame.plan)
    problems: list[Problem] = []
    rows: list[dict[str, object]] = []
    for telling in tellings:
        target, unit = doc.target(telling.code), units.get(telling.unit_name)
        if target is None or (telling.unit_name and unit is None) or (telling.group and telling.group not in target.groups):
            what = N_("Kế hoạch không có chỉ tiêu, nhóm hoặc đơn vị này.")
            problems.append(Problem("figure_of_nothing", what, remedy=N_("Mở lại trang rồi nhập lại.")))
            continue
        if frame.by is not None and not may_enter(frame.by, frame.plan, unit):
            raise PermissionDenied(P.FIGURE_ENTER)
        if target.code in from_records:
            what = N_("Chỉ tiêu %(code)s lấy số từ hồ sơ, không nhập tay.")
            remedy = N_("Ghi việc vào hồ sơ; con số tự thay đổi.")
            problems.append(Problem("figure_from_records", what, remedy=remedy, params={"code": target.code}))
            continue
        period = period_on(target, frame.plan.period, frame.as_of)
        mine = [row for row in standing.get((telling.code, telling.group, telling.unit_name), ()) if row.since == period.since]
        same_day = next((row for row in mine if row.as_of == frame.as_of), None)
        if same_day is not None and _same(same_day, telling):
            continue
        before = [
            Before(row.as_of, row.value) for row in mine if row is not same_day and row.counts == telling.counts and row.value is not None
        ]
        found = problems_of(target, telling, period, frame.as_of, before, today=today())
        found += _unproven(frame, target, telling, same_day)
        problems += found
        if not found:
            rows.append(_row(frame, target, unit, telling, period, same_day))
    return problems, rows


def _standing(plan: Plan) -> dict[tuple[str, str, str], list[EnteredFigure]]:
    """Figures that nothing restates yet (a withdrawal too: a new figure of its day restates it), by target, group and unit."""
    found: dict[tuple[str, str, str], list[EnteredFigure]] = {}
    for row in EnteredFigure.objects.filter(plan=plan, restated_by__isnull=True):
        found.setdefault((row.target_code, row.group, row.unit_name), []).append(row)
    return found


def _same(row: EnteredFigure, telling: Telling) -> bool:
    return (row.value, row.whole, row.counts) == (telling.value, telling.whole, telling.counts.value)


def _unproven(frame: _Frame, target: TargetDoc, telling: Telling, same_day: EnteredFigure | None) -> list[Problem]:
    """A figure needs a file and its words, a correction also its reason."""
    found = []
    name = {"code": target.code, "unit": telling.unit_name}
    if same_day is not None and not frame.reason:
        what = N_("%(code)s %(unit)s: ngày này đã có số khác.")
        why = N_("Số cũ được giữ lại, số mới ghi thành đính chính.")
        found.append(Problem("figure_reason", what, why, N_("Ghi lý do đính chính."), field="reason", params=name))
    if frame.evidence is None and (same_day is None or same_day.evidence_id is None):
        what = N_("Chưa có tệp minh chứng.")
        why = N_("Số nhập tay phải có văn bản, ảnh hoặc biểu số liệu đứng sau.")
        found.append(Problem("figure_unproven", what, why, N_("Chọn tệp báo cáo đã ký, ảnh hoặc biểu."), field="evidence"))
    return found


def _row(
    frame: _Frame, target: TargetDoc, unit: PlanUnit | None, telling: Telling, period: Span, same_day: EnteredFigure | None
) -> dict[str, object]:
    plan = frame.plan
    return {
        "plan": plan,
        "target_code": target.code,
        "indicator": target.indicator or target.measure_name[:120],
        "group": telling.group,
        "unit_name": telling.unit_name,
        "unit": unit.unit if unit is not None else plan.unit,
        "scope_province_id": unit.province if unit is not None else plan.scope_province_id,
        "scope_commune_id": unit.commune if unit is not None else plan.scope_commune_id,
        "since": period.since,
        "until": period.until,
        "as_of": frame.as_of,
        "counts": telling.counts.value,
        "value": telling.value,
        "whole": telling.whole,
        "unit_of_measure": target.things[:50],
        "is_provisional": frame.as_of < period.last,
        "words": frame.words,
        "evidence": frame.evidence or (same_day.evidence if same_day is not None else None),
        "restates": same_day,
        "reason": frame.reason if same_day is not None else "",
        "request_key": frame.request_key,
        "by": frame.by,
        "at": frame.at,
        "is_demo": frame.is_demo,
    }


@transaction.atomic
def withdraw_figure(figure_id: int, *, reason: str, by: User, request_key: UUID) -> EnteredFigure:
    """Take a figure back: a row without a value restates it, and what was told before counts again.

    Raises EnteredFigure.DoesNotExist outside scope, PermissionDenied without the right over its unit, Refused without a reason or when it
    was put right already.
    """
    if again := EnteredFigure.objects.filter(request_key=request_key, is_withdrawal=True, restates=figure_id).first():
        return again
    row = EnteredFigure.objects.select_related("plan__unit").get(pk=figure_id, plan__in=plans.visible_to(by).order_by().values("pk"))
    assert row.plan is not None
    Plan.objects.select_for_update().get(pk=row.plan.pk)  # figures are append-only, so the plan stands in for them
    unit = next((unit for unit in plan_units(row.plan, plans.read(row.plan)) if unit.name == row.unit_name), None)
    if not may_enter(by, row.plan, unit if row.unit_name else None):
        raise PermissionDenied(P.FIGURE_ENTER)
    if not reason.strip():
        raise Refused([Problem("figure_reason", N_("Rút số phải có lý do."), remedy=N_("Ghi vì sao số này sai."), field="reason")])
    if row.is_withdrawal or EnteredFigure.objects.filter(restates=row).exists():
        what = N_("Số này đã được đính chính hoặc rút rồi.")
        raise Refused([Problem("figure_restated", what, remedy=N_("Mở lại danh sách, sửa số đang còn hiệu lực."))])
    same = (
        "plan_id", "target_code", "indicator", "group", "unit_name", "unit_id", "scope_province_id", "scope_commune_id", "since", "until",
        "as_of", "counts", "unit_of_measure", "is_provisional",
    )  # fmt: skip
    taken = EnteredFigure.objects.create(
        **{name: getattr(row, name) for name in same},
        restates=row,
        reason=reason.strip(),
        is_withdrawal=True,
        request_key=request_key,
        by=by,
        at=now(),
    )
    detail = {"target": row.target_code, "figure": row.pk}
    audit.record(Action.WITHDRAW, by=by, subject_type="figure", subject_id=f"plan:{row.plan_id}", detail=detail)
    return taken


def record_export(plan: Plan, *, by: User, form: str, rows: int) -> None:
    """Note that the table of units was taken out as a file."""
    audit.record(Action.EXPORT, by=by, subject_type="figure", subject_id=f"plan:{plan.pk}", detail={"form": form, "rows": rows})
