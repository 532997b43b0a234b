"""What is due in a user's scope, when, on whom, and what can happen next in a case?"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as Time
from typing import Any

from django.db.models import Case as Case_
from django.db.models import Count, Q, QuerySet, Value, When
from django.utils.translation import gettext

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.cases.models import Case, Deadline
from hoanhap.cases.queries.lists import officers_of
from hoanhap.cases.rules import PROCEDURES, DeadlineState, Event, EventKind, Situation, Timeline, replay
from hoanhap.cases.services.loading import events_of, facts_of, pins_of
from hoanhap.kit.dates import VIETNAM
from hoanhap.kit.forms import told
from hoanhap.people.models import Person
from hoanhap.people.rules import Sex
from hoanhap.rulebook.queries import current_book, current_calendar

_FIELDS = (
    "pk",
    "case_id",
    "person_id",
    "clock",
    "rule",
    "owner",
    "protects",
    "anchor_on",
    "anchor_time",
    "due_on",
    "due_time",
    "due_at",
    "alternative_on",
    "pin",
    "note",
)


@dataclass(frozen=True)
class DeadlineView:
    """A deadline with what a row shows of its person and case."""

    pk: int
    case_id: int
    person_id: int
    clock: str
    rule: str
    owner: str
    protects: bool
    anchor_on: date
    anchor_time: Time | None
    due_on: date
    due_time: Time | None
    due_at: datetime
    alternative_on: date | None
    pin: Mapping[str, Any]
    note: str
    procedure: str
    case_state: str
    person_code: str
    person_name: str
    person_facts: str
    officer: str
    """Who looks after the case; empty when nobody was assigned."""


def with_people(deadlines: QuerySet[Deadline]) -> list[DeadlineView]:
    """Rows with their persons, cases and officers, in four plain queries (FEASIBILITY §2: joins with LIMIT go astray)."""
    rows = list(deadlines.values_list(*_FIELDS))
    people = {
        row[0]: row[1:]
        for row in Person.objects.filter(pk__in={row[2] for row in rows}).values_list(
            "pk", "code", "full_name", "sex", "birth_date", "address_line"
        )
    }
    cases = {row[0]: row[1:] for row in Case.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", "procedure", "state")}
    officers = officers_of(cases)
    views = []
    for row in rows:
        code, name, sex, birth, address = people[row[2]]
        procedure, state = cases[row[1]]
        facts = ", ".join(
            part for part in (gettext(Sex(sex).label) if sex != Sex.UNKNOWN else "", str(birth.year) if birth else "") if part
        )
        about = " · ".join(part for part in (facts, _hamlet(address)) if part)
        views.append(DeadlineView(*(*row, procedure, state, code, name, about, officers.get(row[1], ""))))
    return views


def _hamlet(address: str) -> str:
    """The last part of an address, short: «Tổ 8»."""
    return re.sub(r"(?i)^tổ dân phố( số)? ", "Tổ ", address.rpartition(",")[2].strip())


PROTECTED_DAYS = 30
"""How far ahead the wall warns that a measure on a person ends: nobody may stay under one a day too long."""


@dataclass(frozen=True)
class Wall:
    """The clock wall of a user: what is overdue, due today, due within the week and done today, and whom an alarm protects."""

    overdue: list[DeadlineView]
    today: list[DeadlineView]
    week: list[DeadlineView]
    done: list[DeadlineView]
    protections: list[DeadlineView]
    overdue_count: int
    today_count: int
    week_count: int
    others_count: int
    done_today: int


def wall(user: User, now: datetime, owners: frozenset[str], *, limit: int = 40) -> Wall:
    """Open deadlines of `owners` in scope until the end of the seventh day from today, those done today, and the alarms that protect.

    The rows of all groups are found by one statement and read with their people in four more.
    """
    start = datetime.combine(now.date() + timedelta(days=1), Time.min, tzinfo=VIETNAM)
    scope = Deadline.objects.visible_to(user)
    running = scope.filter(state=DeadlineState.OPEN.value)
    due = running.filter(due_at__lte=start + timedelta(days=6))
    mine = due.filter(owner__in=owners).order_by("due_at", "pk")
    done = scope.filter(state=DeadlineState.MET.value, met_on=now.date(), owner__in=owners)
    counts = due.aggregate(
        overdue=Count("pk", filter=Q(due_at__lte=now, owner__in=owners)),
        today=Count("pk", filter=Q(due_at__gt=now, due_at__lte=start, owner__in=owners)),
        week=Count("pk", filter=Q(due_at__gt=start, owner__in=owners)),
        others=Count("pk", filter=~Q(owner__in=owners)),
    )
    soon = start + timedelta(days=PROTECTED_DAYS)
    groups = {
        "overdue": mine.filter(due_at__lte=now)[:limit],
        "today": mine.filter(due_at__gt=now, due_at__lte=start)[:limit],
        "week": mine.filter(due_at__gt=start)[:limit],
        "done": done.order_by("-met_time", "pk")[:10],
        "protections": running.filter(protects=True, due_at__lte=soon).order_by("due_at", "pk")[:6],
    }
    first, *rest = (group.annotate(part=Value(name)).values_list("part", "pk") for name, group in groups.items())
    keys: dict[str, list[int]] = {name: [] for name in groups}
    for name, pk in first.union(*rest, all=True):
        keys[name].append(pk)
    views = {view.pk: view for view in with_people(Deadline.objects.filter(pk__in={pk for group in keys.values() for pk in group}))}
    parts = {name: sorted((views[pk] for pk in group), key=lambda view: (view.due_at, view.pk)) for name, group in keys.items()}
    return Wall(
        overdue=parts["overdue"],
        today=parts["today"],
        week=parts["week"],
        done=parts["done"],
        protections=parts["protections"],
        overdue_count=counts["overdue"],
        today_count=counts["today"],
        week_count=counts["week"],
        others_count=counts["others"],
        done_today=done.count(),
    )


def of_others(user: User, now: datetime, owners: frozenset[str], *, limit: int = 60) -> list[DeadlineView]:
    """Open deadlines on people in scope whose responsible body is another one, until the seventh day."""
    end = datetime.combine(now.date() + timedelta(days=7), Time.min, tzinfo=VIETNAM)
    rows = Deadline.objects.visible_to(user).filter(state=DeadlineState.OPEN.value, due_at__lte=end).exclude(owner__in=owners)
    return with_people(rows.order_by("due_at", "pk")[:limit])


def next_days(user: User, now: datetime, owners: frozenset[str], *, days: int = 7) -> list[tuple[date, int, int]]:
    """For each of the next days: how many deadlines fall on it; the first day also carries how many are overdue."""
    last = now.date() + timedelta(days=days - 1)
    rows = Deadline.objects.visible_to(user).filter(state=DeadlineState.OPEN.value, owner__in=owners, due_on__lte=last)
    counts: Counter[date] = Counter()
    overdue = 0
    for due_on, late, number in (
        rows.annotate(late=Case_(When(due_at__lte=now, then=True), default=False))
        .values_list("due_on", "late")
        .annotate(number=Count("pk"))
        .order_by("due_on")
    ):
        if late:
            overdue += number
        else:
            counts[due_on] += number
    return [(day := now.date() + timedelta(days=offset), counts[day], overdue if offset == 0 else 0) for offset in range(days)]


# --- what can happen next ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Action:
    """An event kind on the person page: allowed, or locked with the reason."""

    kind: EventKind
    allowed: bool
    why: str = ""
    article: str = ""


def available(case: Case | None, timeline: Timeline | None, person: Person, on: date, user: User) -> list[Action]:
    """What the table allows on a day, then the landmarks that are locked, each with its reason (the same table as `record`).

    Guards that need what the officer types are asked later; those of time and state are asked here with an empty event.
    """
    procedure = PROCEDURES["management"]
    state = timeline.state if timeline else None
    allowed: list[Action] = []
    locked: list[Action] = []
    receiver = (
        case is not None
        and case.receiving_commune_id is not None
        and scope_of(user, on, P.CASE_RECORD).covers(
            commune=case.receiving_commune_id,
            province=case.receiving_commune.province_id or 0,  # type: ignore[union-attr]
        )
    )
    manager = scope_of(user, on, P.CASE_RECORD).covers(
        commune=case.commune_id if case else person.commune_id, province=case.province_id if case else person.province_id
    )
    past: dict[str, Event] = {step.event.kind: step.event for step in timeline.steps} if timeline else {}
    situation = Situation(
        state,
        _facts(person),
        current_book(),
        current_calendar(),
        past,
        timeline.term if timeline else None,
        timeline.commune if timeline else person.commune_id,
        timeline.receiving if timeline else None,
    )
    for kind in procedure.kinds.values():
        if kind.key == "settle":  # stands on the page of the sending
            continue
        for_receiver = kind.key in {"receive", "return_file"}
        if not (receiver if for_receiver else manager):
            continue
        if state in kind.sources:
            problem = next(iter(_timeless(kind, situation, on)), None)
            if problem is None:
                allowed.append(Action(kind, True))
            elif kind.landmark:
                locked.append(Action(kind, False, told(problem).what, problem.article))
        elif kind.landmark and kind.key not in past and timeline is not None and timeline.is_open:
            locked.append(Action(kind, False, gettext(kind.needs), situation.article(kind.rule, on)))
    return [*allowed, *locked]


def _timeless(kind: EventKind, situation: Situation, on: date) -> list[Any]:
    """Problems of guards that look only at the day and the case."""
    if kind.key not in {"end", "suspend", "resume", "present", "list_notice", "decide", "governing_law_changed"}:
        return []
    event = Event(id=0, kind=kind.key, on=on, at=datetime.now(VIETNAM), unit=situation.commune)
    return [problem for guard in kind.guards if (problem := guard(situation, event)) is not None]


def _facts(person: Person) -> Any:
    return facts_of(person, [])


@dataclass(frozen=True)
class Preview:
    """What an event would change: shown before it is saved."""

    before: Timeline | None
    after: Timeline
    event: Event


def what_if(case: Case | None, person: Person, event: Event) -> Preview:
    """The case with one event more, computed and not saved."""
    procedure = PROCEDURES[case.procedure if case else "management"]
    events = events_of(case) if case else []
    facts = facts_of(person, [*events, event], case)
    pins = pins_of(case) if case else {}
    before = replay(procedure, events, facts, current_book(), current_calendar(), pins=pins) if case else None
    return Preview(before, replay(procedure, [*events, event], facts, current_book(), current_calendar(), pins=pins), event)


def problems_of(preview: Preview) -> Sequence[Any]:
    """Problems the event itself would have."""
    return [found.problem for found in preview.after.problems if found.event == preview.event.id]
