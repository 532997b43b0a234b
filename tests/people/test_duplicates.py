"""Are people who are one human found in the register, listed every night, and decided by who may?"""

import re
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from hoanhap.accounts.models import User
from hoanhap.audit.models import AuditEntry
from hoanhap.kit.dates import now
from hoanhap.kit.errors import Refused
from hoanhap.people.models import DuplicatePair, IdentityPaper, Person, PersonSearch
from hoanhap.people.queries.duplicates import open_pair_count
from hoanhap.people.rules import Traits
from hoanhap.people.services.duplicates import compare_all, decide_different, find_matches, likely_twins, reopen_pair, traits_of
from tests import make
from tests.cast import CAU_GIAY, HA_NOI, NGHIA_DO, Cast

pytestmark = pytest.mark.django_db
NUMBER = "001085993172"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def keys(traits: Traits, **options: Any) -> list[int]:
    return [match.key for match in find_matches([traits], **options)[0]]


class TestFinding:
    """The register is searched in SQL as rules.linkage.Register searches memory."""

    @pytest.mark.parametrize("changed", [
        {}, {"full_name": "khuong van tuan"}, {"full_name": "Tuấn Khương Văn"}, {"full_name": "Khương Văn Tuna"},
        {"full_name": "Khương Tuấn"},
        {"full_name": "Khương Văn Đen"}, {"birth_date": date(1985, 12, 6)}, {"birth_date": date(1986, 1, 1), "birth_precision": "year"},
        {"birth_date": None, "birth_precision": "unknown"}, {"id_number": "001085993127", "full_name": "Khương V Tuấn"},
        {"birth_date": None, "birth_precision": "unknown", "commune_id": NGHIA_DO, "address_line": ""},
        {"birth_date": date(1985, 1, 1), "birth_precision": "year", "full_name": "Khương Tuấn"},
    ])  # fmt: skip
    def test_by_whatever_is_shared(self, cast: Cast, changed: dict[str, Any]) -> None:
        kept = make.person(cast.commune_a, id_number=NUMBER, other_name="Tuấn Đen", contact_name="Chử Thị Lành")
        make.person(cast.commune_a, "Lò Thị Pành", sex="female")
        plain = {
            "full_name": "Khương Văn Tuấn", "sex": "male", "birth_date": date(1985, 6, 12), "birth_precision": "day", "id_number": "",
            "commune_id": CAU_GIAY, "address_line": "Tổ 9", "contact_name": "Chử Thị Lành", "province_id": HA_NOI,
        }  # fmt: skip
        assert keys(Traits(**{**plain, **changed})) == [kept.pk]

    def test_an_old_card_leads_to_its_holder(self, cast: Cast) -> None:
        kept = make.person(cast.commune_a, id_number=NUMBER)
        IdentityPaper.objects.create(person=kept, kind="old_card", number="012345678", added_at=now(), added_by=cast.commune_a)
        traits = Traits("Khương Văn Tuân", id_number="012345678", commune_id=NGHIA_DO, province_id=HA_NOI)
        assert keys(traits) == [kept.pk]
        assert "trùng số định danh" in find_matches([traits])[0][0].reasons()

    def test_merged_people_are_not_meant(self, cast: Cast) -> None:
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Văn Tuân")
        Person.objects.filter(pk=lost.pk).update(merged_into=kept)
        PersonSearch.objects.filter(pk=lost.pk).delete()
        assert keys(traits_of(kept)) == [kept.pk]

    def test_many_rows_cost_as_many_queries_as_one(self, cast: Cast, django_assert_max_num_queries: Any) -> None:
        for day in range(1, 6):
            make.person(cast.commune_a, birth_date=date(1985, 6, day))
        rows = [
            Traits(f"Khương Văn {name}", birth_date=date(1985, 6, 3), birth_precision="day") for name in ("Tuấn", "Tuân", "Tú", "An")
        ] * 20
        with django_assert_max_num_queries(13):
            found = find_matches(rows)
        assert len(found) == 80
        assert found[0] == found[4]
        assert found[0]

    def test_twins_of_a_person_come_with_reasons_and_without_the_person(self, cast: Cast) -> None:
        one, other = make.person(cast.commune_a), make.person(cast.commune_a, "Khuong Van Tuan")
        twins = likely_twins(one, by=cast.commune_a)
        assert [twin.person for twin in twins] == [other]
        assert twins[0].match is not None
        assert twins[0].match.reasons()[0] in {"trùng ngày sinh", "họ tên trùng, một bên viết không dấu"}


