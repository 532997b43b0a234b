"""The list of people: what fits, in which order, what leaves as a file, what is saved and shared, and what is done to a selection."""

import csv
import io
import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from hoanhap.accounts import services as accounts
from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.audit.models import AuditEntry
from hoanhap.audit.queries import views_of_person
from hoanhap.cases.models import Case, CaseAssignment, SavedList
from hoanhap.cases.queries import lists as queries
from hoanhap.cases.rules.lists import SHOWN, AgeBand, Field, Order, Status, Wanted, births_of, states_of
from hoanhap.cases.rules.states import State
from hoanhap.cases.services import drafts, issue_paper, void
from hoanhap.cases.services import lists as services
from hoanhap.cases.services.merging import merge_people
from hoanhap.cases.views.columns import file_columns
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Refused
from hoanhap.people.rules import age_on
from hoanhap.units.models import Unit
from tests import make
from tests.cases.test_services import add, decided, opened
from tests.cast import CAU_GIAY, NGHIA_DO, Cast

LIST = "person_list"
NUMBER = "001085993172"


def names(user: User, order: Order = Order.NAME, **wanted: Any) -> list[str]:
    """The names of the people who fit, in order."""
    found = queries.ordered(queries.matching(user, Wanted(**wanted), at=now()), order)
    return list(found.values_list("full_name", flat=True))


def shown(page: Any) -> list[str]:
    return re.findall(r'class="hn-name" href="[^"]+">([^<]+)<', page.content.decode())


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.commune_a)
    return client


# --- rules -------------------------------------------------------------------------------------------------------------------


@given(
    band=st.sampled_from([band for band in AgeBand if band is not AgeBand.UNKNOWN]),
    on=st.dates(date(2024, 1, 1), date(2040, 12, 31)),
    birth=st.dates(date(1930, 1, 1), date(2040, 12, 31)),
)
def test_an_age_band_holds_exactly_those_of_its_ages(band: AgeBand, on: date, birth: date) -> None:
    if birth > on:
        return
    youngest, _, oldest = band.value.partition("-")
    first, last = births_of(band, on)
    within = (first is None or first <= birth) and (last is None or birth <= last)
    assert within == (int(youngest) <= age_on(birth, on) <= (int(oldest) if oldest else 200))


def test_the_ages_of_who_was_born_on_a_leap_day() -> None:
    assert births_of(AgeBand.FROM_18, date(2026, 2, 28)) == (date(1996, 2, 29), date(2008, 2, 28))
    assert births_of(AgeBand.FROM_18, date(2026, 3, 1)) == (date(1996, 3, 2), date(2008, 3, 1))


def test_an_unknown_birth_has_no_range() -> None:
    with pytest.raises(ValueError, match="unknown"):
        births_of(AgeBand.UNKNOWN, date(2026, 1, 1))


def test_the_groups_hold_every_state_once() -> None:
    grouped = [state for status in Status if status is not Status.NONE for state in states_of(status)]
    assert sorted(grouped) == sorted(State)
    assert states_of("managed") == {State.MANAGED}


