"""What the forms ask for, say and refuse."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from hoanhap.cases.papers import FORM_FOR, FORMS, LIST_FORMS, MANAGEMENT_FORMS, ManagementPaper, PaperRef, PersonFacts, Signer
from hoanhap.documents.rendering.blocks import Centred, Closing, Document, Fields, Heading, Paragraph, Table, Title
from hoanhap.documents.rendering.layout import Sure
from hoanhap.documents.rules import abbreviation
from tests.documents.samples import CHAIR, COMMITTEE, CONTEXTS, PERSON, document, managed_list, paper_2021, paper_2026, paper_later_2026


def text_of(paper: Document) -> str:
    """All that is printed in the body."""
    parts: list[str] = []
    for block in paper.blocks:
        match block:
            case Title(name, subject):
                parts += [name, subject]
            case Paragraph(text, lead):
                parts.append(f"{lead} {text}")
            case Fields(entries):
                parts += [f"{entry.label}: {entry.value}" for entry in entries]
            case Table(_, rows):
                parts += [cell or "" for row in rows for cell in row]
            case Closing(recipients, signature):
                parts += [*recipients, *signature.capacity, signature.name or ""]
            case _:
                parts.append(getattr(block, "text", ""))
    return "\n".join(parts)


def test_the_forms_of_both_decrees_are_there() -> None:
    assert set(FORMS) == {"c.02", "c.04", "c.06", "c.07", "c.08", "c.09", "c.10", "b.04", "b.07", "b.08", "b.09", "b.10"}
    assert {key for forms in FORM_FOR.values() for key in forms.values()} == set(FORMS)


@pytest.mark.parametrize("key", FORMS)
def test_no_form_pretends_that_its_wording_was_checked(key: str) -> None:
    form = FORMS[key]
    assert (form.number_sure, form.wording_sure) == (Sure.CONFIRMED, Sure.UNCONFIRMED)
    assert form.unchecked


@pytest.mark.parametrize("key", FORMS)
def test_a_complete_context_has_no_problem(key: str) -> None:
    assert FORMS[key].problems(CONTEXTS[key], on=CONTEXTS[key].on) == []


@pytest.mark.parametrize(
    ("key", "name", "code"),
    [
        (key, need.path.split(".")[0], f"paper.missing.{need.path}")
        for key, form in MANAGEMENT_FORMS.items()
        for need in form.needs
        if "." not in need.path
    ],
)
def test_what_a_form_needs_is_named_when_it_is_missing(key: str, name: str, code: str) -> None:
    context = CONTEXTS[key]
    assert isinstance(context, ManagementPaper)
    empty = "" if isinstance(getattr(context, name), str) else None
    change: dict[str, Any] = {name: empty}
    found = FORMS[key].problems(replace(context, **change), on=context.on)
    assert [problem.code for problem in found] == [code]
    assert FORMS[key].name in str(found[0])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"person": replace(PERSON, full_name=" ")}, "paper.missing.person.full_name"),
        ({"person": replace(PERSON, born_on=None)}, "paper.missing.person.birth"),
        ({"person": replace(PERSON, residence=None)}, "paper.missing.person.dwelling"),
        ({"signer": Signer("", "Trưởng Công an phường")}, "paper.missing.signer.name"),
    ],
)
def test_a_decision_without_name_birth_home_or_signer_is_refused(change: dict[str, object], code: str) -> None:
    assert [problem.code for problem in FORMS["c.04"].problems(paper_2026(**change), on=date(2026, 11, 23))] == [code]


def test_a_year_of_birth_is_enough() -> None:
    person = replace(PERSON, born_on=None, born_year=2003)
    assert FORMS["c.04"].problems(paper_2026(person=person), on=date(2026, 11, 23)) == []


def test_a_list_without_people_is_refused() -> None:
    empty = managed_list(0)
    assert [problem.code for problem in LIST_FORMS["c.10"].problems(empty, on=empty.on)] == ["paper.missing.people"]


@pytest.mark.parametrize(("key", "on"), [("c.04", date(2026, 6, 30)), ("b.07", date(2026, 7, 1)), ("b.07", date(2021, 12, 31))])
def test_a_form_is_used_only_while_its_decree_is_in_force(key: str, on: date) -> None:
    assert FORMS[key].problems(CONTEXTS[key], on=on)[0].code == "paper.form_not_in_force"


@pytest.mark.parametrize("on", [date(2026, 7, 1), date(2030, 1, 1)])
def test_the_forms_of_2026_serve_from_the_first_of_july(on: date) -> None:
    assert "paper.form_not_in_force" not in {problem.code for problem in FORMS["c.08"].problems(paper_later_2026(), on=on)}


def test_a_paper_cannot_rest_on_what_came_later() -> None:
    late = paper_2026(notice=PaperRef("Thông báo", "58/TB-CAP", date(2026, 11, 24)))
    found = FORMS["c.04"].problems(late, on=late.on)
    assert [problem.code for problem in found] == ["paper.day_after"]
    assert "24/11/2026" in str(found[0])


def test_a_reversed_term_is_refused() -> None:
    assert [p.code for p in FORMS["c.04"].problems(paper_2026(last_day=date(2026, 11, 22)), on=date(2026, 11, 23))] == [
        "paper.term_reversed"
    ]


def test_management_is_not_ended_before_its_last_day() -> None:
    early = paper_later_2026(on=date(2027, 11, 22), ground_paper=None)
    assert [problem.code for problem in FORMS["c.09"].problems(early, on=early.on)] == ["paper.term_runs"]
    assert FORMS["c.08"].problems(replace(early, ground="chết"), on=early.on) == [], "a stop has its own ground and needs no end of term"


def test_unknown_values_become_blanks_not_guesses() -> None:
    person = PersonFacts("Bế Hoàng Sơn", born_year=2003, residence="Tổ 3")
    entries = {
        entry.label: entry.value
        for block in FORMS["c.04"].compose(paper_2026(person=person)).blocks
        if isinstance(block, Fields)
        for entry in block.entries
    }
    assert entries["Giới tính"] is None
    assert entries["Số căn cước (CC/CCCD/CMND/hộ chiếu)"] is None
    assert entries["Ngày, tháng, năm sinh"] == "2003"


@pytest.mark.parametrize(("born", "asked"), [(date(2008, 11, 23), False), (date(2008, 11, 24), True), (None, True)])
def test_parent_or_guardian_is_asked_for_people_under_eighteen(born: date | None, asked: bool) -> None:
    person = replace(PERSON, born_on=born)
    assert ("người giám hộ" in text_of(FORMS["c.04"].compose(paper_2026(person=person)))) is asked


def test_the_guardian_of_a_minor_gets_the_paper() -> None:
    person = replace(PERSON, born_on=date(2010, 1, 1), guardian="Bế Văn Thịnh (cha)")
    assert FORMS["c.04"].compose(paper_2026(person=person)).deliver_to[:2] == ("Bế Hoàng Sơn", "Bế Văn Thịnh (cha)")


def test_each_law_has_its_own_authority_and_grounds() -> None:
    new, old = text_of(document("c.04")), text_of(document("b.07"))
    assert "TRƯỞNG CÔNG AN PHƯỜNG CẦU GIẤY" in new
    assert "120/2025/QH15" in new
    assert "163/2026/NĐ-CP" in new
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG QUAN HOA" in old
    assert "73/2021/QH14" in old
    assert "105/2021/NĐ-CP" in old


def test_absence_that_does_not_count_is_said_in_the_new_law_only() -> None:
    assert "không tính vào thời hạn quản lý" in text_of(document("c.04"))
    assert "không tính" not in text_of(document("b.07"))


def test_a_second_use_starts_a_new_term_and_says_so() -> None:
    again = paper_2026(decision=PaperRef("Quyết định", "90/QĐ-CAP", date(2026, 9, 1), "Trưởng Công an phường Cầu Giấy"))
    assert "được tính mới, thay cho thời hạn của Quyết định số 90/QĐ-CAP ngày 01 tháng 9 năm 2026" in text_of(FORMS["c.04"].compose(again))


def test_grounds_end_with_semicolons_and_the_last_with_a_full_stop() -> None:
    grounds = [getattr(block, "text", "") for block in document("c.04").blocks if type(block).__name__ == "Basis"]
    assert len(grounds) == 4
    assert [ground[-1] for ground in grounds] == [";", ";", ";", "."]


def test_a_deputy_signs_for_the_head() -> None:
    deputy = Signer("Lý Văn Bình", "Phó Trưởng Công an phường", "KT.", "Trưởng Công an phường")
    signature = FORMS["c.04"].compose(paper_2026(signer=deputy)).signature
    assert signature is not None
    assert signature.capacity == ("KT. Trưởng Công an phường", "Phó Trưởng Công an phường")


def test_committees_name_no_superior_and_break_before_the_unit() -> None:
    heading = FORMS["b.07"].compose(paper_2021(issuer=COMMITTEE, signer=CHAIR)).heading
    assert isinstance(heading, Heading)
    assert (heading.parent, heading.issuer) == ("", "Ủy ban nhân dân phường\u00a0Quan\u00a0Hoa")
    assert heading.symbol == "QĐ-UBND"


@pytest.mark.parametrize(
    ("name", "kind", "letters"),
    [
        ("Công an phường Cầu Giấy", "commune_police", "CAP"),
        ("Công an xã Sóc Sơn", "commune_police", "CAX"),
        ("Công an đặc khu Phú Quốc", "commune_police", "CAĐK"),
        ("Ủy ban nhân dân phường Cầu Giấy", "people_committee", "UBND"),
        ("Đồn Biên phòng", "other", "CA"),
    ],
)
def test_the_issuer_part_of_the_symbol(name: str, kind: str, letters: str) -> None:
    assert abbreviation(name, kind) == letters


def test_the_numbered_list_counts_its_people() -> None:
    paper = FORMS["c.10"].compose(managed_list(12))
    assert paper.landscape
    assert "Danh sách này có 12 người" in text_of(paper)
    table = next(block for block in paper.blocks if isinstance(block, Table))
    assert [row[0] for row in table.rows] == [str(number) for number in range(1, 13)]
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_decisions_number_their_articles_in_order() -> None:
    for key in ("c.04", "c.07", "c.08", "c.09", "b.07", "b.09", "b.10"):
        leads = [block.lead for block in document(key).blocks if isinstance(block, Paragraph) and block.lead]
        assert leads == [f"Điều {number}." for number in range(1, len(leads) + 1)], key
        assert any(isinstance(block, Centred) and block.text == "QUYẾT ĐỊNH:" for block in document(key).blocks)
