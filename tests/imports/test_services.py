"""A list becomes people only as the officer says, once, and can be taken back while nothing builds on it."""

import io
import json
import random
from datetime import date, timedelta
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied

from hoanhap.audit.models import AuditEntry
from hoanhap.cases.models import Case
from hoanhap.cases.services import bulk, record
from hoanhap.imports import services
from hoanhap.imports.models import ColumnMemory, Import, ImportFile, ImportRow
from hoanhap.imports.rules import Choice, Encoding, Field, ImportState, ListKind
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Refused
from hoanhap.people.models import Address, PastMeasure, Person, PersonSearch
from hoanhap.people.services import update_person
from tests import make
from tests.cast import CAU_GIAY, NGHIA_DO, Cast
from tests.imports.lists import PEOPLE, a_list

pytestmark = pytest.mark.django_db


def uploaded(cast: Cast, content: bytes | None = None, kind: ListKind = ListKind.TESTED, name: str = "ds.xlsx") -> Import:
    return services.upload(content or a_list(), name=name, kind=kind, commune=CAU_GIAY, by=cast.commune_a)


def checked(cast: Cast, content: bytes | None = None, kind: ListKind = ListKind.TESTED, **ground: Any) -> Import:
    source = uploaded(cast, content, kind)
    columns = {Field(name): place for name, place in source.columns.items()}
    given = {"ground_on": None, "ground_number": "", **ground}
    services.start_check(source.pk, columns, kind=kind, by=cast.commune_a, **given)
    services.check(source.pk)
    source.refresh_from_db()
    return source


def saved(cast: Cast, content: bytes | None = None, kind: ListKind = ListKind.TESTED, **ground: Any) -> Import:
    source = checked(cast, content, kind, **ground)
    services.start_saving(source.pk, by=cast.commune_a)
    services.save(source.pk)
    source.refresh_from_db()
    return source


def codes(source: Import, number: int) -> set[str]:
    return {reason["code"] for reason in source.rows.get(number=number).reasons}


def test_columns_are_guessed_and_nothing_is_in_the_register_yet(cast: Cast) -> None:
    source = uploaded(cast)
    assert source.columns == {
        "full_name": 1, "birth": 2, "sex": 3, "id_number": 4, "address": 5, "result_on": 6, "substance": 7,
    }  # fmt: skip
    assert not Person.objects.exists()


def test_a_good_list_becomes_people_with_cases_addresses_and_search(cast: Cast) -> None:
    source = saved(cast)
    assert source.state == ImportState.SAVED
    names = dict(Person.objects.values_list("full_name", "birth_date"))
    assert names == {"Nguyễn Đức Thắng": date(1985, 8, 1), "Trần Thị Hường": date(1990, 8, 1), "Lê Quang Đạo": date(1979, 1, 1)}
    person = Person.objects.get(full_name="Nguyễn Đức Thắng")
    assert (person.address_line, person.commune_id, person.sex) == ("Tổ 9", CAU_GIAY, "male")
    assert PersonSearch.objects.filter(pre__contains=["hu", "y1990"]).count() == 1
    assert Address.objects.count() == Case.objects.count() == 3
    case = Case.objects.get(person=person)
    assert (case.state, case.since, case.version) == ("detected", date(2026, 11, 12), 2)
    assert case.events.get().data["substances"] == ["opiate"]
    assert case.deadlines.exists()
    logged = AuditEntry.objects.filter(person_id=person.pk, detail__import=source.pk).values_list("action", flat=True)
    assert sorted(logged) == ["create", "record"]


def test_the_case_of_a_list_is_the_case_of_one_by_one(cast: Cast) -> None:
    from hoanhap.cases.services import open_case

    saved(cast)
    listed = Case.objects.get(person__full_name="Nguyễn Đức Thắng")
    other = make.person(cast.commune_a, "Lý Tự Trọng")
    single = open_case(
        other.pk,
        "management",
        "positive_test",
        on=date(2026, 11, 12),
        by=cast.commune_a,
        data={"substances": ["opiate"]},
        request_key=uuid4(),
    )
    single.refresh_from_db()
    for name in ("state", "is_open", "governing_law", "since", "until", "term_since", "term_end", "version", "commune_id"):
        assert getattr(listed, name) == getattr(single, name), name
    columns = [field.name for field in listed.deadlines.model._meta.fields if field.name not in {"id", "case", "person", "key"}]
    assert list(listed.deadlines.order_by("clock").values(*columns)) == list(single.deadlines.order_by("clock").values(*columns))
    assert list(listed.spans.values("state", "since", "until")) == list(single.spans.values("state", "since", "until"))


