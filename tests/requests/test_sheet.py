"""Does a person's own sheet say what is held, why and until when, in plain words, on a page, and is each printing in the log?"""

import io
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from hoanhap.audit.models import AuditEntry
from hoanhap.audit.queries import views_of_person
from hoanhap.kit.dates import today
from hoanhap.people.models import HealthSheet
from hoanhap.requests.queries.sheet import sheet_of
from hoanhap.requests.rules.sheet import Sheet
from tests import make
from tests.cases.test_services import decided
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def words(sheet: Sheet) -> str:
    return "\n".join(f"{part.title} {line.label} {line.text} {line.doubt}" for part in sheet.parts for line in part.lines)


def pdf_text(content: bytes) -> tuple[str, int]:
    reader = PdfReader(io.BytesIO(content))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages), len(reader.pages)


def test_the_sheet_says_what_is_held_why_until_when_and_what_can_be_asked(cast: Cast) -> None:
    case = decided(cast.commune_a)
    sheet = sheet_of(cast.commune_a, case.person, today())
    text = words(sheet)
    for said in (
        case.person.full_name,
        "12/06/1985",
        f"Biện pháp hết vào cuối ngày {case.term_end:%d/%m/%Y}.",
        "được đưa ra khỏi danh sách",
        "01 năm",
        "Điều 24 khoản 2 Luật 120/2025",
        "Điều 19 khoản 1c Luật 91/2025",
        "Trong 365 ngày qua có",
        "trả lời: 02 ngày làm việc",
        "cho xem, đính chính: 10 ngày",
        "hạn chế: 15 ngày",
        "xóa: 20 ngày",
        "05 ngày làm việc",
        "Tòa án nhân dân cấp tỉnh",
        "chưa có quyết định thì không ai tự xóa",
        "chưa xác nhận",
        "Công an phường Cầu Giấy",
    ):
        assert said in text, said


def test_the_periods_of_requests_are_left_out_before_2026(cast: Cast) -> None:
    person = make.person(cast.commune_a)
    assert "trả lời:" not in words(sheet_of(cast.commune_a, person, date(2025, 12, 31)))
    assert "trả lời: 02 ngày làm việc" in words(sheet_of(cast.commune_a, person, date(2026, 1, 1)))


def test_names_of_who_looked_and_health_are_not_on_it(cast: Cast) -> None:
    person = make.person(cast.commune_a)
    before = words(sheet_of(cast.commune_a, person, today()))
    HealthSheet.objects.create(person=person, sealed=b"x", needs_support=True, recorded_at=person.registered_at, recorded_by=cast.commune_a)
    assert words(sheet_of(cast.commune_a, person, today())) == before
    assert cast.commune_a.full_name not in before


def test_who_is_under_18_reads_of_their_representative(cast: Cast) -> None:
    young = make.person(cast.commune_a, birth_date=today() - timedelta(days=15 * 366))
    sheet = sheet_of(cast.commune_a, young, today())
    assert "chưa đủ 18 tuổi" in sheet.intro
    assert "Điều 61 NĐ 163/2026" in words(sheet)


def test_the_sheet_is_printed_on_one_page_with_the_full_number_and_logged(cast: Cast, client: Client) -> None:
    case = decided(cast.commune_a)
    type(case.person).objects.filter(pk=case.person_id).update(id_number="001085001234")
    client.force_login(cast.commune_a)
    page = client.get(reverse("person_sheet", args=[case.person.code])).content.decode()
    assert "001085001234" not in page.replace(" ", "")
    answer = client.get(reverse("person_sheet_pdf", args=[case.person.code]))
    text, pages = pdf_text(answer.content)
    assert pages == 1
    assert "001085001234" in text
    assert case.person.code in answer["Content-Disposition"]
    acts = AuditEntry.objects.filter(person_id=case.person_id, purpose="own_sheet").order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["view", "reveal"]
    assert [look.what for look in views_of_person(case.person_id).shown[:2]] == ["bản thông tin cho người này"] * 2
    client.force_login(cast.auditor)  # may look, may not show the number
    text, _ = pdf_text(client.get(reverse("person_sheet_pdf", args=[case.person.code])).content)
    assert "001085001234" not in text
    client.force_login(cast.commune_b)
    assert client.get(reverse("person_sheet", args=[case.person.code])).status_code == 404
    assert client.get(reverse("person_sheet_pdf", args=[case.person.code])).status_code == 404


def test_the_sheet_can_be_read_in_english(cast: Cast) -> None:
    case = decided(cast.commune_a)
    with translation.override("en"):
        sheet = sheet_of(cast.commune_a, case.person, today())
    assert "The person, representative or parents" in words(sheet)
    assert "5 working days" in words(sheet)
