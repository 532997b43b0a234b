"""Which tasks of plans does an agency owe, and where does each stand?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import has_right
from hoanhap.kit.dates import today
from hoanhap.plans.models import Plan, PlanDeliverable, PlanTask
from hoanhap.plans.rules import PlanStatus, Recurrence, TaskDoc
from hoanhap.plans.services.task_rows import read_task
from hoanhap.tasks import services
from hoanhap.tasks.models import Assignment, CheckNote, Evidence, TaskReport, UrgedTask
from hoanhap.tasks.rules.states import Asked, Item, Outcome, Report, Standing, State, asked_for, standing, standing_of

KEPT_DAYS = 366
"""Tasks of plans that ended longer ago stand apart: nobody works on them any more. A measure of this program."""


class Row(NamedTuple):
    """What lists need of an assignment, in the order of its columns; a plan has many thousands."""

    pk: int
    plan_id: int
    task_id: int
    key: str
    name: str
    words: str
    is_question: bool


@dataclass(frozen=True)
class Owed:
    """One task of one agency with everything a list shows of it."""

    row: Row
    plan: Plan
    task: TaskDoc
    stand: Standing
    """Agencies of a task that reported the same share one."""
    urged: int
    """How often it was urged."""

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.stand.state

    @property
    def sort_key(self) -> tuple[int, date, str, str]:
        """The most pressing first, then by day."""
        return self.state.rank, self.stand.last or date.max, self.row.name, self.task.code

    @cached_property
    def late_days(self) -> int:
        """How many days the earliest missed day is past; 0 when none is."""
        late = [item.last for item in self.stand.overdue if item.last]
        return (today() - min(late)).days if late else 0


def load(rows: QuerySet[Assignment], on: date | None = None) -> list[Owed]:
    """The standing of assignments on a day, the most pressing first; six statements however many there are, and no model instance for
    an assignment or a report."""
    found, plans, tasks, stands = _stand(rows, on or today())
    if not found:
        return []
    urged = UrgedTask.objects.filter(assignment__in=rows.filter(is_active=True).values("pk"))
    turns = dict(urged.values_list("assignment").annotate(turn=Max("turn")))
    owed = [Owed(row, plans[row.plan_id], tasks[row.task_id], stands[row.pk], turns.get(row.pk, 0)) for row in found]
    return sorted(owed, key=lambda one: one.sort_key)


def _stand(rows: QuerySet[Assignment], day: date) -> tuple[list[Row], dict[int, Plan], dict[int, TaskDoc], dict[int, Standing]]:
    """The assignments that count, their plans and tasks, and where each stands. What a task asks for is computed once, and a standing
    once for all agencies that reported the same: most have reported nothing yet."""
    active = rows.filter(is_active=True).order_by()
    found = [Row(*values) for values in active.values_list(*Row._fields)]
    if not found:
        return [], {}, {}, {}
    plans = Plan.objects.in_bulk({row.plan_id for row in found})
    stored = PlanTask.objects.filter(pk__in={row.task_id for row in found}).prefetch_related("deliverables")
    tasks = {task.pk: read_task(task) for task in stored}
    days = {pk: services.plan_days(plan) for pk, plan in plans.items()}
    told = services.told_by(active)
    asked: dict[int, Asked] = {}
    shared: dict[tuple[int, tuple[Report, ...]], Standing] = {}
    stands: dict[int, Standing] = {}
    for row in found:
        task, reports = tasks[row.task_id], told.get(row.pk, ())
        if row.task_id not in asked:
            asked[row.task_id] = asked_for(task, days[row.plan_id], day)
        if (row.task_id, reports) not in shared:
            shared[row.task_id, reports] = standing_of(task.kind, asked[row.task_id], reports, day)
        stands[row.pk] = shared[row.task_id, reports]
    return found, plans, tasks, stands


def _current(old: bool) -> Q:
    edge = today() - timedelta(days=KEPT_DAYS)
    return Q(plan__until__lt=edge) if old else Q(plan__until__gte=edge)


def mine(user: User, *, old: bool = False) -> list[Owed]:
    """What the agencies of a user owe, in plans that run or ended within a year (`old`: longer ago)."""
    if not has_right(user, P.TASK_REPORT, today()):
        return []
    own = Assignment.objects.owed_by(services.duties(user)).exclude(plan__status=PlanStatus.DRAFT.value)
    return load(own.filter(_current(old)))


def older_count(user: User) -> int:
    """How many tasks of plans that ended more than a year ago stand apart."""
    return Assignment.objects.owed_by(services.duties(user)).filter(_current(True), is_active=True).count()


def own_counts(user: User) -> tuple[int, int]:
    """How many tasks the user's agencies owe in plans that run or ended within a year, and how many of them are overdue; one statement
    where they owe none. What is asked for once, as a whole, and was reported done is not read at all."""
    own = Assignment.objects.owed_by(services.duties(user)).filter(_current(False)).exclude(plan__status=PlanStatus.DRAFT.value)
    _rows, _plans, _tasks, stands = _stand(own.exclude(_done_once()), today())
    states = Counter(stand.state for stand in stands.values())
    return sum(count for state, count in states.items() if state.is_open), states[State.OVERDUE]


def _done_once() -> Q:
    """Assignments whose task asks for one thing once and that were reported done: closed whatever the day."""
    done = TaskReport.objects.filter(assignment=OuterRef("pk"), outcome=Outcome.DONE.value, deliverable=None, occurrence=None)
    parts = PlanDeliverable.objects.filter(task=OuterRef("task"))
    once = Q(task__recurrence__in=[Recurrence.ONCE.value, Recurrence.REGULAR.value])
    return once & ~Exists(parts) & Exists(done.filter(withdraws=None, withdrawn_by=None))


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; empty: everything."""

    plan: int | None = None
    agency: str = ""
    state: str = ""
    window: str = ""
    old: bool = False


