"""Which cases, events and deadlines may a user see, and what does the engine need to know of them?"""

import time as clock
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_q
from hoanhap.cases.models import Case, CaseEvent, CasePaper, Deadline
from hoanhap.cases.rules import PROCEDURES, DeadlineState, Event, Facts, Procedure, Timeline, decode, replay
from hoanhap.law.book import book
from hoanhap.law.clocks import calendar
from hoanhap.people.models import Person
from hoanhap.units.models import Succession, Unit
from hoanhap.units.rules import Level

# --- what a user may see -----------------------------------------------------------------------------------------------------


def visible_cases(user: User) -> QuerySet[Case]:
    """The cases in the user's scope, and those sent to it."""
    return Case.objects.visible_to(user)


def case_or_404(user: User, pk: int) -> Case:
    """One case in scope, with its person; Http404 otherwise."""
    try:
        return Case.objects.visible_to(user).select_related("person__commune", "commune", "province", "receiving_commune").get(pk=pk)
    except Case.DoesNotExist:
        raise Http404 from None


def event_or_404(user: User, pk: int) -> CaseEvent:
    """One event of a case in scope; Http404 otherwise."""
    try:
        return CaseEvent.objects.visible_to(user).select_related("case__person", "by").get(pk=pk)
    except CaseEvent.DoesNotExist:
        raise Http404 from None


def cases_of_person(person: Person, user: User) -> list[Case]:
    """The person's cases in scope, newest first."""
    return list(
        Case.objects.visible_to(user).filter(person=person).select_related("commune", "receiving_commune").order_by("-since", "-pk")
    )


def open_deadlines(user: User) -> QuerySet[Deadline]:
    """Open deadlines in scope, soonest first (plain rows: persons are fetched in a second step, FEASIBILITY §2)."""
    return Deadline.objects.visible_to(user).filter(state=DeadlineState.OPEN.value).order_by("due_at", "pk")


def deadline_by_id(user: User, pk: int) -> QuerySet[Deadline]:
    """One deadline in scope, as a query of at most one row."""
    return Deadline.objects.visible_to(user).filter(pk=pk)


def open_deadlines_of_person(user: User, person: Person) -> list[Deadline]:
    """The person's running clocks in scope."""
    return list(Deadline.objects.visible_to(user).filter(person=person, state=DeadlineState.OPEN.value).order_by("due_at", "pk"))


def deadlines_of_rule(user: User, rule: str, limit: int = 8) -> tuple[list[Deadline], int, int]:
    """Open deadlines in scope that rest on a rule, soonest first, and how many were met in time and late."""
    mine = Deadline.objects.visible_to(user).filter(rule=rule)
    met = mine.filter(state=DeadlineState.MET.value)
    rows = mine.filter(state=DeadlineState.OPEN.value).select_related("person").order_by("due_at")[:limit]
    return list(rows), met.filter(was_late=False).count(), met.filter(was_late=True).count()


def waiting_hand_overs(user: User) -> list[Case]:
    """Cases sent to the user's communes and not answered yet, oldest first."""
    where = scope_q(user, commune="receiving_commune", province="receiving_commune__province", right=P.CASE_RECORD)
    cases = Case.objects.filter(where, receiving_commune__isnull=False).select_related("person", "commune", "commune__province")
    return list(cases.order_by("pk")[:20])


def papers_of_cases(cases: Sequence[Case]) -> list[CasePaper]:
    """Papers of some cases, newest first."""
    return list(CasePaper.objects.filter(case__in=cases).select_related("paper", "event").order_by("-paper__issued_on", "-pk"))


def paper_of_event(event: CaseEvent) -> CasePaper | None:
    """The issued paper of an event, if there is one."""
    return CasePaper.objects.filter(event=event).select_related("paper").first()


def voiding_rows(case: Case) -> dict[int, CaseEvent]:
    """Rows that void an event of the case, by the id of the voided event."""
    return {row.voids_id: row for row in case.events.filter(voids__isnull=False).select_related("by") if row.voids_id is not None}


# --- what the engine needs ---------------------------------------------------------------------------------------------------


def event_of(procedure: Procedure, row: CaseEvent) -> Event:
    """The stored event as the engine reads it."""
    data = decode(procedure.kind(row.kind).data, row.data) if row.voids_id is None else None
    return Event(
        id=row.pk, kind=row.kind, on=row.on, time=row.time, at=row.at, unit=row.unit_id, data=data, voids=row.voids_id, reason=row.reason
    )


