"""People enter the register once, are changed with a trace, move and die."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.audit.models import AuditEntry
from hoanhap.kit.dates import FOREVER, today
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.people import services
from hoanhap.people.models import Address, NameToken, Person, PersonAccess, PersonSearch
from hoanhap.people.queries import person_or_404
from hoanhap.people.rules import Likeness
from tests import make
from tests.cast import CAU_GIAY, DONG_KINH, HA_NOI, NGHIA_DO, Cast
from tests.make import registration

pytestmark = pytest.mark.django_db
NUMBER = "001085993172"


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


class TestRegister:
    def test_writes_person_address_search_row_words_and_log(self, cast: Cast) -> None:
        data = registration("khương văn tuấn", id_number="001 085 993 172", other_name="Tuấn Đen", contact_name="chử thị lành")
        person = services.register_person(data, by=cast.commune_a, request_key=uuid4())
        assert (person.full_name, person.name_key, person.id_number, person.contact_name) == (
            "Khương Văn Tuấn", "khuong van tuan", NUMBER, "Chử Thị Lành",
        )  # fmt: skip
        assert person.code == f"HN-{today():%y}-{person.pk:06d}"
        assert (person.commune_id, person.province_id) == (CAU_GIAY, HA_NOI)
        address = Address.objects.get(person=person)
        assert (address.kind, address.unit_id, address.line, address.since, address.until) == ("actual", CAU_GIAY, "Tổ 9", None, FOREVER)
        assert {"khuong", "den", "y1985", f"c{CAU_GIAY}"} <= set(PersonSearch.objects.get(person=person).pre)
        assert NameToken.objects.filter(token="den").exists()
        row = AuditEntry.objects.get(action="create", subject_type="person")
        assert (row.person_id, row.subject_id, row.unit_id) == (person.pk, person.code, CAU_GIAY)

    def test_the_same_form_twice_is_one_person(self, cast: Cast) -> None:
        key = uuid4()
        first = services.register_person(registration(), by=cast.commune_a, request_key=key)
        again = services.register_person(registration("Người Khác Hẳn"), by=cast.commune_a, request_key=key)
        assert first == again
        assert Person.objects.count() == 1

    def test_the_key_of_another_officer_shows_nothing_of_hers(self, cast: Cast) -> None:
        key = uuid4()
        make.person(cast.commune_b, request_key=key)
        with pytest.raises(Refused) as refused:
            services.register_person(registration("Lê Thị Na"), by=cast.commune_a, request_key=key)
        assert codes(refused) == ["sent_before"]
        assert "Tuấn" not in str(refused.value)
        assert Person.objects.count() == 1

    @pytest.mark.parametrize(("changed", "expected"), [
        ({"full_name": "Lê 2"}, ["name_digits"]),
        ({"birth_date": today() + timedelta(days=1)}, ["birth_in_future"]),
        ({"id_number": "123"}, ["number_length"]),
        ({"id_number": "001185993172"}, ["number_sex"]),
        ({"full_name": "", "id_number": "1", "contact_name": "3"}, ["name_missing", "name_digits", "number_length"]),
        ({"commune_id": NGHIA_DO}, ["commune_outside_scope"]),
    ])  # fmt: skip
    def test_names_everything_that_is_wrong_and_saves_nothing(self, cast: Cast, changed: dict[str, object], expected: list[str]) -> None:
        with pytest.raises(Refused) as refused:
            services.register_person(replace(registration(), **changed), by=cast.commune_a, request_key=uuid4())  # type: ignore[arg-type]
        assert codes(refused) == expected
        assert not Person.objects.exists()
        assert not Address.objects.exists()

    def test_a_doubtful_number_is_taken_when_compared_with_the_paper(self, cast: Cast) -> None:
        data = registration(id_number="001185993172", number_confirmed=True)
        assert services.register_person(data, by=cast.commune_a, request_key=uuid4()).id_number == "001185993172"

    def test_needs_the_right(self, cast: Cast) -> None:
        for user in (cast.committee_a, cast.province, cast.auditor, cast.nobody):
            with pytest.raises(PermissionDenied):
                services.register_person(registration(), by=user, request_key=uuid4())

    def test_the_writer_must_be_able_to_see_what_was_written(self, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("hoanhap.people.models.PersonQuerySet.visible_to", lambda people, user: people.none())
        with pytest.raises(PermissionDenied):
            services.register_person(registration(), by=cast.commune_a, request_key=uuid4())
        assert not Person.objects.exists()

    def test_a_number_is_of_one_person(self, cast: Cast) -> None:
        kept = make.person(cast.commune_a, id_number=NUMBER)
        with pytest.raises(Refused) as refused:
            services.register_person(registration("Lê Thị Na", id_number=NUMBER), by=cast.commune_a, request_key=uuid4())
        assert codes(refused) == ["number_used"]
        assert kept.code in str(refused.value)

    def test_outside_scope_only_the_province_of_a_used_number_is_said(self, cast: Cast) -> None:
        kept = make.person(cast.elsewhere, id_number=NUMBER)
        with pytest.raises(Refused) as refused:
            services.register_person(registration("Lê Thị Na", id_number=NUMBER), by=cast.commune_a, request_key=uuid4())
        said = str(refused.value)
        assert "Lạng Sơn" in said
        assert kept.code not in said
        assert "Tuấn" not in said

    def test_the_database_refuses_a_second_holder_of_a_number(self, cast: Cast) -> None:
        make.person(cast.commune_a, id_number=NUMBER)
        other = make.person(cast.commune_a, "Lê Thị Na")
        with pytest.raises(IntegrityError, match="one_person_per_id_number"), transaction.atomic():
            Person.objects.filter(pk=other.pk).update(id_number=NUMBER)


class TestLikelyDuplicates:
    @pytest.fixture(autouse=True)
    def _kept(self, cast: Cast) -> None:
        self.cast = cast
        self.kept = make.person(cast.commune_a, contact_name="Chử Thị Lành", contact_relation="mẹ")

    def found(self, name: str = "Khương Văn Tuấn", by: User | None = None, **fields: Any) -> tuple[services.Candidate, ...]:
        return services.likely_duplicates(registration(name, **fields), by=by or self.cast.commune_a)

    @pytest.mark.parametrize(("name", "fields"), [
        ("Khương Văn Tuấn", {}), ("khuong van tuan", {}), ("Tuấn Văn Khương", {}), ("Khương Văn Tuna", {}), ("Khuong Van Tuân", {}),
        ("Khương Văn Tuấn", {"birth_date": date(1986, 6, 12)}),
        ("Khương Văn Tuấn", {"birth_date": date(1985, 1, 1), "birth_precision": "year"}),
        ("Khương Văn Tuấn", {"birth_date": None, "birth_precision": "unknown"}), ("Khương Văn Tuấn", {"sex": "unknown"}),
    ])  # fmt: skip
    def test_are_found(self, name: str, fields: dict[str, Any]) -> None:
        assert [candidate.person for candidate in self.found(name, **fields)] == [self.kept]

    @pytest.mark.parametrize(("name", "fields"), [
        ("Khương Văn Hùng", {}), ("Khương Văn Tuấn", {"birth_date": date(1970, 1, 1), "commune": DONG_KINH}), ("Lê Thị Na", {}),
    ])  # fmt: skip
    def test_are_not_seen_everywhere(self, name: str, fields: dict[str, Any]) -> None:
        assert self.found(name, **fields) == ()

    def test_come_with_reasons(self) -> None:
        likeness = self.found("Khương Văn Tuân", id_number=NUMBER, contact_name="")[0].likeness
        assert likeness == {
            "full_name": Likeness.NEAR, "birth_date": Likeness.SAME, "sex": Likeness.SAME, "address": Likeness.SAME,
            "id_number": Likeness.MISSING, "contact_name": Likeness.MISSING,
        }  # fmt: skip

    def test_outside_scope_are_a_place_only(self) -> None:
        there = make.person(self.cast.elsewhere, "Khương Văn Tuấn")
        found = self.found()
        assert [candidate.person for candidate in found] == [self.kept, None]
        assert (found[1].place, found[1].likeness) == ("Lạng Sơn", {})
        assert [candidate.person for candidate in self.found(by=self.cast.elsewhere, commune=there.commune_id)] == [there, None]

    def test_stop_a_registration_until_a_reason_is_given(self) -> None:
        with pytest.raises(services.LikelyDuplicates) as likely:
            services.register_person(registration(), by=self.cast.commune_a, request_key=uuid4())
        assert [candidate.person for candidate in likely.value.candidates] == [self.kept]
        assert Person.objects.count() == 1
        data = registration(not_duplicate_reason="Khác cha mẹ, đã đối chiếu hộ khẩu.")
        other = services.register_person(data, by=self.cast.commune_a, request_key=uuid4())
        assert other.not_duplicate_reason == "Khác cha mẹ, đã đối chiếu hộ khẩu."
        assert AuditEntry.objects.get(action="create", person_id=other.pk).detail == {"despite_likely_duplicates": True}


class TestUpdate:
    def test_logs_the_names_of_changed_fields_only(self, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        services.update_person(person.pk, {"full_name": "Khương Văn Toàn", "sex": "male", "occupation": "thợ xây"}, by=cast.commune_a)
        person.refresh_from_db()
        assert (person.name_key, person.occupation) == ("khuong van toan", "thợ xây")
        assert "toan" in PersonSearch.objects.get(person=person).pre
        assert "tuan" not in PersonSearch.objects.get(person=person).pre
        assert AuditEntry.objects.get(action="update").detail == {"fields": ["full_name", "occupation"]}

    def test_that_changes_nothing_writes_nothing(self, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        services.update_person(person.pk, {"sex": "male"}, by=cast.commune_a)
        assert not AuditEntry.objects.filter(action="update").exists()

    def test_is_checked_as_registration_is(self, cast: Cast) -> None:
        make.person(cast.commune_a, id_number=NUMBER)
        person = make.person(cast.commune_a, "Lê Thị Na", sex="female", birth_date=date(1990, 1, 1))
        for changes, code in (
            ({"id_number": NUMBER}, "number_sex"),
            ({"full_name": "Na 1"}, "name_digits"),
            ({"id_number": "12"}, "number_length"),
        ):
            with pytest.raises(Refused) as refused:
                services.update_person(person.pk, changes, by=cast.commune_a)
            assert code in codes(refused)
        with pytest.raises(Refused) as refused:
            services.update_person(person.pk, {"id_number": NUMBER, "sex": "male", "birth_date": date(1985, 2, 2)}, by=cast.commune_a)
        assert codes(refused) == ["number_used"]

    def test_is_for_officers_of_the_commune(self, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        for user in (cast.commune_b, cast.committee_a, cast.province, cast.elsewhere):
            with pytest.raises(Person.DoesNotExist):
                services.update_person(person.pk, {"sex": "female"}, by=user)
        with pytest.raises(ValueError, match="commune"):
            services.update_person(person.pk, {"commune": NGHIA_DO}, by=cast.commune_a)


class TestMove:
    def test_closes_one_address_opens_the_next_and_takes_the_scope_along(self, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        services.move_person(person.pk, commune=NGHIA_DO, on=date(2026, 10, 5), address_line="Tổ 2", is_stable=True, by=cast.commune_b)
        assert list(Address.objects.filter(person=person).order_by("pk").values_list("unit", "line", "since", "until", "is_stable")) == [
            (CAU_GIAY, "Tổ 9", None, date(2026, 10, 5), None),
            (NGHIA_DO, "Tổ 2", date(2026, 10, 5), FOREVER, True),
        ]
        assert not Person.objects.visible_to(cast.commune_a).exists()
        assert Person.objects.visible_to(cast.commune_b).get().address_line == "Tổ 2"
        search = PersonSearch.objects.get(person=person)
        assert search.commune_id == NGHIA_DO
        assert f"c{NGHIA_DO}" in search.pre
        assert f"c{CAU_GIAY}" not in search.pre

    def test_on_the_day_of_arrival_corrects_the_arrival(self, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        for line in ("Tổ 2", "Tổ 3"):
            services.move_person(person.pk, commune=NGHIA_DO, on=date(2026, 10, 5), address_line=line, by=cast.commune_b)
        assert list(Address.objects.filter(person=person, since=date(2026, 10, 5)).values_list("line", flat=True)) == ["Tổ 3"]

    def test_before_the_arrival_is_refused(self, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        services.move_person(person.pk, commune=NGHIA_DO, on=date(2026, 10, 5), by=cast.commune_b)
        with pytest.raises(Refused) as refused:
            services.move_person(person.pk, commune=CAU_GIAY, on=date(2026, 10, 4), by=cast.commune_a)
        assert codes(refused) == ["move_before_arrival"]


class TestDeath:
    def test_is_noted_and_taken_back(self, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        assert services.record_death(person.pk, on=date(2026, 9, 1), by=cast.commune_a).died_on == date(2026, 9, 1)
        assert services.record_death(person.pk, on=None, by=cast.commune_a).died_on is None
        assert [row.detail for row in AuditEntry.objects.filter(action="update")] == [{"fields": ["died_on"]}] * 2

    def test_and_a_move_make_a_form_that_is_open_stale(self, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        for change, editor in (
            (lambda: services.record_death(person.pk, on=date(2026, 9, 1), by=cast.commune_a), cast.commune_a),
            (lambda: services.record_death(person.pk, on=None, by=cast.commune_a), cast.commune_a),
            (lambda: services.move_person(person.pk, commune=NGHIA_DO, on=today(), by=cast.commune_b), cast.commune_b),
            (lambda: services.take_back_move(person.pk, commune=CAU_GIAY, on=today(), by=cast.commune_a), cast.commune_a),
        ):
            person.refresh_from_db()
            change()
            with pytest.raises(StaleState):
                services.update_person(person.pk, {"occupation": "Thợ điện"}, by=editor, seen_version=person.version)

    @pytest.mark.parametrize(("day", "code"), [(date(1985, 6, 11), "birth_after_death"), (today() + timedelta(days=1), "death_in_future")])
    def test_on_an_impossible_day_is_refused(self, cast: Cast, day: date, code: str) -> None:
        person = make.person(cast.commune_a)
        with pytest.raises(Refused) as refused:
            services.record_death(person.pk, on=day, by=cast.commune_a)
        assert codes(refused) == [code]


class TestAccess:
    def test_opens_one_page_for_a_commune_until_it_ends(self, cast: Cast) -> None:
        person, day = make.person(cast.commune_a), today()
        for _ in range(2):
            services.grant_access(person.pk, commune=NGHIA_DO, reason="hand_over", on=day - timedelta(days=1), by=cast.commune_a)
        assert PersonAccess.objects.count() == 1
        assert person_or_404(cast.commune_b, person.code) == person
        assert not Person.objects.visible_to(cast.commune_b).exists()  # lists and search stay the commune's own
        assert not Person.objects.open_to(cast.elsewhere).exists()
        services.end_access(person.pk, commune=NGHIA_DO, reason="hand_over", on=day, by=cast.commune_b)
        assert not Person.objects.open_to(cast.commune_b).exists()

    def test_narrows_nobody(self, cast: Cast) -> None:
        people = {make.person(cast.commune_a), make.person(cast.elsewhere)}
        services.grant_access(min(people, key=lambda p: p.pk).pk, commune=NGHIA_DO, reason="hand_over", on=today(), by=cast.commune_a)
        assert set(Person.objects.open_to(cast.auditor)) == people
        assert Person.objects.open_to(cast.province).count() == 1

    def test_begins_on_its_day(self, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        services.grant_access(person.pk, commune=NGHIA_DO, reason="hand_over", on=today() + timedelta(days=1), by=cast.commune_a)
        assert not Person.objects.open_to(cast.commune_b).exists()

    def test_of_a_committee_without_the_right_stays_closed(self, cast: Cast) -> None:
        person = make.person(cast.commune_a)
        services.grant_access(person.pk, commune=NGHIA_DO, reason="hand_over", on=today(), by=cast.commune_a)
        assert not Person.objects.open_to(make.user(Role.FACILITY_OFFICER, NGHIA_DO)).exists()


def test_showing_the_whole_number_is_logged_and_needs_the_right(cast: Cast) -> None:
    person = make.person(cast.commune_a, id_number=NUMBER)
    assert services.reveal_number(person.pk, by=cast.commune_a) == NUMBER
    assert AuditEntry.objects.get(action="reveal").person_id == person.pk
    for user in (cast.committee_a, cast.auditor, cast.commune_b):
        with pytest.raises(Person.DoesNotExist):
            services.reveal_number(person.pk, by=user)
    assert AuditEntry.objects.filter(action="reveal").count() == 1
