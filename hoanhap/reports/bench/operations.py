"""Which operations are measured, on whom, and what is the least that the database has to do for each?"""

import random
import re
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import psycopg
from django.db import connection
from django.urls import reverse

from hoanhap.cases.models import Case, CaseEvent
from hoanhap.cases.rules.states import State
from hoanhap.kit.dates import now
from hoanhap.people.models import NameToken, Person
from hoanhap.people.rules import name_tokens
from hoanhap.reports.bench.client import Session, Step, Unexpected, fields_of
from hoanhap.reports.demo.accounts import PASSWORD
from hoanhap.reports.demo.city import CAU_GIAY, HA_NOI

OFFICER, PROVINCE = "canbo.caugiay", "tinh.hanoi"
FLOOR_OPTIONS = "-c jit=off -c max_parallel_workers_per_gather=0"
"""As the web role has them."""


@dataclass(frozen=True)
class Operation:
    """One line of the table. `whole` is the request, `floor` the bare SQL; budgets are milliseconds of DESIGN §11 at 1 and 8 clients."""

    name: str
    username: str
    whole: Callable[[Session, int, int], float]
    floor: Callable[[psycopg.Connection[Any], int, int], object]
    budget: tuple[int | None, int | None]


def operations(seed: int = 1) -> list[Operation]:
    """The operations with their samples, drawn from the database this process is connected to."""
    rng = random.Random(seed)
    people = list(Person.objects.filter(province=HA_NOI).exclude(id_number="").order_by("pk")[:20_000])
    searched = rng.sample(people, min(len(people), 400))
    typed = [with_typo(rng, person) for person in searched]
    mine = rng.sample(found := [person for person in people if person.commune_id == CAU_GIAY], min(len(found), 100))
    managed = list(
        Case.objects.filter(commune=CAU_GIAY, state=State.MANAGED.value, term_end__gt=now().date())
        .order_by("pk")
        .values_list("pk", "person__code")
    )
    if not (searched and mine and len(managed) >= 8):
        raise Unexpected("dữ liệu minh họa quá ít: cần từ 2.000 người (too few people)")

    def pick[T](rows: Sequence[T], client: int, number: int) -> T:
        return rows[(client * 37 + number) % len(rows)]

    def find(text: Callable[[int, int], str], session: Session, client: int, number: int) -> float:
        answer = session.post(reverse("person_search"), {"q": text(client, number)}, fragment=True)
        _require(answer.status == 200, "tìm người", answer.status)
        return answer.seconds

    def page(path: Callable[[int, int], str]) -> Callable[[Session, int, int], float]:
        def get(session: Session, client: int, number: int) -> float:
            answer = session.get(path(client, number))
            _require(answer.status == 200, path(client, number), answer.status)
            return answer.seconds

        return get

    def record(session: Session, client: int, number: int) -> float:
        _, code = managed[(client + 8 * number) % (len(managed) // 8 * 8)]
        path = reverse("event_new", args=[code, "presence_check"])
        values = fields_of(session.get(path).body) | {"result": "present"}
        answer = session.post(path, values)
        _require(answer.status == 302, path, answer.status, answer.body)
        return answer.seconds

    return [
        Operation(
            "Tìm theo số định danh, toàn thành phố", PROVINCE,
            lambda session, client, number: find(lambda c, n: pick(searched, c, n).id_number, session, client, number),
            lambda bare, client, number: rows_of(
                bare, "select id, code, full_name, sex, birth_date from people_person where id_number = %s and province_id = %s",
                pick(searched, client, number).id_number, HA_NOI,
            ),
            (15, 60),
        ),
        Operation(
            "Tìm theo họ tên, không dấu, sai một chữ, toàn thành phố", PROVINCE,
            lambda session, client, number: find(lambda c, n: pick(typed, c, n).text, session, client, number),
            lambda bare, client, number: _floor_name(bare, pick(typed, client, number)),
            (40, 120),
        ),
        Operation("Việc hôm nay", OFFICER, page(lambda _c, _n: reverse("home")), _floor_worklist, (40, 150)),
        Operation(
            "Danh sách người, trang đầu", OFFICER, page(lambda _c, _n: reverse("person_list")), _floor_list(CAU_GIAY, None), (40, 150)
        ),
        Operation(
            "Danh sách người, trang đầu, toàn thành phố", PROVINCE, page(lambda _c, _n: reverse("person_list")), _floor_list(None, HA_NOI),
            (40, 150),
        ),
        Operation(
            "Trang một người", OFFICER, page(lambda c, n: reverse("person_detail", args=[pick(mine, c, n).code])),
            lambda bare, client, number: _floor_person(bare, pick(mine, client, number).pk), (40, 130),
        ),
        Operation("Ghi sự kiện (kiểm tra cư trú)", OFFICER, record, _floor_record, (40, 120)),
        Operation("Trang số liệu, toàn thành phố", PROVINCE, page(lambda _c, _n: reverse("figure_list")), _floor_figures, (None, None)),
    ]  # fmt: skip


@dataclass(frozen=True)
class Typed:
    """A name with one typing error, and what the search has to find of it."""

    text: str
    others: list[str]
    near: list[str]


def with_typo(rng: random.Random, person: Person) -> Typed:
    """A full name without accents in which one word lost, gained or swapped a letter."""
    words = name_tokens(person.full_name)
    place = rng.randrange(len(words))
    word = words[place]
    at = rng.randrange(len(word))
    kind = rng.choice(("swap", "double", "drop")) if len(word) > 2 else "double"
    wrong = {
        "swap": word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :] if at else word[1] + word[0] + word[2:],
        "double": word[:at] + word[at] + word[at:],
        "drop": word[:at] + word[at + 1 :],
    }[kind]
    others = [other for other in words if other != word]
    return Typed(" ".join([*words[:place], wrong, *words[place + 1 :]]), others, [wrong, word, *NameToken.objects.vocabulary().near(wrong)])


def _require(condition: bool, where: str, status: int, body: str = "") -> None:
    if not condition:
        why = " ".join(re.sub(r"<[^>]+>", " ", part) for part in re.findall(r"hn-errors?.*?</", body, re.S))[:300]
        raise Unexpected(f"{where}: {status} {why}".strip())


# --- floors ------------------------------------------------------------------------------------------------------------------


def rows_of(bare: psycopg.Connection[Any], query: str, *params: object) -> list[tuple[Any, ...]]:
    """What a prepared statement gives."""
    return bare.execute(query, params, prepare=True).fetchall()


def _floor_name(bare: psycopg.Connection[Any], typed: Typed) -> None:
    found = rows_of(
        bare,
        "select person_id from people_personsearch where pre @> %s::varchar[] and pre && %s::varchar[] limit 21",
        [*typed.others, f"p{HA_NOI}"],
        typed.near,
    )
    rows_of(
        bare, "select id, code, full_name, sex, birth_date, address_line from people_person where id = any(%s)", [row[0] for row in found]
    )


def _floor_worklist(bare: psycopg.Connection[Any], _client: int, _number: int) -> None:
    rows = rows_of(
        bare,
        "select person_id, case_id, clock, due_at, pin from cases_deadline where commune_id = %s and state = 'open' and due_at <= %s "
        "order by due_at limit 40",
        CAU_GIAY,
        now() + timedelta(days=7),
    )
    rows_of(bare, "select id, code, full_name, birth_date from people_person where id = any(%s)", [row[0] for row in rows])


def _floor_list(commune: int | None, province: int | None) -> Callable[[psycopg.Connection[Any], int, int], None]:
    """The count, fifty people by name, their cases and nearest deadlines."""
    where, unit = ("commune_id = %s", commune) if commune else ("province_id = %s", province)

    def floor(bare: psycopg.Connection[Any], _client: int, _number: int) -> None:
        rows_of(bare, f"select count(*) from people_person where {where} and merged_into_id is null", unit)
        people = rows_of(
            bare, f"select id, code, full_name, birth_date, address_line from people_person where {where} and merged_into_id is null "
            "order by sort_key, id limit 50", unit,
        )  # fmt: skip
        ids = [row[0] for row in people]
        rows_of(bare, "select person_id, procedure, state, since from cases_case where person_id = any(%s)", ids)
        rows_of(
            bare,
            "select distinct on (person_id) person_id, clock, due_at from cases_deadline where person_id = any(%s) and state = 'open' "
            "order by person_id, due_at",
            ids,
        )

    return floor


def _floor_person(bare: psycopg.Connection[Any], person: int) -> None:
    rows_of(bare, "select * from people_person where id = %s", person)
    rows_of(bare, "select * from people_address where person_id = %s", person)
    cases = [row[0] for row in rows_of(bare, "select id from cases_case where person_id = %s", person)]
    rows_of(bare, "select * from cases_caseevent where case_id = any(%s)", cases)
    rows_of(bare, "select * from cases_deadline where case_id = any(%s)", cases)
    rows_of(bare, "select at, user_name, purpose from audit_auditentry where person_id = %s order by at desc limit 8", person)


def _floor_record(bare: psycopg.Connection[Any], client: int, number: int) -> None:
    with bare.transaction():
        rows_of(bare, "select version from bench_case where id = %s for update", client * 20 + number % 20 + 1)
        bare.execute(
            'insert into bench_event (id, case_id, kind, "on", at, by_id, unit_id, province_id, data, reason, request_key) '
            "values (%s, 1, 'presence_check', current_date, now(), 1, 1, 1, '{}', '', %s)",
            [uuid.uuid4().int % 2**62, uuid.uuid4()],
        )
        bare.execute("update bench_deadline set state = 'met' where id = %s", [client * 1000 + number + 1])
        bare.execute("update bench_case set version = version + 1 where id = %s", [client * 20 + number % 20 + 1])
        bare.execute(
            "insert into bench_audit (id, at, user_name, action, subject_type, subject_id, purpose, detail, sha256) "
            "values (%s, now(), '', 'record', 'case', '', '', '{}', '')",
            [uuid.uuid4().int % 2**62],
        )


def _floor_figures(bare: psycopg.Connection[Any], _client: int, _number: int) -> None:
    rows_of(
        bare,
        "select commune_now_id, sex, count(distinct person_id) from cases_casespan where province_id = %s and since <= current_date "
        "and until > current_date and state = 'managed' group by 1, 2",
        HA_NOI,
    )


SCRATCH = {
    "bench_event": "cases_caseevent",
    "bench_audit": "audit_auditentry",
    "bench_deadline": "cases_deadline",
    "bench_case": "cases_case",
}


def prepare_floors() -> None:
    """Scratch tables like the real ones, with their indexes, so that the floor of a write leaves no trace in the register."""
    with connection.cursor() as cursor:
        for scratch, table in SCRATCH.items():
            cursor.execute(f"drop table if exists {scratch}")
            cursor.execute(f"create table {scratch} (like {table} including all)")
        for scratch, rows in (("bench_deadline", 10_000), ("bench_case", 400)):
            cursor.execute(f"insert into {scratch} select * from {SCRATCH[scratch]} order by id limit {rows}")
            numbered = f"(select id, row_number() over (order by id) as n from {scratch})"
            cursor.execute(f"update {scratch} t set id = -n from {numbered} numbered where numbered.id = t.id")
            cursor.execute(f"update {scratch} set id = -id")
        cursor.execute("analyze bench_deadline, bench_case")


def drop_floors() -> None:
    """Take the scratch tables away."""
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists {', '.join(SCRATCH)}")


def whole_step(operation: Operation, sessions: Sequence[Session]) -> Step:
    """The operation as requests of so many sessions."""
    return lambda client, number: operation.whole(sessions[client], client, number)


def floor_step(operation: Operation) -> Step:
    """The operation's floor, each client on a connection of its own."""
    own = threading.local()

    def step(client: int, number: int) -> float:
        if not hasattr(own, "bare"):
            own.bare = bare_connection()
            operation.floor(own.bare, client, 0)
        begun = time.perf_counter()
        operation.floor(own.bare, client, number)
        return time.perf_counter() - begun

    return step


def bare_connection() -> psycopg.Connection[Any]:
    """A connection like Django's, without Django."""
    found = connection.get_connection_params()
    options = {name: value for name, value in found.items() if name in {"host", "port", "user", "password", "dbname"}}
    return psycopg.connect(**options, options=FLOOR_OPTIONS, autocommit=True)


@cache
def sign_in(port: int, username: str, clients: int) -> list[Session]:
    """So many sessions of one account, made once: the server refuses who signs in too often."""
    sessions = [Session(port) for _ in range(clients)]
    for session in sessions:
        session.sign_in(reverse("account_login"), username, PASSWORD)
    return sessions


def counts() -> tuple[int, int]:
    """People and events in the database."""
    return Person.objects.count(), CaseEvent.objects.count()
