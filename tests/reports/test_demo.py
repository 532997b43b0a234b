"""Is the demonstration city lawful, reproducible, marked, alone, and does it leave the tables as it found them?"""

import random
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hoanhap.accounts.models import User
from hoanhap.audit.models import AuditEntry
from hoanhap.cases.models import Case, CaseEvent, CaseSpan, Deadline
from hoanhap.cases.rules import MANAGEMENT
from hoanhap.cases.services import deadline_fields, loading, span_fields
from hoanhap.documents.models import Paper
from hoanhap.kit.dates import FOREVER, today
from hoanhap.kit.errors import Refused
from hoanhap.people.models import Address, NameToken, Person, PersonSearch
from hoanhap.people.rules import check_id_number, search_row
from hoanhap.plans.models import Plan
from hoanhap.reports.demo import names, rows
from hoanhap.reports.demo.accounts import ACCOUNTS, PASSWORD
from hoanhap.reports.demo.city import CAU_GIAY, allot, communes
from hoanhap.reports.demo.load import load_demo
from tests import make
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.db_owner]
ON = date(2026, 11, 20)
NOT_HERE = {"residence_check_remote", "list_notice"}
"""No ward of Hà Nội is remote; the notice of the list is a duty of the older law, which receiving the file ends."""


@pytest.fixture
def city(hanoi_units: None, db: None) -> None:
    """A very small city, made in this process."""
    load_demo(people=260, seed=7, on=ON, processes=1)


