"""Is a merge complete, refused when it must be, and taken back exactly?"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hoanhap.audit.models import AuditEntry
from hoanhap.cases import services as cases
from hoanhap.cases.models import Case, CaseSpan
from hoanhap.cases.services import merging
from hoanhap.kit.dates import FOREVER, now, today
from hoanhap.kit.errors import Refused
from hoanhap.people import services as people
from hoanhap.people.models import DuplicatePair, IdentityPaper, Merge, Person, PersonSearch, Photo, Relative
from hoanhap.people.queries import search
from hoanhap.people.rules.merging import CHOSEN, RELATIONS, differences, merged_values, other_names
from hoanhap.people.services.merging import unlisted
from tests import make
from tests.cases.test_services import add, decided, opened
from tests.cast import CAU_GIAY, Cast

pytestmark = pytest.mark.django_db
REASON = "Đã đối chiếu thẻ căn cước của cả hai."


def merge(cast: Cast, kept: Person, lost: Person, *, by: Any = None, take: frozenset[str] = frozenset(), reason: str = REASON) -> Merge:
    return merging.merge_people(kept.pk, lost.pk, take=take, reason=reason, by=by or cast.chief_a, request_key=uuid4())


def undo(cast: Cast, done: Merge, *, give: Mapping[str, frozenset[int]] | None = None) -> Merge:
    return merging.unmerge_people(done.pk, reason="Là hai anh em, đã gặp cả hai.", by=cast.chief_a, give=give)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {problem.code for problem in refused.value.problems}


def snapshot(*people_: Person) -> dict[str, list[dict[str, Any]]]:
    """Every row that speaks of the people, and the people, but for the counters of saving and what was decided about the pair."""
    ids = [person.pk for person in people_]
    rows: dict[str, list[dict[str, Any]]] = {"people": [{**row} for row in Person.objects.filter(pk__in=ids).order_by("pk").values()]}
    for row in rows["people"]:
        del row["version"]
    for key in set(RELATIONS) - {"people.Merge.kept", "people.Merge.lost", "people.DuplicatePair.one", "people.DuplicatePair.other"}:
        label, _, field = key.rpartition(".")
        rows[key] = list(apps.get_model(label)._base_manager.filter(**{f"{field}__in": ids}).order_by("pk").values())
    return rows


def furnish(cast: Cast, person: Person, *, relatives: int = 1, paper: str = "", photo: bool = False, case: bool = False) -> None:
    """Rows of several relations."""
    plain = {"person": person, "added_at": now(), "added_by": cast.chief_a}
    for number in range(relatives):
        Relative.objects.create(relation="child", full_name=f"Con Thứ {'ABCDE'[number]}", **plain)
    if paper:
        IdentityPaper.objects.create(kind="passport", number=paper, **plain)
    if photo:
        Photo.objects.create(image=b"jpeg", **plain)
    if case:
        opened(cast.commune_a, person)


class TestMerge:
    def test_everything_moves_and_the_losing_record_stays_pointing(self, cast: Cast):
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuấn", id_number="001085993172", occupation="Thợ xây")
        furnish(cast, lost, relatives=2, paper="B1234567", photo=True, case=True)
        done = merge(cast, kept, lost)
        kept.refresh_from_db()
        lost.refresh_from_db()
        assert lost.merged_into == kept
        assert (kept.id_number, kept.occupation, kept.full_name, kept.other_name) == (
            "001085993172",
            "Thợ xây",
            "Khương Văn Tuấn",
            "Khương Tuấn",
        )
        assert (kept.relatives.count(), kept.identity_papers.count(), bytes(kept.photo.image), kept.cases.count()) == (2, 1, b"jpeg", 1)
        assert not lost.cases.exists()
        assert set(CaseSpan.objects.values_list("person", flat=True)) == {kept.pk}
        assert {row.person_id for row in Case.objects.get().deadlines.all()} == {kept.pk}
        assert done.moved["fields"]["id_number"] == ["", "001085993172"]
        assert set(AuditEntry.objects.filter(action="merge").values_list("person_id", flat=True)) == {kept.pk, lost.pk}

    def test_the_losing_record_is_in_no_list_and_no_search_but_its_name_finds_the_kept_one(self, cast: Cast):
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Vũ Đức Quỳnh")
        merge(cast, kept, lost)
        assert list(Person.objects.visible_to(cast.commune_a)) == [kept]
        assert [hit.person for hit in search(cast.commune_a, "vu duc quynh").hits] == [kept]
        assert not PersonSearch.objects.filter(person=lost).exists()

    def test_what_the_kept_record_has_already_stays_with_the_other(self, cast: Cast):
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuấn")
        furnish(cast, kept, photo=True, paper="B1234567")
        furnish(cast, lost, photo=True, paper="B1234567")
        done = merge(cast, kept, lost)
        assert (kept.identity_papers.count(), lost.identity_papers.count(), kept.addresses.filter(until=FOREVER).count()) == (1, 1, 1)
        assert done.moved["rows"]["people.Photo.person"]["stayed"] == [lost.pk]

    def test_the_officer_chooses_the_other_records_values(self, cast: Cast):
        kept = make.person(cast.commune_a, occupation="Thợ hàn")
        lost = make.person(
            cast.commune_a, "Khương Văn Tuân", sex="female", occupation="Nghề tự do", birth_date=date(1985, 1, 1), birth_precision="year"
        )
        opened(cast.commune_a, kept)
        merge(cast, kept, lost, take=frozenset({"sex", "birth_date", "full_name"}))
        kept.refresh_from_db()
        assert (kept.full_name, kept.sex, kept.birth_precision, kept.occupation, kept.other_name) == (
            "Khương Văn Tuân", "female", "year", "Thợ hàn", "Khương Văn Tuấn",
        )  # fmt: skip
        assert set(CaseSpan.objects.values_list("sex", flat=True)) == {"female"}
        assert kept.name_key == "khuong van tuan"

    def test_the_same_form_sent_twice_is_one_merge(self, cast: Cast):
        kept, lost, key = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuấn"), uuid4()
        first, second = (
            merging.merge_people(kept.pk, lost.pk, take=frozenset(), reason=REASON, by=cast.chief_a, request_key=key) for _ in range(2)
        )
        assert first == second
        assert Merge.objects.count() == 1

    def test_a_likely_pair_is_settled(self, cast: Cast):
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuấn")
        pair = DuplicatePair.objects.create(one=kept, other=lost, score=12.5, found_at=now())
        done = merge(cast, kept, lost)
        pair.refresh_from_db()
        assert (pair.state, pair.decided_by) == ("merged", cast.chief_a)
        undo(cast, done)
        pair.refresh_from_db()
        assert (pair.state, pair.why) == ("different", "Là hai anh em, đã gặp cả hai.")


class TestRefusals:
    def test_a_person_with_themselves(self, cast: Cast):
        person = make.person(cast.commune_a)
        with pytest.raises(Refused) as refused:
            merge(cast, person, person)
        assert codes(refused) == {"same_record"}

    def test_without_a_reason(self, cast: Cast):
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuấn")
        with pytest.raises(Refused) as refused:
            merge(cast, kept, lost, reason="  ")
        assert codes(refused) == {"no_reason"}

    def test_two_open_procedures_of_one_kind(self, cast: Cast):
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuấn")
        for person in (kept, lost):
            opened(cast.commune_a, person)
        before = snapshot(kept, lost)
        with pytest.raises(Refused) as refused:
            merge(cast, kept, lost)
        assert codes(refused) == {"both_open"}
        assert "thủ tục" in str(refused.value)
        assert snapshot(kept, lost) == before

    def test_an_event_after_the_others_death(self, cast: Cast):
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuấn")
        people.record_death(kept.pk, on=today() - timedelta(days=30), by=cast.commune_a)
        opened(cast.commune_a, lost)
        with pytest.raises(Refused) as refused:
            merge(cast, kept, lost)
        assert codes(refused) == {"event_contradicts"}
        assert lost.code in str(refused.value)

    def test_an_event_before_the_birth(self, cast: Cast):
        kept = make.person(cast.commune_a)
        lost = make.person(cast.commune_a, "Khương Tuấn", birth_date=today() - timedelta(days=2))
        opened(cast.commune_a, kept, on=today() - timedelta(days=40))
        with pytest.raises(Refused) as refused:
            merge(cast, kept, lost, take=frozenset({"birth_date"}))
        assert codes(refused) == {"event_contradicts"}

    def test_a_relation_that_nobody_listed(self, cast: Cast, monkeypatch: pytest.MonkeyPatch):
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuấn")
        monkeypatch.delitem(RELATIONS, "people.Relative.person")
        with pytest.raises(Refused) as refused:
            merge(cast, kept, lost)
        assert codes(refused) == {"relation_unlisted"}
        assert "people.Relative.person" in str(refused.value)

    def test_a_record_that_was_merged(self, cast: Cast):
        first, second, third = (make.person(cast.commune_a, name) for name in ("Khương Văn Tuấn", "Khương Tuấn", "Khương Tuân"))
        merge(cast, first, second)
        with pytest.raises(Person.DoesNotExist):
            merge(cast, third, second)

    def test_outside_the_scope_of_the_right(self, cast: Cast):
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_b, "Khương Tuấn")
        with pytest.raises(Person.DoesNotExist):
            merge(cast, kept, lost)
        with pytest.raises(Person.DoesNotExist):
            merge(cast, kept, lost, by=cast.commune_a)
        assert merge(cast, kept, lost, by=cast.province).kept == kept


class TestUnmerge:
    def test_later_entries_stay_where_they_were_made(self, cast: Cast):
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuấn", occupation="Thợ xây")
        furnish(cast, lost, case=True)
        done = merge(cast, kept, lost)
        case = Case.objects.get()
        add(case, "residence_check", cast.commune_a, result="stable")
        people.update_person(kept.pk, {"occupation": "Thợ điện", "contact_phone": "0912000111"}, by=cast.commune_a)
        furnish(cast, kept, relatives=1)
        assert [(one.pk, count) for one, count in merging.later_events(done)] == [(case.pk, 1)]
        with pytest.raises(Refused) as refused:
            undo(cast, done)
        assert codes(refused) == {"later_rows"}
        undo(cast, done, give={})
        kept.refresh_from_db()
        lost.refresh_from_db()
        assert (kept.occupation, lost.occupation, kept.relatives.count(), lost.relatives.count()) == ("Thợ điện", "Thợ xây", 1, 1)
        assert (lost.cases.get().events.count(), kept.cases.count()) == (2, 0)
        assert {row.person_id for row in case.deadlines.all()} == {lost.pk}

    def test_an_officer_gives_a_later_entry_to_the_other(self, cast: Cast):
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuấn")
        done = merge(cast, kept, lost)
        opened(cast.commune_a, kept)
        case = Case.objects.get()
        undo(cast, done, give={"cases.Case.person": frozenset({case.pk})})
        assert lost.cases.get() == case
        assert {span.person_id for span in case.spans.all()} == {lost.pk}

    def test_a_later_entry_is_not_given_to_a_record_that_has_its_own(self, cast: Cast):
        kept, lost = make.person(cast.commune_a), make.person(cast.commune_a, "Khương Tuấn")
        done = merge(cast, kept, lost)
        people.move_person(kept.pk, commune=CAU_GIAY, on=today(), address_line="Tổ 3", by=cast.commune_a)
        address = kept.addresses.get(until=FOREVER)
        with pytest.raises(Refused) as refused:
            undo(cast, done, give={"people.Address.person": frozenset({address.pk})})
        assert codes(refused) == {"has_its_own"}
        undo(cast, done, give={})
        assert (kept.addresses.get(until=FOREVER), lost.addresses.get().line) == (address, "Tổ 9")

    def test_merges_are_taken_back_in_the_opposite_order(self, cast: Cast):
        first, second, third = (make.person(cast.commune_a, name) for name in ("Khương Văn Tuấn", "Khương Tuấn", "Khương Tuân"))
        one = merge(cast, first, second)
        two = merge(cast, first, third)
        with pytest.raises(Refused) as refused:
            undo(cast, one)
        assert codes(refused) == {"later_merge"}
        undo(cast, two)
        undo(cast, one)
        assert Person.objects.visible_to(cast.commune_a).count() == 3
        with pytest.raises(Refused) as refused:
            undo(cast, one)
        assert "undone_already" in codes(refused)

    def test_the_number_of_a_merged_record_is_still_somebodys(self, cast: Cast):
        kept = make.person(cast.commune_a, id_number="001085993172")
        lost = make.person(cast.commune_a, "Khương Tuấn", id_number="001085111222", number_confirmed=True)
        merge(cast, kept, lost)
        with pytest.raises(Refused) as refused:
            make.person(cast.commune_a, "Lê Văn Ất", id_number="001085111222")
        assert kept.code in str(refused.value)


optional = st.sampled_from(["", "Thợ xây", "Lái xe"])
records = st.fixed_dictionaries({
    "occupation": optional,
    "other_name": st.sampled_from(["", "Tuấn Đen", "Tí"]),
    "sex": st.sampled_from(["male", "female", "unknown"]),
    "id_number": st.sampled_from([0, 1]),
    "relatives": st.integers(0, 3),
    "paper": st.sampled_from(["", "B1234567", "C7654321"]),
    "photo": st.booleans(),
    "case": st.booleans(),
})  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=records, other=records, take=st.frozensets(st.sampled_from(CHOSEN)))
def test_merging_and_taking_back_is_the_identity(cast: Cast, one: dict[str, Any], other: dict[str, Any], take: frozenset[str]):
    """Whatever two records hold, both are afterwards as they were; and no half of a refused merge is left."""
    with rolled_back():
        _merged_and_taken_back(cast, one, other, take)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Forget what one example wrote."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _merged_and_taken_back(cast: Cast, one: dict[str, Any], other: dict[str, Any], take: frozenset[str]) -> None:
    made = []
    for number, fields in enumerate((one, other)):
        typed = {**fields, "id_number": f"00108599317{number}" if fields["id_number"] else "", "number_confirmed": True}
        rows = {name: typed.pop(name) for name in ("relatives", "paper", "photo", "case")}
        person = make.person(cast.commune_a, ("Khương Văn Tuấn", "Khương Tuấn")[number], **typed)
        furnish(cast, person, **rows)
        made.append(person)
    before = snapshot(*made)
    if one["case"] and other["case"]:
        with pytest.raises(Refused):
            merge(cast, *made, take=take)
    else:
        done = merge(cast, *made, take=take)
        assert snapshot(*made) != before
        undo(cast, done)
    assert snapshot(*made) == before


def test_every_relation_to_a_person_says_how_it_is_merged():
    assert unlisted() == set()


def test_only_listed_fields_are_taken_over():
    record = dict.fromkeys([*CHOSEN, "birth_precision", "no_number_reason", "other_name", "died_on"], "")
    with pytest.raises(ValueError, match="code"):
        merged_values(record, record, frozenset({"code"}))
    assert merged_values({**record, "died_on": None}, {**record, "died_on": date(2026, 1, 2)})["died_on"] == (None, date(2026, 1, 2))
    assert differences({**record, "sex": "male", "phone": "1"}, {**record, "sex": "female"}) == ["sex"]


def test_other_names_are_told_once_and_end_with_the_room():
    assert other_names("An", {"full_name": "An", "other_name": "Tí; Tèo"}, {"full_name": "Ân", "other_name": "Tèo"}) == "Tí; Tèo; Ân"
    long = other_names("An", *({"full_name": f"Người {number:0>20}", "other_name": ""} for number in range(30)))
    assert len(long) <= 400
    assert long.startswith("Người 00000000000000000000; ")


def test_correcting_the_sex_reaches_the_figures(cast: Cast):
    case = decided(cast.commune_a)
    people.update_person(case.person_id, {"sex": "female"}, by=cast.commune_a)
    cases.follow_identity(case.person_id)
    assert set(CaseSpan.objects.filter(case=case).values_list("sex", flat=True)) == {"female"}
