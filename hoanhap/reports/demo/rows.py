"""How do a made-up person and their cases become rows for COPY? Through the same projection as recorded ones."""

import json
import random
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from uuid import UUID

from hoanhap.cases.models import Case
from hoanhap.cases.rules import MANAGEMENT, Event, Timeline, encode, replay
from hoanhap.cases.services import deadline_fields, governing_law, loading, span_fields
from hoanhap.kit.dates import FOREVER
from hoanhap.law.book import book
from hoanhap.law.clocks import calendar
from hoanhap.people.models import Person
from hoanhap.people.rules import (
    AccessReason,
    AddressKind,
    BirthPrecision,
    NoNumberReason,
    name_key,
    name_tokens,
    person_code,
    search_row,
    sort_key,
)
from hoanhap.reports.demo import names, stories
from hoanhap.reports.demo.city import CAU_GIAY, NGHIA_DO, Commune
from hoanhap.reports.demo.stories import MAX_EVENTS, Chronicle, Home, Today

NO_PROVINCE = "000"
"""Identity numbers of made-up people begin with a province code that does not exist (codes run from 001), so they are nobody's."""
CASES_EACH = 2
"""Ids kept for the cases of one person."""

PERSON = (
    "id", "code", "full_name", "other_name", "name_key", "sort_key", "sex", "birth_date", "birth_precision", "id_number",
    "no_number_reason", "nationality", "ethnicity", "occupation", "contact_name", "contact_relation", "contact_phone", "commune_id",
    "province_id", "address_line", "died_on", "not_duplicate_reason", "is_demo", "registered_at", "registered_by_id",
)  # fmt: skip
ADDRESS = ("person_id", "kind", "unit_id", "line", "is_stable", "since", "until")
ACCESS = ("person_id", "commune_id", "reason", "since", "until")
SEARCH = ("person_id", "name_key", "birth_year", "commune_id", "province_id", "pre")
CASE = (
    "id", "person_id", "procedure", "commune_id", "province_id", "receiving_commune_id", "state", "is_open", "governing_law", "since",
    "until", "term_since", "term_end", "version", "is_demo",
)  # fmt: skip
EVENT = ("id", "case_id", "kind", "on", "time", "at", "by_id", "unit_id", "province_id", "data", "voids_id", "reason", "request_key")
SPAN = ("case_id", "person_id", "procedure", "state", "sex", "commune_id", "commune_now_id", "province_id", "since", "until")
DEADLINE = (
    "case_id", "person_id", "key", "pin", "commune_id", "province_id", "clock", "rule", "owner", "protects", "anchor_on", "anchor_time",
    "due_on", "due_time", "due_at", "alternative_on", "state", "met_on", "met_time", "was_late", "note",
)  # fmt: skip
TABLES = {
    "people_person": PERSON, "people_address": ADDRESS, "people_personaccess": ACCESS, "people_personsearch": SEARCH, "cases_case": CASE,
    "cases_caseevent": EVENT, "cases_casespan": SPAN, "cases_deadline": DEADLINE,
}  # fmt: skip
"""Table and columns, in an order that foreign keys allow."""


class Batch:
    """Rows of one commune's people as COPY text."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {table: [] for table in TABLES}
        self.tokens: set[str] = set()
        self.counts = {"people": 0, "cases": 0, "events": 0}
        self._json: dict[int, tuple[object, str]] = {}

    def add(self, table: str, values: Iterable[object]) -> None:
        """One row, values in the order of the table's columns. Texts hold no tab or line break; backslashes are `_escaped` before."""
        self.lines[table].append("\t".join([value if type(value) is str else _text(value) for value in values]))

    def pin(self, value: object) -> str:
        """The JSON of a pinned entry; the same entry is written once."""
        kept = self._json.get(id(value))
        if kept is None:
            kept = self._json[id(value)] = (value, _json(value))
        return kept[1]

    def packed(self) -> dict[str, bytes]:
        """The text of each table."""
        return {table: ("\n".join(lines) + "\n").encode() for table, lines in self.lines.items() if lines}


