"""What follows from the events of a case? One pure function, `replay`, for every procedure (DESIGN §3).

Late entry, out-of-order entry and correction are the same computation with one event more or less. Nothing here knows the
database, today's date or a language; days, facts and the law book come in as arguments.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from datetime import time as Time
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from hoanhap.kit.dates import FOREVER
from hoanhap.kit.enums import Labelled
from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import Book, Confidence, Duration, Entry, pin, unpin
from hoanhap.law.clocks import Calendar, Moment, due


class DeadlineState(Labelled):
    """Where a deadline stands."""

    OPEN = "open", N_("đang chạy")
    MET = "met", N_("đã làm")
    DROPPED = "dropped", N_("không còn phải làm")


class ProcedureKey(Labelled):
    """The procedures of the law that this version runs."""

    MANAGEMENT = "management", N_("Quản lý người sử dụng trái phép chất ma túy")


@dataclass(frozen=True)
class NoData:
    """An event that says nothing beyond its day."""


@dataclass(frozen=True)
class Event:
    """A fact as recorded. `on`/`time` is when it happened in law (time None: unknown), `at` when it was recorded."""

    id: int
    kind: str
    on: date
    at: datetime
    unit: int
    data: Any = NoData()
    time: Time | None = None
    voids: int | None = None
    reason: str = ""

    @property
    def moment(self) -> Moment:
        """The legal moment of the event."""
        return Moment(self.on, self.time)


@dataclass(frozen=True)
class Facts:
    """What the rules must know of the person and of units, besides the events.

    `reorganised` maps a unit that ended to the first day without it and the unit of the next time that carries on its cases.
    """

    sex: str
    birth_date: date | None = None
    died_on: date | None = None
    reorganised: Mapping[int, tuple[date, int]] = field(default_factory=dict)

    def age(self, on: date) -> int | None:
        """Full years of age on a day; None when the birth date is unknown."""
        if self.birth_date is None:
            return None
        return on.year - self.birth_date.year - ((on.month, on.day) < (self.birth_date.month, self.birth_date.day))

    def unit_on(self, unit: int, on: date) -> int:
        """The unit that answers on `on` for what `unit` ran before."""
        while (step := self.reorganised.get(unit)) is not None and step[0] <= on:
            unit = step[1]
        return unit


@dataclass(frozen=True)
class Clock:
    """A deadline that events start and stop. The rule's entry on the anchor's day says how long, who, and from which moment.

    `action` is the event kind whose form the worklist opens; `met_by` the kinds that fulfil it. `survives_close` keeps the clock
    running after the case is closed. `anchor` replaces the law's own anchors where the law is silent; `assumption` then says so.
    """

    key: str
    rule: str
    label: str
    button: str
    action: str
    met_by: frozenset[str]
    protects: bool = False
    survives_close: bool = False
    anchor: str = ""
    assumption: str = ""
    kept_in: frozenset[str] | None = None
    """States in which an open clock goes on; None means in every open state."""
    computed: bool = False
    """Whether the procedure's hook makes its rows (end of the term, monthly checks) instead of an anchor."""
    applies: Callable[[Event], bool] = lambda _event: True
    """Whether the clock is for this event at all (remote areas have their own)."""


@dataclass(frozen=True)
class Situation:
    """What a guard or a moment may look at: the case just before the event, and the law."""

    state: str | None
    facts: Facts
    book: Book
    calendar: Calendar
    past: Mapping[str, Event]
    """The latest earlier event of each kind."""
    term: "Term | None"
    commune: int
    receiving: int | None
    pins: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """Law entries that stored deadlines were computed from, by deadline key: they hold although the book changed."""

    def entry(self, rule: str, on: date) -> Entry | None:
        """The law's entry on a day, None where the rule is not in force."""
        entry = self.book.rule(rule).at(on)
        return None if entry is None or entry.repealed else entry

    def pinned(self, key: str, entry: Entry, period: Duration) -> tuple[Mapping[str, object], Duration]:
        """The pin and period of a deadline: those it was stored with, else those of the entry."""
        if (kept := self.pins.get(key)) is not None and isinstance(value := unpin(kept).value, Duration):
            return kept, value
        return pinned(entry), period

    def article(self, rule: str, on: date) -> str:
        """The short citation of a rule on a day, empty where it is not in force."""
        entry = self.entry(rule, on)
        return entry.short_basis() if entry else ""


