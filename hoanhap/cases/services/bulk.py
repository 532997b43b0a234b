"""How do many cases open at once, from a list, and become void again when the list was wrong? By the same replay as one by one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import assert_right
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record_many
from hoanhap.cases.models import Case, CaseEvent, CaseSpan, Deadline
from hoanhap.cases.rules import MANAGEMENT, Event, Facts, decode, encode, replay
from hoanhap.cases.services import loading
from hoanhap.cases.services.events import deadline_fields, governing_law, span_fields
from hoanhap.kit.dates import now
from hoanhap.kit.errors import Problem, Refused
from hoanhap.law.book import book
from hoanhap.law.clocks import calendar
from hoanhap.people.models import Person
from hoanhap.people.rules import ADULT

type Told = Sequence[tuple[str, date, Mapping[str, Any]]]
"""Kind, legal day and data of each event of a management case, in order."""


@dataclass(frozen=True)
class Opening:
    """The management case of one person: its events with the keys of their saving."""

    person: Person
    told: Told
    request_keys: Sequence[UUID]


class FirstSteps:
    """What the law's order of steps has against the events that rows of a list tell, of people who have no case yet.

    Rows that tell the same of people of one sex, and of one age on each day, are replayed once: the rules ask nothing else of a birth
    (rules.engine.Facts), and no age beyond ADULT. Reads and writes no row; good for one list, not for longer than the law book and the
    unit tree stay as they are.
    """

    def __init__(self) -> None:
        self._known: dict[object, list[Problem]] = {}

    def problems(self, told: Told, *, commune: int, sex: str, birth_date: date | None) -> list[Problem]:
        """The problems of these events, empty when they can follow each other."""
        facts = Facts(sex=sex, birth_date=birth_date)
        ages = [None if (age := facts.age(on)) is None else min(age, ADULT) for _, on, _ in told]  # before the birth: below 0
        shape = (tuple((kind, on, repr(sorted(data.items()))) for kind, on, data in told), commune, sex, *ages)
        if (found := self._known.get(shape)) is None:
            found = self._known[shape] = problems_of(told, commune=commune, sex=sex, birth_date=birth_date)
        return found


def problems_of(told: Told, *, commune: int, sex: str, birth_date: date | None) -> list[Problem]:
    """What the law's order of steps has against these events, for a person who has no case yet. Reads and writes no row."""
    person = Person(sex=sex, birth_date=birth_date, commune_id=commune)
    events = _events(told, commune, now(), range(1, len(told) + 1))
    return [found.problem for found in replay(MANAGEMENT, events, loading.facts_of(person, events), book(), calendar()).problems]


def _events(told: Told, commune: int, at: datetime, ids: Sequence[int]) -> list[Event]:
    return [
        Event(id=number, kind=kind, on=on, time=None, at=at, unit=commune, data=decode(MANAGEMENT.kind(kind).data, data))
        for number, (kind, on, data) in zip(ids, told, strict=True)
    ]


