"""The pages of papers: what is shown, to whom, and what the public check tells."""

import re
from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from hoanhap.audit.models import AuditEntry
from hoanhap.documents import services
from hoanhap.documents.models import NumberBook, Paper, PaperFile
from hoanhap.documents.rendering.qr import qr_text
from tests.documents.conftest import Ward

type Issue = Callable[..., Paper]


def signed_in(ward: Ward) -> Client:
    """A browser of the ward's officer."""
    client = Client()
    client.force_login(ward.officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_the_list_shows_papers_and_books_of_the_own_ward(issue: Issue, cau_giay: Ward, hoan_kiem: Ward) -> None:
    issue()
    issue("c.10", request_key="a list goes to nobody")
    page = signed_in(cau_giay).get(reverse("paper_list")).content.decode()
    assert "01/QĐ-CAP" in page
    assert "Bế Hoàng Sơn" in page
    assert "đã cấp đến số 01" in page
    assert "01/QĐ-CAP" not in signed_in(hoan_kiem).get(reverse("paper_list")).content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "1"}, True),
        ({"q": "01/QĐ-CAP"}, True),
        ({"q": "hoàng sơn"}, False),
        ({"q": "2"}, False),
        ({"mau": "c.02"}, None),
        ({"nam": "2026"}, True),
        ({"nam": "2025"}, False),
    ],
)
def test_the_list_is_narrowed(issue: Issue, cau_giay: Ward, query: dict[str, str], found: bool | None) -> None:
    issue()
    answer = signed_in(cau_giay).get(reverse("paper_list"), query)
    if found is None:
        assert answer.status_code == 422, "a form of which there is no paper is no choice"
    else:
        assert ("Bế Hoàng Sơn" in answer.content.decode()) is found


def test_the_list_is_exported_and_the_export_logged(issue: Issue, cau_giay: Ward) -> None:
    issue()
    answer = signed_in(cau_giay).get(reverse("paper_list"), {"tep": "csv"})
    assert "01/QĐ-CAP" in answer.content.decode("utf-8-sig")
    assert AuditEntry.objects.get(action="export").detail == {"format": "csv", "count": 1}