type Guard = Callable[[Situation, Event], Problem | None]
type Moments = Callable[[Situation, Event], Mapping[str, Moment]]


@dataclass(frozen=True)
class EventKind:
    """One thing that can happen. The table of kinds is the procedure: states, guards, moments and papers are all here."""

    key: str
    label: str
    button: str
    data: type
    sources: frozenset[str | None]
    target: Callable[[Situation, Event], str]
    right: str
    needs: str
    """One sentence: what must come first (shown when the kind is locked)."""
    rule: str
    """The rule whose article justifies the kind and its refusal."""
    icon: str = "point"
    guards: tuple[Guard, ...] = ()
    moments: Moments = lambda _situation, _event: {}
    form: str = ""
    """The subject of the official paper it issues: the part of the form key after the law (cases.papers)."""
    landmark: bool = False
    """Whether the person page shows it, locked with the reason, while it cannot happen yet."""


@dataclass(frozen=True)
class Term:
    """The running measure. `end` is its last day by the reading that is shorter for the person; `longer_end` the other reading.

    `pauses` are days that do not count, `gaps` days of which the law does not say, each pair [first, day after the last).
    `law` is the statute that an event put the measure under (empty: that of its first day), `law_on` the day whose law counts for it.
    """

    since: date
    end: date
    pin: Mapping[str, object]
    excluded: int = 0
    longer_end: date | None = None
    doubt: str = ""
    pauses: tuple[tuple[date, date], ...] = ()
    gaps: tuple[tuple[date, date], ...] = ()
    law: str = ""
    law_on: date | None = None


@dataclass(frozen=True)
class Span:
    """In `state` during [since, until), run by the commune of that time."""

    state: str
    since: date
    until: date
    commune: int


@dataclass(frozen=True)
class DeadlineRow:
    """A computed deadline; `key` is stable across recomputation as long as the starting event is."""

    key: str
    clock: str
    rule: str
    owner: str
    protects: bool
    anchor: Moment
    due: Moment
    """When it ends; time None is the end of the day."""
    pin: Mapping[str, object]
    commune: int
    state: DeadlineState = DeadlineState.OPEN
    met: Moment | None = None
    was_late: bool = False
    alternative_on: date | None = None
    note: str = ""
    assumptions: tuple[str, ...] = ()
    """What was taken for granted in counting (law.clocks.Assumption)."""


@dataclass(frozen=True)
class EventProblem:
    """A problem of one event of the timeline."""

    event: int
    problem: Problem


@dataclass(frozen=True)
class Step:
    """What one event did: the state before and after, and the deadlines it met."""

    event: Event
    before: str | None
    after: str | None
    met: tuple[DeadlineRow, ...] = ()


@dataclass(frozen=True)
class Timeline:
    """Everything computed from the events."""

    state: str | None
    is_open: bool
    since: date | None
    until: date
    commune: int
    receiving: int | None
    spans: tuple[Span, ...]
    deadlines: tuple[DeadlineRow, ...]
    problems: tuple[EventProblem, ...]
    steps: tuple[Step, ...]
    term: Term | None


class Procedure:
    """A table of event kinds with its clocks and states. Hooks compute what is special to one procedure: its term and periodic clocks."""

    def __init__(
        self,
        *,
        key: ProcedureKey,
        states: type[Labelled],
        closed: Iterable[str],
        kinds: Sequence[EventKind],
        clocks: Sequence[Clock],
        term: Callable[[Situation, Event, Term | None], Term | None],
        periodic: Callable[[Sequence[Span], Sequence[Event], Term | None, Book, Calendar, "Procedure"], list[DeadlineRow]],
        reopens: Mapping[str, frozenset[str]],
    ) -> None:
        self.key = key
        self.states = states
        self.closed = frozenset(closed)
        self.kinds = {kind.key: kind for kind in kinds}
        self.clocks = {clock.key: clock for clock in clocks}
        self.term = term
        self.periodic = periodic
        self.reopens = reopens

    def kind(self, key: str) -> EventKind:
        """The kind of that name; KeyError when the procedure has none."""
        return self.kinds[key]

    def state_label(self, state: str | None) -> str:
        """The state in Vietnamese words."""
        return self.states(state).label if state else N_("Chưa có thủ tục")