@transaction.atomic
def open_cases(openings: Sequence[Opening], *, by: User, source: int) -> dict[int, int]:
    """Open a management case for each person; person id → case id. `source` is the import, for the log.

    Raises PermissionDenied; Refused when the replay of one has a problem; IntegrityError when somebody has an open case: nothing is
    saved then. Whoever was opened under the same request keys before is left out.
    """
    done = dict(
        CaseEvent.objects.filter(request_key__in=[opening.request_keys[0] for opening in openings]).values_list("case__person", "case")
    )
    fresh = [opening for opening in openings if opening.person.pk not in done]
    rights = {(P(MANAGEMENT.kind(kind).right), opening.person.commune_id) for opening in fresh for kind, _, _ in opening.told}
    for right, commune in rights:
        assert_right(by, right, commune=commune, province=loading.province_of(commune))
    at = now()
    numbers = iter(_numbers("cases_case", len(fresh)))
    event_numbers = iter(_numbers("cases_caseevent", sum(len(opening.told) for opening in fresh)))
    cases, rows, spans, deadlines = [], [], [], []
    for opening in fresh:
        person = opening.person
        events = _events(opening.told, person.commune_id, at, [next(event_numbers) for _ in opening.told])
        timeline = replay(MANAGEMENT, events, loading.facts_of(person, events), book(), calendar())
        if timeline.problems or timeline.state is None or timeline.since is None:
            raise Refused([found.problem for found in timeline.problems])
        term = timeline.term
        case = Case(
            pk=next(numbers),
            person=person,
            procedure=MANAGEMENT.key.value,
            commune_id=person.commune_id,
            province_id=person.province_id,
            state=timeline.state,
            is_open=timeline.is_open,
            governing_law=(term.law if term else "") or governing_law(book(), timeline.since),
            since=timeline.since,
            until=timeline.until,
            term_since=term.since if term else None,
            term_end=term.end if term else None,
            version=1 + len(events),
            is_demo=person.is_demo,
        )
        cases.append(case)
        rows += [
            CaseEvent(
                pk=event.id, case=case, kind=event.kind, on=event.on, time=None, at=at, by=by, unit_id=event.unit,
                province_id=person.province_id, data=encode(event.data), request_key=key,
            )
            for event, key in zip(events, opening.request_keys, strict=True)
        ]  # fmt: skip
        spans += [
            CaseSpan(case=case, person=person, procedure=case.procedure, **found) for found in span_fields(case, timeline, person.sex)
        ]
        for row in timeline.deadlines:
            place = loading.commune_today(row.commune, case.commune_id)
            fields = deadline_fields(row, place, loading.province_of(place))
            deadlines.append(Deadline(case=case, person=person, key=row.key, pin=dict(row.pin), **fields))
    Case.objects.bulk_create(cases, batch_size=500)
    CaseEvent.objects.bulk_create(rows, batch_size=500)
    CaseSpan.objects.bulk_create(spans, batch_size=500)
    Deadline.objects.bulk_create(deadlines, batch_size=500)
    record_many(
        Action.RECORD, by=by, subject_type="case", subjects=[(case.pk, case.person_id) for case in cases],
        detail={"import": source, "opens": MANAGEMENT.key.value},
    )  # fmt: skip
    return done | {case.person_id: case.pk for case in cases}


def _numbers(table: str, count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"select nextval(pg_get_serial_sequence('{table}', 'id')) from generate_series(1, %s)", [count])
        return [int(number) for (number,) in cursor.fetchall()]


@transaction.atomic
def void_cases(ids: Collection[int], *, by: User, reason: str, source: int) -> None:
    """Declare every event of cases void, with one reason: closed cases without state stay, as if they had never been (services.void).

    Raises PermissionDenied; Refused without a reason.
    """
    if not reason.strip():
        raise Refused([Problem("no_reason", "Chưa nêu lý do.", field="reason")])
    cases = list(Case.objects.visible_to(by).select_for_update(of=("self",)).filter(pk__in=ids))
    for commune, province in {(case.commune_id, case.province_id) for case in cases}:
        assert_right(by, P.CASE_VOID, commune=commune, province=province)
    at = now()
    found = [case.pk for case in cases]
    void = set(CaseEvent.objects.filter(case__in=found, voids__isnull=False).values_list("voids", flat=True))
    rows = [row for row in CaseEvent.objects.filter(case__in=found, voids__isnull=True).order_by("-pk") if row.pk not in void]
    CaseEvent.objects.bulk_create(
        [
            CaseEvent(
                case_id=row.case_id, kind=row.kind, on=row.on, time=row.time, at=at, by=by, unit_id=row.unit_id,
                province_id=row.province_id, voids=row, reason=reason.strip(), request_key=uuid4(),
            )
            for row in rows
        ],
        batch_size=500,
    )  # fmt: skip
    CaseSpan.objects.filter(case__in=found).delete()
    Deadline.objects.filter(case__in=found).delete()
    for case in cases:
        case.state, case.is_open, case.until, case.receiving_commune_id = "", False, case.since, None
        case.term_since = case.term_end = None
        case.version += 1
    Case.objects.bulk_update(cases, ["state", "is_open", "until", "receiving_commune", "term_since", "term_end", "version"], batch_size=500)
    record_many(Action.VOID, by=by, subject_type="case", subjects=[(case.pk, case.person_id) for case in cases], detail={"import": source})