def tracked(user: User, wanted: Wanted) -> list[Owed]:
    """The tasks that a user may see, of one plan or of all that run, before they are narrowed by agency, state and window."""
    rows = Assignment.objects.visible_to(user).exclude(plan__status=PlanStatus.DRAFT.value)
    return load(rows.filter(plan=wanted.plan) if wanted.plan else rows.filter(_current(wanted.old)))


def narrowed(owed: Iterable[Owed], wanted: Wanted) -> list[Owed]:
    """The tasks that fit the filters."""
    return [
        one
        for one in owed
        if (not wanted.agency or one.row.key == wanted.agency)
        and (not wanted.state or one.state == wanted.state)
        and (not wanted.window or one.task.window == wanted.window)
    ]


@dataclass(frozen=True)
class AgencyLine:
    """An agency with the number of its tasks in each state."""

    key: str
    name: str
    counts: Counter[State]

    @property
    def total(self) -> int:
        """All its tasks."""
        return self.counts.total()

    @property
    def done(self) -> int:
        """Those that are done, late or in time."""
        return self.counts[State.DONE] + self.counts[State.LATE]


def by_agency(owed: Iterable[Owed]) -> list[AgencyLine]:
    """The agencies, those with the most overdue tasks first."""
    lines: dict[str, AgencyLine] = {}
    for one in owed:
        line = lines.setdefault(one.row.key, AgencyLine(one.row.key, one.row.name, Counter()))
        line.counts[one.state] += 1
    return sorted(lines.values(), key=lambda line: (-line.counts[State.OVERDUE], -line.counts[State.SOON], line.name))


def plans_with_tasks(user: User) -> list[Plan]:
    """The plans of which the user sees tasks, the newest first."""
    seen = Assignment.objects.visible_to(user).exclude(plan__status=PlanStatus.DRAFT.value).values("plan")
    return list(Plan.objects.filter(pk__in=seen).order_by("-since", "issuer_key", "pk"))


def assignment_or_404(user: User, pk: int) -> Assignment:
    """One task of one agency: of a plan in scope, or of the user's own agency."""
    seen = Assignment.objects.open_to(user, services.duties(user))
    found = seen.select_related("plan", "task", "holder", "organisation", "unit").filter(pk=pk).first()
    if found is None or found.plan.is_draft:
        raise Http404
    return found


def owed_of(row: Assignment) -> Owed:
    """One task with its standing, also one that was taken off."""
    task = read_task(row.task)
    stand = standing(task, services.plan_days(row.plan), services.standing_reports(reports_of(row)), today())
    slim = Row(*(getattr(row, name) for name in Row._fields))
    return Owed(slim, row.plan, task, stand, row.urged.count())


def reports_of(row: Assignment) -> Sequence[TaskReport]:
    """Everything reported, the oldest first, withdrawals among it."""
    if "_told" not in row.__dict__:
        told = row.reports.select_related("deliverable", "by").order_by("pk")
        row.__dict__["_told"] = list(told)
    found: list[TaskReport] = row.__dict__["_told"]
    return found


def items_by_key(stand: Standing) -> dict[str, Item]:
    """The things asked for, under the text that forms send: `a|2026-06-01`."""
    return {item_key(item): item for item in stand.items}


def item_key(item: Item) -> str:
    """The text by which forms name a thing asked for."""
    code = item.deliverable.code if item.deliverable else ""
    return f"{code}|{item.occurrence.key.isoformat() if item.occurrence.key else ''}"


def checks_of(row: Assignment) -> QuerySet[CheckNote]:
    """What was found when somebody looked, the newest first."""
    return row.checks.select_related("by").order_by("-on", "-pk")


def urgings_of(row: Assignment) -> QuerySet[UrgedTask]:
    """The letters that urged it, the newest first."""
    return row.urged.select_related("urging__paper", "urging__by").defer("urging__paper__data").order_by("-turn")


def evidence_of(row: Assignment) -> dict[int, list[Evidence]]:
    """The evidence of each report, without the contents."""
    found: dict[int, list[Evidence]] = {}
    for item in Evidence.objects.filter(report__assignment=row).defer("content").order_by("report", "position"):
        found.setdefault(item.report_id, []).append(item)
    return found