def in_order(events: Iterable[Event]) -> list[Event]:
    """The events that count, by legal moment and then by the moment of recording; void rows and voided events are left out.

    An event whose time is unknown comes after those of the same day whose time is known.
    """
    events = list(events)
    voided = {event.voids for event in events if event.voids is not None}
    counting = [event for event in events if event.voids is None and event.id not in voided]
    return sorted(counting, key=lambda event: (event.on, event.time is None, event.time or Time.min, event.at, event.id))


def replay(
    procedure: Procedure,
    events: Iterable[Event],
    facts: Facts,
    book: Book,
    calendar: Calendar,
    *,
    pins: Mapping[str, Mapping[str, object]] | None = None,
) -> Timeline:
    """Order by legal moment, drop what is void, apply the table; return state, spans, deadlines and problems.

    An event that the table or a guard refuses changes nothing and leaves a problem under its id. A deadline whose key is in `pins` keeps
    the period it was computed with.
    """
    ordered = in_order(events)
    state: str | None = None
    commune = ordered[0].unit if ordered else 0
    receiving: int | None = None
    term: Term | None = None
    past: dict[str, Event] = {}
    marks: list[tuple[date, str, int]] = []
    rows: list[DeadlineRow] = []
    problems: list[EventProblem] = []
    steps: list[Step] = []
    happened: list[Event] = []
    closed_on: date | None = None

    for event in ordered:
        kind = procedure.kinds[event.kind]
        commune = facts.unit_on(commune, event.on)
        situation = Situation(state, facts, book, calendar, past, term, commune, receiving, pins or {})
        found = judge(procedure, kind, situation, event)
        if found:
            problems.extend(EventProblem(event.id, problem) for problem in found)
            steps.append(Step(event, state, state))
            continue
        after = kind.target(situation, event)
        rows, met = _meet(procedure, rows, event)
        if reopened := procedure.reopens.get(event.kind):
            rows = [
                replace(row, state=DeadlineState.OPEN, met=None, was_late=False)
                if row.clock in reopened and row.state is DeadlineState.MET
                else row
                for row in rows
            ]
        term = procedure.term(situation, event, term)
        commune, receiving = _owner_after(event, commune, receiving)
        if after != state or not marks or facts.unit_on(marks[-1][2], event.on) != commune:
            marks.append((event.on, after, commune))
        steps.append(Step(event, state, after, tuple(met)))
        past = {**past, event.kind: event}
        happened.append(event)
        rows = _started(procedure, rows, kind, replace(situation, term=term, commune=commune), event)
        if after in procedure.closed:
            closed_on = closed_on or event.on
        rows = [_kept(procedure, row, after) for row in rows]
        state = after

    spans = _spans(procedure, marks, facts)
    rows.extend(procedure.periodic(spans, happened, term, book, calendar, procedure))
    rows = [replace(row, commune=commune) if row.state is DeadlineState.OPEN else row for row in rows]  # who manages can act
    return Timeline(
        state=state,
        is_open=state is not None and state not in procedure.closed,
        since=ordered[0].on if ordered else None,
        until=closed_on if closed_on is not None else FOREVER,
        commune=facts.unit_on(commune, FOREVER),
        receiving=facts.unit_on(receiving, FOREVER) if receiving is not None else None,
        spans=spans,
        deadlines=tuple(rows),
        problems=tuple(problems),
        steps=tuple(steps),
        term=term,
    )


