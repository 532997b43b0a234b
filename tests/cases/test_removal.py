"""Until when does somebody stand on a list, under which article, and by which event did they leave it?"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hoanhap.cases.models import Case
from hoanhap.cases.queries.removal import removals
from hoanhap.cases.rules.removal import Closing, CommuneList, Stage, addicted_removal, managed_removal
from hoanhap.cases.rules.states import State
from hoanhap.kit.dates import today
from hoanhap.law.book import book, in_words
from tests.cases.test_services import add, decided, opened
from tests.cast import Cast

TERM_END = date(2027, 11, 10)


def test_who_is_managed_leaves_when_the_term_ends_by_the_law_of_that_day() -> None:
    found = managed_removal(State.MANAGED, TERM_END, None, book(), date(2026, 11, 22))
    assert (found.list, found.stage, found.on) == (CommuneList.MANAGED, Stage.PLANNED, TERM_END)
    assert (found.rule, found.article) == ("management.end_when_term_expires", "Điều 63 NĐ 163/2026; Điều 27 Luật 120/2025")
    old = managed_removal(State.MANAGED, date(2026, 6, 30), None, book(), date(2026, 6, 1))
    assert old.article == "Điều 48 khoản 2-3 NĐ 105/2021"  # the list rule MGT-219 holds from 2026-07-01 only


@pytest.mark.parametrize(
    ("today_", "stage"), [(TERM_END, Stage.PLANNED), (TERM_END + timedelta(days=1), Stage.DUE)], ids=["last day", "day after"]
)
def test_the_last_day_still_counts(today_: date, stage: Stage) -> None:
    assert managed_removal(State.MANAGED, TERM_END, None, book(), today_).stage == stage


def test_without_a_decision_there_is_no_day() -> None:
    found = managed_removal(State.NOTIFIED, None, None, book(), date(2026, 11, 22))
    assert (found.stage, found.on, found.article) == (Stage.UNKNOWN, None, "")


def test_an_event_takes_a_person_off_with_its_ground() -> None:
    closing = Closing("stop", date(2026, 11, 3), "prison")
    found = managed_removal(State.STOPPED, TERM_END, closing, book(), date(2026, 11, 22))
    assert (found.stage, found.on, found.why, found.rule) == (Stage.LEFT, date(2026, 11, 3), "Bị phạt tù", "management.stop_grounds")


def test_the_list_of_addicted_people_knows_events_only() -> None:
    place = addicted_removal(book(), date(2026, 11, 22))
    assert (place.on, place.article) == (None, "Điều 48 khoản 3 Luật 120/2025")
    assert in_words(place.events) == in_words(book().rule("lists.removal_addicted").at(date(2026, 11, 22)).value)
    assert in_words(place.events)
    assert addicted_removal(book(), date(2026, 6, 30)).article == "Điều 43 khoản 3 Luật 73/2021"


@pytest.mark.django_db
def test_a_page_of_cases_costs_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    managed, waiting, gone = decided(cast.commune_a), opened(cast.commune_a), opened(cast.commune_a)
    add(gone, "residence_check", cast.commune_a, result="none")
    add(gone, "determination_result", cast.commune_a, result="addicted")
    cases = list(Case.objects.filter(pk__in=[managed.pk, waiting.pk, gone.pk]))
    removals(cases, today())  # the book is open now
    with django_assert_num_queries(2):  # the closing events, and whether the book has changed
        found = removals(cases, today())
    assert [one.stage for one in found[managed.pk]] == [Stage.PLANNED]
    assert [one.stage for one in found[waiting.pk]] == [Stage.UNKNOWN]
    assert [(one.list, one.stage) for one in found[gone.pk]] == [
        (CommuneList.MANAGED, Stage.LEFT),
        (CommuneList.ADDICTED, Stage.UNKNOWN),
    ]


@pytest.mark.django_db
def test_the_person_page_says_until_when(cast: Cast, client: Client) -> None:
    case = decided(cast.commune_a)
    client.force_login(cast.commune_a)
    page = client.get(reverse("person_detail", args=[case.person.code])).content.decode()
    assert f"dự kiến đưa ra khỏi danh sách khi hết ngày {case.term_end:%d/%m/%Y}" in page
    assert "Bản thông tin cho người này" in page
