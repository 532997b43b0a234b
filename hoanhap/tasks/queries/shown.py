"""What do the drawing, the month and the calendar file of a plan's tasks hold, and what do forms offer to choose from?"""

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext

from hoanhap.accounts.models import User
from hoanhap.documents.models import Paper
from hoanhap.kit.dates import FOREVER, today
from hoanhap.law.workdays import CalendarUnknown, DayKind
from hoanhap.plans.models import Plan, PlanTask
from hoanhap.plans.services import may_edit
from hoanhap.plans.services.task_rows import read_task
from hoanhap.rulebook.queries import current_calendar
from hoanhap.tasks import services
from hoanhap.tasks.models import Assignment, UrgedTask, Urging
from hoanhap.tasks.queries.owed import Owed, item_key
from hoanhap.tasks.rules.days import occurrences, span_of
from hoanhap.tasks.rules.gantt import Bar, Drawing, Mark, draw
from hoanhap.tasks.rules.ical import Entry
from hoanhap.tasks.rules.states import Item, Standing, State
from hoanhap.units.models import Organisation

TONES = {
    State.OVERDUE: "danger",
    State.SOON: "warn",
    State.UNCLEAR: "warn",
    State.NOT_DUE: "plain",
    State.LATE: "plain",
    State.DONE: "ok",
    State.DECLINED: "plain",
}
ICONS = {
    State.OVERDUE: "alert-circle",
    State.SOON: "hourglass-high",
    State.UNCLEAR: "question-mark",
    State.NOT_DUE: "clock",
    State.LATE: "circle-check",
    State.DONE: "circle-check",
    State.DECLINED: "circle-x",
}


def day_off(on: date) -> str:
    """What a day off is called, in the reader's language; empty for a working day. Nothing is moved because of it."""
    days = current_calendar()
    try:
        kind = days.kind(on)
    except CalendarUnknown:
        return ""
    if kind in {DayKind.WORKING, DayKind.WORKED_SATURDAY}:
        return ""
    return days.name(on) or gettext("ngày nghỉ cuối tuần")


@dataclass
class TaskLine:
    """One task of a plan with all the agencies that owe it."""

    code: str
    text: str
    agency: str
    owed: list[Owed] = field(default_factory=list)

    @property
    def stands(self) -> list[Standing]:
        """Where its agencies stand, each standing that several share once."""
        return [one.stand for one, _count in shared(self.owed)]

    @property
    def done(self) -> int:
        """How many agencies have done everything asked for so far."""
        return sum(one.state in {State.DONE, State.LATE} for one in self.owed)

    @property
    def late(self) -> int:
        """How many are overdue."""
        return sum(one.state is State.OVERDUE for one in self.owed)

    @property
    def state(self) -> State:
        """The most pressing state of any agency."""
        return min((stand.state for stand in self.stands), key=lambda state: state.rank)

    @property
    def lasts(self) -> list[date]:
        """Its deadlines, each once."""
        return sorted({item.last for stand in self.stands for item in stand.items if item.last})


def shared(owed: Sequence[Owed]) -> list[tuple[Owed, int]]:
    """One of those that share a standing (agencies of a task that reported the same), and how many they are."""
    counts = Counter(id(one.stand) for one in owed)
    return [(one, counts[id(one.stand)]) for one in {id(one.stand): one for one in owed}.values()]


def task_lines(owed: Iterable[Owed]) -> list[TaskLine]:
    """The tasks of a plan in the order of their codes."""
    lines: dict[str, TaskLine] = {}
    for one in sorted(owed, key=lambda one: (one.task.code, one.row.name)):
        lines.setdefault(one.task.code, TaskLine(one.task.code, one.task.text, one.task.agency)).owed.append(one)
    return list(lines.values())


def drawing(plan: Plan, lines: Sequence[TaskLine], *, width: int = 1100) -> Drawing | None:
    """The tasks over the days of the plan; None where there are none."""
    days = services.plan_days(plan)
    bars = []
    for line in lines:
        worst: dict[date, State] = {}
        for stand in line.stands:
            for item in stand.items:
                if item.last and (item.last not in worst or item.state.rank < worst[item.last].rank):
                    worst[item.last] = item.state
        marks = tuple(Mark(on, TONES[state]) for on, state in sorted(worst.items()))
        bars.append(Bar(line.code, span_of(line.owed[0].task, days), marks, line.done / len(line.owed)))
    return draw(bars, today=today(), width=width) if bars else None


@dataclass
class DayCell:
    """A day of a month with what is due on it: each task once, with how many agencies and how many have done it."""

    on: date
    inside: bool
    off: str
    due: list[tuple[str, str, int, int, State]] = field(default_factory=list)
    """Code, text, agencies, done, most pressing state."""


