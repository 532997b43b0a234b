"""Which tasks of plans does an agency owe, and where does each stand?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Max, Prefetch, Q, QuerySet
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import has_right
from hoanhap.kit.dates import today
from hoanhap.plans.models import Plan, PlanTask
from hoanhap.plans.rules import PlanStatus, TaskDoc
from hoanhap.plans.services.task_rows import read_task
from hoanhap.tasks import services
from hoanhap.tasks.models import Assignment, CheckNote, Evidence, TaskReport, UrgedTask
from hoanhap.tasks.rules.states import Item, Standing, State, standing

KEPT_DAYS = 366
"""Tasks of plans that ended longer ago stand apart: nobody works on them any more. A measure of this program."""


@dataclass(frozen=True)
class Owed:
    """One task of one agency with everything a list shows of it."""

    row: Assignment
    plan: Plan
    task: TaskDoc
    stand: Standing
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
    """The standing of assignments on a day, the most pressing first; six statements however many there are."""
    day = on or today()
    reports = TaskReport.objects.select_related("deliverable").order_by("pk")
    found = list(
        rows.filter(is_active=True)
        .select_related("holder", "organisation", "unit")
        .prefetch_related(Prefetch("reports", reports))
        .annotate(turn=Max("urged__turn"))
    )
    plans = Plan.objects.in_bulk({row.plan_id for row in found})
    tasks = {
        task.pk: read_task(task) for task in PlanTask.objects.filter(pk__in={row.task_id for row in found}).prefetch_related("deliverables")
    }
    days = {pk: services.plan_days(plan) for pk, plan in plans.items()}
    owed = []
    for row in found:
        task = tasks[row.task_id]
        stand = standing(task, days[row.plan_id], services.standing_reports(list(row.reports.all())), day)
        owed.append(Owed(row, plans[row.plan_id], task, stand, row.turn or 0))
    return sorted(owed, key=lambda one: one.sort_key)


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
    """How many tasks the user's agencies owe in plans that run, and how many of them are overdue; one statement where they owe none."""
    own = load(Assignment.objects.owed_by(services.duties(user)).filter(_current(False)).exclude(plan__status=PlanStatus.DRAFT.value))
    return sum(one.state.is_open for one in own), sum(one.state is State.OVERDUE for one in own)


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
    return Owed(row, row.plan, task, stand, row.urged.count())


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
