"""How does the demonstration get into the database? In one transaction: whoever kills it finds nothing half-made.

Worker processes invent and replay; this process copies what they made, commune by commune, so both cores work (FEASIBILITY §3).
"""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import batched

from django.db import connection, connections, transaction

from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.cases.services.loading import hold_tree
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import book
from hoanhap.law.clocks import calendar
from hoanhap.people.models import NameToken, Person
from hoanhap.reports.demo import accounts, extras
from hoanhap.reports.demo.city import Commune, allot, communes
from hoanhap.reports.demo.rows import TABLES, commune_rows
from hoanhap.units.models import Unit
from hoanhap.units.services import load_units

FIRST_DAY = date(2026, 7, 20)
"""The demonstration shows clocks of the law of 2026-07-01; before this day its stories would have no room."""
GRANTED_SINCE = date(2025, 7, 1)
"""The first day of today's communes."""


@dataclass(frozen=True)
class Loaded:
    """How much a load brought."""

    people: int
    cases: int
    events: int


@dataclass(frozen=True)
class _Job:
    """One commune's share."""

    commune: Commune
    count: int
    first: int
    neighbour: Commune


def load_demo(
    *, people: int, seed: int, on: date, country: bool = False, processes: int = 2, progress: Callable[[int], None] = lambda _people: None
) -> Loaded:
    """Fill an empty register with made-up people, cases, accounts and names, all marked as demonstration; one transaction.

    The same arguments give the same data on any machine. `processes` 1 works in this process alone. Raises Refused when somebody is
    registered already, or when `on` is a day before the present law had begun to work.
    """
    _refuse(people, on)
    if not Unit.objects.exists():
        load_units()
    book(), calendar()  # read before workers are forked, so that they share it
    where = communes(seed, country=country)
    shares = allot(seed, people, where)
    used = [commune for commune, _ in shares]
    with hold_tree(), transaction.atomic():
        users = accounts.make_accounts(GRANTED_SINCE)
        officers = accounts.make_recorders(used, GRANTED_SINCE, seed, users)
        restore = _drop_indexes()
        work = partial(_work, seed=seed, on=on, officers=officers, others=used)
        counts = {"people": 0, "cases": 0, "events": 0}
        tokens: set[str] = set()
        for texts, made, names in _results(work, list(_jobs(shares)), processes):
            _copy(texts)
            tokens |= names
            for name in counts:
                counts[name] += made[name]
            progress(made["people"])
        _run_all(restore)
        NameToken.objects.bulk_create([NameToken(token=token) for token in sorted(tokens)], ignore_conflicts=True)
        _set_sequences()
        plans = extras.load_plans(on)
        transfers = extras.load_transfers()
        papers = extras.issue_papers(users["canbo.caugiay"])
        detail = {
            **counts,
            "plans": plans,
            "papers": papers,
            "transfers": transfers,
            "seed": seed,
            "on": on.isoformat(),
            "country": country,
        }
        audit.record(Action.IMPORT, by=None, subject_type="demo", detail=detail)
    _analyze()
    return Loaded(**counts)


def _refuse(people: int, on: date) -> None:
    problems = []
    if Person.objects.exists():
        real = Person.objects.filter(is_demo=False).exists()
        problems.append(
            Problem(
                "register_not_empty",
                N_("Cơ sở dữ liệu này đã có người được đăng ký.") if real else N_("Cơ sở dữ liệu này đã có dữ liệu minh họa."),
                N_("Dữ liệu minh họa không bao giờ đứng chung với hồ sơ thật.") if real else N_("Dữ liệu minh họa chỉ nạp một lần."),
                N_("Dùng một cơ sở dữ liệu trống; cơ sở dữ liệu nhúng xóa bằng `make reset`."),
            )
        )
    if on > today():
        problems.append(Problem("day_in_future", N_("Ngày minh họa ở tương lai."), remedy=N_("Chọn hôm nay hoặc một ngày đã qua.")))
    if on < FIRST_DAY:
        problems.append(
            Problem(
                "day_before_law",
                N_("Ngày minh họa sớm quá."),
                N_("Câu chuyện minh họa cần luật có hiệu lực từ 01/07/2026."),
                N_("Chọn ngày từ 20/07/2026."),
            )
        )
    if not 1 <= people <= 1_000_000:
        problems.append(Problem("people_out_of_range", N_("Số người phải từ 1 đến 1.000.000."), remedy=N_("Chọn số khác.")))
    if problems:
        raise Refused(problems)