def judge(procedure: Procedure, kind: EventKind, situation: Situation, event: Event) -> list[Problem]:
    """Why the event cannot follow, empty when it can."""
    facts = situation.facts
    if facts.birth_date is not None and event.on < facts.birth_date:
        return [
            Problem(
                "before_birth",
                N_("Ngày sự kiện trước ngày sinh."),
                N_("Không việc gì xảy ra với một người trước khi người đó sinh ra."),
                N_("Sửa ngày sự kiện, hoặc sửa ngày sinh ở trang người này."),
                field="on",
            )
        ]
    if facts.died_on is not None and event.on > facts.died_on and kind.key not in {"stop", "send_decision"}:
        return [
            Problem(
                "after_death",
                N_("Ngày sự kiện sau ngày người này chết."),
                N_("Sau khi chết chỉ còn ghi được quyết định dừng và việc gửi quyết định."),
                N_("Kiểm tra lại ngày, hoặc đính chính việc ghi người này đã chết."),
                field="on",
            )
        ]
    if situation.state not in kind.sources:
        return [
            Problem(
                "order",
                N_("Chưa ghi được “%(kind)s”: tình trạng lúc đó là “%(state)s”."),
                kind.needs,
                N_("Ghi việc còn thiếu trước, hoặc kiểm tra lại ngày."),
                situation.article(kind.rule, event.on),
                params={"kind": kind.label, "state": procedure.state_label(situation.state)},
            )
        ]
    return [problem for guard in kind.guards if (problem := guard(situation, event)) is not None]


def _meet(procedure: Procedure, rows: Sequence[DeadlineRow], event: Event) -> tuple[list[DeadlineRow], list[DeadlineRow]]:
    met: list[DeadlineRow] = []
    result: list[DeadlineRow] = []
    for row in rows:
        if row.state is DeadlineState.OPEN and event.kind in procedure.clocks[row.clock].met_by:
            row = replace(row, state=DeadlineState.MET, met=event.moment, was_late=is_late(row.due, event.moment))
            met.append(row)
        result.append(row)
    return result, met


def is_late(limit: Moment, done: Moment) -> bool:
    """Whether `done` is provably after the limit; on the same day an unknown time is not."""
    if done.day != limit.day:
        return done.day > limit.day
    return limit.time is not None and done.time is not None and done.time > limit.time


def _owner_after(event: Event, commune: int, receiving: int | None) -> tuple[int, int | None]:
    sent_to = getattr(event.data, "to_commune", None)
    if event.kind in {"hand_over", "notice", "settle"} and sent_to:
        return commune, sent_to if sent_to != commune else None
    if event.kind == "receive" and receiving is not None:
        return event.unit, None
    if event.kind == "return_file":
        return commune, None
    return commune, receiving


def _started(procedure: Procedure, rows: Sequence[DeadlineRow], kind: EventKind, situation: Situation, event: Event) -> list[DeadlineRow]:
    """`rows` with the clocks that the event starts. A running clock is restarted only where the law counts from the latest moment."""
    kept = list(rows)
    moments = kind.moments(situation, event)
    for clock in procedure.clocks.values() if moments else ():
        started = None if clock.computed else _start(clock, situation, event, moments)
        if started is None:
            continue
        row, restarts = started
        running = [other for other in kept if other.clock == clock.key and other.state is DeadlineState.OPEN]
        if running and not restarts:
            continue
        kept = [other for other in kept if other not in running]
        kept.append(row)
    return kept


def _start(clock: Clock, situation: Situation, event: Event, moments: Mapping[str, Moment]) -> tuple[DeadlineRow, bool] | None:
    candidates: list[tuple[Moment, Entry, Duration]] = []
    for name, moment in moments.items():
        entry = situation.entry(clock.rule, moment.day)
        if entry is not None and isinstance(entry.value, Duration) and name in ((clock.anchor,) if clock.anchor else entry.anchors):
            candidates.append((moment, entry, entry.value))
    if not candidates or not clock.applies(event):
        return None
    latest = candidates[0][1].choose == "latest"
    moment, entry, period = (max if latest else min)(candidates, key=lambda candidate: candidate[0])
    key = f"{clock.key}:{event.id}"
    kept, period = situation.pinned(key, entry, period)
    end = due(moment, period, calendar=situation.calendar, roll=not clock.protects)
    row = DeadlineRow(
        key=key,
        clock=clock.key,
        rule=clock.rule,
        owner=entry.owner or "",
        protects=clock.protects,
        anchor=moment,
        due=Moment(end.day, end.time),
        assumptions=tuple(assumption.value for assumption in end.assumptions),
        pin=kept,
        commune=situation.commune,
        note=clock.assumption,
    )
    return row, latest