def shape() -> set[tuple[str, str]]:
    """Every constraint and index of the tables that the load fills."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select conname, pg_get_constraintdef(oid) from pg_constraint where conrelid = any(%s::regclass[]) "
            "union all select indexname, indexdef from pg_indexes where tablename = any(%s)",
            [list(rows.TABLES), list(rows.TABLES)],
        )
        return set(cursor.fetchall())


def test_every_stored_case_is_exactly_what_its_events_say(city: None) -> None:
    cases = list(Case.objects.select_related("person"))
    assert len(cases) >= 260
    for case in cases:
        line = loading.timeline(case)
        assert line.problems == ()
        assert (line.state, line.is_open, line.since, line.until) == (case.state, case.is_open, case.since, case.until)
        assert (line.receiving, loading.commune_today(line.commune, case.person.commune_id)) == (case.receiving_commune_id, case.commune_id)
        assert ((line.term.since, line.term.end) if line.term else (None, None)) == (case.term_since, case.term_end)
        stored = {span.since: span for span in case.spans.all()}
        wanted = span_fields(case, line, case.person.sex)
        assert len(stored) == len(wanted)
        assert all(getattr(stored[span["since"]], name) == value for span in wanted for name, value in span.items())
        kept = {row.key: row for row in case.deadlines.all()}
        assert set(kept) == {row.key for row in line.deadlines}
        for row in line.deadlines:
            place = loading.commune_today(row.commune, case.commune_id)
            fields = deadline_fields(row, place, loading.province_of(place))
            assert {name: getattr(kept[row.key], name) for name in fields} == fields
            assert kept[row.key].pin == dict(row.pin)


def test_an_officer_finds_every_kind_of_clock_and_a_handful_of_work(city: None) -> None:
    mine = Deadline.objects.filter(commune=CAU_GIAY, state="open")
    assert set(mine.values_list("clock", flat=True)) == set(MANAGEMENT.clocks) - NOT_HERE
    assert 3 <= mine.filter(due_on__lt=ON).count() <= 15
    assert 5 <= mine.filter(due_on=ON).count() <= 25
    assert 1 <= mine.filter(due_on__gt=ON, due_on__lte=ON + timedelta(days=7)).count() <= 25
    used = Case.objects.values("commune").distinct().count()
    assert Case.objects.exclude(receiving_commune=None).values("receiving_commune").distinct().count() == used


def test_histories_live_under_both_laws_in_the_units_of_their_time(city: None) -> None:
    assert set(Case.objects.values_list("governing_law", flat=True)) == {"73/2021/QH14", "120/2025/QH15"}
    assert CaseEvent.objects.filter(on__gte=ON).count() == 0
    assert CaseEvent.objects.filter(on__lt=date(2025, 7, 1), unit__until=FOREVER).count() == 0
    assert CaseEvent.objects.filter(on__gte=date(2025, 7, 1)).exclude(unit__until=FOREVER).count() == 0
    assert CaseSpan.objects.exclude(commune_now__until=FOREVER).count() == 0
    for address in Address.objects.filter(since__isnull=False).select_related("unit"):
        assert address.unit.until >= address.until


def test_there_are_corrections_late_entries_and_every_end(city: None) -> None:
    voids = CaseEvent.objects.filter(voids__isnull=False).select_related("voids")
    assert voids.exists()
    assert all(row.reason and row.at >= row.voids.at for row in voids if row.voids)
    late = [event for event in CaseEvent.objects.filter(voids__isnull=True) if (event.at.date() - event.on).days >= 3]
    assert late
    assert {"managed", "ended", "stopped", "suspended", "absent", "handed_over", "reuse"} <= set(
        Case.objects.values_list("state", flat=True)
    )


def test_nobody_in_it_can_be_anybody(city: None) -> None:
    for person in Person.objects.exclude(id_number=""):
        found = check_id_number(person.id_number, sex=person.sex, birth_date=person.birth_date, today=ON)
        assert (found.errors, found.province) == ((), "")
        assert [doubt.code for doubt in found.doubts] == ["number_province"]
    ages = [ON.year - person.birth_date.year for person in Person.objects.all() if person.birth_date]
    assert min(ages) >= 14
    assert max(ages) <= 76
    for model in (Person, Case, Paper, Plan, User):
        assert not model._default_manager.filter(is_demo=False).exists()


def test_people_are_found_by_the_rows_that_registering_writes(city: None) -> None:
    for person in Person.objects.select_related("search")[:50]:
        assert person.birth_date is not None
        found = PersonSearch.objects.get(pk=person.pk)
        key, year, commune, province, keys = search_row(
            person.full_name, person.other_name, person.birth_date.year, person.commune_id, person.province_id, person.address_line
        )
        assert (found.name_key, found.birth_year, found.commune_id, found.province_id, found.pre) == (key, year, commune, province, keys)
    words = {word for key in Person.objects.values_list("name_key", flat=True) for word in key.split()}
    assert words <= set(NameToken.objects.values_list("token", flat=True))


def test_accounts_plans_and_papers_come_with_it_and_the_log_knows(city: None) -> None:
    officer = User.objects.get(username="canbo.caugiay")
    assert officer.check_password(PASSWORD)
    assert officer.grant_label == "Công an phường Cầu Giấy"
    assert not User.objects.exclude(username__in=[account.username for account in ACCOUNTS]).first().has_usable_password()
    assert {"152/KH-UBND", "96/KH-UBND"} <= {plan.reference for plan in Plan.objects.all()}
    assert Paper.objects.filter(commune=CAU_GIAY).count() >= 4
    entry = AuditEntry.objects.get(subject_type="demo")
    assert entry.detail["people"] == Person.objects.count() == 260


def test_the_load_leaves_every_key_and_index_and_the_next_row_follows(hanoi_units: None, db: None) -> None:
    before = shape()
    load_demo(people=60, seed=1, on=ON, processes=1)
    assert shape() == before
    officer = User.objects.get(username="canbo.caugiay")
    person = make.person(officer, "Người Đến Sau", commune=CAU_GIAY)
    assert person.pk == 61


def test_the_same_seed_gives_the_same_rows_and_another_seed_others(hanoi_units: None, db: None) -> None:
    def told(seed: int) -> dict[str, bytes]:
        where = communes(seed, country=False)
        officers = {commune.id: 1 for commune in where}
        batch = rows.commune_rows(where[0], 40, 1, seed=seed, on=ON, officers=officers, neighbour=where[1], others=where[:5])
        return batch.packed()

    assert told(3) == told(3)
    assert told(3)["people_person"] != told(4)["people_person"]


@pytest.mark.parametrize("people", [1, 30, 2_000, 17_000])
def test_everybody_is_allotted(hanoi_units: None, db: None, people: int) -> None:
    shares = allot(5, people, communes(5, country=False))
    assert sum(count for _, count in shares) == people
    assert all(count >= 0 for _, count in shares)


def test_it_never_joins_people_who_are_registered(cast: Cast) -> None:
    officer = cast.commune_a
    make.person(officer)
    with pytest.raises(Refused, match="đã có người được đăng ký"):
        load_demo(people=30, seed=1, on=ON, processes=1)
    assert not Person.objects.filter(is_demo=True).exists()


@pytest.mark.parametrize(("on", "why"), [(date(2026, 7, 1), "sớm quá"), (today() + timedelta(days=1), "tương lai")])
def test_it_refuses_days_that_have_no_story(hanoi_units: None, db: None, on: date, why: str) -> None:
    with pytest.raises(CommandError, match=why):
        call_command("demo", people=30, on=on, quiet=True, processes=1)


def test_the_accounts_are_listed_only_where_they_open(hanoi_units: None, db: None) -> None:
    silent = StringIO()
    call_command("demo_accounts", stdout=silent)
    assert silent.getvalue() == ""


def test_names_look_like_names() -> None:
    rng = random.Random(1)
    men = {names.full_name(rng, "male", 1980) for _ in range(300)}
    women = [names.full_name(rng, "female", 1980) for _ in range(300)]
    assert len(men) > 250
    assert sum("Thị" in name for name in women) > 80
    assert all(3 <= len(name.split()) <= 4 for name in [*men, *women])