# --- who fits ----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestWhoFits:
    def test_only_the_scope_in_vietnamese_order(self, cast: Cast) -> None:
        for name in ("Lê Văn Ân", "Trần Thị An", "Lê Đào", "Nguyễn Dung"):
            make.person(cast.commune_a, name)
        make.person(cast.commune_b, "Bùi Văn Xa")
        make.person(cast.elsewhere, "Nông Văn Ké")
        assert names(cast.commune_a) == ["Trần Thị An", "Lê Văn Ân", "Nguyễn Dung", "Lê Đào"]
        assert names(cast.province)[-1] == "Bùi Văn Xa"
        assert len(names(cast.auditor)) == 6
        assert names(cast.steering) == []

    def test_the_state_is_that_of_the_newest_case(self, cast: Cast) -> None:
        decided(cast.commune_a)
        again = make.person(cast.commune_a, "Vũ Ân")
        case = opened(cast.commune_a, again, on=today() - timedelta(days=3))
        add(case, "residence_check", cast.commune_a, on=today() - timedelta(days=3), result="stable")
        make.person(cast.commune_a, "Vũ Không")
        assert names(cast.commune_a, status="managed") == ["Khương Văn Tuấn"]
        assert names(cast.commune_a, status="under") == ["Khương Văn Tuấn"]
        assert names(cast.commune_a, status="before") == ["Vũ Ân"]
        assert names(cast.commune_a, status="none") == ["Vũ Không"]
        assert names(cast.commune_a, procedure="management") == ["Vũ Ân", "Khương Văn Tuấn"]
        Case.objects.filter(pk=case.pk).update(is_open=False, state="ended")
        assert names(cast.commune_a, status="ended") == ["Vũ Ân"]
        opened(cast.commune_a, again, on=today())
        assert names(cast.commune_a, status="ended") == []

    def test_by_facts_of_the_person(self, cast: Cast) -> None:
        make.person(cast.commune_a, "Lê Văn Ân", birth_date=date(1970, 1, 1))
        make.person(cast.commune_a, "Lê Thị Na", sex="female", birth_date=today().replace(year=today().year - 17, day=1))
        make.person(cast.commune_a, "Lê Không Rõ", birth_date=None, birth_precision="unknown")
        make.person(cast.commune_b, "Bùi Thị Xa", sex="female")
        user = cast.province
        assert names(user, sex="female") == ["Lê Thị Na", "Bùi Thị Xa"]
        assert names(user, commune=NGHIA_DO) == ["Bùi Thị Xa"]
        assert names(user, ages="0-17") == names(user, ages="12-17") == ["Lê Thị Na"]
        assert names(user, ages="50-") == ["Lê Văn Ân"]
        assert names(user, ages="50-", ages_on=date(2010, 1, 1)) == []
        assert names(user, ages="unknown") == ["Lê Không Rõ"]

    def test_by_words_that_begin_words_of_the_name(self, cast: Cast) -> None:
        make.person(cast.commune_a, "Đặng Thị Hường")
        make.person(cast.commune_a, "Lê Thị Thường")
        assert names(cast.commune_a, name="hương") == ["Đặng Thị Hường"]
        assert names(cast.commune_a, name="thi D") == ["Đặng Thị Hường"]
        assert names(cast.commune_a, name="%_") == ["Đặng Thị Hường", "Lê Thị Thường"]  # no letters: nothing asked

    def test_by_clocks(self, cast: Cast) -> None:
        late = opened(cast.commune_a, make.person(cast.commune_a, "Vũ Muộn"), on=today() - timedelta(days=30))
        decided(cast.commune_a)
        assert late.deadlines.filter(clock="residence_check", state="open").exists()
        assert names(cast.commune_a, due="overdue") == ["Vũ Muộn"]
        assert names(cast.commune_a, clock="residence_check") == ["Vũ Muộn"]
        assert names(cast.commune_a, clock="term_end", due="open") == ["Khương Văn Tuấn"]
        assert names(cast.commune_a, clock="term_end", due="overdue") == []
        assert names(cast.commune_b, due="overdue") == []

    def test_by_the_last_positive_test(self, cast: Cast) -> None:
        case = decided(cast.commune_a, on=today() - timedelta(days=5))
        assert names(cast.commune_a, substance="opiate") == ["Khương Văn Tuấn"]
        add(case, "test", cast.commune_a, result="negative")
        assert names(cast.commune_a, substance="opiate") == ["Khương Văn Tuấn"]
        add(case, "test", cast.commune_a, result="positive", substances=("mdma",))
        assert names(cast.commune_a, substance="opiate") == []
        assert names(cast.commune_a, substance="mdma") == ["Khương Văn Tuấn"]

    def test_by_residence_and_by_who_helps(self, cast: Cast) -> None:
        case = opened(cast.commune_a)
        assert names(cast.commune_a, residence="no") == ["Khương Văn Tuấn"]
        add(case, "residence_check", cast.commune_a, result="stable")
        assert names(cast.commune_a, residence="stable") == ["Khương Văn Tuấn"]
        assert names(cast.commune_a, residence="no") == names(cast.commune_a, residence="none") == []
        add(case, "notice", cast.commune_a)
        assert names(cast.commune_a, helper="no") == ["Khương Văn Tuấn"]
        add(case, "decide", cast.commune_a, signer="Khuất Duy Tường", signer_title="Trưởng Công an phường", helper="Chử Thị Lành")
        assert names(cast.commune_a, helper="yes") == names(cast.commune_a, helper_name="lành") == ["Khương Văn Tuấn"]
        assert names(cast.commune_a, helper="no") == names(cast.commune_a, helper_name="Lan") == []

    def test_a_void_event_says_nothing(self, cast: Cast) -> None:
        case = opened(cast.commune_a)
        add(case, "residence_check", cast.commune_a, result="none")
        event = case.events.get(kind="residence_check")
        void(event.pk, by=cast.commune_a, reason="Ghi nhầm người.", request_key=uuid4())
        assert names(cast.commune_a, residence="none") == []
        assert names(cast.commune_a, residence="no") == ["Khương Văn Tuấn"]
        void(case.events.get(kind="positive_test").pk, by=cast.commune_a, reason="Ghi nhầm người.", request_key=uuid4())
        assert names(cast.commune_a, status="none") == ["Khương Văn Tuấn"]  # as if the case had never been
        (row,) = queries.rows([case.person_id], SHOWN)
        assert row.case is None

    def test_sorted_by_deadline_by_change_and_by_birth(self, cast: Cast) -> None:
        make.person(cast.commune_a, "Vũ Không", birth_date=date(1960, 5, 1))
        old = opened(cast.commune_a, make.person(cast.commune_a, "Vũ Lâu", birth_date=date(1990, 1, 1)), on=today() - timedelta(days=30))
        new = opened(cast.commune_a, make.person(cast.commune_a, "Vũ Mới", birth_date=date(2000, 1, 1)), on=today())
        assert {old.is_open, new.is_open} == {True}
        assert names(cast.commune_a, Order.DUE) == ["Vũ Lâu", "Vũ Mới", "Vũ Không"]
        assert names(cast.commune_a, Order.SINCE) == ["Vũ Mới", "Vũ Lâu", "Vũ Không"]
        assert names(cast.commune_a, Order.OLDEST) == ["Vũ Không", "Vũ Lâu", "Vũ Mới"]
        assert names(cast.commune_a, Order.YOUNGEST) == ["Vũ Mới", "Vũ Lâu", "Vũ Không"]

    def test_a_merged_record_is_in_no_list(self, cast: Cast) -> None:
        one, other = make.person(cast.commune_a, "Vũ Đức Quỳnh"), make.person(cast.commune_a, "Vũ Quỳnh")
        merge_people(one.pk, other.pk, take=frozenset(), reason="Đã đối chiếu.", by=cast.chief_a, request_key=uuid4())
        assert names(cast.commune_a) == ["Vũ Đức Quỳnh"]

    def test_the_quick_counts_are_those_of_their_lists(self, cast: Cast) -> None:
        decided(cast.commune_a)
        opened(cast.commune_a, make.person(cast.commune_a, "Vũ Muộn"), on=today() - timedelta(days=30))
        counts = queries.quick_counts(cast.commune_a, now())
        assert (counts.under, counts.before, counts.overdue, counts.unassigned) == (
            len(names(cast.commune_a, status="under")), len(names(cast.commune_a, status="before")),
            len(names(cast.commune_a, due="overdue")), len(names(cast.commune_a, officer="none")),
        ) == (1, 1, 1, 2)  # fmt: skip


