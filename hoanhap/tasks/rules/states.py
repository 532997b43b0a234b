"""Where does a task stand on a day, from what the plan asks and what was reported?

Nothing is stored: the state follows from the task, its reports and the day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.kinds import TaskKind
from hoanhap.plans.rules.tasks import Deliverable, TaskDoc
from hoanhap.tasks.rules.days import Occurrence, PlanDays, occurrences

SOON_DAYS = 7
"""A day this near is «sắp đến hạn». A measure of this program, not of a law."""


class Outcome(Labelled):
    """What an agency reports."""

    DONE = "done", N_("đã làm xong")
    PARTLY = "partly", N_("đã làm một phần")
    DECLINED = "declined", N_("từ chối")
    OBJECTED = "objected", N_("có ý kiến khác")


class State(Labelled):
    """Where a task stands, the most pressing first."""

    OVERDUE = "overdue", N_("quá hạn")
    SOON = "soon", N_("sắp đến hạn")
    UNCLEAR = "unclear", N_("chưa rõ hạn")
    NOT_DUE = "not_due", N_("chưa đến hạn")
    LATE = "late", N_("làm muộn")
    DONE = "done", N_("đã làm")
    DECLINED = "declined", N_("từ chối")

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self in _OPEN

    @property
    def rank(self) -> int:
        """Its place among the states, the most pressing first."""
        return _RANKS[self]


_OPEN = frozenset({State.OVERDUE, State.SOON, State.UNCLEAR, State.NOT_DUE})
_RANKS = {state: rank for rank, state in enumerate(State)}


@dataclass(frozen=True)
class Report:
    """What an agency told, as long as it was not withdrawn. `deliverable` is empty for the task as a whole."""

    outcome: Outcome
    on: date
    """The day it was done, as told; for the other outcomes the day it was told."""
    deliverable: str = ""
    key: date | None = None
    """Which time of a recurring task."""
    quantity: Decimal | None = None


@dataclass(frozen=True)
class Item:
    """One thing asked for once: the task or one of its deliverables, at one of its times."""

    occurrence: Occurrence
    state: State
    deliverable: Deliverable | None = None
    done_on: date | None = None
    quantity: Decimal | None = None
    """What has been reported so far, where a number was asked for."""
    is_partly: bool = False

    @property
    def last(self) -> date | None:
        """The last day in time."""
        return self.occurrence.last


@dataclass(frozen=True)
class Standing:
    """Where the task of one agency stands: its most pressing item gives the state."""

    state: State
    items: tuple[Item, ...]
    """Everything asked for so far and the next time, in order of time."""
    is_objected: bool = False

    @cached_property
    def last(self) -> date | None:
        """The day that matters now: the earliest one missed, else the next one; of finished tasks the last one."""
        open_days = [item.last for item in self.items if item.state is self.state and item.last]
        return (min(open_days) if self.state.is_open else max(open_days)) if open_days else None

    @cached_property
    def overdue(self) -> tuple[Item, ...]:
        """What is late and not done."""
        return tuple(item for item in self.items if item.state is State.OVERDUE)

    @property
    def open_items(self) -> tuple[Item, ...]:
        """What is still to be done, the earliest first."""
        return tuple(item for item in self.items if item.state.is_open)


type Asked = tuple[tuple[Deliverable | None, Occurrence], ...]
"""What a task asks of every agency so far, and the next time of each part."""


def asked_for(task: TaskDoc, plan: PlanDays, on: date) -> Asked:
    """Everything asked for until a day and the next time, in order of time: the same for all agencies of the task."""
    found: list[tuple[Deliverable | None, Occurrence]] = []
    for part in task.deliverables or (None,):
        times = occurrences(task, plan, part)
        begun = sum(one.span.since <= on for one in times)
        found += [(part, one) for one in times[: begun + 1]]
    return tuple(sorted(found, key=lambda pair: (pair[1].span.since, pair[0].code if pair[0] else "")))


def standing(task: TaskDoc, plan: PlanDays, reports: Sequence[Report], on: date) -> Standing:
    """Where a task stands for one agency on a day."""
    return standing_of(task.kind, asked_for(task, plan, on), reports, on)


def standing_of(kind: TaskKind, asked: Asked, reports: Sequence[Report], on: date) -> Standing:
    """Where a task stands for one agency on a day. A task reported done is done, whatever was said before; a request that was declined
    is closed; an order to which an agency objects stays open."""
    declined = kind is TaskKind.REQUEST and any(report.outcome is Outcome.DECLINED for report in reports)
    objected = any(report.outcome is Outcome.OBJECTED for report in reports)
    items = tuple(_item(part, one, reports, on, declined=declined) for part, one in asked)
    state = min((item.state for item in items), key=lambda found: found.rank, default=State.UNCLEAR)
    return Standing(state, items, objected)


def _item(part: Deliverable | None, one: Occurrence, reports: Sequence[Report], on: date, *, declined: bool) -> Item:
    code = part.code if part else ""
    own = sorted((report for report in reports if report.deliverable == code and report.key == one.key), key=lambda report: report.on)
    told = [report for report in own if report.outcome in {Outcome.DONE, Outcome.PARTLY}]
    counted = [report.quantity for report in told if report.quantity is not None]
    quantity = sum(counted, Decimal(0)) if counted else None
    done_on = _done_on(part.quantity if part else None, told)
    if done_on is not None:
        state = State.LATE if one.last is not None and done_on > one.last else State.DONE
    elif declined:
        state = State.DECLINED
    else:
        state = open_state(one.last, on)
    return Item(one, state, part, done_on, quantity, is_partly=bool(told) and done_on is None)


def _done_on(wanted: Decimal | None, told: Sequence[Report]) -> date | None:
    """The day it was done: that of the first report that says so, or on which the numbers reach what was asked."""
    total = Decimal(0)
    for report in told:
        total += report.quantity or Decimal(0)
        if wanted is None:
            if report.outcome is Outcome.DONE:
                return report.on
        elif total >= wanted:
            return report.on
    return None


def open_state(last: date | None, on: date) -> State:
    """The state of something not done, by its last day."""
    if last is None:
        return State.UNCLEAR
    if last < on:
        return State.OVERDUE
    return State.SOON if (last - on).days <= SOON_DAYS else State.NOT_DUE
