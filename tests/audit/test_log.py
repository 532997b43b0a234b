"""The log: append-only in the database, self-sealed rows, no personal data, and who looked at whom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from hoanhap.audit import queries, services
from hoanhap.audit.models import AuditEntry
from hoanhap.audit.rules import Action, Purpose, assert_plain, out_of_hours, seal
from hoanhap.kit.dates import now
from tests import make
from tests.cast import CAU_GIAY, Cast

pytestmark = pytest.mark.django_db
REFUSED = (IntegrityError, ProgrammingError)
"""The trigger refuses the owner; the web role is already refused for want of the right."""


def entry(by: object = None, **facts: object) -> AuditEntry:
    return services.record(Action.VIEW, **{"by": by, "subject_type": "person", **facts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "statement", ["update audit_auditentry set user_name = 'x'", "delete from audit_auditentry", "truncate audit_auditentry"]
)
class TestRowsAreOnlyAdded:
    def test_by_the_web_role(self, statement: str) -> None:
        self.refuse(statement)

    @pytest.mark.db_owner
    def test_by_the_owner_of_the_table(self, statement: str) -> None:
        self.refuse(statement)

    def refuse(self, statement: str) -> None:
        entry()
        with pytest.raises(REFUSED), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert AuditEntry.objects.count() == 1


def test_a_row_seals_its_own_content(cast: Cast) -> None:
    row = entry(cast.commune_a, subject_id="HN-26-000001", person_id=7, purpose=Purpose.FROM_SEARCH, detail={"fields": ["sex"], "count": 2})
    row = AuditEntry.objects.get(pk=row.pk)
    assert queries.is_intact(row)
    row.user_name = "Người khác"
    assert not queries.is_intact(row)


def test_the_seal_is_a_known_value() -> None:
    at = datetime(2026, 11, 23, 1, 15, tzinfo=UTC)
    assert seal({"b": 1, "a": at}) == seal({"a": at.astimezone(), "b": 1})
    assert seal({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"


def test_a_row_stands_or_falls_with_its_act(cast: Cast) -> None:
    before = AuditEntry.objects.count()

    def act() -> None:
        with transaction.atomic():
            entry(cast.commune_a)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert AuditEntry.objects.count() == before


def test_the_unit_is_the_one_the_user_acts_for(cast: Cast) -> None:
    assert entry(cast.commune_a).unit_id == CAU_GIAY
    assert entry(cast.nobody).unit_id is None
    assert entry(None).user_id is None


@pytest.mark.parametrize("detail", [
    {"name": "Khương Văn Tuấn"}, {"name": "Tuấn"}, {"number": "001085993172"}, {"phone": 912345678},
    {"day": datetime(2026, 1, 1)}, {"list": [["a b"]]},
])  # fmt: skip
def test_detail_holds_no_personal_data(detail: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="detail"):
        entry(detail=detail)
    assert not AuditEntry.objects.exists()


def test_a_purpose_that_is_none_is_left_out() -> None:
    assert entry(purpose="<script>" * 20).purpose == ""
    assert entry(purpose="search").purpose == "search"


def test_detail_holds_codes_and_counts() -> None:
    assert_plain({"fields": ["full_name", "sex"], "count": 1200, "late": False, "rule": "management.duration@2026-07-01", "unit": None})


class TestWhoLooked:
    def test_lists_looks_newest_first_with_words_and_hours(self, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        entry(cast.commune_a, person_id=person.pk, purpose=Purpose.FROM_WORKLIST)
        services.record(Action.REVEAL, by=cast.province, subject_type="person", person_id=person.pk)
        looks = queries.views_of_person(person.pk)
        assert [(look.user_name, look.what) for look in looks.shown] == [
            ("Đoàn Thị Mây", "hiện đủ số định danh"),
            ("Tạ Đình Nghiêm", "xử lý hạn"),
        ]
        assert looks.total == 2

    def test_counts_beyond_what_is_shown_and_leaves_out_other_people_and_writes(self, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        for _ in range(4):
            entry(cast.commune_a, person_id=person.pk)
        entry(cast.commune_a, person_id=person.pk + 1)
        looks = queries.views_of_person(person.pk, limit=3)
        assert (len(looks.shown), looks.total) == (3, 4)

    def test_forgets_after_the_days_asked_for(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        entry(cast.commune_a, person_id=1)
        later = now() + timedelta(days=31)
        monkeypatch.setattr(queries, "now", lambda: later)
        assert queries.views_of_person(1).total == 0

    @pytest.mark.parametrize(("utc", "is_out"), [((14, 59), False), ((15, 0), True), ((22, 59), True), ((23, 0), False), ((16, 40), True)])
    def test_hours_are_those_of_viet_nam(self, utc: tuple[int, int], is_out: bool) -> None:
        assert out_of_hours(datetime(2026, 11, 12, *utc, tzinfo=UTC)) is is_out


class TestAnActOnMany:
    def test_names_all_of_them_in_one_sealed_row(self, cast: Cast) -> None:
        entry(cast.commune_a)
        row = entry(cast.commune_a, subject_type="person_list", people=[9, 7, 9])
        assert row.person_ids == [7, 9]
        row.refresh_from_db()
        assert queries.is_intact(row)
        row.person_ids = [7]
        assert not queries.is_intact(row)

    def test_is_found_by_each_of_them(self, cast: Cast) -> None:
        services.record(Action.EXPORT, by=cast.commune_a, subject_type="person_list", people=[7, 9])
        looks = queries.views_of_person(9)
        assert [look.what for look in looks.shown] == ["kết xuất: danh sách người"]
        assert queries.views_of_person(8).total == 0

    def test_a_name_on_a_page_of_many_is_counted_and_shown_on_request(self, cast: Cast) -> None:
        entry(cast.commune_a, subject_type="worklist", people=[7, 9])
        assert (queries.views_of_person(7).shown, queries.views_of_person(7).total) == ((), 1)
        assert [look.what for look in queries.views_of_person(7, with_lists=True).shown] == ["xem: việc hôm nay"]
