"""Do requests start the clocks of the law of their day, stand on the wall, and get one answer?"""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from hoanhap.audit.models import AuditEntry
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.law.book import book
from hoanhap.law.clocks import calendar
from hoanhap.people.models import Person
from hoanhap.requests.models import DataRequest
from hoanhap.requests.queries import asking
from hoanhap.requests.rules.asking import ANSWER, CARRY_OUT, Asked, Asker, Channel, RequestState, Topic, Wish, count
from hoanhap.requests.services.asking import answer_request, record_request
from tests import make
from tests.cast import Cast

ASKED = {
    "wish": Wish.CORRECT,
    "topic": Topic.ADDRESS,
    "channel": Channel.SPOKEN,
    "asker": Asker.SELF,
    "what": "Số nhà ghi sai.",
    "wanted": "Số 21, ngõ 4.",
}


def asked(by: Any, person: Person | None = None, *, on: date | None = None, key: Any = None, **fields: Any) -> DataRequest:
    """A request to correct the address, received today unless said otherwise."""
    person = person or make.person(by)
    said = Asked(**{**ASKED, "received_on": on or today(), **fields})
    return record_request(person.pk, said, by=by, request_key=key or uuid4())


def answered(request: DataRequest, outcome: RequestState, by: Any, *, on: date | None = None, **fields: Any) -> DataRequest:
    version = DataRequest.objects.get(pk=request.pk).version
    return answer_request(
        request.pk, outcome, on=on or today(), reply=fields.pop("reply", "Đã sửa."), by=by, seen_version=version, **fields
    )


# --- clocks -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "answer", "done"),
    [
        # Received on Monday 2026-11-02: 2 working days, then 10, 15 and 20 days; the 22nd is a Sunday and rolls to Monday.
        (Wish.CORRECT, date(2026, 11, 4), date(2026, 11, 12)),
        (Wish.ACCESS, date(2026, 11, 4), date(2026, 11, 12)),
        (Wish.RESTRICT, date(2026, 11, 4), date(2026, 11, 17)),
        (Wish.OBJECT, date(2026, 11, 4), date(2026, 11, 17)),
        (Wish.WITHDRAW, date(2026, 11, 4), date(2026, 11, 17)),
        (Wish.DELETE, date(2026, 11, 4), date(2026, 11, 23)),
    ],
)
def test_each_kind_of_request_has_the_period_of_its_entry(wish: Wish, answer: date, done: date) -> None:
    counted = [count(rule, book(), calendar(), date(2026, 11, 2)) for rule in (ANSWER, CARRY_OUT[wish])]
    assert [one and one.due for one in counted] == [answer, done]


def test_the_periods_begin_on_2026_01_01_and_not_a_day_before() -> None:
    for rule in {ANSWER, *CARRY_OUT.values()}:
        assert count(rule, book(), calendar(), date(2025, 12, 31)) is None
        assert count(rule, book(), calendar(), date(2026, 1, 1)) is not None
    # New Year's Day is off: two working days later is Monday, 5 January (Friday 2 January 2026 may be swapped; the calendar decides).
    first = count(ANSWER, book(), calendar(), date(2026, 1, 1))
    assert first is not None
    assert first.due == calendar().add_working_days(date(2026, 1, 1), 2)


@pytest.mark.django_db
def test_a_request_of_before_2026_is_kept_without_a_clock(cast: Cast) -> None:
    request = asked(cast.commune_a, on=date(2025, 12, 31))
    assert (request.answer_due_on, request.due_on, request.answer_pin) == (None, None, None)
    assert list(asking.clocks_of(request)) == []
    assert answered(request, RequestState.DONE, cast.commune_a).was_late is False


@pytest.mark.django_db
def test_the_clocks_stand_on_the_wall_until_they_are_met(cast: Cast, client: Client) -> None:
    request = asked(cast.commune_a, on=today() - timedelta(days=30))
    wall = asking.wall(cast.commune_a, now())
    assert [(clock.request.pk, clock.is_answer) for clock in wall.overdue] == [(request.pk, True), (request.pk, False)]
    client.force_login(cast.commune_a)
    page = client.get("/").content.decode()
    assert "Trả lời yêu cầu" in page
    assert reverse("request_detail", args=[request.pk]) in page
    answered(request, RequestState.ACCEPTED, cast.commune_a)
    wall = asking.wall(cast.commune_a, now())
    assert [clock.is_answer for clock in wall.overdue] == [False]
    assert [one.pk for one in wall.done] == [request.pk]
    done = answered(request, RequestState.DONE, cast.commune_a)
    assert asking.wall(cast.commune_a, now()).overdue == ()
    assert (done.answer_was_late, done.was_late) == (True, True)
    assert asking.wall(cast.commune_b, now()) == asking.RequestWall((), (), (), ())