def test_the_list_makes_a_constant_number_of_queries(
    issue: Issue, cau_giay: Ward, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for number in range(6):
        issue(request_key=str(number))
    client = signed_in(cau_giay)
    client.get(reverse("paper_list"))
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        client.get(reverse("paper_list"))


def test_the_page_shows_the_sheet_the_steps_and_the_doubt_and_is_logged(issue: Issue, cau_giay: Ward) -> None:
    paper = issue()
    page = signed_in(cau_giay).get(reverse("paper_detail", args=[paper.pk])).content.decode()
    for words in (
        "CÔNG AN PHƯỜNG",
        "Áp dụng biện pháp quản lý",
        "BẾ HOÀNG SƠN",
        "01/QĐ-CAP",
        "Lời văn chưa đối chiếu với bản công báo",
        "chưa giao",
        "MINH HỌA",
    ):
        assert words in page, words
    assert "style=" not in page
    assert "onclick" not in page
    entry = AuditEntry.objects.get(action="view", subject_type="paper")
    assert (entry.person_id, entry.user_id) == (77, cau_giay.officer.pk)


def test_the_page_signs_and_delivers(issue: Issue, cau_giay: Ward) -> None:
    paper, client = issue(), signed_in(cau_giay)
    assert client.post(reverse("paper_sign", args=[paper.pk]), {"on": "20/11/2026"}).status_code == 302
    answer = client.post(reverse("paper_deliver", args=[paper.pk]), {"on": "20/11/2026", "recipients": ["Tổ quản lý"], "other": "Trường A"})
    assert answer.status_code == 302
    assert set(paper.history.undelivered) == {"Bế Hoàng Sơn", "Ủy ban nhân dân phường Cầu Giấy"}


@pytest.mark.parametrize("typed", ["31/02/2026", "", "19/11/2026", "20/11/2099"])
def test_a_wrong_day_keeps_the_typed_text_and_saves_nothing(issue: Issue, cau_giay: Ward, typed: str) -> None:
    paper = issue()
    answer = signed_in(cau_giay).post(reverse("paper_sign", args=[paper.pk]), {"on": typed})
    assert answer.status_code == 422
    assert f'value="{typed}"' in answer.content.decode() or not typed
    assert paper.events.count() == 0


def test_a_paper_is_voided_with_a_reason(issue: Issue, cau_giay: Ward) -> None:
    paper, client = issue(), signed_in(cau_giay)
    url = reverse("paper_void", args=[paper.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"on": "20/11/2026", "reason": "nhầm"}).status_code == 422
    assert client.post(url, {"on": "20/11/2026", "reason": "ghi nhầm họ tên của người này"}).status_code == 302
    assert "Đã hủy" in client.get(reverse("paper_detail", args=[paper.pk])).content.decode()


@pytest.mark.parametrize(("name", "start"), [("paper_pdf", b"%PDF-"), ("paper_docx", b"PK")])
def test_downloads_give_the_stored_bytes_and_are_logged(issue: Issue, cau_giay: Ward, name: str, start: bytes) -> None:
    paper = issue()
    answer = signed_in(cau_giay).get(reverse(name, args=[paper.pk]))
    assert answer.content == bytes(PaperFile.objects.get(paper=paper, format=name.removeprefix("paper_")).content)
    assert answer.content.startswith(start)
    assert re.search(r'filename="01-QD-CAP-2026\.(pdf|docx)"', answer["Content-Disposition"])
    assert AuditEntry.objects.filter(action="download").count() == 1


@pytest.mark.parametrize("name", ["paper_detail", "paper_sign", "paper_deliver", "paper_void", "paper_pdf", "paper_docx"])
def test_papers_of_other_wards_do_not_exist(issue: Issue, hoan_kiem: Ward, name: str) -> None:
    client, url = signed_in(hoan_kiem), reverse(name, args=[issue().pk])
    write = name in {"paper_sign", "paper_deliver"}
    assert (client.post(url, {"on": "20/11/2026"}) if write else client.get(url)).status_code == 404
    unknown = reverse(name, args=[uuid4()])
    assert (client.post(unknown, {"on": "20/11/2026"}) if write else client.get(unknown)).status_code == 404


def test_a_lent_paper_is_read_and_not_written(issue: Issue, cau_giay: Ward, hoan_kiem: Ward) -> None:
    paper, client = issue(), signed_in(hoan_kiem)
    services.lend_paper(paper.pk, to=hoan_kiem.place, by=cau_giay.officer)
    page = client.get(reverse("paper_detail", args=[paper.pk]))
    assert page.status_code == 200
    assert "Ghi ngày ký" not in page.content.decode()
    assert client.get(reverse("paper_pdf", args=[paper.pk])).status_code == 200
    assert client.get(reverse("paper_void", args=[paper.pk])).status_code == 403
    for name in ("paper_sign", "paper_deliver"):
        assert client.post(reverse(name, args=[paper.pk]), {"on": "20/11/2026"}).status_code == 403
    assert paper.events.count() == 0


def test_visitors_are_sent_to_the_sign_in(issue: Issue, client: Client) -> None:
    for name in ("paper_list", "number_book"):
        assert client.get(reverse(name)).status_code == 302
    assert client.get(reverse("paper_detail", args=[issue().pk])).status_code == 302


def test_the_paper_book_is_carried_on(cau_giay: Ward, issue: Issue) -> None:
    client = signed_in(cau_giay)
    form = {"organisation": cau_giay.organisation.pk, "year": 2026, "series": "qđ-cap", "last_number": 117}
    assert client.post(reverse("number_book"), form).status_code == 302
    assert NumberBook.objects.get().last_number == 117
    assert client.post(reverse("number_book"), {**form, "last_number": 5}).status_code == 422
    assert client.post(reverse("number_book"), {**form, "organisation": 1}).status_code == 422


def test_anybody_may_check_a_paper_and_learns_nothing_of_a_person(issue: Issue, client: Client) -> None:
    paper = issue()
    answer = client.get(reverse("paper_verify", args=[paper.token]))
    page = answer.content.decode()
    for words in (
        "01/QĐ-CAP",
        "20/11/2026",
        "Quyết định áp dụng biện pháp quản lý",
        "Công an phường",
        paper.sha256,
        "Mẫu 04 Phụ lục III NĐ 163/2026",
    ):
        assert words in page.replace("\u00a0", " "), words
    for secret in ("Bế", "Sơn", "001203990815", "Khuất", "Tổ 3", "methamphetamine", "77"):
        assert secret not in page.replace(paper.sha256, "").replace(paper.sha256[:4], ""), secret
    assert "noindex" in answer["X-Robots-Tag"]
    assert "no-store" in answer["Cache-Control"]


def test_the_code_of_another_paper_is_found_out(issue: Issue, client: Client) -> None:
    paper = issue()
    true = qr_text(services.stamp_of(paper)).partition("?")
    assert true[0] == f"http://127.0.0.1:8000{reverse('paper_verify', args=[paper.token])}"
    url = reverse("paper_verify", args=[paper.token])
    assert "không khớp sổ" not in client.get(f"{url}?{true[2]}").content.decode()
    page = client.get(url, {"so": "02/QĐ-CAP", "ngay": "2026-11-20"}).content.decode()
    assert "không khớp sổ" in page
    assert "Khác ở: số." in page


def test_a_file_is_compared_with_the_issued_one(issue: Issue, client: Client) -> None:
    paper = issue()
    url = reverse("paper_verify", args=[paper.token])
    content = bytes(PaperFile.objects.get(paper=paper, format="pdf").content)
    same = client.post(url, {"file": SimpleUploadedFile("a.pdf", content)}).content.decode()
    assert "Trùng từng byte" in same
    other = client.post(url, {"file": SimpleUploadedFile("a.pdf", content[:-1] + b"x")}).content.decode()
    assert "không phải bản đã cấp" in other
    assert client.post(url).status_code == 422
    big = SimpleUploadedFile("a.pdf", b"x" * (5 * 1024 * 1024 + 1))
    assert client.post(url, {"file": big}).status_code == 422


def test_the_check_page_tells_that_a_paper_is_void(issue: Issue, cau_giay: Ward, client: Client) -> None:
    paper = issue()
    services.void_paper(paper.pk, on=date(2026, 11, 20), by=cau_giay.officer, reason="ghi nhầm họ tên của Bế Hoàng Sơn")
    page = client.get(reverse("paper_verify", args=[paper.token])).content.decode()
    assert "Đã hủy" in page
    assert "nhầm" not in page, "the reason may name a person"


def test_an_unknown_token_is_not_found(client: Client, db: None) -> None:
    assert client.get(reverse("paper_verify", args=["khong-co"])).status_code == 404