# --- rows --------------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_row_tells_what_the_columns_ask_for(cast: Cast) -> None:
    case = decided(cast.commune_a, on=today() - timedelta(days=2))
    services.assign_officer([case.person_id], cast.commune_a, by=cast.chief_a)
    (row,) = queries.rows([case.person_id], set(Field))
    assert (row.state, row.state_since, row.is_open) == ("managed", today() - timedelta(days=2), True)
    assert (row.substances, row.tested_on) == (("opiate",), today() - timedelta(days=3))
    assert (row.residence, row.officer, row.commune_name) == ("stable", "Tạ Đình Nghiêm", "Phường Cầu Giấy")
    assert row.clock
    assert row.due_at
    assert (row.removal_on, row.removal) == (case.term_end, "planned")
    (bare,) = queries.rows([case.person_id], set())
    assert (bare.state, bare.state_since, bare.substances, bare.officer) == ("managed", None, (), "")


@pytest.mark.django_db
def test_a_long_page_costs_as_many_statements_as_a_short_one(cast: Cast) -> None:
    people = [make.person(cast.commune_a, birth_date=date(1930 + n % 70, 1 + n % 12, 1)).pk for n in range(60)]
    decided(cast.commune_a)
    people = list(queries.matching(cast.commune_a, Wanted(), at=now()).values_list("pk", flat=True))
    counts = []
    for part in (people[-50:], (people[::-1] * 9)[:500]):
        with CaptureQueriesContext(connection) as done:
            queries.rows(part, set(Field))
        counts.append(len(done))
    assert counts[0] == counts[1] <= 10