def events_of(case: Case) -> list[Event]:
    """All events of a case, void ones included."""
    procedure = PROCEDURES[case.procedure]
    return [event_of(procedure, row) for row in case.events.order_by("pk")]


def pins_of(case: Case) -> dict[str, dict[str, object]]:
    """The law entries that the stored deadlines of a case are pinned to."""
    return dict(case.deadlines.values_list("key", "pin"))


def timeline(case: Case, *, known_at: datetime | None = None) -> Timeline:
    """The case computed from its events; with `known_at` from those recorded by then («as known»)."""
    events = [event for event in events_of(case) if known_at is None or event.at <= known_at]
    return replay(PROCEDURES[case.procedure], events, facts_of(case.person, events, case), book(), calendar(), pins=pins_of(case))


def facts_of(person: Person, events: Iterable[Event], case: Case | None = None) -> Facts:
    """What the rules must know besides the events. A unit that ended is followed to the person's commune where that is one of its
    successors, else to its main successor."""
    units = {event.unit for event in events} | {unit for event in events if (unit := getattr(event.data, "to_commune", None))}
    home = case.commune_id if case is not None else person.commune_id
    reorganised: dict[int, tuple[date, int]] = {}
    for unit in units:
        reorganised.update(path_of_unit(unit, home))
    return Facts(sex=person.sex, birth_date=person.birth_date, died_on=person.died_on, reorganised=reorganised)


@dataclass(frozen=True)
class _Tree:
    """Communes of all times: what became of them, and the province of today's ones."""

    successors: dict[int, list[tuple[date, int, bool]]]
    province: dict[int, int]


_held: list[_Tree] = []


def _tree() -> _Tree:
    return _held[-1] if _held else _load_tree(int(clock.monotonic() / 600))


@contextmanager
def hold_tree() -> Iterator[None]:
    """Read the unit tree now and not again meanwhile, in this process and those forked from it (bulk loads, whose transaction may lock
    the tables of units)."""
    forget_tree()
    _held.append(_tree())
    try:
        yield
    finally:
        _held.pop()


@lru_cache(maxsize=1)
def _load_tree(_period: int) -> _Tree:
    successors: dict[int, list[tuple[date, int, bool]]] = {}
    links = Succession.objects.filter(predecessor__level=Level.COMMUNE.value).values_list("predecessor_id", "on", "successor_id", "is_main")
    for predecessor, on, successor, is_main in links.order_by("predecessor_id", "-is_main"):
        successors.setdefault(predecessor, []).append((on, successor, is_main))
    province = dict(Unit.objects.filter(level=Level.COMMUNE.value).values_list("pk", "province_id"))
    return _Tree(successors, province)


def forget_tree() -> None:
    """Drop what this process remembers of the unit tree (after a load)."""
    _load_tree.cache_clear()


def path_of_unit(unit: int, home: int) -> dict[int, tuple[date, int]]:
    """The steps from a commune of any time to today's, preferring `home` where it is a successor."""
    tree = _tree()
    path: dict[int, tuple[date, int]] = {}
    while unit not in path and (links := tree.successors.get(unit)):
        on, successor, _ = next((link for link in links if link[1] == home), links[0])
        path[unit] = (on, successor)
        unit = successor
    return path


def commune_today(unit: int, home: int) -> int:
    """The commune of today that carries on the cases of a commune of any time."""
    path = path_of_unit(unit, home)
    while unit in path:
        unit = path[unit][1]
    return unit


def province_of(commune: int) -> int:
    """The province in which a commune lies (in its time). KeyError when it is not a commune."""
    return _tree().province[commune]


def unit_of_time(person: Person, on: date) -> int:
    """The commune for which an event of the day `on` is recorded: the one of the person's dated address, else the commune of today."""
    address = (
        person.addresses.filter(Q(since__lte=on) | Q(since__isnull=True), until__gt=on).filter(unit__level=Level.COMMUNE.value).first()
    )
    if address is not None and commune_today(address.unit_id, person.commune_id) == person.commune_id:
        unit = address.unit
        if (unit.since is None or unit.since <= on) and on < unit.until:
            return unit.pk
    return person.commune_id


def without(row: CaseEvent) -> tuple[Timeline, Timeline]:
    """The case as it is, and as it would be without one event."""
    case = row.case
    procedure = PROCEDURES[case.procedure]
    events = events_of(case)
    facts, pins = facts_of(case.person, events, case), pins_of(case)
    kept = [event for event in events if event.id != row.pk and event.voids != row.pk]
    return (
        replay(procedure, events, facts, book(), calendar(), pins=pins),
        replay(procedure, kept, facts, book(), calendar(), pins=pins),
    )
