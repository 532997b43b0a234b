"""Which registered people share with a record what makes a comparison worth while, and how alike are they? By set, in few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import batched
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet
from django.db.models.expressions import RawSQL

from hoanhap.people.models import IdentityPaper, NameToken, Person, PersonSearch, Relative
from hoanhap.people.rules import Traits
from hoanhap.people.rules.linkage import Match, Names, parameters, score
from hoanhap.people.rules.linkage_blocks import days, is_number_near, matters_anywhere, matters_on_any_day, name_variants, parts_of_slips
from hoanhap.people.rules.linkage_records import Record
from hoanhap.people.rules.searching import Vocabulary

LIMIT = 5
CHUNK = 5_000
"""Records looked up at once."""


def traits_of(person: Person) -> Traits:
    """What a registered person is compared by, further papers and relatives included (three queries)."""
    return next(traits_of_people(Person.objects.filter(pk=person.pk)))[1]


def find_matches(records: Sequence[Traits | Record], *, floor: float | None = None, limit: int | None = LIMIT) -> list[tuple[Match, ...]]:
    """For each record the registered people who may be the same human, the best first; `Match.key` is the person's id.

    Set-based: the same few queries for one record and for a thousand. The whole country is looked at whatever the scope of the reader:
    of people outside it the caller may say the place only. `floor` in bits; None: the threshold of asking.
    """
    vocabulary = NameToken.objects.vocabulary()
    people = PersonSearch.objects.aggregate(last=Max("pk"))["last"] or 0  # ids are handed out one by one, and nobody is deleted
    given = parameters()
    least = given.ask if floor is None else floor
    found: list[tuple[Match, ...]] = []
    for chunk in batched(records, CHUNK):
        asked = [each if isinstance(each, Record) else Record(each) for each in chunk]
        counts = _name_counts({record.key for record in asked})
        usual = Names(counts, people)
        matters = [(matters_on_any_day(record, usual, given, least), matters_anywhere(record, usual, given, least)) for record in asked]
        sharing = _sharing(asked, vocabulary, matters)
        everyone = set().union(*sharing.values())
        among = Person.objects.filter(pk__in=RawSQL("select unnest(%s::bigint[])", [_array(everyone)]))
        kept = {pk: Record(traits) for pk, traits in traits_of_people(among)}
        names = Names(counts | _name_counts({record.key for record in kept.values()} - counts.keys()), people)
        for row, record in enumerate(asked):
            matches = (Match(pk, *score(record, kept[pk], names, given, least=least)) for pk in sharing.get(row, ()) if pk in kept)
            likely = [match for match in matches if match.score >= least]
            found.append(tuple(sorted(likely, key=lambda match: (-match.score, match.key))[:limit]))
    return found


def traits_of_people(people: QuerySet[Person]) -> Iterator[tuple[int, Traits]]:
    """Id and traits of the people who are in the register today: merged and withdrawn ones have no search row."""
    live = people.filter(search__isnull=False)
    numbers, relatives = defaultdict(list), defaultdict(list)
    for person, number in IdentityPaper.objects.filter(person__in=live, withdrawn_at=None).values_list("person_id", "number"):
        numbers[person].append(number)
    for person, name in Relative.objects.filter(person__in=live).values_list("person_id", "full_name"):
        relatives[person].append(name)
    columns = (
        "full_name", "sex", "birth_date", "birth_precision", "id_number", "commune_id", "address_line", "contact_name",
        "province_id", "other_name",
    )  # fmt: skip
    for pk, *row in live.order_by("pk").values_list("pk", *columns).iterator(chunk_size=10_000):
        yield pk, Traits(*(*row, tuple(numbers.get(pk, ())), tuple(relatives.get(pk, ()))))


# --- what is asked of the database -------------------------------------------------------------------------------------------

_SEPARATOR = "\x1f"


def _texts(values: Iterable[str]) -> str:
    """Texts as one parameter, which `string_to_array` parts again: the driver writes arrays element by element, ten times slower."""
    return _SEPARATOR.join(values)


def _array(values: Iterable[object]) -> str:
    """Numbers and days as the literal of an array; None is null."""
    return "{" + ",".join("null" if value is None else str(value) for value in values) + "}"


_COLUMNS = {
    "rows": "int", "born": "date", "swapped": "date", "communes": "int", "provinces": "int", "on_any_day": "bool", "anywhere": "bool",
    "name_rows": "int", "names": "text", "since": "int", "until": "int",
    "place_rows": "int", "place_names": "text", "place_communes": "int",
    "relative_rows": "int", "relative_names": "text", "relatives": "text",
    "day_rows": "int", "calls": "text", "days": "date",
    "call_rows": "int", "near_calls": "text", "call_communes": "int", "near_years": "int",
    "number_rows": "int", "heads": "text", "ends": "text", "tails": "text",
    "keys": "text", "words": "text",
}  # fmt: skip
"""What the queries ask with, and its type."""


def _unnested(*columns: str) -> str:
    """Columns as the source of rows."""
    arrays = [
        f"string_to_array(%({name})s, '{_SEPARATOR}')" if _COLUMNS[name] == "text" else f"%({name})s::{_COLUMNS[name]}[]"
        for name in columns
    ]
    return f"unnest({', '.join(arrays)})"


def _asked(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, str]:
    """The parameters of columns."""
    filled = zip(*rows, strict=True) if rows else [()] * len(columns)
    return {name: (_texts if _COLUMNS[name] == "text" else _array)(values) for name, values in zip(columns, filled, strict=True)}


def _name_counts(keys: Collection[str]) -> dict[str, int]:
    """How many people of the register have each name."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""select w.key, s.people from {_unnested("keys", "words")} w (key, words)
            cross join lateral (select count(*) people from people_personsearch where words = w.words and name_key = w.key) s
            where s.people > 0""",
            _asked(("keys", "words"), [(key, " ".join(sorted(key.split()))) for key in keys]),
        )
        return dict(cursor.fetchall())


_CALLED = "split_part(name_key, ' ', -1)"
_SHARING = {
    "name and year": f"""
        select w.n, s.person_id from {_unnested("name_rows", "names", "since", "until")} w (n, words, since, until)
        join {_unnested("rows", "born", "swapped", "communes", "provinces", "on_any_day", "anywhere")}
            r (n, born, swapped, commune, province, on_any_day, anywhere) on r.n = w.n
        cross join lateral (
            select person_id, commune_id, province_id from people_personsearch
            where words = w.words and birth_year between w.since and w.until offset 0) s
        where (r.anywhere or s.province_id = r.province
            or r.born is not null and exists (
                select from people_person p where p.id = s.person_id and p.birth_date in (r.born, r.swapped)))
        and (r.on_any_day or r.born is null or s.commune_id = r.commune or exists (
            select from people_person p where p.id = s.person_id and (
                p.birth_precision <> 'day' or to_char(p.birth_date, 'MMDD') = '0101'
                or extract(day from p.birth_date) in (extract(day from r.born), extract(month from r.born))
                or extract(month from p.birth_date) = extract(month from r.born))))""",
    "name and commune": f"""
        select w.n, s.person_id
        from {_unnested("place_rows", "place_names", "place_communes")} w (n, words, commune)
        cross join lateral (
            select person_id from people_personsearch where words = w.words and commune_id = w.commune offset 0) s""",
    "name and relative": f"""
        select w.n, s.person_id
        from {_unnested("relative_rows", "relative_names", "relatives")} w (n, words, relative)
        cross join lateral (select person_id from people_personsearch where words = w.words offset 0) s
        join people_person p on p.id = s.person_id
        where lower(p.contact_name) = w.relative""",
    "birth day and given name": f"""
        select w.n, p.id from {_unnested("day_rows", "calls", "days")} w (n, call, day)
        join people_person p on p.birth_date = w.day and p.birth_precision = 'day' and ({_CALLED} = w.call or p.other_name <> '')""",
    "given name, year and commune": f"""
        with here as materialized (
            select id, commune_id, extract(year from birth_date)::int as year, {_CALLED} as call
            from people_person where commune_id = any(%(everywhere)s::int[]) and birth_date is not null),
        others as materialized (
            select p.id, p.commune_id, s.birth_year as year, s.pre from people_person p join people_personsearch s on s.person_id = p.id
            where p.commune_id = any(%(everywhere)s::int[]) and p.other_name <> '')
        select w.n, p.id from {_unnested("call_rows", "near_calls", "call_communes", "near_years")} w (n, call, commune, year)
        join here p on (p.commune_id, p.call, p.year) = (w.commune, w.call, w.year)
        union all
        select w.n, p.id from {_unnested("call_rows", "near_calls", "call_communes", "near_years")} w (n, call, commune, year)
        join others p on (p.commune_id, p.year) = (w.commune, w.year) and w.call = any(p.pre)""",
}
"""What two records of one human share (as rules.linkage_blocks.Register has it), and which rows share it with whom. Of people of one name
in neighbouring years only those count whose birth day can be the same but for one mistake, or who matter on any day; and of those elsewhere
only who are born on the day, unless they matter anywhere."""

_NUMBERS = "\nunion all\n".join(
    f"select w.n, p.person, p.number from {_unnested('number_rows', name)} w (n, part) "
    f"cross join lateral (select {person} person, {number} number from {table} where {part} = w.part and {when} offset 0) p"
    for person, table, number, when in (
        ("id", "people_person", "id_number", "id_number <> ''"),
        ("person_id", "people_identitypaper", "number", "withdrawn_at is null"),
    )
    for name, part in (
        ("heads", f"left({number}, -3)"), ("ends", f"(left({number}, -6) || right({number}, 3))"), ("tails", f"right({number}, 6)"),
    )
)  # fmt: skip
"""People with a number of which a part is the same; people/migrations/0011 has an index for each part."""


def _sharing(records: Sequence[Record], vocabulary: Vocabulary, matters: Sequence[tuple[bool, bool]]) -> dict[int, set[int]]:
    """By the place of each record the people who share with it what makes a comparison worth while.

    `matters`: whether namesakes of each matter on any day, and anywhere (rules.linkage_blocks).
    """
    wanted = _wanted(records, vocabulary, matters)
    found: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        for query in _SHARING.values():
            cursor.execute(query, wanted)
            for row, person in cursor.fetchall():
                found[row].add(person)
        cursor.execute(_NUMBERS, wanted)
        for row, person, number in cursor.fetchall():
            if is_number_near(number, records[row].numbers):
                found[row].add(person)
    return found


def _wanted(records: Sequence[Record], vocabulary: Vocabulary, matters: Sequence[tuple[bool, bool]]) -> dict[str, str]:
    """The columns that the queries ask with."""
    by_name: list[tuple[int, str, int, int]] = []
    by_place: list[tuple[int, str, int]] = []
    by_relative: list[tuple[int, str, str]] = []
    by_day: list[tuple[int, str, date]] = []
    by_call: list[tuple[int, str, int, int]] = []
    by_number: list[tuple[int, str, str, str]] = []
    rows: list[tuple[int, date | None, date | None, int | None, int | None, bool, bool]] = []
    for n, (record, wide) in enumerate(zip(records, matters, strict=True)):
        name, year = " ".join(record.name), record.birth[0] if record.birth else None
        births = [date(*each) for each in days(record)]
        rows.append((n, *((births[0], births[-1]) if births else (None, None)), record.commune, record.province, *wide))
        by_number += [(n, *parts) for number in record.numbers for parts in parts_of_slips(number)]
        if not name:
            continue
        by_relative += [(n, name, relative) for relative in record.relatives_written]
        if record.commune is not None:
            by_place.append((n, name, record.commune))
        if year is None:
            continue
        by_name.append((n, name, year - 1, year + 1))
        by_name += [(n, " ".join(sorted(words)), year, year) for words in name_variants(record.words, vocabulary)]
        calls = record.calls()
        by_day += [(n, call, day) for call in calls for day in births]
        if record.commune is not None:
            by_call += [(n, call, record.commune, year + shift) for call in calls for shift in (-1, 0, 1)]
    return {
        "everywhere": _array({record.commune for record in records if record.commune is not None}),
        **_asked(("rows", "born", "swapped", "communes", "provinces", "on_any_day", "anywhere"), rows),
        **_asked(("name_rows", "names", "since", "until"), by_name),
        **_asked(("place_rows", "place_names", "place_communes"), by_place),
        **_asked(("relative_rows", "relative_names", "relatives"), by_relative),
        **_asked(("day_rows", "calls", "days"), by_day),
        **_asked(("call_rows", "near_calls", "call_communes", "near_years"), by_call),
        **_asked(("number_rows", "heads", "ends", "tails"), by_number),
    }
