"""How fast is the search alone, in a register of any size, from a commune, a province and the whole country?

The register holds people and their search rows only, made up as those of the demonstration; no cases, no events. Each operation also
counts how often the person who was meant stood among the answers.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import psycopg
from django.db import connection, transaction
from django.urls import reverse
from django.utils.html import escape

from hoanhap.kit.dates import now
from hoanhap.people.models import NameToken, Person
from hoanhap.people.rules import address_keys, name_key, name_tokens, person_code, search_row, sort_key
from hoanhap.reports.bench.client import Session, Unexpected
from hoanhap.reports.bench.operations import OFFICER, PROVINCE, Operation, Typed, rows_of, with_typo
from hoanhap.reports.demo import accounts, names
from hoanhap.reports.demo.city import CAU_GIAY, HA_NOI, Commune, allot, communes
from hoanhap.reports.demo.rows import NO_PROVINCE, PERSON, SEARCH

NATION = "thanhtra"
"""The account that reads the whole country."""
BATCH = 20_000


def fill(people: int, *, seed: int = 1) -> None:
    """So many made-up people in all communes of today, by COPY, in one transaction; the same arguments give the same rows.

    Indexes are dropped before and made again after. Works on an empty register only.
    """
    on, at = date(2026, 11, 2), now()
    where = allot(seed, people, communes(seed, country=True))
    with transaction.atomic(), connection.cursor() as cursor:
        by = accounts.make_accounts(on - timedelta(days=400))[OFFICER].pk
        restore = _without_indexes(cursor)
        tokens: set[str] = set()
        number = 1
        for commune, count in where:
            persons, searches = [], []
            for pk in range(number, number + count):
                values, search, words = _person(pk, commune, seed=seed, on=on, by=by, at=at)
                persons.append(values)
                searches.append(search)
                tokens.update(words)
            number += count
            _copy(cursor, "people_person", PERSON, persons)
            _copy(cursor, "people_personsearch", SEARCH, searches)
        for statement in restore:
            cursor.execute(statement)
        NameToken.objects.bulk_create([NameToken(token=token) for token in sorted(tokens)], ignore_conflicts=True)
        cursor.execute("select setval(pg_get_serial_sequence('people_person', 'id'), %s)", [number])
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze people_person, people_personsearch, people_nametoken")


def _without_indexes(cursor: Any) -> list[str]:
    """Drop the indexes that no key needs, and say how to make them again: at once they cost a fifth of what they cost row by row."""
    cursor.execute("set constraints all immediate")  # a table with checks that wait gets no index
    cursor.execute(
        "select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index where indrelid = any(%s::regclass[]) "
        "and not exists (select from pg_constraint where conindid = indexrelid)",
        [["people_person", "people_personsearch"]],
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"drop index {name}")
    return ["set local maintenance_work_mem = '256MB'", *(make for _, make in found)]


def _copy(cursor: Any, table: str, columns: Sequence[str], lines: Sequence[Sequence[object]]) -> None:
    with cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy:
        for line in lines:
            copy.write_row(line)


def _person(
    pk: int, commune: Commune, *, seed: int, on: date, by: int, at: Any
) -> tuple[tuple[object, ...], tuple[object, ...], list[str]]:
    rng = random.Random(f"{seed}:search:{pk}")
    sex = "female" if rng.random() < 0.06 else "male"
    born = names.birth_date(rng, on)
    name = names.full_name(rng, sex, born.year)
    other = rng.choice(("Tý", "Tèo", "Béo", "Còi", "Sẹo", "Ba", "Tư", "Út")) if rng.random() < 0.03 else ""
    line = names.address(rng, is_ward=commune.is_ward)
    digit = (born.year // 100 - 19) * 2 + (sex == "female")
    number = f"{NO_PROVINCE}{digit}{born.year % 100:02d}{pk % 1_000_000:06d}"
    key = name_key(name)
    person = (
        pk, person_code(2026, pk), name, other, key, sort_key(name), sex, born, "day", number, "", "VN", "01", "", "", "", "", commune.id,
        commune.province, line, None, "", True, at, by,
    )  # fmt: skip
    row = search_row(name, other, born.year, commune.id, commune.province, line)
    return person, (pk, *row[:4], row[4]), name_tokens(name, other)


@dataclass(frozen=True)
class Search(Operation):
    """A search, and for each answer whether the person who was meant stood in it."""

    found: list[bool] = field(default_factory=list)


@dataclass(frozen=True)
class Wanted:
    """What is typed to find somebody, and the keys that the database cannot do without."""

    person: Person
    text: str
    keys: list[str]
    near: list[str] = field(default_factory=list)


def searches(seed: int = 1) -> list[Search]:
    """Four things an officer types, each from three scopes. Raises Unexpected in an empty register."""
    rng = random.Random(seed)
    scopes: tuple[tuple[str, str, dict[str, int], list[str]], ...] = (
        ("xã", OFFICER, {"commune": CAU_GIAY}, [f"c{CAU_GIAY}"]),
        ("tỉnh", PROVINCE, {"province": HA_NOI}, [f"p{HA_NOI}"]),
        ("cả nước", NATION, {}, []),
    )
    made = []
    for where, username, limits, scope_keys in scopes:
        pks = list(Person.objects.filter(**limits).order_by("pk").values_list("pk", flat=True))
        people = list(Person.objects.filter(pk__in=rng.sample(pks, min(len(pks), 400))).order_by("pk"))
        if not people:
            raise Unexpected("không có người nào để tìm (nobody to search for)")
        rng.shuffle(people)
        for what, wanted, budget in (
            ("số định danh", _by_number, (15, 60)),
            ("họ tên không dấu, sai một chữ", _by_typo, (40, 120)),
            ("nơi ở", _by_street, (40, 120)),
            ("chữ cái đầu và năm sinh", _by_initials, (40, 120)),
        ):
            asked = [wanted(rng, person) for person in people]
            made.append(_search(f"{what}, {where}", username, asked, limits, scope_keys, budget))
    return made


def _search(
    name: str, username: str, asked: list[Wanted], limits: dict[str, int], scope_keys: list[str], budget: tuple[int, int]
) -> Search:
    found: list[bool] = []

    def pick(client: int, number: int) -> Wanted:
        return asked[(client * 37 + number) % len(asked)]

    def whole(session: Session, client: int, number: int) -> float:
        wanted = pick(client, number)
        answer = session.post(reverse("person_search"), {"q": wanted.text}, fragment=True)
        if answer.status != 200:
            raise Unexpected(f"tìm người: {answer.status}")
        found.append(f'id="{escape(wanted.person.code)}"' in answer.body)
        return answer.seconds

    def floor(bare: psycopg.Connection[Any], client: int, number: int) -> None:
        wanted = pick(client, number)
        if not wanted.keys:
            column = next(iter(limits), "")
            scope = f" and {column}_id = %s" if column else ""
            rows_of(
                bare,
                f"select id, code, full_name, sex, birth_date from people_person where id_number = %s{scope}",
                wanted.text,
                *limits.values(),
            )
            return
        near = " and pre && %s::varchar[]" if wanted.near else ""
        ids = rows_of(
            bare,
            f"select person_id from people_personsearch where pre @> %s::varchar[]{near} limit 21",
            [*wanted.keys, *scope_keys],
            *([wanted.near] if wanted.near else []),
        )
        rows_of(
            bare,
            "select id, code, full_name, sex, birth_date, address_line from people_person where id = any(%s)",
            [row[0] for row in ids],
        )

    return Search(name, username, whole, floor, budget, found)


def _by_number(_rng: random.Random, person: Person) -> Wanted:
    return Wanted(person, person.id_number, [])


def _by_typo(rng: random.Random, person: Person) -> Wanted:
    typed: Typed = with_typo(rng, person)
    return Wanted(person, typed.text, typed.others, typed.near)


def _by_street(_rng: random.Random, person: Person) -> Wanted:
    words = name_tokens(person.address_line)
    return Wanted(person, " ".join(words), address_keys(words))


def _by_initials(_rng: random.Random, person: Person) -> Wanted:
    assert person.birth_date is not None
    letters = [word[0] for word in person.name_key.split()]
    return Wanted(person, f"{' '.join(letters)} {person.birth_date:%y}", [*dict.fromkeys(letters), f"y{person.birth_date.year}"])


def report(lines: Sequence[dict[str, Any]], spoken: Callable[[float], str]) -> list[str]:
    """The table of the measured lines."""
    text = [
        "| Typed, scope | clients | requests | p50 ms | p95 ms | budget p95 | web CPU ms "
        "| floor p50 | floor p95 | p50 / floor | meant person shown |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for line in lines:
        whole, floor, budget = line["whole"], line["floor"], line["budget"]
        mark = "–" if budget is None else f"{budget}" if whole[1] * 1000 <= budget else f"**{budget}, missed**"
        text.append(
            f"| {line['name']} | {line['clients']} | {line['samples']} | {spoken(whole[0])} | {spoken(whole[1])} | {mark} | "
            f"{spoken(line['cpu'])} | {spoken(floor[0])} | {spoken(floor[1])} | {whole[0] / floor[0]:.0f} × | {line['found']:.0%} |"
        )
    return [*text, ""]