@pytest.fixture
def pair(cast: Cast) -> DuplicatePair:
    """Two records of one human in commune A, as the night found them; a third person is nobody's twin."""
    make.person(cast.commune_a, contact_name="Chử Thị Lành")
    make.person(cast.commune_a, "Khương Tuấn", contact_name="Chử Thị Lành")
    make.person(cast.commune_a, "Lò Thị Pành", sex="female")
    compare_all()
    return DuplicatePair.objects.get()


class TestNight:
    def test_lists_pairs_once_with_score_and_reasons_without_names(self, cast: Cast, pair: DuplicatePair) -> None:
        assert pair.one_id < pair.other_id
        assert pair.score > 18
        assert {"field", "level", "bits"} == set(pair.reasons[0])
        assert "shortened" in {each["level"] for each in pair.reasons}
        again = compare_all()
        assert (again.people, again.pairs, again.added, again.gone) == (3, 1, 0, 0)

    def test_keeps_decisions_and_drops_what_was_corrected(self, cast: Cast, pair: DuplicatePair) -> None:
        decide_different(pair.pk, why="Hai anh em họ.", by=cast.chief_a)
        compare_all()
        pair.refresh_from_db()
        assert (pair.state, pair.why) == ("different", "Hai anh em họ.")
        reopen_pair(pair.pk, by=cast.chief_a)
        Person.objects.filter(pk=pair.other_id).update(full_name="Lê Minh Đức", birth_date=date(1960, 2, 2))
        assert compare_all().gone == 1
        assert not DuplicatePair.objects.exists()

    def test_gives_open_pairs_the_score_of_today(self, cast: Cast, pair: DuplicatePair) -> None:
        Person.objects.filter(pk=pair.other_id).update(full_name="Khương Văn Tuấn")
        compare_all()
        assert DuplicatePair.objects.get().score > pair.score

    def test_is_a_command(self, cast: Cast) -> None:
        make.person(cast.commune_a)
        make.person(cast.commune_a)
        out = StringIO()
        call_command("people", "duplicates", "--on", "2026-11-20", "--quiet", stdout=out)
        assert "Đã so 2 hồ sơ" in out.getvalue()
        assert "thêm 1, bớt 0" in out.getvalue()
        assert DuplicatePair.objects.get().found_at.isoformat().startswith("2026-11-19T17:00")


class TestDecision:
    def test_needs_a_reason_and_leaves_a_trace_with_both(self, cast: Cast, pair: DuplicatePair) -> None:
        with pytest.raises(Refused, match="Chưa nêu lý do"):
            decide_different(pair.pk, why="  ", by=cast.chief_a)
        decided = decide_different(pair.pk, why="Khác cha mẹ.", by=cast.chief_a)
        assert decided.decided_by == cast.chief_a
        assert decide_different(pair.pk, why="Lần nữa.", by=cast.chief_a).why == "Khác cha mẹ."
        assert set(AuditEntry.objects.filter(action="confirm").values_list("person_id", flat=True)) == {pair.one_id, pair.other_id}
        assert reopen_pair(pair.pk, by=cast.chief_a).state == "open"
        assert reopen_pair(pair.pk, by=cast.chief_a).why == ""
        assert AuditEntry.objects.filter(action="withdraw").count() == 2

    def test_is_for_who_may_merge_both(self, cast: Cast, pair: DuplicatePair) -> None:
        for user in (cast.commune_a, cast.committee_a, cast.nobody):
            with pytest.raises(PermissionDenied):
                decide_different(pair.pk, why="x", by=user)
        with pytest.raises(DuplicatePair.DoesNotExist):
            decide_different(pair.pk, why="x", by=cast.other_province)

    def test_a_merged_pair_is_decided(self, cast: Cast, pair: DuplicatePair) -> None:
        DuplicatePair.objects.filter(pk=pair.pk).update(state="merged", decided_at=now())
        for act in (lambda: decide_different(pair.pk, why="x", by=cast.chief_a), lambda: reopen_pair(pair.pk, by=cast.chief_a)):
            with pytest.raises(Refused, match="đã được nhập làm một"):
                act()


