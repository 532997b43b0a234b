"""The button of a finding on the page: who may press it, what it changes, what it says when there is nothing left to change."""

from dataclasses import replace

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from hoanhap.plans import queries, services
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import PlanDoc, PlanStatus
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(cast: Cast, caugiay: PlanDoc) -> Plan:
    return services.create_plan(replace(caugiay, status=PlanStatus.DRAFT), by=cast.steering)


@pytest.fixture
def page(cast: Cast, client: Client) -> Client:
    client.force_login(cast.steering)
    return client


def pressed(plan: Plan, code: str, fix: int = 0, at: int = 0, **more: object) -> dict[str, object]:
    return {"version": plan.version, "code": code, "at": at, "fix": fix, **more}


def press(page: Client, plan: Plan, given: dict[str, object], *, follow: bool = True) -> str:
    """Press a button and return the page that follows."""
    response = page.post(reverse("finding_fix", args=[plan.pk]), given, follow=follow)
    return response.content.decode()


def found(plan: Plan) -> set[str]:
    return {item.code for item in queries.findings_of(services.read(Plan.objects.get(pk=plan.pk)))}


def test_the_page_offers_the_buttons_and_a_press_settles_the_finding(page: Client, draft: Plan) -> None:
    shown = page.get(reverse("plan_edit", args=[draft.pk])).content.decode()
    assert "Phân bổ 5 còn lại" in shown
    assert "Giao 60%, phấn đấu 100%" in shown
    assert "TT01" in found(draft)
    after = press(page, draft, pressed(draft, "TT01"))
    assert "Đã làm: Phân bổ 5 còn lại." in after
    assert "TT01" not in found(draft)
    assert Plan.objects.get(pk=draft.pk).version == draft.version + 1


def test_the_same_press_twice_is_one_change(page: Client, draft: Plan) -> None:
    given = pressed(draft, "TT04")
    press(page, draft, given)
    assert "Người khác vừa sửa kế hoạch này" in press(page, draft, given)
    assert Plan.objects.get(pk=draft.pk).version == draft.version + 1


def test_after_adoption_the_button_asks_for_the_reason_first(page: Client, cast: Cast, caugiay: PlanDoc) -> None:
    plan = services.import_plan(caugiay, by=cast.steering).plan
    asked = press(page, plan, pressed(plan, "TT01", 1))
    assert "Lý do điều chỉnh" in asked
    assert "Sửa mục II thành 8" in asked
    assert Plan.objects.get(pk=plan.pk).version == plan.version
    empty = page.post(reverse("finding_fix", args=[plan.pk]), pressed(plan, "TT01", 1, why=""))
    assert (empty.status_code, Plan.objects.get(pk=plan.pk).version) == (422, plan.version)
    press(page, plan, pressed(plan, "TT01", 1, why="Công văn 12"))
    changed = Plan.objects.get(pk=plan.pk)
    assert (changed.status, changed.versions.get(number=changed.version).why) == (PlanStatus.ADJUSTED, "Công văn 12")
    assert "TT01" not in found(plan)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"code": "TT01", "at": 9, "fix": 0}, "không còn gì để làm"),
        ({"code": "TT01", "at": 0, "fix": 9}, "không còn gì để làm"),
        ({"code": "TT03", "at": 0, "fix": 0}, "không còn gì để làm"),
        ({"code": "TT01", "at": "x", "fix": 0}, "Mở lại trang rồi thử lại"),
        ({}, "Mở lại trang rồi thử lại"),
    ],
)
def test_a_button_that_names_nothing_changes_nothing(page: Client, draft: Plan, given: dict[str, object], says: str) -> None:
    response = page.post(reverse("finding_fix", args=[draft.pk]), {"version": draft.version, **given})
    assert response.status_code == 302
    assert says in " ".join(str(message) for message in get_messages(response.wsgi_request))
    assert Plan.objects.get(pk=draft.pk).version == draft.version


def test_only_who_may_change_the_plan_may_press(cast: Cast, client: Client, draft: Plan) -> None:
    for officer, status in ((cast.commune_a, 403), (cast.auditor, 403), (cast.elsewhere, 403)):
        client.force_login(officer)
        assert client.post(reverse("finding_fix", args=[draft.pk]), pressed(draft, "TT01")).status_code in (status, 404)
    client.force_login(cast.auditor)
    assert "Phân bổ 5 còn lại" not in client.get(reverse("plan_check", args=[draft.pk])).content.decode()
    assert Plan.objects.get(pk=draft.pk).version == draft.version