# --- recording and answering ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_same_form_sent_twice_is_one_request_and_numbers_run_on(cast: Cast) -> None:
    key, person = uuid4(), make.person(cast.commune_a)
    assert asked(cast.commune_a, person, key=key).pk == asked(cast.commune_a, person, key=key).pk
    second = asked(cast.commune_a, person)
    assert str(second) == f"02/{today().year}/YC"
    entry = AuditEntry.objects.filter(subject_type="data_request").latest("pk")
    assert (entry.action, entry.person_id, entry.detail) == ("create", person.pk, {"wish": "correct", "state": "open"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"on": today() + timedelta(days=1)}, "received_in_future"),
        ({"what": "  "}, "nothing_asked"),
        ({"wanted": ""}, "correction_to_what"),
        ({"asker": Asker.PARENT}, "asker_unnamed"),
    ],
)
def test_what_a_request_lacks_is_said(cast: Cast, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        asked(cast.commune_a, **fields)
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert not DataRequest.objects.exists()


@pytest.mark.django_db
def test_outside_scope_there_is_no_such_person_or_request_and_readers_do_not_write(cast: Cast) -> None:
    person = make.person(cast.commune_a)
    with pytest.raises(Person.DoesNotExist):
        asked(cast.commune_b, person)
    for reader in (cast.province, cast.auditor):
        with pytest.raises(PermissionDenied):
            asked(reader, person)
    request = asked(cast.commune_a, person)
    with pytest.raises(DataRequest.DoesNotExist):
        answered(request, RequestState.DONE, cast.commune_b)
    with pytest.raises(PermissionDenied):
        answered(request, RequestState.DONE, cast.province)


@pytest.mark.django_db
def test_a_refusal_names_its_reason_and_article(cast: Cast) -> None:
    request = asked(cast.commune_a)
    with pytest.raises(Refused) as refusal:
        answered(request, RequestState.REFUSED, cast.commune_a, reply=" ")
    assert {problem.code for problem in refusal.value.problems} == {"refusal_without_article", "answer_without_words"}
    done = answered(request, RequestState.REFUSED, cast.commune_a, reply="Quyết định ghi đúng.", article="Điều 24 Luật 120/2025/QH15")
    assert (done.state, done.article, done.closed_on) == ("refused", "Điều 24 Luật 120/2025/QH15", today())
    with pytest.raises(Refused) as again:
        answered(request, RequestState.DONE, cast.commune_a)
    assert again.value.problems[0].code == "answered_already"
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRequest.objects.filter(pk=request.pk).update(article="")


@pytest.mark.django_db
def test_an_answer_stands_after_what_it_answers(cast: Cast) -> None:
    request = asked(cast.commune_a)
    for day, code in ((today() - timedelta(days=1), "answered_before"), (today() + timedelta(days=1), "answered_in_future")):
        with pytest.raises(Refused) as refusal:
            answered(request, RequestState.DONE, cast.commune_a, on=day)
        assert refusal.value.problems[0].code == code


@pytest.mark.django_db
def test_two_officers_answering_at_once_the_second_reads_again(cast: Cast) -> None:
    request = asked(cast.commune_a)
    answered(request, RequestState.ACCEPTED, cast.commune_a)
    with pytest.raises(StaleState):
        answer_request(request.pk, RequestState.DONE, on=today(), reply="x", by=cast.chief_a, seen_version=1)


# --- pages ------------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_from_the_form_to_the_printed_answer(cast: Cast, client: Client) -> None:
    person = make.person(cast.commune_a)
    client.force_login(cast.commune_a)
    address = reverse("request_new", args=[person.code])
    assert client.get(address).status_code == 200
    typed = {
        "request_key": str(uuid4()),
        "received_on": "h",
        "asker": "parent",
        "asker_name": "Khương Văn Lộc",
        "channel": "written",
        "wish": "correct",
        "topic": "identity",
        "what": "Tên đệm ghi sai.",
        "wanted": "Khương Viết Tuấn",
    }
    assert client.post(address, {**typed, "wanted": ""}).status_code == 422
    answer = client.post(address, typed)
    request = DataRequest.objects.get()
    assert answer.url == reverse("request_detail", args=[request.pk])
    page = client.get(answer.url).content.decode()
    assert "Khương Văn Lộc" in page
    assert "NĐ 356/2025" in page
    assert "mới có một nguồn" in page
    assert client.get(reverse("request_answer_pdf", args=[request.pk])).status_code == 404
    receipt = client.get(reverse("request_receipt_pdf", args=[request.pk]))
    assert receipt.content.startswith(b"%PDF")
    form = {"seen_version": request.version, "outcome": "done", "on": "h", "reply": "Đã sửa tên đệm.", "article": ""}
    assert client.post(reverse("request_answer", args=[request.pk]), {**form, "outcome": "refused"}).status_code == 422
    assert client.post(reverse("request_answer", args=[request.pk]), form).status_code == 302
    assert client.get(reverse("request_answer_pdf", args=[request.pk])).content.startswith(b"%PDF")
    assert client.get(reverse("request_list")).status_code == 200
    looks = AuditEntry.objects.filter(action="download", person_id=person.pk)
    assert looks.count() == 2


@pytest.mark.django_db
def test_the_pages_ask_the_database_a_set_number_of_times(cast: Cast, client: Client, django_assert_max_num_queries: Any) -> None:
    person = make.person(cast.commune_a)
    for _ in range(6):
        asked(cast.commune_a, person)
    client.force_login(cast.commune_a)
    client.get(reverse("request_list"))
    with django_assert_max_num_queries(14):
        client.get(reverse("request_list"))
