"""What does the engine need to know of a stored case: its events, the facts about the person, the unit tree, the pinned law?"""

import time as clock
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import Q

from hoanhap.cases.models import Case, CaseEvent
from hoanhap.cases.rules import PROCEDURES, Event, Facts, Procedure, Timeline, decode, replay
from hoanhap.people.models import Person
from hoanhap.rulebook.queries import current_book, current_calendar
from hoanhap.units.models import Succession, Unit
from hoanhap.units.rules import Level


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
    return replay(
        PROCEDURES[case.procedure], events, facts_of(case.person, events, case), current_book(), current_calendar(), pins=pins_of(case)
    )


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
        replay(procedure, events, facts, current_book(), current_calendar(), pins=pins),
        replay(procedure, kept, facts, current_book(), current_calendar(), pins=pins),
    )