@pytest.mark.parametrize("encoding", list(Encoding))
def test_old_fonts_say_the_same(cast: Cast, encoding: Encoding) -> None:
    saved(cast, a_list(encoding=encoding))
    assert set(Person.objects.values_list("full_name", flat=True)) == {"Nguyễn Đức Thắng", "Trần Thị Hường", "Lê Quang Đạo"}


def test_the_same_file_twice_changes_nothing_and_says_when(cast: Cast) -> None:
    content = a_list()
    first = saved(cast, content)
    with pytest.raises(services.SameFile) as same:
        uploaded(cast, content, name="khác tên.xlsx")
    assert same.value.earlier == first
    assert Person.objects.count() == 3
    services.save(first.pk)
    services.check(first.pk)
    assert Person.objects.count() == 3


def test_the_same_people_in_another_file_are_asked_about(cast: Cast) -> None:
    saved(cast)
    again = checked(cast, a_list(*reversed(PEOPLE)))
    assert {row.verdict for row in again.rows.all()} == {"doubtful"}
    with pytest.raises(Refused, match="Không có dòng nào"):
        services.start_saving(again.pk, by=cast.commune_a)


def test_a_bad_row_stays_behind_with_its_reasons_and_the_good_ones_enter(cast: Cast) -> None:
    source = saved(
        cast, a_list(*PEOPLE, ("4", "Nguyễn Văn 7", "31/02/1990", "Nam", "123", "", "", ""), ("", "Tổng cộng: 4", "", "", "", "", "", ""))
    )
    assert Person.objects.count() == 3
    assert codes(source, 7) == {"name_digits", "cell_unreadable", "number_length", "no_ground"}
    copy = openpyxl.load_workbook(io.BytesIO(services.copy_of(source, by=cast.commune_a))).active
    assert [copy.cell(3, 9).value, copy.cell(3, 10).value] == ["Kết quả kiểm tra", "Lý do, cách sửa"]
    assert copy.cell(7, 9).value == "Sai"
    assert "Không có ngày “31/02/1990”" in copy.cell(7, 10).value
    assert copy.cell(4, 9).value == "Đã lưu"
    assert [cell.value for cell in copy[7]][:5] == ["4", "Nguyễn Văn 7", "31/02/1990", "Nam", "123"]
    assert AuditEntry.objects.filter(action="export", subject_type="import").exists()


def test_formulas_are_text_in_the_register_and_in_the_copy(cast: Cast) -> None:
    rows = [("1", "Nguyễn Đức Thắng", "1985", "Nam", "", "=cmd|'/c calc'!A1", "12/11/2026", "")]
    source = saved(cast, a_list(*rows))
    assert Person.objects.get().address_line == "=cmd|'/c calc'!A1"
    cell = openpyxl.load_workbook(io.BytesIO(services.copy_of(source, by=cast.commune_a))).active.cell(4, 6)
    assert (cell.value, cell.data_type) == ("=cmd|'/c calc'!A1", "s")


def test_zeros_that_were_lost_are_put_back_and_asked_about(cast: Cast) -> None:
    source = checked(cast, a_list(("1", "Nguyễn Đức Thắng", "1985", "Nam", 1085012345, "", "12/11/2026", "")))
    row = source.rows.get()
    assert codes(source, 4) == {"number_zero_restored"}
    assert row.data["person"]["id_number"] == "001085012345"
    assert services.confirm_all(source.pk, code="number_zero_restored", by=cast.commune_a) == 1
    services.start_saving(source.pk, by=cast.commune_a)
    services.save(source.pk)
    assert Person.objects.get().id_number == "001085012345"


def test_two_rows_of_one_number_are_not_two_people(cast: Cast) -> None:
    row = ("1", "Nguyễn Đức Thắng", "1985", "Nam", "001085012345", "", "12/11/2026", "")
    source = saved(cast, a_list(row, ("2", "Nguyễn Đức Thắng", *row[2:])))
    assert codes(source, 5) == {"number_twice_in_file"}
    assert Person.objects.count() == 1


