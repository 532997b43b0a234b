"""Papers, addresses, family, picture, past and health of a person are written down with a trace, once, by who may."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.audit.models import AuditEntry
from hoanhap.cases import services as cases
from hoanhap.cases.models import CaseSpan
from hoanhap.cases.services.papers import person_facts
from hoanhap.kit.dates import FOREVER, today
from hoanhap.kit.errors import Refused, StaleState
from hoanhap.kit.seal import Unsealable
from hoanhap.people import services
from hoanhap.people.models import Address, HealthSheet, IdentityPaper, Person, Photo
from hoanhap.people.queries.identity import identity_of, missing_representative
from hoanhap.people.rules import AddressData, BackgroundData, PaperData, PastMeasureData, RelativeData
from hoanhap.people.rules.health import HealthData
from tests import make
from tests.cases.test_services import add, decided, opened
from tests.cast import CAU_GIAY, HA_NOI, NGHIA_DO, Cast
from tests.people.test_identity_rules import picture

pytestmark = pytest.mark.django_db
NUMBER = "001085993172"
CARD = PaperData("citizen_card", NUMBER, date(2021, 5, 4), "Cục Cảnh sát QLHC về TTXH", date(2025, 6, 12))


@pytest.fixture
def person(cast: Cast) -> Person:
    return make.person(cast.commune_a)


def by(user: User, person: Person) -> dict[str, Any]:
    """Who writes, having seen the person as it is."""
    return {"by": user, "seen_version": Person.objects.get(pk=person.pk).version}


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def logged(person: Person) -> list[tuple[str, list[str]]]:
    rows = AuditEntry.objects.filter(person_id=person.pk, action="update").order_by("pk")
    return [(row.detail.get("part", ""), row.detail["fields"]) for row in rows]


class TestPapers:
    def test_are_added_corrected_and_withdrawn_with_a_trace(self, person: Person, cast: Cast) -> None:
        services.save_paper(person.pk, CARD, **by(cast.commune_a, person))
        row = IdentityPaper.objects.get(person=person)
        person.refresh_from_db()
        assert (person.id_number, person.version) == (NUMBER, 2)  # the register had no number: the card's is it
        services.save_paper(person.pk, PaperData("citizen_card", NUMBER, date(2021, 5, 5)), paper_id=row.pk, **by(cast.commune_a, person))
        services.withdraw_paper(person.pk, row.pk, **by(cast.commune_a, person))
        assert logged(person) == [
            ("identity_paper", ["expires_on", "id_number", "issued_by", "issued_on", "kind", "number"]),
            ("identity_paper", ["expires_on", "issued_by", "issued_on"]),
            ("identity_paper", ["withdrawn_at"]),
        ]
        person.refresh_from_db()
        assert person.id_number == NUMBER
        assert identity_of(person).papers == []
        assert len(identity_of(person).withdrawn) == 1
        assert not [row for row in AuditEntry.objects.all() if NUMBER in str(row.detail)]

    def test_the_same_paper_stands_once(self, person: Person, cast: Cast) -> None:
        services.save_paper(person.pk, CARD, **by(cast.commune_a, person))
        with pytest.raises(Refused) as refused:
            services.save_paper(person.pk, CARD, **by(cast.commune_a, person))
        assert codes(refused) == ["paper_twice"]

    def test_doubts_need_a_written_reason(self, person: Person, cast: Cast) -> None:
        other_sex = PaperData("citizen_card", "001185993172")
        with pytest.raises(Refused) as refused:
            services.save_paper(person.pk, other_sex, **by(cast.commune_a, person))
        assert codes(refused) == ["number_sex"]
        reasoned = PaperData("citizen_card", "001185993172", doubt_reason="Thẻ gốc ghi đúng số này.")
        services.save_paper(person.pk, reasoned, **by(cast.commune_a, person))
        assert IdentityPaper.objects.get(person=person).doubt_reason == "Thẻ gốc ghi đúng số này."

    def test_a_number_in_another_file_is_said_with_the_file_in_scope_and_the_place_beyond(self, person: Person, cast: Cast) -> None:
        near = make.person(cast.commune_a, "Lê Thị Na", id_number="001085111222", number_confirmed=True)
        far = make.person(cast.elsewhere, "Nông Văn Páo")
        services.save_paper(far.pk, PaperData("passport", "B1234567"), **by(cast.elsewhere, far))
        for number, kind, said, unsaid in (
            ("001085111222", "citizen_card", near.code, "Lạng Sơn"),
            ("B1234567", "passport", "Lạng Sơn", far.code),
        ):
            with pytest.raises(Refused) as refused:
                services.save_paper(person.pk, PaperData(kind, number), **by(cast.commune_a, person))
            assert codes(refused) == ["number_in_other_file"]
            assert said in str(refused.value)
            assert unsaid not in str(refused.value)
            assert far.code not in str(refused.value.problems[0].params)

    def test_changing_the_number_keeps_the_old_one_among_the_papers(self, cast: Cast) -> None:
        person = make.person(cast.commune_a, id_number="011234567")
        services.update_person(person.pk, {"id_number": NUMBER}, by=cast.commune_a)
        services.update_person(person.pk, {"id_number": ""}, by=cast.commune_a)
        kept = IdentityPaper.objects.filter(person=person).order_by("pk").values_list("kind", "number")
        assert list(kept) == [("old_card", "011234567"), ("other", NUMBER)]

    def test_a_number_on_anothers_paper_is_doubted_at_registration(self, person: Person, cast: Cast) -> None:
        services.update_person(person.pk, {"id_number": NUMBER}, by=cast.commune_a)
        services.update_person(person.pk, {"id_number": "001085993173"}, by=cast.commune_a)
        with pytest.raises(Refused) as refused:
            make.person(cast.commune_a, "Lê Văn Ân", id_number=NUMBER)
        assert codes(refused) == ["number_in_other_file"]
        assert make.person(cast.commune_a, "Lê Văn Ân", id_number=NUMBER, number_confirmed=True).id_number == NUMBER

    def test_outside_scope_there_is_no_such_person(self, person: Person, cast: Cast) -> None:
        for user in (cast.commune_b, cast.committee_a, cast.auditor, cast.nobody):
            with pytest.raises(Person.DoesNotExist):
                services.save_paper(person.pk, CARD, by=user, seen_version=1)

    def test_who_saw_an_older_version_is_told_so(self, person: Person, cast: Cast) -> None:
        services.save_paper(person.pk, CARD, by=cast.commune_a, seen_version=1)
        with pytest.raises(StaleState):
            services.save_relative(person.pk, RelativeData("mother", "Chử Thị Lành"), by=cast.chief_a, seen_version=1)
        with pytest.raises(StaleState):
            services.update_person(person.pk, {"occupation": "thợ"}, by=cast.chief_a, seen_version=1)
        assert not person.relatives.exists()


class TestAddresses:
    def test_a_new_permanent_address_ends_the_one_before(self, person: Person, cast: Cast) -> None:
        first = AddressData("permanent", NGHIA_DO, "Tổ 1", date(2010, 1, 1))
        second = AddressData("permanent", CAU_GIAY, "Tổ 9", date(2020, 1, 1))
        for data in (first, second):
            services.save_address(person.pk, data, **by(cast.commune_a, person))
        rows = person.addresses.filter(kind="permanent").order_by("since").values_list("unit_id", "since", "until")
        assert list(rows) == [(NGHIA_DO, date(2010, 1, 1), date(2020, 1, 1)), (CAU_GIAY, date(2020, 1, 1), FOREVER)]

    def test_overlaps_are_refused(self, person: Person, cast: Cast) -> None:
        services.save_address(person.pk, AddressData("temporary", NGHIA_DO, "", date(2020, 1, 1)), **by(cast.commune_a, person))
        for since, until in ((date(2019, 1, 1), date(2020, 1, 2)), (date(2019, 1, 1), FOREVER), (None, date(2021, 1, 1))):
            with pytest.raises(Refused) as refused:
                services.save_address(person.pk, AddressData("temporary", CAU_GIAY, "", since, until), **by(cast.commune_a, person))
            assert codes(refused) == ["address_overlap"]
        services.save_address(
            person.pk, AddressData("temporary", CAU_GIAY, "", date(2019, 1, 1), date(2020, 1, 1)), **by(cast.commune_a, person)
        )

    def test_the_present_address_keeps_its_commune(self, person: Person, cast: Cast) -> None:
        row = person.addresses.get(kind="actual")
        for data in (
            AddressData("actual", NGHIA_DO, "Tổ 1"),
            AddressData("actual", CAU_GIAY, "Tổ 9", date(2020, 1, 1), date(2021, 1, 1)),
        ):
            with pytest.raises(Refused) as refused:
                services.save_address(person.pk, data, address_id=row.pk, **by(cast.commune_a, person))
            assert codes(refused) == ["moves_by_event"]
        with pytest.raises(Refused) as refused:
            services.save_address(person.pk, AddressData("actual", CAU_GIAY, "", today()), **by(cast.commune_a, person))
        assert codes(refused) == ["moves_by_event"]
        with pytest.raises(Refused):
            services.remove_part(person.pk, "address", row.pk, **by(cast.commune_a, person))

    def test_house_and_verification_of_the_present_address_are_corrected_here(self, person: Person, cast: Cast) -> None:
        row = person.addresses.get(kind="actual")
        data = AddressData("actual", CAU_GIAY, "Tổ 10", date(2020, 1, 1), ground="registered", verified_on=date(2026, 10, 1))
        services.save_address(person.pk, data, address_id=row.pk, **by(cast.commune_a, person))
        row.refresh_from_db()
        person.refresh_from_db()
        assert (row.is_stable, row.verified_on, person.address_line) == (True, date(2026, 10, 1), "Tổ 10")

    def test_a_residence_check_of_a_case_fills_the_verification_and_its_voiding_takes_it_back(self, cast: Cast) -> None:
        case = opened(cast.commune_a)
        add(case, "residence_check", cast.commune_a, result="stable")
        row = Address.objects.get(person=case.person, kind="actual")
        event = case.events.get(kind="residence_check")
        assert (row.is_stable, row.verified_on) == (True, event.on)
        cases.void(event.pk, by=cast.chief_a, reason="Ghi nhầm người.", request_key=uuid4())
        row.refresh_from_db()
        assert (row.is_stable, row.verified_on, row.ground) == (None, None, "")

    def test_what_an_officer_verified_later_stays(self, cast: Cast) -> None:
        case = opened(cast.commune_a)
        row = Address.objects.get(person=case.person, kind="actual")
        data = AddressData("actual", CAU_GIAY, row.line, ground="untraceable", verified_on=today())
        services.save_address(case.person_id, data, address_id=row.pk, **by(cast.commune_a, case.person))
        services.verify_residence(case.person_id, is_stable=True, on=today() - timedelta(days=1), by=cast.commune_a)
        row.refresh_from_db()
        assert (row.is_stable, row.ground) == (False, "untraceable")

    def test_a_row_entered_by_mistake_goes_and_that_stays_in_the_log(self, person: Person, cast: Cast) -> None:
        services.save_address(person.pk, AddressData("permanent", NGHIA_DO), **by(cast.commune_a, person))
        row = person.addresses.get(kind="permanent")
        services.remove_part(person.pk, "address", row.pk, **by(cast.commune_a, person))
        assert not person.addresses.filter(kind="permanent").exists()
        assert AuditEntry.objects.filter(person_id=person.pk).order_by("-pk").first().detail["removed"] == row.pk


class TestFamily:
    def test_a_minor_without_representative_is_noticed_and_nothing_is_blocked(self, cast: Cast) -> None:
        minor = make.person(cast.commune_a, "Bế Thị Thoa", birth_date=date(today().year - 15, 1, 1))
        assert missing_representative(cast.commune_a, minor)["missing"]
        services.save_relative(minor.pk, RelativeData("mother", "Chử Thị Lành"), **by(cast.commune_a, minor))
        assert missing_representative(cast.commune_a, minor)["missing"]
        mother = minor.relatives.get()
        stands = RelativeData("mother", "Chử Thị Lành", 1980, phone="0912 345 678", stands_for=True)
        services.save_relative(minor.pk, stands, relative_id=mother.pk, **by(cast.commune_a, minor))
        assert missing_representative(cast.commune_a, minor)["missing"] is None
        assert person_facts(minor).guardian == "Chử Thị Lành (mẹ)"
        ended = RelativeData("mother", "Chử Thị Lành", 1980, stands_for=True, until=today())
        services.save_relative(minor.pk, ended, relative_id=mother.pk, **by(cast.commune_a, minor))
        assert missing_representative(cast.commune_a, minor)["missing"]
        assert [row.pk for row in identity_of(minor).former_relatives] == [mother.pk]

    def test_an_adult_needs_none(self, cast: Cast, person: Person) -> None:
        assert missing_representative(cast.commune_a, person)["missing"] is None


class TestPhotoAndPast:
    def test_a_photo_is_kept_small_and_replaced(self, person: Person, cast: Cast) -> None:
        services.save_photo(person.pk, picture(), taken_on=date(2026, 1, 1), **by(cast.commune_a, person))
        first = bytes(Photo.objects.get(person=person).image)
        services.save_photo(person.pk, picture((300, 400)), taken_on=None, **by(cast.commune_a, person))
        assert bytes(Photo.objects.get(person=person).image) != first
        assert (services.photo_shown(person, by=cast.commune_a) or b"")[:2] == b"\xff\xd8"
        services.remove_part(person.pk, "photo", person.pk, **by(cast.commune_a, person))
        assert services.photo_shown(person, by=cast.commune_a) is None

    def test_a_look_at_the_picture_alone_is_logged_once(self, person: Person, cast: Cast) -> None:
        services.save_photo(person.pk, picture(), taken_on=None, **by(cast.commune_a, person))
        for _ in range(3):
            services.photo_shown(person, by=cast.chief_a)
        assert AuditEntry.objects.filter(person_id=person.pk, action="view", user_id=cast.chief_a.pk).count() == 1

    def test_background_and_past_measures(self, person: Person, cast: Cast) -> None:
        data = BackgroundData(substances=("methamphetamine",), routes=("smoke",), first_use=date(2015, 1, 1), first_use_precision="year")
        services.save_background(person.pk, data, **by(cast.commune_a, person))
        services.save_background(person.pk, data, **by(cast.commune_a, person))
        services.save_past_measure(
            person.pk, PastMeasureData("voluntary", "Nhà", date(2019, 1, 1), completed=True), **by(cast.commune_a, person)
        )
        assert logged(person) == [
            ("background", ["first_use", "first_use_precision", "routes", "substances"]),
            ("past_measure", ["completed", "kind", "place", "since"]),
        ]


class TestHealth:
    @pytest.fixture
    def nurse(self, cast_units: None) -> User:
        return make.user(Role.CLINIC_OFFICER, CAU_GIAY, name="Y tá phường")

    def test_is_sealed_opened_by_health_staff_in_scope_only_and_logged(self, person: Person, nurse: User, cast: Cast) -> None:
        sheet = HealthData(("hiv",), "đang điều trị ARV", needs_support=True)
        services.save_health_sheet(person.pk, sheet, by=nurse, seen_version=1)
        row = HealthSheet.objects.get(person=person)
        assert b"ARV" not in bytes(row.sealed)
        assert b"hiv" not in bytes(row.sealed)
        assert services.open_health_sheet(person.pk, by=nurse)[1] == sheet
        assert AuditEntry.objects.filter(action="view", subject_type="health_sheet", person_id=person.pk, user_id=nurse.pk).count() == 1
        province = make.user(Role.FACILITY_OFFICER, HA_NOI)
        assert services.open_health_sheet(person.pk, by=province)[1] == sheet
        for user in (cast.commune_a, cast.chief_a, cast.province, cast.auditor, make.user(Role.CLINIC_OFFICER, NGHIA_DO)):
            with pytest.raises(Person.DoesNotExist):
                services.open_health_sheet(person.pk, by=user)

    def test_a_new_key_renews_all_and_a_lost_one_is_said(self, person: Person, nurse: User, settings: Any) -> None:
        services.save_health_sheet(person.pk, HealthData(pulse=70), by=nurse, seen_version=1)
        old = settings.SEAL_KEYS
        settings.SEAL_KEYS = ["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", *old]
        call_command("seal", "renew")
        settings.SEAL_KEYS = settings.SEAL_KEYS[:1]
        assert services.open_health_sheet(person.pk, by=nurse)[1] == HealthData(pulse=70)
        settings.SEAL_KEYS = old
        with pytest.raises(Unsealable):
            services.open_health_sheet(person.pk, by=nurse)

    def test_two_at_once_the_second_reads_again(self, person: Person, nurse: User) -> None:
        services.save_health_sheet(person.pk, HealthData(pulse=70), by=nurse, seen_version=1)
        with pytest.raises(StaleState):
            services.save_health_sheet(person.pk, HealthData(pulse=71), by=nurse, seen_version=1)


class TestCorrectionsAndCases:
    def test_figures_follow_a_corrected_sex(self, cast: Cast) -> None:
        case = decided(cast.commune_a, on=today() - timedelta(days=2))
        cases.correct_person(case.person_id, {"sex": "unknown"}, by=cast.commune_a)
        assert set(CaseSpan.objects.filter(person=case.person).values_list("sex", flat=True)) == {"unknown"}

    def test_a_birth_after_an_event_is_refused_and_names_it(self, cast: Cast) -> None:
        case = opened(cast.commune_a)
        with pytest.raises(Refused) as refused:
            cases.correct_person(case.person_id, {"birth_date": today(), "birth_precision": "day"}, by=cast.commune_a)
        assert "contradicts_event" in codes(refused)
        case.person.refresh_from_db()
        assert case.person.birth_date == date(1985, 6, 12)

    def test_a_death_before_an_event_is_refused(self, cast: Cast) -> None:
        case = decided(cast.commune_a, on=today() - timedelta(days=2))
        with pytest.raises(Refused) as refused:
            add(case, "stop", cast.commune_a, ground="dead_or_missing", died_on=date(2020, 1, 1), signer="A", signer_title="B")
        assert "breaks_later_event" in codes(refused)
        case.person.refresh_from_db()
        assert case.person.died_on is None

    def test_papers_take_what_is_known(self, person: Person, cast: Cast) -> None:
        services.save_paper(person.pk, CARD, **by(cast.commune_a, person))
        services.save_address(person.pk, AddressData("permanent", NGHIA_DO, "Tổ 1"), **by(cast.commune_a, person))
        services.update_person(person.pk, {"ethnicity": "08", "education": "9/12", "phone": "0912345678"}, by=cast.commune_a)
        facts = person_facts(Person.objects.get(pk=person.pk))
        assert (facts.identity_issued_on, facts.ethnicity, facts.education, facts.phone) == (date(2021, 5, 4), "Mông", "9/12", "0912345678")
        assert facts.residence == "Tổ 1, phường Nghĩa Đô, Hà Nội"
