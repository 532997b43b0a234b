"""Hostile input to the pages of tasks is refused in words; nothing typed breaks a calendar file or a letter."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from hoanhap.audit.models import AuditEntry
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from hoanhap.plans.models import Plan
from hoanhap.plans.rules.kinds import Recurrence
from hoanhap.plans.rules.spans import Deadline, Span
from hoanhap.tasks import services
from hoanhap.tasks.models import CheckNote, TaskReport, Urging
from hoanhap.tasks.rules.days import PlanDays, occurrences
from tests.cast import Cast
from tests.tasks.plans import given_out, province_plan, task
from tests.tasks.test_task_pages import report
from tests.tasks.test_task_services import letter, owed, reasons, tell

pytestmark = pytest.mark.django_db
WARD = "Công an phường Cầu Giấy"


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """The province's plan with its tasks given out."""
    return given_out(province_plan())


def test_before_the_first_of_each_month_is_the_end_of_the_month_before() -> None:
    monthly = task("NV01", "Công an xã", recurrence=Recurrence.MONTHLY, due=Deadline(date(2023, 7, 1), exclusive=True))
    asked = occurrences(monthly, PlanDays(Span(date(2023, 12, 1), date(2024, 4, 1)), None, {}))
    assert [one.last for one in asked] == [date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]


def test_a_number_typed_on_the_page_is_reported(client: Client, cast: Cast, plan: Plan) -> None:
    assert report(client, cast.commune_a, owed(plan, "NV02", WARD), outcome="partly", quantity="12").status_code == 302
    assert TaskReport.objects.get().quantity == 12


@pytest.mark.parametrize(
    "fields",
    [
        {"quantity": "9" * 20},
        {"quantity": "99999999999"},
        {"quantity": "-1"},
        {"quantity": "NaN"},
        {"words": "a\0"},
        {"item": "x|9999-99-99"},
        {"on": "31/12/9999"},
        {"request_key": "x"},
    ],
)
def test_a_hostile_report_is_refused_in_words(client: Client, cast: Cast, plan: Plan, fields: dict[str, str]) -> None:
    typed = {"outcome": "partly", "quantity": "3", **fields}
    assert report(client, cast.commune_a, owed(plan, "NV02", WARD), **typed).status_code == 422
    assert not TaskReport.objects.exists()


def test_a_long_fraction_is_kept_as_the_database_keeps_it(client: Client, cast: Cast, plan: Plan) -> None:
    quantity = "0," + "1" * 300
    assert report(client, cast.commune_a, owed(plan, "NV02", WARD), outcome="partly", quantity=quantity).status_code in {302, 422}


def test_text_of_a_task_opens_no_entry_of_its_own_in_a_calendar(client: Client, cast: Cast) -> None:
    text = "Việc\r\nEND:VEVENT\r\nBEGIN:VEVENT\nATTACH:http://ke.xau"
    given_out(province_plan(task("NV01", WARD, text, due=Deadline(today()))))
    client.force_login(cast.commune_a)
    entries = Calendar.from_ical(client.get(reverse("task_mine_ical")).content).walk("VEVENT")
    assert [("ATTACH" in entry, "ke.xau" in str(entry["summary"])) for entry in entries] == [(False, True)]


@pytest.mark.parametrize("series", ["BCĐ-TH\r\nX: y", 'A"B', "../../x", "ƠƯ TH"])
def test_a_hostile_symbol_makes_no_letter(client: Client, cast: Cast, plan: Plan, series: str) -> None:
    client.force_login(cast.steering)
    day = f"{today():%d/%m/%Y}"
    form: dict[str, Any] = {"on": day, "reply_by": day, "signer_name": "Ký", "signer_title": "TRƯỞNG BAN", "buoc": "cap-so"}
    form |= {"viec": [owed(plan, "NV01").pk], "series": series, "request_key": str(uuid4())}
    assert client.post(reverse("task_urge", args=[plan.pk]), form).status_code == 422
    assert not Urging.objects.exists()