def test_one_typing_error_is_found_in_the_register_and_in_the_file(cast: Cast) -> None:
    make.person(cast.commune_a, "Nguyễn Đức Thắng", birth_date=date(1985, 8, 1))
    source = checked(
        cast,
        a_list(
            ("1", "Nguyễn Dứcc Thắng", "01/08/1985", "Nam", "", "", "12/11/2026", ""),
            ("2", "Phạm Quốc Bảo", "02/03/1991", "Nam", "", "", "12/11/2026", ""),
            ("3", "Phạm Quôc Bảoo", "02/03/1991", "Nam", "", "", "12/11/2026", ""),
        ),
    )
    assert codes(source, 4) == {"likely_duplicate"}
    assert codes(source, 6) == {"duplicate_in_file"}
    assert source.rows.get(number=5).verdict == "good"


def test_a_namesake_is_asked_about_in_words_no_stronger_than_the_likeness(cast: Cast) -> None:
    make.person(cast.commune_a, "Nguyễn Văn Hùng", birth_date=date(1985, 6, 12), address_line="")
    rows = ("Nguyễn Văn Hùng", "03/09/1985"), ("Nguyễn Văn Hùng", "12/06/1985"), ("Nguyễn Văn Hùng", "03/09/1961")
    source = checked(cast, a_list(*((str(n), *row, "Nam", "", "", "12/11/2026", "") for n, row in enumerate(rows))))
    possible, certain, stranger = (services.reasons_text(row) for row in source.rows.order_by("number"))
    assert "Có thể đã có hồ sơ của người này (1 hồ sơ giống). Giống nhau: cùng xã, phường; họ tên trùng cả dấu." in possible
    assert "Rất có thể đã có hồ sơ của người này (1 hồ sơ giống). Giống nhau: trùng ngày sinh; " in certain
    assert "hồ sơ giống" not in stranger


def test_same_person_fills_blanks_and_another_needs_a_reason(cast: Cast) -> None:
    known = make.person(cast.commune_a, "Nguyễn Đức Thắng", birth_date=date(1985, 8, 1), address_line="")
    source = checked(cast, a_list(("1", "Nguyễn Đức Thắng", "01/08/1985", "Nam", "001085012345", "Tổ 9", "12/11/2026", "")))
    with pytest.raises(Refused, match="vì sao là người khác"):
        services.decide(source.pk, 4, choice=Choice.OTHER, by=cast.commune_a)
    with pytest.raises(Refused, match="cùng một người"):
        services.decide(source.pk, 4, choice=Choice.AS_IS, by=cast.commune_a)
    services.decide(source.pk, 4, choice=Choice.FILL, by=cast.commune_a)
    services.start_saving(source.pk, by=cast.commune_a)
    services.save(source.pk)
    known.refresh_from_db()
    assert (known.id_number, known.address_line) == ("001085012345", "Tổ 9")
    assert Person.objects.count() == 1
    services.start_undo(source.pk, reason="Nhầm danh sách", by=cast.commune_a)
    services.undo(source.pk)
    known.refresh_from_db()
    assert (known.id_number, known.address_line, known.withdrawn_at) == ("", "", None)


def test_another_person_of_like_name_is_registered_with_the_reason(cast: Cast) -> None:
    make.person(cast.commune_a, "Nguyễn Đức Thắng", birth_date=date(1985, 8, 1))
    source = checked(cast, a_list(("1", "Nguyễn Đức Thắng", "01/08/1985", "Nam", "", "Tổ 9", "12/11/2026", "")))
    services.decide(source.pk, 4, choice=Choice.OTHER, why="Khác cha mẹ, đã đối chiếu", by=cast.commune_a)
    services.start_saving(source.pk, by=cast.commune_a)
    services.save(source.pk)
    assert Person.objects.filter(address_line="Tổ 9", not_duplicate_reason="Khác cha mẹ, đã đối chiếu").count() == 1


def test_rows_of_other_communes_stay_behind(cast: Cast) -> None:
    source = checked(
        cast,
        a_list(
            ("1", "Nguyễn Đức Thắng", "1985", "Nam", "", "Tổ 1, phường Nghĩa Đô, Hà Nội", "12/11/2026", ""),
            ("2", "Lê Quang Đạo", "1979", "Nam", "", "Tổ 2, phường Quan Hoa, quận Cầu Giấy, Hà Nội", "12/11/2026", ""),
            ("3", "Trần Văn Bình", "1981", "Nam", "", "Tổ 2, xã Không Có Thật", "12/11/2026", ""),
        ),
    )
    assert "commune_outside_scope" in codes(source, 4) or source.rows.get(number=4).data["person"]["commune_id"] == CAU_GIAY
    assert codes(source, 6) == {"place_unknown"}


