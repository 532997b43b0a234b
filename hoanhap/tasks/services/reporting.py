"""How does an agency tell what it did, with proof, and how is that taken back?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.files.codec import from_plain
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import Window
from hoanhap.plans.services import may_edit
from hoanhap.plans.services.task_rows import read_task
from hoanhap.tasks.models import Assignment, CheckNote, Evidence, TaskReport, Urging
from hoanhap.tasks.rules.agencies import Duty, Seat, duties_of
from hoanhap.tasks.rules.days import PlanDays
from hoanhap.tasks.rules.files import MOST_FILES, proof_of
from hoanhap.tasks.rules.reporting import Told, report_problems, withdrawal_problems
from hoanhap.tasks.rules.states import Outcome, Report


@dataclass(frozen=True)
class Upload:
    """A file as it was sent."""

    name: str
    data: bytes


def duties(user: User) -> tuple[Duty, ...]:
    """The agencies a user reports for today."""
    return duties_of(
        Seat(
            grant.role,
            grant.unit_id,
            grant.unit.level if grant.unit else "",
            grant.organisation_id,
            grant.organisation.kind if grant.organisation else "",
        )
        for grant in user.grants_on(today())
    )


def may_report(user: User, assignment: Assignment) -> bool:
    """Whether the user reports for the agency; the issuer does for those without an account (load `plan`)."""
    if any(assignment.agency.answers(duty) for duty in duties(user)):
        return True
    return not assignment.agency.has_account and may_edit(user, assignment.plan)


def plan_days(plan: Plan) -> PlanDays:
    """What the plan says of time, as rules.days needs it."""
    windows: tuple[Window, ...] = from_plain(tuple[Window, ...], plan.windows)
    return PlanDays(plan.period, plan.report, {window.name: window.period for window in windows})


def standing_reports(rows: Sequence[TaskReport]) -> list[Report]:
    """The reports that stand, as rules.states needs them. Load `deliverable`; withdrawals are among the rows."""
    gone = {row.withdraws_id for row in rows if row.withdraws_id}
    return [
        Report(Outcome(row.outcome), row.on, row.deliverable.code if row.deliverable else "", row.occurrence, row.quantity)
        for row in rows
        if row.withdraws_id is None and row.pk not in gone
    ]


def told_by(rows: QuerySet[Assignment]) -> dict[int, tuple[Report, ...]]:
    """The reports that stand of each assignment that has any, the oldest first, in one statement."""
    stand = TaskReport.objects.filter(assignment__in=rows.values("pk"), withdraws=None, withdrawn_by=None).order_by("pk")
    found: dict[int, tuple[Report, ...]] = {}
    values = stand.values_list("assignment", "outcome", "on", "deliverable__code", "occurrence", "quantity")
    for pk, outcome, on, code, key, quantity in values:
        found[pk] = (*found.get(pk, ()), Report(Outcome(outcome), on, code or "", key, quantity))
    return found


def refuse_sent(model: type[TaskReport | CheckNote | Urging], request_key: UUID) -> None:
    """Raise Refused when a form with this key was sent already and made something else than what is asked for now."""
    if model._default_manager.filter(request_key=request_key).exists():
        what = N_("Chưa ghi: trang này đã gửi một lần rồi, cho việc khác hoặc bởi người khác.")
        raise Refused([Problem("sent_before", what, "", N_("Mở lại trang của việc này rồi ghi lại."))])


@transaction.atomic
def report(
    assignment_id: int,
    *,
    outcome: Outcome,
    on: date,
    deliverable: str = "",
    key: date | None = None,
    quantity: Decimal | None = None,
    words: str = "",
    uploads: Sequence[Upload] = (),
    by: User,
    request_key: UUID,
) -> TaskReport:
    """Tell what was done of a task. The same `request_key` again gives the same report.

    Raises Assignment.DoesNotExist outside scope, PermissionDenied for another agency, Refused; nothing is saved then.
    """
    seen = Assignment.objects.open_to(by, duties(by))
    row = seen.select_related("plan", "task").select_for_update(of=("self",)).get(pk=assignment_id)
    if not may_report(by, row):
        raise PermissionDenied(P.TASK_REPORT)
    if (known := TaskReport.objects.filter(request_key=request_key, by=by, assignment=row).first()) is not None:
        return known
    refuse_sent(TaskReport, request_key)
    if not row.is_active:
        raise Refused([Problem("not_owed", N_("Việc này không còn giao cho cơ quan bạn."), "", N_("Mở lại danh sách việc."))])
    if len(uploads) > MOST_FILES:
        raise Refused([Problem("too_many_files", N_("Một báo cáo nhận đến 6 tệp."), "", N_("Bỏ bớt tệp."), field="proofs")])
    proofs = [proof_of(upload.name, upload.data) for upload in uploads]
    task = read_task(row.task)
    earlier = standing_reports(list(row.reports.select_related("deliverable").order_by("pk")))
    told = Told(outcome, on, deliverable, key, quantity, words.strip(), tuple(proof.kind for proof in proofs))
    issued = row.plan.issued_on
    if problems := list(report_problems(told, task, plan_days(row.plan), issued_on=issued, reports=earlier, today=today())):
        raise Refused(problems)
    parts = {item.code: item for item in row.task.deliverables.all()}
    made = TaskReport.objects.create(
        assignment=row,
        deliverable=parts.get(deliverable),
        occurrence=key,
        outcome=outcome.value,
        quantity=quantity,
        words=told.words,
        on=on,
        at=now(),
        by=by,
        for_agency=not any(row.agency.answers(duty) for duty in duties(by)),
        request_key=request_key,
    )
    Evidence.objects.bulk_create(
        Evidence(
            report=made,
            position=position,
            kind=proof.kind.value,
            name=proof.name,
            content=proof.content,
            size=len(proof.content),
            sha256=proof.sha256,
        )
        for position, proof in enumerate(proofs)
    )
    _grow(row)
    audit.record(
        Action.RECORD,
        by=by,
        subject_type="task",
        subject_id=row.pk,
        detail={"outcome": outcome.value, "files": len(proofs), "task": row.task.code},
    )
    return made


@transaction.atomic
def withdraw(report_id: int, *, reason: str, by: User, request_key: UUID) -> TaskReport:
    """Take a report back; both stay to be read. The same `request_key` again gives the same row.

    Raises TaskReport.DoesNotExist outside scope or withdrawn already, PermissionDenied, Refused without a reason.
    """
    assignments = Assignment.objects.open_to(by, duties(by))
    found = TaskReport.objects.get(pk=report_id, withdraws=None, assignment__in=assignments)
    row = Assignment.objects.select_related("plan").select_for_update(of=("self",)).get(pk=found.assignment_id)
    if not may_report(by, row):
        raise PermissionDenied(P.TASK_REPORT)
    if (known := TaskReport.objects.filter(request_key=request_key, by=by, withdraws=found).first()) is not None:
        return known
    refuse_sent(TaskReport, request_key)
    if TaskReport.objects.filter(withdraws=found).exists():
        raise StaleState(f"report {report_id} was withdrawn")
    if problems := list(withdrawal_problems(reason)):
        raise Refused(problems)
    made = TaskReport.objects.create(
        assignment=row,
        deliverable_id=found.deliverable_id,
        occurrence=found.occurrence,
        outcome=found.outcome,
        words=reason.strip()[:2000],
        on=today(),
        at=now(),
        by=by,
        withdraws=found,
        request_key=request_key,
    )
    _grow(row)
    audit.record(Action.WITHDRAW, by=by, subject_type="task", subject_id=row.pk, detail={"report": found.pk})
    return made


@transaction.atomic
def note_check(assignment_id: int, *, on: date, words: str, by: User, request_key: UUID) -> CheckNote:
    """Write down what was found when somebody of the issuing side looked. The same `request_key` again gives the same note.

    Raises Assignment.DoesNotExist outside scope, PermissionDenied without the right over the plan, Refused.
    """
    row = Assignment.objects.visible_to(by).select_related("plan").select_for_update(of=("self",)).get(pk=assignment_id)
    if not may_edit(by, row.plan):
        raise PermissionDenied(P.PLAN_EDIT)
    if (known := CheckNote.objects.filter(request_key=request_key, by=by, assignment=row).first()) is not None:
        return known
    refuse_sent(CheckNote, request_key)
    problems = []
    if on > today():
        problems.append(Problem("check_future", N_("Ngày kiểm tra chưa đến."), "", N_("Ghi sau khi đã kiểm tra."), field="on"))
    if not words.strip():
        problems.append(Problem("check_empty", N_("Chưa ghi kết quả kiểm tra."), "", N_("Ghi đã xem gì, thấy gì."), field="words"))
    if problems:
        raise Refused(problems)
    made = CheckNote.objects.create(assignment=row, on=on, words=words.strip(), at=now(), by=by, request_key=request_key)
    audit.record(Action.RECORD, by=by, subject_type="task", subject_id=row.pk, detail={"kind": "check"})
    return made


def may_open_evidence(user: User, assignment: Assignment) -> bool:
    """Whether the user may open what was sent as proof (load `plan`): the agency that owes the task, who follows the plan, and who reads
    the figures of the assignment's own unit. To read the plan is not enough: facilities and clinics do so for a whole province."""
    if any(assignment.agency.answers(duty) for duty in duties(user)) or may_edit(user, assignment.plan):
        return True
    scope = scope_of(user, today(), P.FIGURE_VIEW)
    return scope.level == "nation" or assignment.now_province_id in scope.provinces or assignment.now_commune_id in scope.communes


@transaction.atomic
def open_evidence(evidence_id: int, *, by: User) -> Evidence:
    """A kept file, with a row in the log. Raises Evidence.DoesNotExist for whom it is not for."""
    found = Evidence.objects.select_related("report__assignment__plan").get(pk=evidence_id)
    if not may_open_evidence(by, found.report.assignment):
        raise Evidence.DoesNotExist
    audit.record(
        Action.DOWNLOAD,
        by=by,
        subject_type="task",
        subject_id=found.report.assignment_id,
        detail={"evidence": found.pk, "kind": found.kind},
    )
    return found


def _grow(row: Assignment) -> None:
    row.version += 1
    row.save(update_fields=["version"])
