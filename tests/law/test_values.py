"""Is every kind of value read, written in words and compared as the law means it?"""

from decimal import Decimal
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.law.book import DATA, Duration, DurationRange, Money, Paper, Unit, book, in_words, load
from hoanhap.law.pins import from_json, to_json
from hoanhap.law.values import Measure, Per, Quantity, kind_of, parse, within

KINDS = [
    ("{range: 12-24 month}", "từ 12 đến 24 tháng", "12-24 months"),
    ("{quantity: 5 stage}", "5 giai đoạn", "5 stages"),
    ("{quantity: 20-25 mm}", "20-25 mm", "20-25 mm"),
    ("{quantity: 0.5 m2_per_person}", "0,5 m²/người", "0.5 m² per person"),
    ("{quantity: 2 level}", "cấp độ 2", "level 2"),
    ("{money: 1490000 per month}", "1.490.000 đồng mỗi tháng", "1,490,000 VND per month"),
    ("{money: 90000}", "90.000 đồng", "90,000 VND"),
    ("{date: 2025-03-01}", "01/03/2025", "01/03/2025"),
    ("{span: 2022-01-01..2026-06-30}", "từ 01/01/2022 đến 30/06/2026", "from 01/01/2022 to 30/06/2026"),
    ("{span: 2026-07-01..}", "từ 01/07/2026", "from 01/07/2026"),
    ("{span: ..2026-06-30}", "đến 30/06/2026", "to 30/06/2026"),
    ("{definition: {code: a, vi: b, en: c}}", "b", "c"),
    ("{authority: commune_police_chief}", "Trưởng Công an cấp xã", "Commune police chief"),
    (
        "{authority: [{body: commune_police_chief, when_vi: có nơi cư trú, when_en: residence known}, {body: commune_chair}]}",
        "Trưởng Công an cấp xã (có nơi cư trú); Chủ tịch Ủy ban nhân dân cấp xã",
        "Commune police chief (residence known); Chair of the commune People's Committee",
    ),
    (
        '{checklist: [{code: a, vi: b, en: c, form: {doc: 163/2026/NĐ-CP, annex: III, number: "04"}}, {code: d, vi: e, en: f}]}',
        "b [Mẫu 04, Phụ lục III NĐ 163/2026]; e",
        "c [Form 04, Annex III Decree 163/2026]; f",
    ),
    ("{documents: [163/2026/NĐ-CP]}", "NĐ 163/2026", "Decree 163/2026"),
    (
        "{report_period: {every: half_year, cutoff: 14, half: first}}",
        "06 tháng đầu năm: 15/12 - 14/6",
        "half year, first half: 15/12 - 14/6",
    ),
    ("{report_period: {every: year, cutoff: 14}}", "năm: 15/12 năm trước - 14/12", "year: 15/12 of the previous year - 14/12"),
    ("{transition: {path: [user_managed, comp_rehab|removed]}}", None, None),
    ("{unknown: {vi: chưa rõ, en: not known}}", "chưa rõ", "not known"),
    ('{form: {doc: 163/2026/NĐ-CP, annex: V, number: "33"}}', "Mẫu 33, Phụ lục V NĐ 163/2026", "Form 33, Annex V Decree 163/2026"),
]
ENTRY = """topic: kinds
order: 999
label_vi: a
label_en: a
rules:
  kinds.one:
    label_vi: a
    label_en: a
    entries:
      - id: KIND-1
        from: 2027-01-01
        published: unknown
        basis: [{doc: 163/2026/NĐ-CP}]
        value: %s
        anchors: [decision_signed]
        says_vi: "{value}"
        says_en: "{value}"
        confidence: confirmed
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The common files and one rule file, to be read quickly and often."""
    path = tmp_path_factory.mktemp("kinds")
    copytree(DATA, path, dirs_exist_ok=True, ignore=lambda _folder, names: [n for n in names if n not in {"documents.yaml", "names.yaml"}])
    return path


@pytest.mark.parametrize(("text", "vi", "en"), KINDS, ids=[text for text, _, _ in KINDS])
def test_every_kind_is_read_told_and_pinned(text: str, vi: str | None, en: str | None, folder: Path) -> None:
    (folder / "kinds.yaml").write_text(ENTRY % text, "utf-8")
    value = load(folder).by_id("KIND-1").value
    assert kind_of(value) == text[1:].partition(":")[0]
    if vi is not None:
        assert (in_words(value), in_words(value, "en")) == (vi, en)
    again = from_json(kind_of(value), to_json(value), None)
    assert again == value
    assert in_words(again) == in_words(value)


def test_a_range_knows_what_a_decision_may_choose() -> None:
    term = DurationRange(12, 24, Unit.MONTH)
    assert [term.holds(Duration(amount, Unit.MONTH)) for amount in (11, 12, 24, 25)] == [False, True, True, False]
    assert not term.holds(Duration(1, Unit.YEAR))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("duration", " 6 month ", Duration(6, Unit.MONTH)),
        ("money", "90000 per month", Money(90000, Per.MONTH)),
        ("quantity", "4 hour_per_day", Quantity(Decimal(4), Decimal(4), Measure.HOUR_PER_DAY)),
    ],
)
def test_what_an_officer_types_is_read_like_the_files(kind: str, text: str, value: object) -> None:
    assert parse(kind, text) == value


@pytest.mark.parametrize(
    "kind", ["duration", "range", "frequency", "quantity", "money", "date", "span", "percent", "base_salaries", "count"]
)
@pytest.mark.parametrize("text", ["", "x", "-1", "0 month", "٣ month", "1e3", "1 per", "2026-02-30", "NaN", "1  month"])
def test_what_is_not_a_value_is_refused_with_an_example(kind: str, text: str) -> None:
    with pytest.raises(ValueError, match="Viết như “"):
        parse(kind, text)


AMOUNTS = st.integers(1, 10_000_000)


@given(AMOUNTS, AMOUNTS)
def test_a_local_value_respects_the_floor_or_the_ceiling(national: int, local: int) -> None:
    assert within(Money(national), "at_least", Money(local)) == (local >= national)
    assert within(Money(national), "at_most", Money(local)) == (local <= national)
    assert within(Money(national), None, Money(local)) == (local == national)


def test_values_of_different_kinds_cannot_be_compared() -> None:
    for other in (Money(1, Per.MONTH), Duration(1, Unit.DAY), 3):
        with pytest.raises(TypeError):
            within(Money(1), "at_least", other)
    with pytest.raises(TypeError):
        within(DurationRange(1, 2, Unit.DAY), None, DurationRange(1, 2, Unit.DAY))


def test_a_checklist_of_the_book_names_its_forms() -> None:
    papers = [part for entry in book().entries if isinstance(entry.value, tuple) for part in entry.value if isinstance(part, Paper)]
    assert any(paper.form and paper.form.short() in paper.label() for paper in papers)
    assert any(paper.when_vi and paper.when_vi in paper.label() for paper in papers)