def test_giving_a_task_again_is_noted(cast: Cast, plan: Plan) -> None:
    row = owed(plan, "NV01")
    services.take_off(row.pk, by=cast.steering, seen_version=row.version)
    noted = AuditEntry.objects.filter(action=Action.ASSIGN.value, user_id=cast.steering.pk)
    before = noted.count()
    services.put_on(plan.pk, row.task_id, organisation=row.organisation, name="", by=cast.steering)
    assert noted.count() == before + 1
    services.put_on(plan.pk, row.task_id, organisation=row.organisation, name="", by=cast.steering)
    assert noted.count() == before + 1, "twice is once"


def test_who_may_tell_for_a_ward(client: Client, cast: Cast, plan: Plan) -> None:
    row = owed(plan, "NV03")
    found = {name: report(client, user, row, item="|").status_code for name, user in cast}
    told = {name for name, status in found.items() if status == 302}
    assert told == {"committee_a"}
    assert TaskReport.objects.get().by == cast.committee_a
    assert {found[name] for name in ("commune_b", "elsewhere", "other_province", "nobody")} == {404}


def test_a_note_of_a_check_is_one_however_often_it_is_sent(client: Client, cast: Cast, plan: Plan) -> None:
    client.force_login(cast.steering)
    form = {"on": f"{today():%d/%m/%Y}", "words": "Đã treo", "request_key": str(uuid4())}
    for _time in range(2):
        assert client.post(reverse("task_check", args=[owed(plan, "NV01").pk]), form).status_code == 302
    assert CheckNote.objects.count() == 1


def test_the_key_of_a_form_sent_before_is_refused_in_words_for_anything_else(client: Client, cast: Cast, plan: Plan) -> None:
    """A page that stayed open, or a copied key: one of another task or another officer makes nothing and breaks nothing."""
    key = str(uuid4())
    assert report(client, cast.commune_b, owed(plan, "NV04"), item="|", request_key=key).status_code == 302
    again = report(client, cast.commune_b, owed(plan, "NV02", "Nghĩa Đô"), outcome="partly", quantity="3", request_key=key)
    other = report(client, cast.committee_a, owed(plan, "NV03"), item="|", request_key=key)
    assert [(answer.status_code, "đã gửi một lần rồi" in answer.content.decode()) for answer in (again, other)] == [(422, True)] * 2
    assert TaskReport.objects.get().assignment.task.code == "NV04"
    second = tell(owed(plan, "NV03"), cast.committee_a)
    client.force_login(cast.committee_a)
    form = {"reason": "Ghi nhầm sang việc khác.", "request_key": key, "viec": second.assignment_id}
    answer = client.post(reverse("task_withdraw", args=[second.pk]), form, follow=True)
    assert "đã gửi một lần rồi" in answer.content.decode()
    assert not TaskReport.objects.filter(withdraws=second).exists()


def test_the_key_of_a_check_sent_before_is_refused_in_words_for_another_task(client: Client, cast: Cast, plan: Plan) -> None:
    client.force_login(cast.steering)
    form = {"on": f"{today():%d/%m/%Y}", "words": "Đã treo", "request_key": str(uuid4())}
    assert client.post(reverse("task_check", args=[owed(plan, "NV01").pk]), form).status_code == 302
    answer = client.post(reverse("task_check", args=[owed(plan, "NV04").pk]), form)
    assert (answer.status_code, "đã gửi một lần rồi" in answer.content.decode()) == (422, True)
    assert "Đã treo" in answer.content.decode(), "what was typed stays"
    assert CheckNote.objects.get().assignment.task.code == "NV01"


def test_the_key_of_a_letter_sent_before_is_refused_for_another_plan(cast: Cast, plan: Plan) -> None:
    key = uuid4()
    services.urge(plan.pk, [owed(plan, "NV04").pk], letter(), by=cast.steering, request_key=key)
    second = given_out(province_plan(number="79"))
    with pytest.raises(Refused) as refused:
        services.urge(second.pk, [owed(second, "NV04").pk], letter(), by=cast.steering, request_key=key)
    assert reasons(refused) == {"sent_before"}
    assert Urging.objects.get().plan == plan