def _kept(procedure: Procedure, row: DeadlineRow, state: str) -> DeadlineRow:
    if row.state is not DeadlineState.OPEN:
        return row
    clock = procedure.clocks[row.clock]
    over = (state in procedure.closed and not clock.survives_close) or (clock.kept_in is not None and state not in clock.kept_in)
    return replace(row, state=DeadlineState.DROPPED) if over else row


def _spans(procedure: Procedure, marks: Sequence[tuple[date, str, int]], facts: Facts) -> tuple[Span, ...]:
    """Spans between the marks; of several changes on one day the last counts; a unit that ends splits the span."""
    spans: list[Span] = []
    for position, (since, state, commune) in enumerate(marks):
        until = marks[position + 1][0] if position + 1 < len(marks) else FOREVER
        if state in procedure.closed:
            break
        while since < until:
            step = facts.reorganised.get(commune)
            cut = step[0] if step is not None and since < step[0] < until else until
            if step is not None and step[0] <= since:
                commune = step[1]
                continue
            spans.append(Span(state, since, cut, commune))
            since = cut
    return tuple(spans)


@cache
def _pinned(entry_id: str, since: date, entry: Entry) -> Mapping[str, object]:
    return pin(entry)


def pinned(entry: Entry) -> Mapping[str, object]:
    """The pin of an entry, computed once."""
    return _pinned(entry.id, entry.since, entry)


def is_unconfirmed(row: DeadlineRow) -> bool:
    """Whether the deadline rests on a rule that is not confirmed."""
    return row.pin.get("confidence") != Confidence.CONFIRMED.value


def new_problems(before: Timeline, after: Timeline) -> list[EventProblem]:
    """Problems of `after` that were not there before."""
    known = {(found.event, found.problem.code) for found in before.problems}
    return [found for found in after.problems if (found.event, found.problem.code) not in known]


# --- event data to and from JSON ---------------------------------------------------------------------------------------------


@cache
def _fields_of(name: Any) -> dict[str, Any]:
    return get_type_hints(name)


def _fields(data: Any) -> dict[str, Any]:
    known: dict[str, Any] = _fields_of(data)
    return known


def encode(data: Any) -> dict[str, object]:
    """The fields of an event's data as JSON values; empty ones are left out."""
    result: dict[str, object] = {}
    for name in _fields(type(data)):
        value = getattr(data, name)
        if value is None or value == "" or value == ():
            continue
        result[name] = (
            value.isoformat(*(("minutes",) if isinstance(value, Time) else ()))
            if isinstance(value, (date, Time))
            else (list(value) if isinstance(value, tuple) else value)
        )
    return result


def decode(data: type, values: Mapping[str, object]) -> Any:
    """Build an event's data from JSON values or a form's cleaned data. Raises TypeError on an unknown field."""
    hints = _fields(data)
    if unknown := set(values) - set(hints):
        raise TypeError(f"{data.__name__} has no field {', '.join(sorted(unknown))}")
    return data(**{name: _read(hints[name], value) for name, value in values.items() if value not in (None, "")})


def _read(hint: Any, value: object) -> object:
    if get_origin(hint) is UnionType:
        hint = next(option for option in get_args(hint) if option is not NoneType)
    if get_origin(hint) is tuple:
        return tuple(str(item) for item in value)  # type: ignore[attr-defined]
    if isinstance(value, str) and hint is date:
        return date.fromisoformat(value)
    if isinstance(value, str) and hint is Time:
        return Time.fromisoformat(value)
    return hint(value) if hint in (str, int, bool) else value


def next_day(day: date) -> date:
    """The day after."""
    return day + timedelta(days=1)