def _text(value: object) -> str:
    if value is None:
        return r"\N"
    return ("t" if value else "f") if type(value) is bool else str(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\")


def _json(value: object) -> str:
    return _escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def commune_rows(
    commune: Commune,
    count: int,
    first: int,
    *,
    seed: int,
    on: date,
    officers: dict[int, int],
    neighbour: Commune,
    others: Sequence[Commune],
) -> Batch:
    """The people of a commune, numbered from `first`: those with a clock that runs today, then the rest. Same arguments, same rows."""
    batch = Batch()
    for place, (number, story) in enumerate(zip(range(first, first + count), _stories(commune, count, seed, on), strict=True)):
        rng = random.Random(f"{seed}:{number}")
        to_neighbour = story is stories.handed_over or place % 2 == 0  # every commune has a file to receive

        def destination(rng: random.Random = rng, near: bool = to_neighbour) -> Home:
            while (chosen := neighbour if near else rng.choice(others)).id == commune.id:
                near = False
            return chosen.home(rng)

        _person_rows(batch, rng, number, commune, story, destination, on=on, officers=officers)
    return batch


type Story = Callable[[Chronicle], None] | None


def _stories(commune: Commune, count: int, seed: int, on: date) -> list[Story]:
    """Which people have a story made for today (None: an ordinary life)."""
    rng = random.Random(f"{seed}:{commune.id}")
    everything = commune.id in (CAU_GIAY, NGHIA_DO)
    chosen: list[Story] = list(stories.EVERYWHERE)
    chosen += [story for story, share in stories.SOMEWHERE if everything or rng.random() < share]
    if not commune.is_ward and rng.random() < 0.3:
        chosen.append(stories.remote_test)
    return (chosen + [None] * count)[:count]


def _person_rows(
    batch: Batch,
    rng: random.Random,
    number: int,
    commune: Commune,
    story: Story,
    destination: Callable[[], Home],
    *,
    on: date,
    officers: dict[int, int],
) -> None:
    sex = "female" if rng.random() < 0.085 else "male"
    start = on - timedelta(days=int((on - stories.LAW_BEGINS).days * (1 - rng.random() ** 0.62)) + 1)
    born = names.birth_date(rng, start)
    home = commune.home(rng)
    told: list[tuple[Chronicle, Timeline]] = []
    while not told:
        told = _told(rng, number, home, sex, born, start, story, destination, on)
    case_number = (number - 1) * CASES_EACH + 1
    final = told[-1][0].home
    died_on = told[-1][0].died_on
    first = told[0][0].events[0]
    person = Person(id=number, sex=sex, birth_date=born, died_on=died_on, commune_id=final.commune, province_id=final.province)
    _identity(batch, rng, person, first, officers, home)
    _addresses(batch, rng, person, told, home, first.on)
    for offset, (chronicle, timeline) in enumerate(told):
        _case_rows(batch, rng, person, case_number + offset, chronicle, timeline, officers)
    batch.counts["people"] += 1
    batch.counts["cases"] += len(told)


def _told(
    rng: random.Random, number: int, home: Home, sex: str, born: date, start: date, story: Story, destination: Callable[[], Home], on: date
) -> list[tuple[Chronicle, Timeline]]:
    """One or two cases told to the present and replayed; empty when a story broke a rule of the law of its day (it is told anew)."""
    event_number = (number - 1) * MAX_EVENTS + 1
    drafts: list[Chronicle] = []
    begins: date | None = start
    while begins is not None and begins < on and len(drafts) < CASES_EACH:
        chronicle = Chronicle(rng, drafts[-1].home if drafts else home, sex, born, on, event_number, destination)
        try:
            if story is None:
                stories.life(chronicle, begins)
            else:
                story(chronicle)
        except Today:
            pass
        if not chronicle.events:
            break
        drafts.append(chronicle)
        event_number = chronicle.next_id
        is_over = chronicle.events[-1].kind == "send_decision" and chronicle.died_on is None
        again = story is None and is_over and rng.random() < 0.12
        begins = chronicle.events[-1].on + timedelta(days=rng.randint(40, 500)) if again else None
    final = drafts[-1].home.commune if drafts else 0
    died_on = drafts[-1].died_on if drafts else None
    told = []
    for chronicle in drafts:
        person = Person(sex=sex, birth_date=born, died_on=died_on, commune_id=final)
        facts = loading.facts_of(person, chronicle.events, Case(commune_id=final))
        told.append((chronicle, replay(MANAGEMENT, chronicle.events, facts, book(), calendar())))
    if event_number > number * MAX_EVENTS or any(timeline.problems for _, timeline in told):
        return []
    return told


def _identity(batch: Batch, rng: random.Random, person: Person, first: Event, officers: dict[int, int], home: Home) -> None:
    born = person.birth_date
    assert born is not None
    name = names.full_name(rng, person.sex, born.year)
    known = rng.random()
    precision = BirthPrecision.YEAR if known < 0.04 else BirthPrecision.MONTH if known < 0.05 else BirthPrecision.DAY
    has_number = rng.random() > 0.035
    digit = (born.year // 100 - 19) * 2 + (person.sex == "female")
    id_number = f"{NO_PROVINCE}{digit}{born.year % 100:02d}{person.pk % 1_000_000:06d}" if has_number else ""
    other = rng.choice(("Tý", "Tèo", "Béo", "Còi", "Sẹo", "Ba", "Tư", "Út")) if rng.random() < 0.03 else ""
    relation = rng.choice(("mẹ", "cha", "vợ" if person.sex == "male" else "chồng", "anh", "chị")) if rng.random() < 0.6 else ""
    relative = names.full_name(rng, "male" if relation in {"cha", "chồng", "anh"} else "female", born.year - 20) if relation else ""
    person.address_line = names.address(rng, is_ward=home.is_ward)
    registered = first.at
    values = (
        person.pk,
        person_code(registered.year, person.pk),
        name,
        other,
        name_key(name),
        _escaped(sort_key(name)),
        person.sex,
        _known(born, precision),
        precision.value,
        id_number,
        "" if has_number else rng.choice((NoNumberReason.NOT_ISSUED.value, NoNumberReason.NOT_SHOWN.value)),
        "VN",
        "01",
        names.OCCUPATION.draw(rng),
        relative,
        relation,
        "",
        person.commune_id,
        person.province_id,
        person.address_line,
        person.died_on,
        "",
        True,
        registered,
        officers[home.commune],
    )
    batch.add("people_person", values)
    row = search_row(name, other, born.year, person.commune_id, person.province_id, person.address_line)
    batch.add("people_personsearch", (person.pk, *row[:4], "{" + ",".join(row[4]) + "}"))
    batch.tokens.update(name_tokens(name, other))


def _known(born: date, precision: BirthPrecision) -> date:
    """The part of the birth date that is known: the first day of the month or year."""
    if precision is BirthPrecision.YEAR:
        return born.replace(month=1, day=1)
    return born.replace(day=1) if precision is BirthPrecision.MONTH else born


def _addresses(
    batch: Batch, rng: random.Random, person: Person, told: Sequence[tuple[Chronicle, Timeline]], home: Home, first: date
) -> None:
    """Where the person lived, in the unit of each time; and the communes that were lent the file."""
    stays: list[tuple[date | None, Home]] = [(None, home)]
    stays += [move for chronicle, _ in told for move in chronicle.moves]
    stable = (
        None
        if told[-1][0].events[-1].kind == "positive_test"
        else not any(
            event.kind == "residence_check" and event.data is not None and event.data.result == "none"
            for chronicle, _ in told
            for event in chronicle.events
        )
    )
    for position, (since, place) in enumerate(stays):
        leaves = stays[position + 1][0] if position + 1 < len(stays) else FOREVER
        line = person.address_line if position == len(stays) - 1 else names.address(rng, is_ward=place.is_ward)
        assert leaves is not None
        for unit, ends in place.chain:
            if ends <= (since or first):
                continue
            until = min(ends, leaves)
            batch.add("people_address", (person.pk, AddressKind.ACTUAL.value, unit, line, stable, since, until))
            since = until
            if until == leaves:
                break
    waiting = told[-1][1].receiving
    if waiting is not None:
        sent = next(event.on for event in reversed(told[-1][0].events) if event.kind == "hand_over")
        batch.add("people_personaccess", (person.pk, waiting, AccessReason.HAND_OVER.value, sent, FOREVER))


def _case_rows(
    batch: Batch, rng: random.Random, person: Person, number: int, chronicle: Chronicle, timeline: Timeline, officers: dict[int, int]
) -> None:
    assert timeline.state is not None
    assert timeline.since is not None
    commune = loading.commune_today(timeline.commune, person.commune_id)
    case = Case(id=number, person_id=person.pk, commune_id=commune, province_id=loading.province_of(commune))
    term = timeline.term
    batch.add(
        "cases_case",
        (
            number,
            person.pk,
            MANAGEMENT.key.value,
            case.commune_id,
            case.province_id,
            timeline.receiving,
            timeline.state,
            timeline.is_open,
            governing_law(book(), timeline.since),
            timeline.since,
            timeline.until,
            term.since if term else None,
            term.end if term else None,
            1 + len(chronicle.events),
            True,
        ),
    )
    for event in chronicle.events:
        data = _json(encode(event.data)) if event.data is not None else "{}"
        unit = loading.commune_today(event.unit, person.commune_id)
        batch.add(
            "cases_caseevent",
            (
                event.id,
                number,
                event.kind,
                event.on,
                event.time,
                event.at,
                officers.get(unit, officers[commune]),
                event.unit,
                loading.province_of(unit),
                data,
                event.voids,
                event.reason,
                UUID(int=rng.getrandbits(128), version=4),
            ),
        )
    for span in span_fields(case, timeline, person.sex):
        batch.add("cases_casespan", (number, person.pk, MANAGEMENT.key.value, *(span[name] for name in SPAN[3:])))
    for row in timeline.deadlines:
        place = loading.commune_today(row.commune, case.commune_id)
        fields = deadline_fields(row, place, loading.province_of(place))
        batch.add("cases_deadline", (number, person.pk, row.key, batch.pin(row.pin), *(fields[name] for name in DEADLINE[4:])))
    batch.counts["events"] += len(chronicle.events)
