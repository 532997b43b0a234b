"""Which open deadlines would move if the law book were another one? Computed in memory by the same replay; nothing is written.

Stored deadlines keep the entry they are pinned to, so a change of the book moves none of them by itself. What is listed here is what
would follow if the cases were counted anew from the book given.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from django.db.models import Exists, OuterRef, Q

from hoanhap.cases.models import Case, CaseEvent, Deadline
from hoanhap.cases.rules import PROCEDURES, DeadlineState, Event, replay
from hoanhap.cases.services.loading import event_of, facts_of
from hoanhap.law.book import Book
from hoanhap.law.clocks import Calendar, Moment

_BATCH = 1000
"""Cases read and counted at a time."""


@dataclass(frozen=True)
class Counted:
    """A deadline as it is counted: when it is due and by which entry of the book."""

    due: Moment
    entry: str


@dataclass(frozen=True)
class Moved:
    """One open deadline of a case: as stored and as the other book counts it. None on one side: there is no such open deadline."""

    case: int
    unit: str
    """The code and name of the commune that runs the case today."""
    clock: str
    rule: str
    old: Counted | None
    new: Counted | None


def open_cases() -> list[int]:
    """The cases on which a clock may run: the open ones, and closed ones with a deadline that outlives them."""
    running = Deadline.objects.filter(case=OuterRef("pk"), state=DeadlineState.OPEN.value)
    return list(Case.objects.filter(Q(is_open=True) | Exists(running)).order_by("pk").values_list("pk", flat=True))


def moved_deadlines(law: Book, cases: Sequence[int], *, done: Callable[[int], object] = lambda _count: None) -> Iterator[Moved]:
    """The open deadlines of `cases` that differ under `law`, case by case; `done` is told after every batch how many were counted."""
    calendar = Calendar.from_book(law)
    for batch in batched(cases, _BATCH):
        events = defaultdict(list)
        for row in CaseEvent.objects.filter(case__in=batch).order_by("pk"):
            events[row.case_id].append(row)
        stored: dict[int, dict[str, tuple[str, str, Counted]]] = defaultdict(dict)
        fields = ("case_id", "key", "clock", "rule", "due_on", "due_time", "pin__id")
        for case, key, clock, rule, day, at, entry in (
            Deadline.objects.filter(case__in=batch, state=DeadlineState.OPEN.value).order_by("due_at", "pk").values_list(*fields)
        ):
            stored[case][key] = (clock, rule, Counted(Moment(day, at), entry))
        for found in Case.objects.filter(pk__in=batch).select_related("person", "commune").order_by("pk"):
            procedure = PROCEDURES[found.procedure]
            yield from _of_case(found, [event_of(procedure, row) for row in events[found.pk]], stored[found.pk], law, calendar)
        done(len(batch))


def _of_case(
    case: Case, events: Iterable[Event], stored: dict[str, tuple[str, str, Counted]], law: Book, calendar: Calendar
) -> Iterator[Moved]:
    events = list(events)
    line = replay(PROCEDURES[case.procedure], events, facts_of(case.person, events, case), law, calendar)
    fresh = {
        row.key: (row.clock, row.rule, Counted(row.due, str(row.pin["id"]))) for row in line.deadlines if row.state is DeadlineState.OPEN
    }
    for key in [*stored, *(key for key in fresh if key not in stored)]:
        old, new = stored.get(key), fresh.get(key)
        if old and new and old[2].due == new[2].due:
            continue
        clock, rule, _ = old or new  # type: ignore[misc]  # one of the two is there
        yield Moved(case.pk, f"{case.commune.code} {case.commune.full_name}", clock, rule, old[2] if old else None, new[2] if new else None)
