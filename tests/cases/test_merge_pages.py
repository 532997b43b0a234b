"""Do the pages show both records, everything that moves, what speaks against it, and the way back?"""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hoanhap.audit.models import AuditEntry
from hoanhap.cases.services.merging import merge_people
from hoanhap.kit.dates import today
from hoanhap.people import services as people
from hoanhap.people.models import Merge, Person
from tests import make
from tests.cases.test_services import opened
from tests.cast import CAU_GIAY, Cast

pytestmark = pytest.mark.django_db


def text(answer: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def chief(cast: Cast, client: Client) -> Client:
    client.force_login(cast.chief_a)
    return client


def test_the_likeliest_records_are_offered_first(cast: Cast, chief: Client):
    kept = make.person(cast.commune_a)
    twin, stranger = make.person(cast.commune_a, "Khương Văn Tuân"), make.person(cast.commune_a, "Lò Thị Pành", sex="female")
    page = text(chief.get(reverse("merge_start", args=[kept.code])))
    assert twin.code in page
    assert stranger.code not in page
    answer = chief.post(reverse("merge_start", args=[kept.code]), {"other": stranger.code.lower()})
    assert answer.url == reverse("merge_people", args=[kept.code, stranger.code])
    answer = chief.post(reverse("merge_start", args=[kept.code]), {"other": "4127"})
    assert answer.status_code == 422
    assert "HN-26-004127" in text(answer)


def test_a_merge_is_compared_saved_and_taken_back(cast: Cast, chief: Client):
    kept = make.person(cast.commune_a, occupation="Thợ hàn")
    lost = make.person(cast.commune_a, "Khương Tuân", occupation="Nghề tự do", id_number="001085993172")
    opened(cast.commune_a, lost)
    address = reverse("merge_people", args=[kept.code, lost.code])
    page = chief.get(address)
    assert "Thợ hàn" in text(page)
    assert "001 085 •••••2" in text(page)
    assert "Thủ tục Quản lý người sử dụng trái phép chất ma túy, " in text(page)
    assert "Việt Nam" in text(page)
    looks = AuditEntry.objects.filter(purpose="duplicate").values_list("person_id", flat=True)
    assert set(looks) == {kept.pk, lost.pk}
    key = str(uuid4())
    refused = chief.post(address, {"request_key": key, "from_occupation": "lost"})
    assert refused.status_code == 422
    assert not Merge.objects.exists()
    sent = {"request_key": key, "from_occupation": "lost", "from_full_name": "kept", "reason": "Cùng thẻ căn cước."}
    for _ in range(2):
        answer = chief.post(address, sent)
    assert Merge.objects.count() == 1
    kept.refresh_from_db()
    assert (kept.occupation, kept.full_name) == ("Nghề tự do", "Khương Văn Tuấn")
    old = chief.get(reverse("person_detail", args=[lost.code]))
    assert old.url == reverse("person_detail", args=[kept.code])
    page = chief.get(reverse("person_detail", args=[kept.code]))
    assert f"Đã nhập {lost.code}" in text(page)
    merge = Merge.objects.get()
    back = chief.get(reverse("unmerge_people", args=[merge.pk]))
    assert "Thủ tục: Quản lý người sử dụng trái phép chất ma túy, " in text(back)
    assert chief.post(reverse("unmerge_people", args=[merge.pk]), {}).status_code == 422
    answer = chief.post(reverse("unmerge_people", args=[merge.pk]), {"reason": "Hai anh em, đã gặp cả hai."})
    assert answer.url == reverse("person_detail", args=[lost.code])
    assert Person.objects.visible_to(cast.chief_a).count() == 2


def test_what_was_entered_since_is_asked_row_by_row(cast: Cast, chief: Client):
    kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuân")
    merge = merge_people(kept.pk, lost.pk, take=frozenset(), reason="Cùng thẻ.", by=cast.chief_a, request_key=uuid4())
    opened(cast.commune_a, kept)
    address = reverse("unmerge_people", args=[merge.pk])
    assert "của ai?" in text(chief.get(address))
    answer = chief.post(address, {"reason": "Hai anh em."})
    assert answer.status_code == 422
    assert "chỉ cán bộ biết là của ai" in text(answer)
    chief.post(address, {"reason": "Hai anh em.", "row_0": "lost"})
    assert lost.cases.count() == 1


def test_a_later_address_cannot_go_to_a_record_that_has_one(cast: Cast, chief: Client):
    kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuân")
    merge = merge_people(kept.pk, lost.pk, take=frozenset(), reason="Cùng thẻ.", by=cast.chief_a, request_key=uuid4())
    people.move_person(kept.pk, commune=CAU_GIAY, on=today(), address_line="Số 3, tổ 7", by=cast.commune_a)
    address = reverse("unmerge_people", args=[merge.pk])
    assert f"nơi ở hiện tại, Số 3, tổ 7, {today():%d/%m/%Y}" in text(chief.get(address))
    answer = chief.post(address, {"reason": "Hai anh em.", "row_0": "lost"})
    assert answer.status_code == 422
    assert "row_0" in answer.context["form"].errors
    assert f"{lost.code} đã có địa chỉ riêng" in text(answer)
    assert "Hai anh em." in text(answer)


def test_two_open_procedures_are_named_and_nothing_can_be_sent(cast: Cast, chief: Client):
    kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuân")
    for person in (kept, lost):
        opened(cast.commune_a, person)
    address = reverse("merge_people", args=[kept.code, lost.code])
    page = text(chief.get(address))
    assert "Cả hai hồ sơ đều có thủ tục cùng loại đang mở" in page
    assert 'aria-disabled="true"' in chief.get(address).content.decode()
    answer = chief.post(address, {"request_key": str(uuid4()), "reason": "Cùng thẻ."})
    assert answer.status_code == 422
    assert not Merge.objects.exists()


def test_with_oneself_and_outside_scope(cast: Cast, chief: Client):
    kept, other = make.person(cast.commune_a), make.person(cast.commune_b)
    page = text(chief.get(reverse("merge_people", args=[kept.code, kept.code])))
    assert "không nhập một hồ sơ vào chính nó" in page
    assert chief.get(reverse("merge_people", args=[kept.code, other.code])).status_code == 404
    assert chief.get(reverse("unmerge_people", args=[999_999])).status_code == 404


def test_the_comparison_asks_few_questions_of_the_database(cast: Cast, chief: Client, django_assert_max_num_queries: Any):
    kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuân")
    with django_assert_max_num_queries(60):
        chief.get(reverse("merge_people", args=[kept.code, lost.code]))