# --- the page ----------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestPage:
    def test_shows_the_people_and_names_them_in_the_log(self, officer: Client, cast: Cast) -> None:
        case = decided(cast.commune_a)
        page = officer.get(reverse(LIST))
        assert shown(page) == ["Khương Văn Tuấn"]
        assert "Đang bị quản lý" in page.content.decode()
        entry = AuditEntry.objects.get(action="view", subject_type="person_list")
        assert entry.person_ids == [case.person_id]
        assert views_of_person(case.person_id, with_lists=True).shown[0].what == "xem: danh sách người"

    def test_typed_names_stay_out_of_the_address(self, officer: Client, cast: Cast) -> None:
        make.person(cast.commune_a, "Đặng Thị Hường")
        make.person(cast.commune_a)
        sent = officer.post(reverse(LIST), {"ten": "Hường", "gioi": "male", "cot": ["birth", "status"], "xep": "oldest"})
        assert sent.status_code == 302
        assert sent["Location"] == f"{reverse(LIST)}?gioi=male&xep=oldest&cot=birth&cot=status&chu=1"
        page = officer.get(sent["Location"])
        assert shown(page) == ["Đặng Thị Hường"]
        assert "Họ tên có chữ “Hường”" in page.content.decode()
        assert len(shown(officer.get(reverse(LIST)))) == 2  # the name counts while the address says so
        assert len(shown(officer.get(reverse(LIST), {"ten": "Hường"}))) == 2  # and never from the address itself

    def test_a_column_is_raised_and_the_order_kept(self, officer: Client) -> None:
        sent = officer.post(reverse(LIST), {"cot": ["status", "birth", "sex"], "len": "sex"})
        assert sent["Location"].endswith("?cot=status&cot=sex&cot=birth")
        page = officer.get(sent["Location"]).content.decode()
        boxes = re.findall(r'name="cot" value="(\w+)" checked', page)
        assert boxes == ["status", "sex", "birth"]

    @pytest.mark.parametrize("query", [{"tt": "x"}, {"can_bo": "999999"}, {"ngay": "31/02/2026"}, {"cot": "id_number"}, {"xep": "random"}])
    def test_what_cannot_be_read_is_said(self, officer: Client, cast: Cast, query: dict[str, str]) -> None:
        make.person(cast.commune_a)
        page = officer.get(reverse(LIST), query)
        assert page.status_code == 422
        assert shown(page) == []

    def test_is_empty_with_a_reason(self, officer: Client, cast: Cast) -> None:
        assert "Chưa có ai trong phạm vi của bạn" in officer.get(reverse(LIST)).content.decode()
        make.person(cast.commune_a)
        page = officer.get(reverse(LIST), {"tt": "managed"}).content.decode()
        assert "Không có ai khớp bộ lọc" in page

    def test_the_quick_views_come_with_their_counts(self, officer: Client, cast: Cast) -> None:
        decided(cast.commune_a)
        part = officer.get(reverse("person_list_counts"), {"tt": "under"}).content.decode()
        assert re.findall(r'aria-current="true">([^<]+)<span class="hn-n">(\d+)', part) == [("Đang bị quản lý ", "1")]
        assert "hx-get" not in part

    def test_who_only_reads_selects_nothing(self, client: Client, cast: Cast) -> None:
        make.person(cast.commune_a)
        client.force_login(cast.committee_a)
        page = client.get(reverse(LIST)).content.decode()
        assert 'name="chon"' not in page
        assert "XLSX" not in page

    def test_costs_the_same_for_few_and_for_many(self, officer: Client, cast: Cast) -> None:
        def cost() -> int:
            with CaptureQueriesContext(connection) as done:
                officer.get(reverse(LIST))
            return len(done)

        make.person(cast.commune_a, "Vũ Một")
        decided(cast.commune_a)
        officer.get(reverse(LIST))
        before = cost()
        for number in range(30):
            make.person(cast.commune_a, birth_date=date(1960 + number, 1, 1))
        assert cost() == before <= 18