def month_of(owed: Sequence[Owed], first: date) -> list[list[DayCell]]:
    """The weeks of a month, from Monday."""
    weeks = calendar.Calendar().monthdatescalendar(first.year, first.month)
    found: dict[date, dict[str, list[tuple[Owed, Item, int]]]] = defaultdict(lambda: defaultdict(list))
    for one, count in shared(owed):
        for item in one.stand.items:
            if item.last and weeks[0][0] <= item.last <= weeks[-1][-1]:
                found[item.last][one.task.code].append((one, item, count))
    rows = []
    for week in weeks:
        cells = []
        for on in week:
            cell = DayCell(on, on.month == first.month, day_off(on))
            for code, due in sorted(found[on].items()) if on in found else ():
                done = sum(count for _one, item, count in due if item.done_on is not None)
                worst = min((item.state for _one, item, _count in due), key=lambda state: state.rank)
                cell.due.append((code, due[0][0].task.text, sum(count for _one, _item, count in due), done, worst))
            cells.append(cell)
        rows.append(cells)
    return rows


def entries(owed: Iterable[Owed], *, with_agency: bool) -> list[Entry]:
    """The deadlines of tasks for a calendar file. Nobody's name stands in it."""
    found = []
    for one in owed:
        for item in one.stand.items:
            if item.last is None:
                continue
            what = item.deliverable.text if item.deliverable else one.task.text
            lines = [
                f"{gettext('Kế hoạch')}: {one.plan.reference or one.plan.label}",
                f"{gettext('Cơ quan')}: {one.row.name}",
                f"{gettext('Việc')}: {one.task.code}. {one.task.text}",
                f"{gettext('Tình trạng')}: {gettext(item.state.label)}",
            ]
            title = f"{gettext('Hạn')}: {what}" + (f" ({one.row.name})" if with_agency else "")
            found.append(Entry(f"viec-{one.row.pk}-{item_key(item)}".replace("|", "-"), item.last, title[:200], "\n".join(lines),
                               item.done_on is not None))  # fmt: skip
    return sorted(found, key=lambda entry: (entry.on, entry.uid))


# --- what the issuer settles and writes --------------------------------------------------------------------------------------


def questions_of(plan: Plan) -> list[Assignment]:
    """The names of a plan that fit nobody in the register, open ones."""
    return list(plan.assignments.filter(is_question=True, is_active=True).select_related("task").order_by("task__position", "name"))


def assignments_of(plan: Plan) -> list[Assignment]:
    """Everybody who owes a task of a plan, in the order of the plan."""
    rows = plan.assignments.filter(is_active=True).select_related("task", "organisation", "holder", "unit")
    return list(rows.order_by("task__position", "name"))


def tasks_of(plan: Plan) -> list[PlanTask]:
    """The tasks of a plan."""
    return list(plan.tasks.order_by("position"))


def undated(plan: Plan) -> list[tuple[PlanTask, str]]:
    """The tasks for which the plan gives no day, with its words about time: questions to the issuer."""
    days = services.plan_days(plan)
    found = []
    for row in plan.tasks.prefetch_related("deliverables").order_by("position"):
        task = read_task(row)
        if any(one.last is None for part in task.deliverables or (None,) for one in occurrences(task, days, part)[:1]):
            found.append((row, task.due_text))
    return found


def organisations_for(plan: Plan) -> list[tuple[int, str, str]]:
    """The agencies of today in the plan's province: id, name, kind in words; those entered by hand first."""
    province = plan.scope_province_id
    if province is None:
        return []
    around = Q(unit=province) | Q(unit__province=province)
    rows = Organisation.objects.filter(around, until=FOREVER).order_by("-pk")
    found = sorted(rows, key=lambda seat: (seat.pk < 1_000_000_000, seat.unit_id != province, seat.kind, seat.name))
    return [(seat.pk, seat.name, seat.kind_label) for seat in found]


def organisation(pk: int) -> Organisation:
    """An agency of the register. Raises Organisation.DoesNotExist."""
    return Organisation.objects.select_related("unit").get(pk=pk)


def urgings_of_plan(plan: Plan) -> list[Urging]:
    """The letters of a plan, the newest first, with the number of tasks of each."""
    return list(plan.urgings.select_related("paper", "by").defer("paper__data").prefetch_related("tasks").order_by("-on", "-pk"))


def urging_or_404(user: User, pk: int) -> Urging:
    """One letter: of a plan whose unit the user plans or reads for, or that urges the user's own agency."""
    found = Urging.objects.select_related("plan", "paper__organisation", "by").filter(pk=pk).first()
    if found is None:
        raise Http404
    seen = Assignment.objects.open_to(user, services.duties(user))
    if not UrgedTask.objects.filter(urging=found, assignment__in=seen).exists():
        raise Http404
    return found


def urged_tasks(urging: Urging) -> list[UrgedTask]:
    """What a letter urges."""
    return list(urging.tasks.select_related("assignment__task").order_by("assignment__name", "assignment__task__position"))


def last_series(user: User) -> str:
    """The symbol of the last letter of the user's office; empty before the first."""
    office = services.office_of(user)
    paper = Paper.objects.filter(organisation=office, form="kh.don_doc").order_by("-issued_at").defer("data").first() if office else None
    return paper.series if paper else ""


def may_urge(user: User, plan: Plan) -> bool:
    """Whether the user may urge, settle agencies and write down checks for this plan."""
    return may_edit(user, plan)


def month_before(first: date) -> date:
    """The first day of the month before."""
    return (first - timedelta(days=1)).replace(day=1)


def month_after(first: date) -> date:
    """The first day of the month after."""
    return (first + timedelta(days=31)).replace(day=1)