def _jobs(shares: Sequence[tuple[Commune, int]]) -> Iterator[_Job]:
    first = 1
    for place, (commune, count) in enumerate(shares):
        if count:
            yield _Job(commune, count, first, shares[(place + 1) % len(shares)][0])
        first += count


type _Made = tuple[dict[str, bytes], dict[str, int], set[str]]


def _work(job: _Job, *, seed: int, on: date, officers: dict[int, int], others: Sequence[Commune]) -> _Made:
    batch = commune_rows(job.commune, job.count, job.first, seed=seed, on=on, officers=officers, neighbour=job.neighbour, others=others)
    return batch.packed(), batch.counts, batch.tokens


_task: Callable[[_Job], _Made]


def _run(job: _Job) -> _Made:
    return _task(job)


def _begin(task: Callable[[_Job], _Made]) -> None:
    """In a new worker: connections of the parent are not for sharing."""
    global _task
    _task = task
    for other in connections.all(initialized_only=True):
        other.connection = None


def _results(task: Callable[[_Job], _Made], jobs: Sequence[_Job], processes: int) -> Iterable[_Made]:
    """The rows of each commune, in order."""
    if processes < 2 or len(jobs) < 2:
        yield from map(task, jobs)
        return
    with multiprocessing.get_context("fork").Pool(processes, _begin, (task,)) as pool:
        for some in batched(jobs, 32 * processes):  # results wait for COPY: never more of them than memory bears
            yield from pool.imap(_run, some)


def _copy(texts: dict[str, bytes]) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            if table in texts:
                with cursor.copy(f"copy {quote(table)} ({', '.join(map(quote, columns))}) from stdin") as copy:
                    copy.write(texts[table])


def _set_sequences() -> None:
    """Ids were handed out in blocks: the next row of the program follows the last."""
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            if columns[0] == "id":
                cursor.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), greatest((select max(id) from {table}), 1))")


def _drop_indexes() -> list[str]:
    """Drop indexes, keys and exclusions of the tables to be filled, and say how to make them again: at once they cost a fifth of what
    they cost row by row (FEASIBILITY §3). All in the load's transaction: nobody ever sees a table without them; checks stay all the time.
    """
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute(
            "select format('alter table %%s drop constraint %%I', conrelid::regclass, conname), "
            "format('alter table %%s add constraint %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid)) "
            "from pg_constraint where conrelid = any(%s::regclass[]) and contype in ('f', 'x', 'u') order by contype = 'f' desc, oid",
            [list(TABLES)],
        )
        constraints = cursor.fetchall()
        cursor.execute(
            "select format('drop index %%s', indexrelid::regclass), pg_get_indexdef(indexrelid) from pg_index "
            "where indrelid = any(%s::regclass[]) and not exists "
            "(select from pg_constraint where conindid = indexrelid and contype <> 'f') order by indexrelid",
            [list(TABLES)],
        )
        indexes = cursor.fetchall()
    _run_all([drop for drop, _ in constraints + indexes])
    return ["set local maintenance_work_mem = '256MB'", *(make for _, make in indexes), *(make for _, make in reversed(constraints))]


def _run_all(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _analyze() -> None:
    """Let the planner know the rows, and mark them visible, so that covering indexes answer alone (FEASIBILITY §4)."""
    verb = "analyze" if connection.in_atomic_block else "vacuum analyze"
    with connection.cursor() as cursor:
        cursor.execute(f"{verb} {', '.join([*TABLES, 'people_nametoken'])}")