def test_a_former_unit_is_todays_commune(cast: Cast) -> None:
    source = checked(cast, a_list(("1", "Lê Quang Đạo", "1979", "Nam", "", "Tổ 2, phường Dịch Vọng, quận Cầu Giấy", "12/11/2026", "")))
    row = source.rows.get()
    assert row.data["person"]["commune_id"] == CAU_GIAY
    assert codes(source, 4) == {"place_renamed"}
    assert row.verdict == "good"


def test_who_is_in_another_province_is_said_by_province_only(cast: Cast) -> None:
    make.person(cast.elsewhere, "Nguyễn Đức Thắng", birth_date=date(1985, 8, 1), id_number="001085012345", number_confirmed=True)
    source = checked(
        cast,
        a_list(
            ("1", "Nguyễn Đức Thắng", "01/08/1985", "Nam", "001085012345", "", "12/11/2026", ""),
            ("2", "Nguyễn Đức Thắng", "01/08/1985", "Nam", "", "", "12/11/2026", ""),
        ),
    )
    assert "number_elsewhere" in codes(source, 4)
    assert source.rows.get(number=4).matches == []
    assert "likely_duplicate_elsewhere" in codes(source, 5)
    assert "Lạng Sơn" in json.dumps(source.rows.get(number=4).reasons, ensure_ascii=False)


def test_a_list_needs_a_ground_that_the_law_names(cast: Cast) -> None:
    headings = ("STT", "Họ và tên", "Năm sinh")
    content = a_list(("1", "Nguyễn Đức Thắng", "1985"), headings=headings)
    source = uploaded(cast, content, ListKind.MANAGED)
    columns = {Field(name): place for name, place in source.columns.items()}
    with pytest.raises(Refused) as refused:
        services.start_check(source.pk, columns, kind=ListKind.MANAGED, ground_on=None, ground_number="", by=cast.commune_a)
    assert {problem.code for problem in refused.value.problems} == {"no_ground", "no_decision_number"}


def test_a_managed_list_without_steps_brings_people_by_their_decision_without_a_case(cast: Cast) -> None:
    content = a_list(("1", "Nguyễn Đức Thắng", "1985"), headings=("STT", "Họ và tên", "Năm sinh"))
    source = saved(cast, content, ListKind.MANAGED, ground_on=date(2026, 8, 3), ground_number="12/QĐ-CAP")
    row = source.rows.get()
    assert (row.ground_on, row.ground_number, row.case_id) == (date(2026, 8, 3), "12/QĐ-CAP", None)
    assert not Case.objects.exists()


def test_a_managed_list_with_every_step_opens_the_case_in_force(cast: Cast) -> None:
    headings = ("Họ và tên", "Năm sinh", "Ngày xét nghiệm", "Ngày xác minh", "Ngày thông báo", "Số quyết định", "Ngày quyết định")
    content = a_list(("Nguyễn Đức Thắng", "1985", "03/08/2026", "04/08/2026", "05/08/2026", "12/QĐ", "05/08/2026"), headings=headings)
    source = saved(cast, content, ListKind.MANAGED)
    assert codes(source, 4) == set()
    case = Case.objects.get()
    assert (case.state, case.term_since, case.events.count()) == ("managed", date(2026, 8, 5), 4)


