from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hoanhap.accounts import services as accounts
from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.audit.models import AuditEntry
from hoanhap.units.models import Organisation, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_units")]

CAU_GIAY, HA_NOI, QUAN_HOA, QUAN_CAU_GIAY = "/don-vi/166/", "/don-vi/100001/", "/don-vi/200169/", "/don-vi/300005/"
ENTRY = {"kind": "clinic", "name": "Cơ sở điều trị số 1", "since": "01/02/2026", "last_day": ""}


def user_with(role: Role | None, unit: int = 0) -> User:
    user = accounts.create_user(f"nguoi-dung-{unit}-{role}", full_name="Lê Thị Thử", password=None)
    if role is not None:
        accounts.grant_role(user, role, unit=Unit.objects.get(pk=unit), since=date(2026, 1, 1))
    return user


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(user_with(None))
    return client


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(user_with(Role.PROVINCE_OFFICER, 100_001))
    return client


def test_every_page_needs_a_sign_in(client: Client) -> None:
    for address in ("/don-vi/", CAU_GIAY, "/don-vi/goi-y/?q=cau", "/don-vi/166/to-chuc/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/don-vi/" in answer["Location"]


def test_a_ward_of_today_shows_what_it_was(reader: Client) -> None:
    page = reader.get(CAU_GIAY).content.decode()
    assert "<b>Phường Cầu Giấy</b> là đơn vị cấp xã thuộc thành phố Hà Nội." in page
    assert "Trước đây là" in page
    assert "Nay là" not in page
    for name in ("Phường Dịch Vọng Hậu", "Phường Quan Hoa", "Phường Yên Hòa"):
        assert name in page
    assert "Công an phường Cầu Giấy" in page
    assert "Quận Cầu Giấy</a>" not in page  # a former district is not a predecessor beside its own wards


def test_a_former_ward_shows_what_it_became_and_where_old_records_count(reader: Client) -> None:
    page = reader.get(QUAN_HOA).content.decode()
    assert "<b>Phường Quan Hoa</b> đã kết thúc, hết ngày 30/06/2025." in page
    assert page.count("hồ sơ cũ tính về đây") == 1
    assert page.index("Phường Nghĩa Đô") < page.index("hồ sơ cũ tính về đây") < page.index("một phần")
    assert "Chưa rõ ngày thành lập." in page


def test_the_same_ward_as_then(reader: Client) -> None:
    page = reader.get(QUAN_HOA + "?ngay=01/06/2021").content.decode()
    assert "<b>Phường Quan Hoa</b> là đơn vị cấp xã thuộc quận Cầu Giấy, thành phố Hà Nội." in page
    assert "Công an phường Quan Hoa" in page


def test_a_unit_that_had_not_begun_shows_what_was_there_then(reader: Client) -> None:
    page = reader.get(CAU_GIAY + "?ngay=01062021").content.decode()
    assert "Chưa có <b>Phường Cầu Giấy</b>: đơn vị này có từ 01/07/2025." in page
    assert 'href="/don-vi/200169/?ngay=01/06/2021">Phường Quan Hoa</a>' in page


def test_a_province_lists_its_communes_of_the_day_by_kind(reader: Client) -> None:
    page = reader.get(HA_NOI).content.decode()
    assert (
        page.index("51 phường") < page.index(">Ba Đình</a>") < page.index(">Yên Sở</a>") < page.index("75 xã") < page.index(">An Khánh</a>")
    )
    then = reader.get(HA_NOI + "?ngay=30/06/2025").content.decode()
    assert 'href="/don-vi/200169/?ngay=30/06/2025">Quan Hoa</a>' in then
    assert "thị trấn" in then


def test_a_province_that_became_a_city_has_the_title_of_the_day(reader: Client) -> None:
    assert "<b>Tỉnh Bắc Ninh</b> là đơn vị cấp tỉnh." in reader.get("/don-vi/100024/?ngay=19/09/2026").content.decode()
    page = reader.get("/don-vi/100024/?ngay=20/09/2026").content.decode()
    assert "<b>Thành phố Bắc Ninh</b> là đơn vị cấp tỉnh." in page
    assert "Nghị quyết 39/2026/QH16" in page


def test_a_day_that_does_not_exist_is_said_and_kept(reader: Client) -> None:
    answer = reader.get(CAU_GIAY + "?ngay=31/02/2026")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Không có ngày 31/02/2026" in page
    assert 'value="31/02/2026"' in page
    assert reader.get("/don-vi/?q=x&ngay=45").status_code == 422


def test_an_unknown_unit_is_not_found(reader: Client) -> None:
    assert reader.get("/don-vi/99999/").status_code == 404
    assert reader.get("/don-vi/to-chuc/5/").status_code == 404


def test_the_list_shows_the_provinces_of_the_day(reader: Client) -> None:
    page = reader.get("/don-vi/?ngay=21/11/2026").content.decode()
    assert "34 tỉnh, thành phố ngày 21/11/2026" in page
    assert "Bắc Giang, Bắc Ninh" in page
    assert "63 tỉnh, thành phố ngày 30/06/2025" in reader.get("/don-vi/?ngay=30/06/2025").content.decode()


def test_a_search_finds_units_of_the_day_and_of_other_times(reader: Client) -> None:
    page = reader.get("/don-vi/?q=cau giay").content.decode()
    assert page.index("Phường Cầu Giấy") < page.index("Cùng tên, thời gian khác") < page.index("Quận Cầu Giấy")
    gone = reader.get("/don-vi/?q=Phường Quan Hoa").content.decode()
    assert "không có đơn vị nào tên “Phường Quan Hoa”" in gone
    assert "/don-vi/200169/" in gone


def test_a_search_by_htmx_gets_the_results_only(reader: Client) -> None:
    part = reader.get("/don-vi/?q=cau giay", headers={"HX-Request": "true"}).content.decode()
    assert "Phường Cầu Giấy" in part
    assert "<html" not in part


def test_what_was_typed_is_never_markup(reader: Client) -> None:
    page = reader.get("/don-vi/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_suggestions_come_as_options_and_as_json(reader: Client) -> None:
    options = reader.get("/don-vi/goi-y/?o=commune&commune=quan hoa&cap=commune&ngay=01/06/2021")
    assert options.content.decode().strip() == '<option value="Phường Quan Hoa, quận Cầu Giấy, Hà Nội"></option>'
    found = reader.get("/don-vi/goi-y/?q=cau giay&cap=commune&tinh=100001&ngay=21/11/2026", headers={"Accept": "application/json"})
    assert found.json() == {"units": [{"id": 166, "label": "Phường Cầu Giấy, Hà Nội"}]}
    assert reader.get("/don-vi/goi-y/?q=x&ngay=31/02/2026").status_code == 422


@pytest.mark.parametrize("address", ["/don-vi/?q=tan", "/don-vi/", CAU_GIAY, HA_NOI, QUAN_HOA, QUAN_CAU_GIAY, HA_NOI + "?ngay=01/06/2021"])
def test_a_page_takes_few_queries(reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries, address: str) -> None:
    with django_assert_max_num_queries(20):
        reader.get(address)


def test_a_province_officer_enters_an_organisation(editor: Client) -> None:
    assert "Thêm tổ chức" in editor.get(CAU_GIAY).content.decode()
    answer = editor.post(CAU_GIAY + "to-chuc/", ENTRY)
    assert (answer.status_code, answer["Location"]) == (302, CAU_GIAY)
    clinic = Organisation.objects.get(name="Cơ sở điều trị số 1")
    assert (clinic.unit_id, clinic.since, clinic.is_current) == (166, date(2026, 2, 1), True)
    assert clinic.pk >= 1_000_000_000
    entry = AuditEntry.objects.get(subject_type="units.Organisation")
    assert (entry.action, entry.subject_id, entry.unit_id, entry.detail) == ("create", str(clinic.pk), 166, {"kind": "clinic"})


def test_an_entered_organisation_is_ended_with_its_last_day(editor: Client) -> None:
    editor.post(CAU_GIAY + "to-chuc/", ENTRY)
    clinic = Organisation.objects.get(name="Cơ sở điều trị số 1")
    address = f"/don-vi/to-chuc/{clinic.pk}/"
    assert 'value="01/02/2026"' in editor.get(address).content.decode()
    assert editor.post(address, ENTRY | {"last_day": "31/10/2026"}).status_code == 302
    clinic.refresh_from_db()
    assert clinic.until == date(2026, 11, 1)
    assert 'value="31/10/2026"' in editor.get(address).content.decode()


def refused(client: Client, address: str, data: dict[str, str]) -> str:
    before = list(Organisation.objects.filter(unit=166).order_by("pk").values())
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert list(Organisation.objects.filter(unit=166).order_by("pk").values()) == before
    return str(answer.content.decode())


def test_bad_entries_are_refused_with_the_reason_and_kept(editor: Client) -> None:
    add = CAU_GIAY + "to-chuc/"
    page = refused(editor, add, ENTRY | {"last_day": "31/01/2026"})
    assert "Ngày cuối cùng đứng trước ngày đầu tiên." in page
    assert 'value="Cơ sở điều trị số 1"' in page
    assert "nằm ngoài thời gian tồn tại" in refused(editor, add, ENTRY | {"since": "01/02/2020", "last_day": "30/06/2025"})
    assert "Ô này còn trống" in refused(editor, add, ENTRY | {"name": " "})
    assert "Không có ngày 31/02/2026" in refused(editor, add, ENTRY | {"since": "31/02/2026"})
    assert refused(editor, add, ENTRY | {"kind": "commune_police"})
    editor.post(add, ENTRY)
    assert "đã có một tổ chức cùng loại, cùng tên" in refused(editor, add, ENTRY | {"name": "cơ sở Điều trị số 1"})


def test_an_agency_that_follows_its_unit_cannot_be_changed(editor: Client) -> None:
    page = refused(editor, "/don-vi/to-chuc/16610/", ENTRY)
    assert "Cơ quan này có theo đơn vị hành chính" in page


@pytest.mark.parametrize(("role", "unit"), [(Role.COMMUNE_OFFICER, 166), (Role.PROVINCE_OFFICER, 100_079), (None, 0)])
def test_without_the_right_over_the_unit_nothing_is_entered(client: Client, role: Role | None, unit: int) -> None:
    client.force_login(user_with(role, unit))
    assert "Thêm tổ chức" not in client.get(CAU_GIAY).content.decode()
    assert client.get(CAU_GIAY + "to-chuc/").status_code == 403
    assert client.post(CAU_GIAY + "to-chuc/", ENTRY).status_code == 403
    assert client.post("/don-vi/to-chuc/16610/", ENTRY).status_code == 403
    assert not Organisation.objects.filter(name="Cơ sở điều trị số 1").exists()
