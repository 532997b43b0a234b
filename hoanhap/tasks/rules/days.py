"""On which days does a task fall due within its plan, and where does each day come from?

Days are naive local days of Viet Nam. A day off stays as it is: no law moves the day of a plan, so pages only say that it is one.
"""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.kinds import Recurrence
from hoanhap.plans.rules.spans import Deadline, Span
from hoanhap.plans.rules.tasks import Deliverable, TaskDoc
from hoanhap.units.rules import fold


class Source(Labelled):
    """Where the last day of an occurrence comes from."""

    STATED = "stated", N_("hạn ghi trong kế hoạch")
    WINDOW = "window", N_("ngày cuối của đợt")
    PERIOD = "period", N_("ngày cuối của kỳ việc này")
    RHYTHM = "rhythm", N_("ngày cuối của kỳ lặp lại")
    REPORT = "report", N_("ngày báo cáo của kế hoạch")
    NONE = "none", N_("kế hoạch chưa nêu hạn")


@dataclass(frozen=True)
class PlanDays:
    """What a plan says of time, as its tasks need it. A window without a period is known by name only."""

    period: Span
    report: Deadline | None = None
    windows: Mapping[str, Span | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Occurrence:
    """One time that a task is asked for. `key` tells the times of a recurring task apart (first day of its week, month, …); it is None
    where a task is asked for once. `last` is the last day in time, None where the plan gives none: a question to the issuer."""

    span: Span
    last: date | None
    source: Source
    key: date | None = None


_MONTHS = {Recurrence.MONTHLY: 1, Recurrence.QUARTERLY: 3, Recurrence.HALF_YEARLY: 6, Recurrence.YEARLY: 12}


def span_of(task: TaskDoc, plan: PlanDays) -> Span:
    """The days within which a task runs: its own period, that of its campaign window, else the plan's."""
    return task.period or plan.windows.get(task.window) or plan.period


def occurrences(task: TaskDoc, plan: PlanDays, deliverable: Deliverable | None = None) -> tuple[Occurrence, ...]:
    """Every time a task, or one of its deliverables, is asked for, in order of time.

    A deadline («trước ngày 02/7» ends on 01/7) gives the day of each repetition: the same weekday, day of the month, month of the
    quarter. Without one, a repetition is in time until its week, month, … ends, unless the plan speaks of another day («theo quy định»).
    «Thường xuyên» asks for something only on the plan's own report day.
    """
    span = span_of(task, plan)
    due = (deliverable.due if deliverable else None) or task.due
    if task.recurrence is Recurrence.REGULAR:
        if due is None and plan.report is not None:
            return (Occurrence(span, plan.report.last, Source.REPORT),)
        return (_single(task, span, due, plan),)
    if task.recurrence is Recurrence.ONCE:
        return (_single(task, span, due, plan),)
    return tuple(_repeated(task, span, due))


def _single(task: TaskDoc, span: Span, due: Deadline | None, plan: PlanDays) -> Occurrence:
    if due is not None:
        return Occurrence(span, due.last, Source.STATED)
    if not task.due_text and task.recurrence is Recurrence.ONCE:
        if task.period is not None:
            return Occurrence(span, span.last, Source.PERIOD)
        if plan.windows.get(task.window) is not None:
            return Occurrence(span, span.last, Source.WINDOW)
    return Occurrence(span, None, Source.NONE)


def _repeated(task: TaskDoc, span: Span, due: Deadline | None) -> Iterator[Occurrence]:
    spoken_of = due is None and bool(task.due_text) and not _is_rhythm(task.due_text)
    for whole in _calendar(task.recurrence, span):
        part = Span(max(whole.since, span.since), min(whole.until, span.until))
        if due is not None:
            last = min(_same_place(task.recurrence, due, whole.since), span.last)
            if last < part.since:
                continue  # the task began after this day of its week, month, …
            yield Occurrence(part, last, Source.STATED, whole.since)
        elif spoken_of:
            yield Occurrence(part, None, Source.NONE, whole.since)
        else:
            yield Occurrence(part, part.last, Source.RHYTHM, whole.since)


def _is_rhythm(words: str) -> bool:
    """Whether words about time only repeat how often: «hằng tháng», «định kỳ hàng quý»."""
    return fold(words).removeprefix("dinh ky ") in {"hang tuan", "hang thang", "hang quy", "hang nam", "6 thang", "sau thang", "06 thang"}


def _calendar(rhythm: Recurrence, span: Span) -> Iterator[Span]:
    """The calendar weeks (from Monday), months, quarters, half-years or years that a span touches."""
    if rhythm is Recurrence.WEEKLY:
        start = span.since - timedelta(days=span.since.weekday())
        while start < span.until:
            yield Span(start, start + timedelta(days=7))
            start += timedelta(days=7)
        return
    step = _MONTHS[rhythm]
    start = date(span.since.year, (span.since.month - 1) // step * step + 1, 1)
    while start < span.until:
        end = _months_on(start, step)
        yield Span(start, end)
        start = end


def _months_on(first: date, months: int) -> date:
    """The first day of the month that lies so many months after the month of `first`."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _same_place(rhythm: Recurrence, due: Deadline, start: date) -> date:
    """The day that stands in the week, month, … beginning with `start` where the last day of `due` stands in its own; the 31st of a short
    month is its last day, and so is every day before the 1st."""
    model = due.last
    if rhythm is Recurrence.WEEKLY:
        return start + timedelta(days=model.weekday())
    month = _months_on(start, (model.month - 1) % _MONTHS[rhythm])
    wanted = 31 if due.exclusive and due.on.day == 1 else model.day
    return month.replace(day=min(wanted, calendar.monthrange(month.year, month.month)[1]))