# --- files -------------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestFiles:
    def read(self, answer: Any) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    def test_leaves_as_csv_with_the_chosen_columns_without_formulas(self, officer: Client, cast: Cast) -> None:
        person = make.person(cast.commune_a, id_number=NUMBER, address_line='=HYPERLINK("http://x")')
        (row,) = self.read(officer.get(reverse(LIST), {"tep": "csv", "cot": ["address", "number"]}))
        assert list(row) == ["Mã hồ sơ", "Họ và tên", "Nơi ở hiện tại", "Số định danh (che)"]
        assert (row["Số định danh (che)"], row["Nơi ở hiện tại"]) == ("001 085 •••••2", '\'=HYPERLINK("http://x")')
        entry = AuditEntry.objects.get(action="export")
        assert entry.person_ids == [person.pk]
        assert entry.detail == {"file": "csv", "count": 1, "columns": ["address", "number"], "personal": []}
        assert [look.what for look in views_of_person(person.pk).shown] == ["kết xuất: danh sách người"]

    def test_leaves_as_a_spreadsheet_of_texts_and_days(self, officer: Client, cast: Cast) -> None:
        make.person(cast.commune_a, address_line="=1+1")
        decided(cast.commune_a)
        answer = officer.get(reverse(LIST), {"tep": "xlsx", "cot": ["address", "next", "age"]})
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
        assert "=1+1" in [cell.value for cell in cells]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}  # no formula

    def test_holds_exactly_what_the_filter_holds(self, officer: Client, cast: Cast) -> None:
        make.person(cast.commune_a, "Lê Thị Na", sex="female")
        make.person(cast.commune_a)
        rows = self.read(officer.get(reverse(LIST), {"tep": "csv", "gioi": "female"}))
        assert [row["Họ và tên"] for row in rows] == ["Lê Thị Na"]

    def test_whole_numbers_and_phones_leave_with_their_right_and_are_named(self, officer: Client, cast: Cast) -> None:
        make.person(cast.commune_a, id_number=NUMBER, contact_name="Chử Thị Lành", contact_phone="0912345678")
        asked = {"cot": ["whole_number", "contact_phone"]}
        page = officer.get(reverse(LIST), asked).content.decode()
        assert NUMBER not in page
        assert "0912345678" not in page
        (row,) = self.read(officer.get(reverse(LIST), {"tep": "csv", **asked}))
        assert (row["Số định danh đầy đủ"], row["Điện thoại người thân"]) == (NUMBER, "0912345678")
        assert AuditEntry.objects.get(action="export").detail["personal"] == ["whole_number", "contact_phone"]

    def test_a_whole_number_outside_that_right_keeps_its_middle_hidden(self, cast: Cast) -> None:
        person = make.person(cast.commune_a, id_number=NUMBER)
        rows = queries.rows([person.pk], [Field.WHOLE_NUMBER])
        columns = file_columns([Field.WHOLE_NUMBER], today(), lambda _row: False)
        assert columns[-1].value(rows[0]) == "001 085 •••••2"

    def test_is_not_taken_away_without_the_right(self, client: Client, cast: Cast) -> None:
        make.person(cast.commune_a)
        for user in (cast.committee_a, cast.auditor):
            client.force_login(user)
            assert client.get(reverse(LIST), {"tep": "csv"}).status_code == 403
        with pytest.raises(PermissionDenied):
            services.note_export(cast.committee_a, file="csv", people=[], fields=[Field.WHOLE_NUMBER])
        assert not AuditEntry.objects.filter(action="export").exists()

    def test_only_people_of_that_right_leave(self, client: Client, cast: Cast) -> None:
        """Who reads in one commune and works in another takes away the people of the second only."""
        accounts.grant_role(cast.committee_a, Role.COMMUNE_OFFICER, unit=Unit.objects.get(pk=NGHIA_DO), since=make.LONG_AGO)
        cast.committee_a.forget_grants()
        make.person(cast.commune_a, "Lê Văn Ân")
        make.person(cast.commune_b, "Bùi Văn Xa")
        client.force_login(cast.committee_a)
        assert len(shown(client.get(reverse(LIST)))) == 2
        assert [row["Họ và tên"] for row in self.read(client.get(reverse(LIST), {"tep": "csv"}))] == ["Bùi Văn Xa"]


