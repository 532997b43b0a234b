"""An officer asks about somebody of another unit; that unit opens the file for a time, or not; nothing shows before."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from hoanhap.accounts.models import User
from hoanhap.audit.models import AuditEntry
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.people import queries, services
from hoanhap.people.models import Person, PersonAccess, PersonAsk
from hoanhap.people.rules import ASKS_A_DAY, OPEN_DAYS
from tests import make
from tests.cast import DONG_KINH, Cast

pytestmark = pytest.mark.django_db

TYPED = "khuong van tuan 85"


@pytest.fixture
def person(cast: Cast) -> Person:
    return make.person(cast.commune_a, "Khương Văn Tuấn", id_number="001085993172", contact_name="Chử Thị Lành")


def ask(by: User, text: str = TYPED, **changes: Any) -> list[PersonAsk]:
    given = {"purpose": "residence", "explanation": "Đang xác minh nơi cư trú.", "commune": DONG_KINH, "request_key": uuid4(), **changes}
    return services.ask_about(queries.outside(by, text), asked_for=text, by=by, **given)


def code_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_the_unit_opens_the_file_for_seven_days_and_both_sides_are_logged(cast: Cast, person: Person) -> None:
    [made] = ask(cast.elsewhere)
    assert [each.pk for each in queries.asks_to_answer(cast.commune_a)] == [made.pk]
    assert not Person.objects.open_to(cast.elsewhere).filter(pk=person.pk).exists()
    services.answer_ask(made.pk, opens=True, answer="Đúng người.", by=cast.commune_a)
    access = PersonAccess.objects.get(person=person)
    assert (access.commune_id, access.reason, access.until) == (DONG_KINH, "asked", today() + timedelta(days=OPEN_DAYS))
    assert Person.objects.open_to(cast.elsewhere).filter(pk=person.pk).exists()
    assert not Person.objects.visible_to(cast.elsewhere).filter(pk=person.pk).exists()
    assert not queries.asks_to_answer(cast.commune_a)
    acts = AuditEntry.objects.filter(subject_type="person_ask", person_id=person.pk).order_by("pk")
    assert [(act.action, act.user_id) for act in acts] == [("create", cast.elsewhere.pk), ("update", cast.commune_a.pk)]


def test_no_opens_nothing(cast: Cast, person: Person) -> None:
    [made] = ask(cast.elsewhere)
    services.answer_ask(made.pk, opens=False, answer="Chưa rõ mục đích.", by=cast.commune_a)
    assert not PersonAccess.objects.exists()
    assert not Person.objects.open_to(cast.elsewhere).filter(pk=person.pk).exists()
    with pytest.raises(StaleState):
        services.answer_ask(made.pk, opens=True, answer="Nghĩ lại.", by=cast.chief_a)


def test_only_who_holds_the_file_may_answer(cast: Cast, person: Person) -> None:
    [made] = ask(cast.elsewhere)
    for user in (cast.commune_b, cast.elsewhere):
        assert not queries.asks_to_answer(user)
        with pytest.raises(PersonAsk.DoesNotExist):
            services.answer_ask(made.pk, opens=True, answer="Mở.", by=user)
    for user in (cast.province, cast.committee_a, cast.auditor):
        with pytest.raises(PermissionDenied):
            services.answer_ask(made.pk, opens=True, answer="Mở.", by=user)


def test_asking_needs_the_right_in_that_commune(cast: Cast, person: Person) -> None:
    for user in (cast.other_province, cast.auditor, cast.commune_b):
        with pytest.raises(PermissionDenied):
            ask(user)


@pytest.mark.parametrize(("changes", "code"), [({"explanation": "  "}, "ask_without_reason"), ({"text": "khuong"}, "ask_about_nobody")])
def test_bad_asks_are_refused(cast: Cast, person: Person, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        ask(cast.elsewhere, **changes)
    assert code in code_of(refused)
    assert not PersonAsk.objects.exists()


def test_too_many_people_are_not_asked_about(cast: Cast) -> None:
    for _ in range(4):
        make.person(cast.commune_a)
    with pytest.raises(Refused) as refused:
        ask(cast.elsewhere)
    assert code_of(refused) == ["ask_about_too_many"]
    assert not queries.search(cast.elsewhere, TYPED).may_ask


def test_a_form_sent_twice_asks_once_and_a_second_ask_waits(cast: Cast, person: Person) -> None:
    key = uuid4()
    assert ask(cast.elsewhere, request_key=key) == ask(cast.elsewhere, request_key=key)
    with pytest.raises(Refused) as refused:
        ask(cast.elsewhere)
    assert code_of(refused) == ["asked_already"]


def test_an_officer_asks_so_often_a_day_and_no_more(cast: Cast) -> None:
    for number in range(ASKS_A_DAY + 1):
        make.person(cast.commune_a, f"Khương Văn Tuấn {chr(ord('A') + number)}n")
    people = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    plain: dict[str, Any] = {"asked_for": TYPED, "purpose": "test", "explanation": "Xác minh.", "commune": DONG_KINH, "by": cast.elsewhere}
    for pk in people[:ASKS_A_DAY]:
        services.ask_about([pk], request_key=uuid4(), **plain)
    with pytest.raises(Refused) as refused:
        services.ask_about(people[ASKS_A_DAY:], request_key=uuid4(), **plain)
    assert code_of(refused) == ["too_many_asks"]


def test_the_pages_lead_from_the_search_to_the_opened_file_and_show_nothing_before(cast: Cast, person: Person) -> None:
    asker, holder = Client(), Client()
    asker.force_login(cast.elsewhere)
    holder.force_login(cast.commune_a)
    answer = asker.post(reverse("person_search"), {"q": TYPED}, headers={"HX-Request": "true"}).content.decode()
    assert reverse("person_ask_new") in answer
    form = asker.get(reverse("person_ask_new")).content.decode()
    sent = {"q": TYPED, "purpose": "residence", "explanation": "Đang xác minh.", "commune": DONG_KINH, "request_key": str(uuid4())}
    assert asker.post(reverse("person_ask_new"), sent).url == reverse("person_asks")
    listed = asker.get(reverse("person_asks")).content.decode()
    for page in (answer, form, listed):
        for secret in (person.code, "Khương Văn Tuấn", "12/06/1985", "Chử Thị Lành", "Cầu Giấy"):
            assert secret not in page
    made = PersonAsk.objects.get()
    assert "Khương Văn Tuấn" in holder.get(reverse("home")).content.decode()
    page = holder.get(reverse("person_ask_answer", args=[made.pk])).content.decode()
    assert "Đang xác minh." in page
    assert "Đông Kinh" in page
    assert holder.post(reverse("person_ask_answer", args=[made.pk]), {"opens": "co", "answer": ""}).status_code == 422
    holder.post(reverse("person_ask_answer", args=[made.pk]), {"opens": "co", "answer": "Đúng người."})
    assert person.code in asker.get(reverse("person_asks")).content.decode()
    assert asker.get(reverse("person_detail", args=[person.code])).status_code == 200
