"""How are late agencies urged, by a letter with a number of the office that follows the plan?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.documents import services as documents
from hoanhap.documents.rendering.blocks import Document
from hoanhap.documents.rules import Format, may_continue
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.models import Plan
from hoanhap.plans.services import may_edit
from hoanhap.plans.services import visible_to as visible_plans
from hoanhap.plans.services.task_rows import read_task
from hoanhap.tasks.models import Assignment, UrgedTask, Urging
from hoanhap.tasks.papers import URGING, UrgedLine, UrgingLetter
from hoanhap.tasks.rules.agencies import KIND_OF_ROLE
from hoanhap.tasks.rules.reporting import urging_problems
from hoanhap.tasks.rules.states import Standing, standing
from hoanhap.tasks.services.reporting import plan_days, refuse_sent, standing_reports
from hoanhap.units.models import Organisation


@dataclass(frozen=True)
class Letter:
    """What the officer types of a letter. `behalf` is the line above the title when somebody signs for another: «KT. TRƯỞNG BAN»."""

    on: date
    reply_by: date
    series: str
    signer_name: str
    signer_title: str
    behalf: str = ""

    @property
    def capacity(self) -> tuple[str, ...]:
        """The lines above the signature."""
        return tuple(line.strip() for line in (self.behalf, self.signer_title) if line.strip())


@dataclass(frozen=True)
class Draft:
    """A letter before it has a number: its text, who issues it, which tasks it urges, the how-manieth time each."""

    document: Document
    organisation: Organisation
    tasks: tuple[tuple[Assignment, int, date | None], ...]


def office_of(user: User) -> Organisation | None:
    """The agency in whose name the user follows plans: that of the grant, else the one of the role in the grant's unit."""
    for grant in user.grants_on(today()):
        kind = next((kind for role, kind in KIND_OF_ROLE.items() if role == grant.role), None)
        if grant.organisation is not None:
            return grant.organisation
        if grant.unit_id is not None and kind is not None:
            seats = Organisation.objects.filter(unit=grant.unit_id, kind=kind.value).order_by("-until")
            if (seat := seats.first()) is not None:
                return seat
    return None


def cited(plan: Plan) -> str:
    """A plan as letters cite it."""
    number = f" số {plan.reference}" if plan.reference else ""
    day = f" ngày {plan.issued_on:%d/%m/%Y}" if plan.issued_on else ""
    about = "" if number else f" “{plan.label}”"
    return f"Kế hoạch{number}{day} của {plan.issuer}{about}"


def draft_letter(plan_id: int, assignment_ids: Sequence[int], letter: Letter, *, by: User) -> Draft:
    """The letter as it would be issued. Done tasks among the chosen are left out.

    Raises Plan.DoesNotExist outside scope, PermissionDenied without the right over the plan, Refused.
    """
    plan = visible_plans(by).get(pk=plan_id)
    if not may_edit(by, plan):
        raise PermissionDenied(P.PLAN_EDIT)
    organisation = office_of(by)
    if organisation is None:
        what = N_("Tài khoản của bạn chưa gắn cơ quan nào, nên không có sổ để lấy số văn bản.")
        raise Refused([Problem("no_office", what, "", N_("Nhờ người quản trị gắn cơ quan vào vai trò của bạn."))])
    chosen = Assignment.objects.filter(plan=plan, pk__in=assignment_ids, is_active=True).select_related("task", "holder")
    rows = list(chosen.prefetch_related("task__deliverables", "reports__deliverable").order_by("name", "task__position"))
    days = plan_days(plan)
    stands = {row.pk: standing(read_task(row.task), days, standing_reports(list(row.reports.all())), letter.on) for row in rows}
    rows = [row for row in rows if stands[row.pk].state.is_open]
    problems = list(urging_problems(on=letter.on, reply_by=letter.reply_by, chosen=len(rows), today=today()))
    if (wrong := may_continue(letter.series, year=letter.on.year, last_number=0, reached=0)) is not None:
        problems.append(wrong)
    if problems:
        raise Refused(problems)
    turns = Counter(dict(UrgedTask.objects.filter(assignment__in=rows).values_list("assignment").annotate(turn=Max("turn"))))
    tasks = tuple((row, turns[row.pk] + 1, stands[row.pk].last) for row in rows)
    unit = organisation.unit
    context = UrgingLetter(
        issuer=organisation.name,
        place=unit.name,
        symbol=letter.series,
        plan=cited(plan),
        lines=tuple(_line(row, turn, stands[row.pk], letter.on) for row, turn, _last in tasks),
        reply_by=letter.reply_by,
        signer_name=letter.signer_name.strip(),
        signer_capacity=letter.capacity,
        office=letter.series.rpartition("-")[2],
        above=() if plan.organisation_id == organisation.pk else (f"{plan.issuer} (để báo cáo)",),
        demonstration=plan.is_demo,
    )
    if missing := URGING.problems(context, on=letter.on):
        raise Refused(missing)
    return Draft(URGING.compose(context), organisation, tasks)


def _line(row: Assignment, turn: int, stand: Standing, on: date) -> UrgedLine:
    agency = row.name if row.holder is None or row.holder_id == row.organisation_id else row.holder.name
    last = stand.last
    late = max(0, (on - last).days) if last else 0
    parts = [item.deliverable.text for item in stand.open_items if item.deliverable is not None]
    text = f"{row.task.code}. {_short(row.task.text)}"
    if parts and len(parts) < len(stand.items):
        text += f" (còn: {'; '.join(dict.fromkeys(parts))})"
    return UrgedLine(agency, text, last, late, turn)


def _short(text: str, most: int = 220) -> str:
    """A text cut at a word."""
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0]}…"


@transaction.atomic
def urge(plan_id: int, assignment_ids: Sequence[int], letter: Letter, *, by: User, request_key: UUID) -> Urging:
    """Urge the chosen tasks by a letter with the next number of the office's book. The same `request_key` again gives the same letter.

    Raises as `draft_letter`.
    """
    Plan.objects.select_for_update(of=("self",)).filter(pk=plan_id).first()  # two letters of one plan count their turns one after another
    if (known := Urging.objects.filter(request_key=request_key, by=by, plan=plan_id).first()) is not None:
        return known
    refuse_sent(Urging, request_key)
    draft = draft_letter(plan_id, assignment_ids, letter, by=by)
    unit = draft.organisation.unit
    place = documents.Place(commune=unit.pk, province=unit.province_id or unit.pk)
    paper = documents.issue(
        URGING,
        draft.document,
        organisation=draft.organisation,
        on=letter.on,
        by=by,
        place=place,
        request_key=f"urging:{request_key}",
        about="",
        right=P.PLAN_EDIT,
    )
    made = Urging.objects.create(
        plan_id=plan_id, paper=paper, on=letter.on, reply_by=letter.reply_by, at=now(), by=by, request_key=request_key
    )
    UrgedTask.objects.bulk_create(UrgedTask(urging=made, assignment=row, turn=turn, last=last) for row, turn, last in draft.tasks)
    audit.record(
        Action.ISSUE,
        by=by,
        subject_type="plan",
        subject_id=plan_id,
        detail={"kind": "urging", "tasks": len(draft.tasks), "urging": made.pk},
    )
    return made


def letter_file(urging: Urging, form: Format, *, by: User) -> bytes:
    """The stored file of a letter that the reader may see (queries.urging_or_404), with a row in the log."""
    return documents.file_of(urging.paper, form, by=by)
