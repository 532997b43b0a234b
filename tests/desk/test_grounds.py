"""Does the register say why somebody is in it whom a list brought without a case: to the officer, and to the person?"""

import re

import pytest
from django.test import Client
from django.urls import reverse

from hoanhap.desk.queries import grounds_of
from hoanhap.imports.rules import ListKind
from hoanhap.kit.dates import today
from hoanhap.people.models import Person
from hoanhap.requests.queries.sheet import sheet_of
from tests import make
from tests.cast import Cast
from tests.imports.lists import a_list
from tests.imports.test_services import saved
from tests.requests.test_sheet import words

pytestmark = pytest.mark.django_db
MANAGED = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Số quyết định", "Ngày quyết định")
TREATED = ("STT", "Họ và tên", "Ngày sinh", "Giới tính", "Ngày bắt đầu điều trị")


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))  # type: ignore[attr-defined]


def test_a_managed_list_is_the_ground_with_its_decision_and_article(cast: Cast, client: Client) -> None:
    content = a_list(("1", "Lường Văn Phỏm", "03/02/1988", "Nam", "12/QĐ-CAP", "05/09/2026"), headings=MANAGED)
    saved(cast, content, ListKind.MANAGED)
    person = Person.objects.get()
    assert not person.cases.exists()
    client.force_login(cast.commune_a)
    page = text(client.get(reverse("person_detail", args=[person.code])))
    assert "Có tên trong danh sách “Người sử dụng trái phép chất ma túy đang bị quản lý” của Phường Cầu Giấy." in page
    assert "Danh sách ghi: số 12/QĐ-CAP, ngày 05/09/2026." in page
    assert "Điều 24 khoản 2 Luật 120/2025" in page
    assert f"Tạ Đình Nghiêm nhập ngày {today():%d/%m/%Y}" in page
    sheet = words(sheet_of(cast.commune_a, person, today()))
    assert "Ông/bà có trong sổ vì có tên trong danh sách" in sheet
    assert "số 12/QĐ-CAP, ngày 05/09/2026" in sheet
    assert "Điều 24 khoản 2 Luật 120/2025" in sheet
    assert "Tạ Đình Nghiêm" not in sheet  # the sheet names no officer
    assert "ds.xlsx" not in sheet
    assert "ds.xlsx" not in page


def test_a_list_for_which_the_book_names_no_article_is_marked(cast: Cast, client: Client) -> None:
    saved(cast, a_list(("1", "Vừ A Pó", "03/02/1988", "Nam", "05/09/2026"), headings=TREATED), ListKind.SUBSTITUTION)
    person = Person.objects.get()
    client.force_login(cast.commune_a)
    assert "chưa xác nhận điều luật của danh sách này" in text(client.get(reverse("person_detail", args=[person.code])))
    assert "chưa xác nhận điều luật của danh sách này" in words(sheet_of(cast.commune_a, person, today()))
    answer = client.get(reverse("person_sheet_pdf", args=[person.code]))
    assert answer.status_code == 200


def test_who_was_registered_by_an_officer_has_no_such_ground(cast: Cast, client: Client) -> None:
    person = make.person(cast.commune_a)
    client.force_login(cast.commune_a)
    assert "Vì sao có trong sổ" not in text(client.get(reverse("person_detail", args=[person.code])))
    assert "có tên trong danh sách" not in words(sheet_of(cast.commune_a, person, today()))


def test_nothing_is_said_after_destruction(cast: Cast) -> None:
    saved(cast, a_list(("1", "Vừ A Pó", "03/02/1988", "Nam", "05/09/2026"), headings=TREATED), ListKind.SUBSTITUTION)
    person = Person.objects.get()
    [ground] = grounds_of(person)
    assert (ground.list, str(ground.on)) == (ListKind.SUBSTITUTION.label, "2026-09-05")
    Person.objects.update(withdrawn_at=person.registered_at)
    assert grounds_of(Person.objects.get()) == []