# --- saved filters -----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestSavedLists:
    def save(self, client: Client, name: str = "Quá hạn", **extra: Any) -> Any:
        return client.post(f"{reverse('saved_list_new')}?han=overdue&xep=due&cot=next&cot=status", {"name": name, **extra})

    def test_keeps_codes_columns_and_order(self, officer: Client, cast: Cast) -> None:
        sent = self.save(officer)
        kept = SavedList.objects.get()
        assert (kept.owner, kept.unit, kept.params) == (cast.commune_a, None, {"han": "overdue"})
        assert (kept.columns, kept.order) == (["next", "status"], "due")
        assert sent["Location"] == f"{reverse(LIST)}?han=overdue&xep=due&cot=next&cot=status"
        assert "Quá hạn" in officer.get(reverse(LIST)).content.decode()

    def test_no_typed_name_is_kept(self, officer: Client, cast: Cast) -> None:
        officer.post(reverse(LIST), {"ten": "Hường", "nguoi_giup": "Lành"})
        officer.post(f"{reverse('saved_list_new')}?gioi=male&chu=1", {"name": "Nam"})
        assert SavedList.objects.get().params == {"gioi": "male"}

    def test_is_seen_by_the_unit_when_shared_and_by_nobody_else(self, officer: Client, cast: Cast) -> None:
        self.save(officer, "Riêng")
        self.save(officer, "Chung", is_shared="on")
        assert [one.name for one in queries.saved_lists(cast.commune_a)] == ["Chung", "Riêng"]
        assert [one.name for one in queries.saved_lists(cast.chief_a)] == ["Chung"]
        for other in (cast.commune_b, cast.province, cast.auditor):
            assert queries.saved_lists(other) == []

    def test_is_renamed_and_deleted_by_its_owner_only(self, officer: Client, cast: Cast) -> None:
        self.save(officer, "Chung", is_shared="on")
        kept = SavedList.objects.get()
        address = reverse("saved_list_edit", args=[kept.pk])
        assert officer.get(address).status_code == 200
        assert officer.post(address, {"name": "Việc gấp"}).status_code == 302
        kept.refresh_from_db()
        assert (kept.name, kept.unit, kept.params) == ("Việc gấp", None, {"han": "overdue"})
        self.save(officer, "Khác")
        refused = officer.post(address, {"name": "Khác"})
        assert (refused.status_code, "Bạn đã có bộ lọc tên này" in refused.content.decode()) == (422, True)
        officer.force_login(cast.chief_a)
        assert officer.post(address, {"xoa": "1"}).status_code == 404
        officer.force_login(cast.commune_a)
        officer.post(address, {"xoa": "1"})
        assert [one.name for one in queries.saved_lists(cast.commune_a)] == ["Khác"]

    def test_the_same_name_twice_or_none_is_refused_on_the_page(self, officer: Client) -> None:
        self.save(officer)
        again = self.save(officer)
        assert (again.status_code, "Bạn đã có bộ lọc tên này" in again.content.decode()) == (422, True)
        assert self.save(officer, " ").status_code == 422

    def test_who_works_in_no_unit_shares_with_nobody(self, cast: Cast) -> None:
        with pytest.raises(Refused, match="dùng chung"):
            services.save_list("Chung", by=cast.auditor, params={}, columns=SHOWN, order=Order.NAME, is_shared=True)