class TestPages:
    @pytest.fixture
    def chief(self, cast: Cast, client: Client) -> Client:
        client.force_login(cast.chief_a)
        return client

    def test_the_list_shows_both_side_by_side_in_words(self, cast: Cast, chief: Client, pair: DuplicatePair) -> None:
        page = text(chief.get(reverse("person_pairs")))
        for words in (
            pair.one.code,
            pair.other.code,
            "Khương Văn Tuấn",
            "họ và tên trùng, một bên thiếu hoặc viết tắt chữ đệm",
            "trùng ngày sinh",
        ):
            assert words in page
        assert "Lò Thị Pành" not in page
        seen = AuditEntry.objects.get(subject_type="person_pair", action="view")
        assert (set(seen.person_ids or ()), seen.purpose) == ({pair.one_id, pair.other_id}, "duplicate")

    def test_two_people_are_noted_and_opened_again(self, cast: Cast, chief: Client, pair: DuplicatePair) -> None:
        address = reverse("person_pair", args=[pair.pk])
        refused = chief.post(address, {})
        assert refused.status_code == 422
        assert pair.one.code in text(refused)
        answer = chief.post(address, {f"cap-{pair.pk}-why": "Khác cha mẹ."}, follow=True)
        assert "là hai người" in text(answer)
        assert "Không có cặp nào chờ xem" in text(answer)
        assert "Khác cha mẹ." in text(chief.get(reverse("person_pairs"), {"xem": "hai-nguoi"}))
        chief.post(reverse("person_pair_reopen", args=[pair.pk]))
        assert open_pair_count(cast.chief_a) == 1
        DuplicatePair.objects.update(state="merged", decided_at=now())
        assert "đã được nhập làm một" in text(chief.post(reverse("person_pair_reopen", args=[pair.pk]), follow=True))

    def test_pairs_across_communes_are_the_provinces(self, cast: Cast, client: Client) -> None:
        make.person(cast.commune_a, contact_name="Chử Thị Lành")
        make.person(cast.commune_b, contact_name="Chử Thị Lành")
        compare_all()
        pair = DuplicatePair.objects.get()
        for user, count in ((cast.chief_a, 0), (cast.province, 1), (cast.other_province, 0)):
            assert open_pair_count(user) == count
            client.force_login(user)
            assert client.get(reverse("person_pair", args=[pair.pk])).status_code == (200 if count else 404)

    def test_who_may_not_merge_is_told_of_no_pairs(self, cast: Cast, pair: DuplicatePair, django_assert_max_num_queries: Any) -> None:
        user = User.objects.get(pk=cast.commune_a.pk)
        with django_assert_max_num_queries(3):
            assert open_pair_count(user) == 0

    def test_ten_pairs_cost_as_many_queries_as_one(self, cast: Cast, chief: Client, django_assert_max_num_queries: Any) -> None:
        for day in (1, 1, 9, 9, 15, 15, 22, 22):
            make.person(
                cast.commune_a, f"Khương Văn {'ABCDEFGHIKLMNOPQRSTUVXY'[day]}n", birth_date=date(1985, 6, day), contact_name="Lê Na"
            )
        compare_all()
        assert DuplicatePair.objects.count() >= 4
        with django_assert_max_num_queries(14):
            chief.get(reverse("person_pairs"))

    def test_registration_says_why(self, cast: Cast, client: Client) -> None:
        make.person(cast.commune_a)
        client.force_login(cast.commune_a)
        sent = {"full_name": "Khương Văn Tuấn", "birth_date": "12/06/1985", "sex": "male", "commune": CAU_GIAY, "address_line": "Tổ 9"}
        page = text(client.post(reverse("person_check"), sent, headers={"HX-Request": "true"}))
        assert "vì trùng ngày sinh" in page or "vì họ tên trùng cả dấu" in page
        assert "bit" not in page