def test_rows_of_one_shape_are_replayed_once_and_say_what_each_alone_would(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Births on, just before and just after each birthday that a rule may ask for, tests with and without a witness."""
    rng = random.Random(3)
    shapes: dict[str, list[dict[str, Any]]] = {
        "positive_test": [{"substances": []}, {"sample": "blood"}, {"sample": "urine", "supervisor_sex": "female"}],
        "residence_check": [{"result": "stable"}], "notice": [{}], "decide": [{"number": "12/QĐ"}],
    }  # fmt: skip
    alone, known = bulk.problems_of, bulk.FirstSteps()
    replays = Mock(wraps=alone)
    monkeypatch.setattr(bulk, "problems_of", replays)
    found: set[str] = set()
    for _ in range(400):
        days = sorted(date(2026, 7, 20) + timedelta(days=rng.randrange(30)) for _ in shapes)
        told = [(kind, day, rng.choice(data)) for (kind, data), day in zip(shapes.items(), days, strict=True) if rng.random() < 0.7]
        births = [
            day.replace(year=day.year - age) - timedelta(days=rng.randrange(-1, 2))
            for day in days
            for age in (0, 12, 14, 18, 40, 55, 60, 80)
        ]
        facts: dict[str, Any] = {
            "commune": CAU_GIAY, "sex": rng.choice(["male", "unknown"]), "birth_date": rng.choice([None, *births]),
        }  # fmt: skip
        problems = known.problems(told, **facts)
        assert problems == alone(told, **facts)
        found.update(problem.code for problem in problems)
    assert {"order", "before_birth", "minor_witness", "supervisor_sex"} <= found
    assert replays.call_count < 400


def test_a_list_of_treatment_keeps_the_measure(cast: Cast) -> None:
    headings = ("Họ và tên", "Năm sinh", "Ngày bắt đầu", "Cơ sở điều trị")
    saved(cast, a_list(("Nguyễn Đức Thắng", "1985", "03/08/2020", "Cơ sở Nam Từ Liêm"), headings=headings), ListKind.SUBSTITUTION)
    measure = PastMeasure.objects.get()
    assert (measure.kind, measure.since, measure.place) == ("substitution", date(2020, 8, 3), "Cơ sở Nam Từ Liêm")


def test_columns_are_remembered_for_the_same_headings(cast: Cast) -> None:
    source = uploaded(cast)
    columns = {Field(name): place for name, place in source.columns.items() if name != "substance"}
    services.start_check(source.pk, columns, kind=ListKind.TESTED, ground_on=None, ground_number="", by=cast.commune_a)
    assert ColumnMemory.objects.get().commune_id == CAU_GIAY
    again = uploaded(cast, a_list(("9", "Đỗ Văn Khôi", "1970", "Nam", "", "", "12/11/2026", "")))
    assert "substance" not in again.columns
    assert again.columns["full_name"] == 1


def test_one_column_is_not_two_things(cast: Cast) -> None:
    source = uploaded(cast)
    with pytest.raises(Refused, match="được ghép cho hai mục"):
        services.start_check(
            source.pk, {Field.FULL_NAME: 1, Field.BIRTH: 1, Field.RESULT_ON: 6}, kind=ListKind.TESTED, ground_on=None, ground_number="",
            by=cast.commune_a,
        )  # fmt: skip


def test_taking_back_erases_people_and_voids_their_cases(cast: Cast) -> None:
    content = a_list()
    source = saved(cast, content)
    ids = list(Person.objects.values_list("pk", flat=True))
    services.start_undo(source.pk, reason="Nhầm danh sách của phường khác", by=cast.commune_a)
    services.undo(source.pk)
    source.refresh_from_db()
    assert source.state == ImportState.UNDONE
    assert not Person.objects.visible_to(cast.commune_a).exists()
    assert set(Person.objects.filter(pk__in=ids).values_list("full_name", "id_number", "birth_date")) == {
        ("(đã rút khỏi danh sách)", "", None)
    }
    assert not PersonSearch.objects.exists()
    assert not Address.objects.exists()
    assert {(case.state, case.is_open, case.deadlines.count(), case.spans.count()) for case in Case.objects.all()} == {("", False, 0, 0)}
    assert not ImportFile.objects.exists()
    services.undo(source.pk)
    assert uploaded(cast, content).state == ImportState.UPLOADED  # the same file may come again


def test_nothing_is_taken_back_once_something_builds_on_it(cast: Cast) -> None:
    source = saved(cast)
    person = Person.objects.get(full_name="Lê Quang Đạo")
    update_person(person.pk, {"occupation": "thợ mộc"}, by=cast.commune_a)
    with pytest.raises(Refused, match="Không rút lại được: 1 dòng"):
        services.start_undo(source.pk, reason="Nhầm danh sách", by=cast.commune_a)
    assert services.obstacles(source, cast.commune_a) == [(6, "acted")]
    case = Case.objects.get(person__full_name="Nguyễn Đức Thắng")
    record(
        case.pk, "residence_check", on=today(), by=cast.commune_a, data={"result": "stable"}, seen_version=case.version, request_key=uuid4()
    )
    assert services.obstacles(source, cast.commune_a) == [(4, "acted"), (6, "acted")]


def test_what_was_built_after_the_question_stops_the_undoing_whole(cast: Cast) -> None:
    source = saved(cast)
    services.start_undo(source.pk, reason="Nhầm danh sách", by=cast.commune_a)
    update_person(Person.objects.get(full_name="Lê Quang Đạo").pk, {"occupation": "thợ mộc"}, by=cast.commune_a)
    services.undo(source.pk)
    source.refresh_from_db()
    assert (source.state, source.refusals) == (ImportState.SAVED, [[6, "acted"]])
    assert Person.objects.visible_to(cast.commune_a).count() == 3


def test_the_register_may_change_between_check_and_save(cast: Cast) -> None:
    source = checked(cast, a_list(("1", "Nguyễn Đức Thắng", "1985", "Nam", "001085012345", "", "12/11/2026", "")))
    make.person(cast.commune_a, "Vũ Ngọc Phan", birth_date=date(1985, 3, 3), id_number="001085012345")
    services.start_saving(source.pk, by=cast.commune_a)
    services.save(source.pk)
    row = source.rows.get()
    assert (row.person, row.verdict) == (None, "bad")
    assert "number_used" in codes(source, 4)


def test_a_killed_save_goes_on_without_double_rows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.saving, "CHUNK", 1)
    source = checked(cast)
    services.start_saving(source.pk, by=cast.commune_a)
    real, calls = services.saving._save_chunk, []

    def dies(*args: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError
        real(*args)

    monkeypatch.setattr(services.saving, "_save_chunk", dies)
    with pytest.raises(MemoryError):
        services.save(source.pk)
    assert Person.objects.count() == 1
    services.save(source.pk)
    assert Person.objects.count() == Case.objects.count() == 3
    assert Import.objects.get(pk=source.pk).state == ImportState.SAVED


def test_cancelling_deletes_bytes_and_rows_at_once(cast: Cast) -> None:
    source = checked(cast)
    services.cancel(source.pk, by=cast.commune_a)
    assert not ImportFile.objects.exists()
    assert not ImportRow.objects.exists()
    assert not Person.objects.exists()


def test_closing_and_forgetting_delete_what_was_said(cast: Cast) -> None:
    source = saved(cast, a_list(*PEOPLE, ("4", "Nguyễn Văn 7", "1990", "Nam", "", "", "12/11/2026", "")))
    assert services.forget_old(now() + timedelta(days=services.KEPT_DAYS - 1)) == 0
    assert services.forget_old(now() + timedelta(days=services.KEPT_DAYS + 1)) == 1
    assert not ImportFile.objects.exists()
    assert [row.data for row in source.rows.all()] == [{}, {}, {}]
    waiting = uploaded(cast, a_list(("9", "Đỗ Văn Khôi", "1970", "Nam", "", "", "12/11/2026", "")))
    services.forget_old(now() + timedelta(days=30))
    waiting.refresh_from_db()
    assert waiting.state == ImportState.CANCELLED
    services.start_undo(source.pk, reason="Nhầm danh sách", by=cast.commune_a)
    services.undo(source.pk)
    assert not Person.objects.visible_to(cast.commune_a).exists()


def test_only_ones_own_communes_may_be_imported_into(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        services.upload(a_list(), name="a", kind=ListKind.TESTED, commune=NGHIA_DO, by=cast.commune_a)
    with pytest.raises(PermissionDenied):
        services.upload(a_list(), name="a", kind=ListKind.TESTED, commune=CAU_GIAY, by=cast.province)
    source = uploaded(cast)
    with pytest.raises(Import.DoesNotExist):
        services.cancel(source.pk, by=cast.commune_b)


def test_a_demo_officer_makes_demo_people(cast: Cast) -> None:
    cast.commune_a.is_demo = True
    cast.commune_a.save()
    saved(cast)
    assert set(Person.objects.values_list("is_demo", flat=True)) == {True}


def test_the_number_of_queries_does_not_grow_with_the_list(cast: Cast, django_assert_max_num_queries: Any) -> None:
    many = [(n, f"Trần Văn {chr(65 + n % 20)}inh", str(1950 + n % 50), "Nam", "", "Tổ 9", "12/11/2026", "") for n in range(300)]
    source = uploaded(cast, a_list(*many))
    columns = {Field(name): place for name, place in source.columns.items()}
    services.start_check(source.pk, columns, kind=ListKind.TESTED, ground_on=None, ground_number="", by=cast.commune_a)
    with django_assert_max_num_queries(45):
        services.check(source.pk)
    Import.objects.filter(pk=source.pk).update(kind="tested")
    ImportRow.objects.filter(source=source).update(verdict="good", reasons=[])
    services.start_saving(source.pk, by=cast.commune_a)
    with django_assert_max_num_queries(70):
        services.save(source.pk)