# --- acts on a selection -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
class TestAssigning:
    def test_gives_the_open_cases_to_an_officer_once(self, cast: Cast) -> None:
        case = decided(cast.commune_a)
        plan = services.assign_officer([case.person_id], cast.chief_a, by=cast.commune_a)
        assert plan.people == {case.person_id}
        assert queries.officer_of(Case.objects.get(pk=case.pk)) == "Quách Văn Lịch"
        entry = AuditEntry.objects.get(action="assign")
        assert (entry.person_ids, entry.detail["officer"], entry.detail["cases"]) == ([case.person_id], cast.chief_a.pk, 1)
        again = services.assign_officer([case.person_id], cast.chief_a, by=cast.commune_a)
        assert again.skipped == {case.person_id: services.Skip.ALREADY}
        assert (CaseAssignment.objects.count(), AuditEntry.objects.filter(action="assign").count()) == (1, 1)

    def test_another_officer_takes_over_and_the_past_stays(self, cast: Cast) -> None:
        case = decided(cast.commune_a)
        for user in (cast.chief_a, cast.commune_a):
            services.assign_officer([case.person_id], user, by=cast.commune_a)
        assert list(case.assignments.order_by("pk").values_list("officer", "until")) == [
            (cast.chief_a.pk, today()), (cast.commune_a.pk, date(9999, 12, 31)),
        ]  # fmt: skip
        services.assign_officer([case.person_id], None, by=cast.commune_a)
        assert queries.officer_of(case) == ""
        assert services.assign_officer([case.person_id], None, by=cast.commune_a).skipped == {case.person_id: services.Skip.NOBODY}

    def test_leaves_out_with_the_reason(self, cast: Cast) -> None:
        mine, foreign, idle = decided(cast.commune_a), opened(cast.commune_b), make.person(cast.commune_a, "Vũ Không")
        chosen = [mine.person_id, foreign.person_id, idle.pk, 10**9]
        plan = services.plan_assignment(chosen, cast.commune_b, by=cast.commune_a)
        assert plan.skipped == {
            mine.person_id: services.Skip.NOT_THERE, foreign.person_id: services.Skip.OUTSIDE,
            idle.pk: services.Skip.NO_CASE, 10**9: services.Skip.OUTSIDE,
        }  # fmt: skip
        assert not plan.cases
        assert services.plan_assignment(chosen, cast.chief_a, by=cast.commune_a).people == {mine.person_id}

    def test_lapses_when_another_commune_runs_the_case(self, cast: Cast) -> None:
        case = decided(cast.commune_a)
        services.assign_officer([case.person_id], cast.commune_a, by=cast.commune_a)
        Case.objects.filter(pk=case.pk).update(commune=NGHIA_DO)
        case.refresh_from_db()
        assert queries.officer_of(case) == ""
        assert queries.officers_of([case.pk]) == {}

    @pytest.mark.parametrize("role", ["committee_a", "province", "auditor", "nobody"])
    def test_needs_the_right_to_record(self, role: str, cast: Cast) -> None:
        case = decided(cast.commune_a)
        with pytest.raises(PermissionDenied):
            services.assign_officer([case.person_id], cast.commune_a, by=getattr(cast, role))
        assert not CaseAssignment.objects.exists()

    def test_costs_the_same_for_few_and_for_many(self, cast: Cast) -> None:
        people = [opened(cast.commune_a, make.person(cast.commune_a, birth_date=date(1960 + n, 1, 1))).person_id for n in range(9)]
        counts = []
        for part in (people[:2], people[2:]):
            with CaptureQueriesContext(connection) as done:
                services.assign_officer(part, cast.commune_a, by=cast.commune_a)
            counts.append(len(done))
        assert counts[0] >= counts[1]

    def test_filters_by_officer(self, cast: Cast) -> None:
        case = decided(cast.commune_a)
        assert names(cast.commune_a, officer="none") == ["Khương Văn Tuấn"]
        services.assign_officer([case.person_id], cast.commune_a, by=cast.commune_a)
        assert names(cast.commune_a, officer="none") == []
        assert names(cast.commune_a, officer=str(cast.commune_a.pk)) == ["Khương Văn Tuấn"]

    def test_the_page_asks_shows_and_does(self, officer: Client, cast: Cast) -> None:
        case, idle = decided(cast.commune_a), make.person(cast.commune_a, "Vũ Không")
        address = f"{reverse('person_list_assign')}?tt=under"
        page = officer.post(address, {"pham_vi": "chon", "chon": [case.person_id, idle.pk]}).content.decode()
        fixed = {"pham_vi": "co_dinh", "nguoi": f"{case.person_id},{idle.pk}"}
        assert f'name="nguoi" value="{fixed["nguoi"]}"' in page
        page = officer.post(address, {**fixed, "can_bo": str(cast.chief_a.pk)}).content.decode()
        assert "1: không có thủ tục đang mở ở đơn vị của bạn" in page
        assert not CaseAssignment.objects.exists()
        done = officer.post(address, {**fixed, "can_bo": str(cast.chief_a.pk), "lam": "1"})
        assert done["Location"] == f"{reverse(LIST)}?tt=under"
        assert [str(said) for said in get_messages(done.wsgi_request)] == ["Đã phân công 1 hồ sơ."]
        assert CaseAssignment.objects.get().officer == cast.chief_a
        officer.post(address, {**fixed, "can_bo": "khong", "lam": "1"})
        assert queries.officer_of(case) == ""

    def test_all_who_fit_are_those_of_the_filter(self, officer: Client, cast: Cast) -> None:
        case = decided(cast.commune_a)
        make.person(cast.commune_a, "Vũ Không")
        page = officer.post(f"{reverse('person_list_assign')}?tt=under", {"pham_vi": "tat_ca"}).content.decode()
        assert f'name="nguoi" value="{case.person_id}"' in page

    def test_nothing_chosen_or_too_many_goes_back_and_says_so(self, officer: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        for chosen in ({"pham_vi": "chon"}, {"pham_vi": "co_dinh", "nguoi": "x,,"}):
            answer = officer.post(reverse("person_list_assign"), chosen)
            assert answer["Location"] == reverse(LIST)
            assert "Chưa chọn ai" in str(list(get_messages(answer.wsgi_request))[-1])
        monkeypatch.setattr(queries, "BULK_LIMIT", 1)
        make.person(cast.commune_a)
        make.person(cast.commune_a, "Lê Ân")
        answer = officer.post(reverse("person_list_assign"), {"pham_vi": "tat_ca"})
        assert "Quá 1 người" in str(list(get_messages(answer.wsgi_request))[-1])

    def test_an_officer_of_another_commune_cannot_be_chosen(self, officer: Client, cast: Cast) -> None:
        case = decided(cast.commune_a)
        sent = {"pham_vi": "co_dinh", "nguoi": str(case.person_id), "can_bo": str(cast.commune_b.pk), "lam": "1"}
        assert officer.post(reverse("person_list_assign"), sent).status_code == 422
        assert not CaseAssignment.objects.exists()


@pytest.mark.django_db
class TestPrinting:
    def test_prints_those_under_management_on_the_sheet_of_form_10(self, officer: Client, cast: Cast) -> None:
        case, idle = decided(cast.commune_a), make.person(cast.commune_a, "Vũ Không")
        sent = {"pham_vi": "chon", "chon": [case.person_id, idle.pk]}
        page = officer.post(reverse("person_list_print"), sent).content.decode()
        assert "1: không có quyết định quản lý đang thi hành" in page
        answer = officer.post(reverse("person_list_print"), {**sent, "lam": "1"})
        assert answer["Content-Type"] == "application/pdf"
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        assert "Khương Văn Tuấn" in text
        assert "Vũ Không" not in text
        entry = AuditEntry.objects.get(action="download")
        assert (entry.person_ids, entry.purpose) == ([case.person_id], "print")

    def test_prints_nobody_with_a_reason(self, officer: Client, cast: Cast) -> None:
        idle = make.person(cast.commune_a, "Vũ Không")
        answer = officer.post(reverse("person_list_print"), {"pham_vi": "co_dinh", "nguoi": str(idle.pk), "lam": "1"})
        assert (answer.status_code, "Không còn ai để in." in answer.content.decode()) == (422, True)

    def test_gives_all_drafts_of_the_selection_in_one_file(self, officer: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        two, one = decided(cast.commune_a), opened(cast.commune_a, make.person(cast.commune_a, "Vũ Không"))
        add(one, "residence_check", cast.commune_a, result="stable")
        add(one, "notice", cast.commune_a, signer="Khuất Duy Tường", signer_title="Trưởng Công an phường")
        done = decided(cast.commune_a)
        issue_paper(done.events.get(kind="decide").pk, by=cast.commune_a)
        stranger = decided(cast.commune_b)
        people = [case.person_id for case in (two, one, done, stranger)]
        sent = {"pham_vi": "chon", "chon": people}
        page = officer.post(reverse("person_list_print"), sent).content.decode()
        assert re.findall(r"\d+ giấy Mẫu \d+", page) == ["3 giấy Mẫu 02", "1 giấy Mẫu 04"]  # two without a signer
        answer = officer.post(reverse("person_list_print"), {**sent, "lam": "giay"})
        assert answer["Content-Type"] == "application/pdf"
        file = PdfReader(io.BytesIO(answer.content))
        assert {item.title for item in file.outline} == {f"04 · {two.person.code}", f"02 · {one.person.code}"}
        assert "VŨ KHÔNG" in " ".join(page.extract_text() for page in file.pages).upper()
        entry = AuditEntry.objects.get(action="download")
        assert (set(entry.person_ids or ()), entry.purpose, entry.detail["count"]) == ({two.person_id, one.person_id}, "print", 2)
        with monkeypatch.context() as patch:
            patch.setattr(drafts, "MOST", 1)
            refused = officer.post(reverse("person_list_print"), {**sent, "lam": "giay"})
            assert (refused.status_code, "hơn 1 hồ sơ còn giấy chưa ban hành" in refused.content.decode()) == (422, True)
        none = officer.post(reverse("person_list_print"), {"pham_vi": "co_dinh", "nguoi": str(done.person_id), "lam": "giay"})
        assert (none.status_code, "Không có giấy soạn sẵn nào in được." in none.content.decode()) == (422, True)

    def test_is_for_who_issues_papers_of_a_commune(self, cast: Cast) -> None:
        case = decided(cast.commune_a)
        for user in (cast.province, cast.committee_a, cast.auditor):
            with pytest.raises(PermissionDenied):
                services.print_list([case.person_id], by=user)
        assert services.plan_printing([case.person_id], by=cast.commune_b).skipped == {case.person_id: services.Skip.OUTSIDE}
        assert cast.commune_b.acting_unit_id == NGHIA_DO != CAU_GIAY
