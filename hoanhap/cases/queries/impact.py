"""Which open deadlines would move if the law book were another one? Computed in memory by the same replay; nothing is written.

Stored deadlines keep the entry they are pinned to, so a change of the book moves none of them by itself. What is listed here is what
would follow if the cases were counted anew from the book given. The book that is given may be the one that runs: then the list holds
the deadlines that an earlier edition had counted otherwise.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import batched

from django.db.models import Exists, OuterRef, Q

from hoanhap.cases.models import Case, CaseEvent, Deadline
from hoanhap.cases.rules import PROCEDURES, DeadlineRow, DeadlineState, Timeline, replay
from hoanhap.cases.services.loading import event_of, facts_of
from hoanhap.law.book import Book
from hoanhap.law.clocks import Calendar, Moment
from hoanhap.rulebook.queries import current_book, current_calendar

_BATCH = 1000
"""Cases read and counted at a time."""
_NEEDED = ("procedure", "commune__code", "commune__kind", "commune__name", "person__sex", "person__birth_date", "person__died_on")
"""What the rules and the list need of a case, its person and its commune: no name, no address."""
_SAID = ("case_id", "kind", "on", "time", "at", "unit_id", "data", "voids_id", "reason")


@dataclass(frozen=True)
class Counted:
    """A deadline as it is counted: when it is due and by which entry of the book."""

    due: Moment
    entry: str


@dataclass(frozen=True)
class Moved:
    """One open deadline of a case: as it runs and as the other book counts it. None on one side: there is no such open deadline."""

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
    """The open deadlines of `cases` that differ under `law`, case by case; `done` is told after every batch how many were counted.

    Before: the cases as they run now, each deadline by the entry it is pinned to. After: counted anew, without pins.
    """
    before, after = (current_book(), current_calendar()), (law, Calendar.from_book(law))
    for batch in batched(cases, _BATCH):
        events: dict[int, list[CaseEvent]] = defaultdict(list)
        for row in CaseEvent.objects.filter(case__in=batch).only(*_SAID).order_by("pk"):
            events[row.case_id].append(row)
        pins: dict[int, dict[str, dict[str, object]]] = defaultdict(dict)
        for case_id, key, pin in Deadline.objects.filter(case__in=batch).values_list("case_id", "key", "pin"):
            pins[case_id][key] = pin
        for case in Case.objects.filter(pk__in=batch).select_related("person", "commune").only(*_NEEDED).order_by("pk"):
            procedure = PROCEDURES[case.procedure]
            said = [event_of(procedure, row) for row in events[case.pk]]
            facts = facts_of(case.person, said, case)
            old = _running(replay(procedure, said, facts, *before, pins=pins[case.pk]))
            new = _running(replay(procedure, said, facts, *after))
            for key in [*old, *(key for key in new if key not in old)]:
                one, other = old.get(key), new.get(key)
                if one is None or other is None or one.due != other.due:
                    found = one or other
                    assert found is not None  # the key is of one of the two
                    unit = f"{case.commune.code} {case.commune.full_name}"
                    yield Moved(case.pk, unit, found.clock, found.rule, _counted(one), _counted(other))
        done(len(batch))


def _running(timeline: Timeline) -> dict[str, DeadlineRow]:
    return {row.key: row for row in timeline.deadlines if row.state is DeadlineState.OPEN}


def _counted(row: DeadlineRow | None) -> Counted | None:
    return Counted(row.due, str(row.pin["id"])) if row is not None else None
