"""Every row of the catalogue of traps that a plan can show, from its own words: found there, and not in its clean twin."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hoanhap.plans.rules import (
    Annex,
    Baseline,
    Column,
    Comparator,
    Deadline,
    Elsewhere,
    EndedBody,
    Facts,
    Finding,
    Kind,
    KnownLaw,
    KnownTerm,
    KnownUnit,
    LegalBasis,
    OwnerSide,
    PlanDoc,
    ReportedFigure,
    Row,
    Section,
    Severity,
    Signatory,
    Span,
    TargetDoc,
    TaskDoc,
    TaskKind,
    Term,
    Window,
    judge,
)
from tests.plans.conftest import FOUNDING, example, table, target

type Build = Callable[..., PlanDoc]

HALF = Span(date(2024, 1, 1), date(2024, 7, 1))
BASE = Baseline("năm 2023", Decimal(200), source="báo cáo năm 2023")


def said(text: str) -> dict[str, object]:
    """A plan whose part «mục III» says `text`."""
    return {"sections": (Section("mục III", text=text),)}


def told(**fields: object) -> dict[str, object]:
    """A plan of one target of ten people with the given fields and no table."""
    return {"targets": (replace(target("CT01", 10), **fields),), "tables": ()}  # type: ignore[arg-type]


def task(code: str, text: str, agency: str = "Công an quận", **fields: object) -> TaskDoc:
    given: dict[str, object] = {"where": f"mục IV, {code}", "due": Deadline(date(2024, 6, 1))}
    return TaskDoc(code=code, agency=agency, text=text, **(given | fields))  # type: ignore[arg-type]


def reported(value: int, printed: str, **fields: object) -> ReportedFigure:
    given: dict[str, object] = {"target": "CT01", "source": "báo", "as_of": date(2024, 7, 5), "period": HALF, "unit": "người"}
    return ReportedFigure(value=Decimal(value), printed=printed, **(given | fields))  # type: ignore[arg-type]


def finding(doc: PlanDoc, code: str, facts: Facts | None = None) -> Finding:
    """The one finding of a code."""
    (found,) = [item for item in judge(doc, facts) if item.code == code]
    return found


def codes(doc: PlanDoc, facts: Facts | None = None) -> set[str]:
    return {item.code for item in judge(doc, facts)}


B93 = "Nâng cao chất lượng hiệu quả hoạt động của mô hình Câu lạc bộ B93, Đội công tác xã hội tình nguyện, vai trò của các Hội, đoàn thể"
VOLUNTARY = {"value": Decimal(1200), "group": "cai nghiện tự nguyện"}

ROWS: list[tuple[str, str, dict[str, object], dict[str, object]]] = [
    ("I11", "TT11", told(quote="vận động 10 người nghiện đi cai nghiện tự nguyện tại các Trung tâm"),
     told(quote="đưa 10 người nghiện đi cai nghiện tự nguyện tại các cơ sở cai nghiện")),
    ("I12", "TT12", said("Đưa người nghiện vào quản lý theo NĐ111/CP."),
     said("Đưa người nghiện vào quản lý theo Nghị định số 111/2013/NĐ-CP.")),
    ("I14", "TT14",
     {"targets": (target("CT01", None, Kind.QUALITATIVE, quote="giữ ổn định các địa bàn không có tụ điểm, điểm phức tạp về ma túy"),),
      "tables": (), **said("triệt xóa các điểm phức tạp về ma túy")},
     {"targets": (target("CT01", None, Kind.QUALITATIVE, quote="giữ ổn định các địa bàn không có tụ điểm, điểm phức tạp về ma túy"),),
      "tables": ()}),
    ("I15", "TT15", {"tasks": (task("a", f"Chủ động tham mưu; {B93}."), task("b", B93))},
     {"tasks": (task("a", f"Chủ động tham mưu; {B93}."), task("b", "Kiểm tra cơ sở kinh doanh dược, thuốc gây nghiện, tiền chất."))}),
    ("I16", "TT16", {"tasks": (task("a", "Tăng cường truy tố, xét xử", "Viện Kiểm sát nhân dân quận"),)},
     {"tasks": (task("a", "Tăng cường truy tố, xét xử", "Viện Kiểm sát nhân dân quận", kind=TaskKind.REQUEST),)}),
    ("I17", "TT17", {"windows": (Window("đợt cao điểm", "mục III.2"),)},
     {"windows": (Window("đợt cao điểm", "mục III.2", Span(date(2024, 6, 1), date(2024, 7, 1))),)}),
    ("I18", "TT18", said("hưởng ứng “Ngày thế giới và ngày toàn dân phòng, chống ma túy”"),
     said("hưởng ứng “Ngày Quốc tế phòng, chống ma túy”")),
    ("I18", "TT18", said("Ngày toàn dân phòng, chống ma túy - 26/6”."), said("“Ngày toàn dân phòng, chống ma túy - 26/6”.")),
    ("I19", "TT19", said("(phần đầu 100% số vụ xử lý hình sự)"), said("(phấn đấu 100% số vụ xử lý hình sự)")),
    ("I19", "TT19", said("đưa ra xét xử điển..... các vụ án"), said("đưa ra xét xử điểm... các vụ án./.")),
    ("I20", "TT11", told(quote="đưa 10 đối tượng vào quản lý", population="người nghiện ma túy", mentions=()) | {
        "targets": (target("CT01", 10, quote="đưa 10 đối tượng vào quản lý"), target("CT02", 8, text="Lập hồ sơ", quote="8 người nghiện"))},
     told(quote="đưa 10 người nghiện vào quản lý")),
    ("I21", "TT21", {"tables": (replace(table([("4",), ("6",)], ("CT01",), ("10",)), columns=(Column(("Lập hồ sơ đưa CNBB",), "CT01"),)),)},
     {"tables": (table([("4",), ("6",)], ("CT01",), ("10",)),)}),
    ("I23", "TT23", {"report": Deadline(date(2025, 1, 15), to="Công an quận")}, {"report": Deadline(date(2025, 1, 15), to="UBND quận")}),
    ("I24", "TT24", said("Phát hiện và kịp\n\n\n\nthời biểu dương, động viên"), said("Phát hiện và kịp thời biểu dương.\n\nĐộng viên")),
    ("I25", "TT25", said("xác định 5 chỉ tiêu cơ bản về phòng, chống ma túy"), said("xác định 1 chỉ tiêu cơ bản về phòng, chống ma túy")),
    ("I30", "TT30",
     {"targets": (target("CT01", None, Kind.QUALITATIVE, text="Duy trì các mô hình đã triển khai năm 2021 và 2022"),), "tables": ()},
     {"targets": (target("CT01", None, Kind.QUALITATIVE, text="Duy trì các mô hình đã triển khai năm 2021 và 2022", baseline=BASE),),
      "tables": ()}),
    ("I31", "TT31", {"targets": (target("CT01", 100, Kind.PERCENT, quote="100% người được phát hiện, lập hồ sơ quản lý"),), "tables": ()},
     {"targets": (target("CT01", 100, Kind.PERCENT, quote="100% người được lập hồ sơ quản lý"),), "tables": ()}),
    ("I33", "TT11", said("50% người có hộ khẩu Hà Nội"), said("50% người có nơi thường trú ở Hà Nội")),
    ("I33", "TT19", said("can thiệp giám tác hại"), said("can thiệp giảm tác hại")),
    ("I36", "TT36",
     {"targets": (target("CT01", 1700, text="Lập hồ sơ đưa vào cơ sở cai nghiện bắt buộc", unit="hồ sơ"),
                  target("CT02", None, Kind.QUALITATIVE, text="Lập hồ sơ bắt buộc với người từ đủ 12 đến dưới 18 tuổi")), "tables": ()},
     {"targets": (target("CT01", 1700, text="Lập hồ sơ đưa vào cơ sở cai nghiện bắt buộc", unit="hồ sơ"),
                  target("CT02", None, Kind.QUALITATIVE, text="Lập hồ sơ bắt buộc với người từ đủ 12 đến dưới 18 tuổi", parent="CT01")),
      "tables": ()}),
    ("I38", "TT38", told(text="Mỗi quận chọn 01 mô hình hiệu quả"),
     told(text="Mỗi quận chọn 01 mô hình hiệu quả") | {"terms": (Term("mô hình hiệu quả", "trên 80% thành viên không tái sử dụng"),)}),
    ("I39", "TT39", {"targets": (target("CT01", None, Kind.QUALITATIVE, text="Số hóa hồ sơ người cai nghiện"),), "tables": ()},
     {"targets": (target("CT01", None, Kind.QUALITATIVE, text="Số hóa hồ sơ", evidence="danh sách", due=Deadline(date(2024, 12, 31))),),
      "tables": ()}),
    ("I40", "TT40",
     {"targets": (target("CT01", 1200, owner="các địa phương", group="tự nguyện"),
                  target("CT02", 1000, owner="cơ sở cai nghiện tư nhân", group="tự nguyện")), "tables": ()},
     {"targets": (target("CT01", 1200, owner="các địa phương", group="tự nguyện"),
                  target("CT02", 1000, owner="các địa phương", group="tự nguyện")), "tables": ()}),
    ("I41", "TT41", said("L?y l?i m? b?o m?t"), said("Lấy lại mã bảo mật? Được.")),
    ("I42", "TT42", {"targets": (target("CT01", 100, Kind.PERCENT, quote="phân công các tổ chức quản lý, giúp đỡ"),), "tables": ()},
     {"targets": (target("CT01", 100, Kind.PERCENT, quote="phân công giúp đỡ tất cả người sau cai"),), "tables": ()}),
    ("I47", "TT47", {"reported": (reported(470, "470 mô hình", unit="mô hình"), reported(69, "69 mô hình mới", unit="mô hình mới"))},
     {"reported": (reported(470, "duy trì 470 mô hình", unit="mô hình"),)}),
    ("I49", "TT49", said("hơn 17.000 người có hồ sơ quản lý, đứng thứ 2 cả nước"), said("hơn 17.000 người có hồ sơ quản lý")),
    ("I50", "TT24", said("Ảnh: Lễ mít tinh tại Cơ sở số 3\nNội dung khác.\nẢnh: Lễ mít tinh tại Cơ sở số 3"),
     said("Ảnh: Lễ mít tinh tại Cơ sở số 3")),
    ("I54", "TT38", told(quote="10 người nghiện đủ tiêu chuẩn đưa ra khỏi diện quản lý"),
     told(quote="10 người nghiện đưa ra khỏi diện quản lý")),
    ("I57", "TT111", told(owner_side=OwnerSide.OTHER), told(owner_side=OwnerSide.OWN)),
    ("I61", "TT19", said("góp phần kiểm chế tội phạm; bỏ việc điều trị,;"), said("góp phần kiềm chế tội phạm; bỏ việc điều trị;")),
    ("I62", "TT62", {"signatory": Signatory("Người ký mẫu")}, {"signatory": Signatory("Người ký mẫu", "GIÁM ĐỐC")}),
    ("I63", "TT11", said("điều trị Methadone cho phạm nhân trong trại tạm giam"), said("điều trị Methadone cho người bị tạm giam")),
    ("I65", "TT65", {"tasks": (task("a", "Tổng hợp", "BCĐ 138 thành phố"),)},
     {"tasks": (task("a", "Tổng hợp", "Ban Chỉ đạo phòng, chống ma túy"),)}),
    ("I66", "TT66", {"targets": (target("CT01", 10, group="x"), target("CT02", 5, group="x", unit="hồ sơ")), "tables": ()},
     {"targets": (target("CT01", 10, group="x"), target("CT02", 5, group="x")), "tables": ()}),
    ("I67", "TT67", told(text="Mỗi quận 01 mô hình", unit="mô hình"), told(text="Mỗi quận 01 mô hình quản lý sau cai", unit="mô hình")),
    ("I68", "TT38", told(text="Vận động người nghiện đi cai"), told(text="Đưa người nghiện vào cơ sở cai nghiện")),
    ("I69", "TT38", told(text="Theo dõi người tái nghiện"),
     told(text="Theo dõi người tái nghiện") | {"terms": (Term("tái nghiện", "trong 12 tháng từ ngày về"),)}),
    ("I70", "TT70", {"parents": ("Kế hoạch số 1622/KH-UBND",)},
     {"parents": ("Kế hoạch số 1622/KH-UBND ngày 19/5/2017 của UBND tỉnh Bắc Giang",)}),
    ("I71", "TT71", {"targets": (target("CT01", 80, Kind.PERCENT, baseline=None),), "tables": ()},
     {"targets": (target("CT01", 80, Kind.PERCENT),), "tables": ()}),
]  # fmt: skip
"""Row, code, a plan that shows it, and its clean twin."""


@pytest.mark.parametrize(("row", "code", "fault", "twin"), ROWS, ids=[f"{row}-{code}" for row, code, _fault, _twin in ROWS])
def test_the_trap_of_the_row_is_found_and_its_twin_is_left_alone(
    plan: Build, row: str, code: str, fault: dict[str, object], twin: dict[str, object]
) -> None:
    del row
    assert code in codes(plan(**fault))
    assert code not in codes(plan(**twin))


# Rows that only what the program knows can show


DECREE = KnownLaw("111/2013/NĐ-CP", "NĐ 111/2013", "decree", "Nghị định", 2013, None, date(2022, 1, 1), ("NĐ 120/2021",))
CITES = said("quản lý giáo dục theo Nghị định số 111/2013/NĐ-CP")


def test_a_law_the_book_no_longer_rests_on_is_named_with_its_day_and_follower(plan: Build) -> None:  # I12, D013
    found = finding(plan(**CITES), "TT12", Facts(laws=(DECREE,)))
    assert found.severity is Severity.WARN
    assert "từ 01/01/2022 quy định dựa vào NĐ 120/2021, không còn dựa vào 111/2013/NĐ-CP" in found.message.say()
    still = Facts(laws=(replace(DECREE, until=date(2025, 1, 1)),))
    assert "TT12" not in codes(plan(**CITES), still)
    assert "TT12" not in codes(plan(**CITES))


def test_a_law_replaced_within_the_period_is_worth_knowing(plan: Build) -> None:
    within = Facts(laws=(replace(DECREE, until=date(2024, 7, 1)),))
    assert finding(plan(**CITES), "TT12", within).severity is Severity.INFO


def test_a_law_not_yet_in_force_is_named(plan: Build) -> None:
    law = KnownLaw("120/2025/QH15", "Luật 120/2025", "law", "Luật Phòng, chống ma túy", 2025, date(2026, 7, 1))
    doc = plan(**said("theo Luật Phòng, chống ma túy năm 2025"))
    assert "có hiệu lực từ 01/07/2026" in finding(doc, "TT12", Facts(laws=(law,))).message.say()


def test_a_settled_basis_needs_no_full_citation(plan: Build) -> None:
    short = {"bases": (LegalBasis("NĐ111/CP", "biểu"),)}
    settled = {"bases": (LegalBasis("NĐ111/CP", "biểu", "111/2013/NĐ-CP"),)}
    assert "TT12" in codes(plan(**short))
    assert "TT12" not in codes(plan(**settled))


def test_a_measure_longer_than_the_month_is_counted_by_its_state(plan: Build) -> None:  # I22
    term = KnownTerm(date(2024, 9, 1), "03 tháng", "NĐ 111/2013")
    month = Span(date(2024, 6, 1), date(2024, 7, 1))
    doc = plan(**told(text="Đưa vào quản lý giáo dục tại phường"), period=month, issued_on=date(2024, 5, 1))
    found = finding(doc, "TT22", Facts(terms={"education.term": term}))
    assert "ngắn nhất là 03 tháng (NĐ 111/2013); kỳ hết ngày 30/06/2024" in found.message.say()
    assert "TT22" not in codes(replace(doc, period=Span(date(2024, 1, 1), date(2025, 1, 1))), Facts(terms={"education.term": term}))
    assert "TT22" not in codes(doc)


def others(name: str) -> tuple[Elsewhere, ...]:
    """The targets of a founding plan, as another plan sees them."""
    doc = example(name)
    return tuple(
        Elsewhere(doc.reference, doc.period.since, item.text, item.indicator, item.aspect, item.value, item.things, item.population,
                  item.is_percent)
        for item in doc.targets
    )  # fmt: skip


def test_service_coverage_counts_two_groups_in_2023_and_three_in_2024() -> None:  # I34, I64
    found = [item for item in judge(example("hanoi-2024"), Facts(elsewhere=others("hanoi-2023"))) if item.code == "TT34"]
    (coverage,) = [item for item in found if item.targets == ("ST022",)]
    assert "người sau cai" in coverage.message.say()
    assert "43/KH-UBND" in coverage.message.say()
    assert coverage.severity is Severity.INFO
    own = tuple(replace(item, same_issuer=True) for item in others("hanoi-2023"))
    assert {item.severity for item in judge(example("hanoi-2024"), Facts(elsewhere=own)) if item.code == "TT34"} == {Severity.WARN}
    alike = [item for item in judge(example("hanoi-2024"), Facts(elsewhere=others("hanoi-2024"))) if item.code == "TT34"]
    assert alike == []


def test_1200_is_voluntary_in_2024_and_compulsory_in_2023() -> None:  # I37
    found = finding(example("hanoi-2024"), "TT37", Facts(elsewhere=others("hanoi-2023")))
    assert (found.targets, [item.value for item in found.figures]) == (("ST023",), [1200, 1200])
    assert "TT37" not in codes(example("hanoi-2024"), Facts(elsewhere=others("hanoi-2024")))


def test_models_of_another_kind_elsewhere_are_not_the_same_count(plan: Build) -> None:  # I52, I67
    doc = plan(**told(text="Mỗi quận 01 mô hình phòng ngừa", unit="mô hình", indicator="MO03"))
    other = Elsewhere("96/KH-UBND", date(2023, 1, 1), "Mô hình quản lý sau cai", "MO03")
    assert finding(doc, "TT67", Facts(elsewhere=(other,))).severity is Severity.WARN
    assert "TT67" not in codes(doc, Facts(elsewhere=(replace(other, text="Mô hình phòng ngừa"),)))


def test_bodies_that_ended_before_the_period_are_named(plan: Build) -> None:  # I60
    ended = {"regime.two_tier_government": EndedBody(date(2025, 7, 1), "Ngày bỏ cấp huyện", "Pháp lệnh 08/2025")}
    later = Span(date(2026, 1, 1), date(2027, 1, 1))
    doc = plan(**told(owner="UBND quận, huyện", due=None), period=later, issued_on=date(2025, 12, 1), report=None)
    assert "01/07/2025" in finding(doc, "TT60", Facts(ended=ended)).message.say()
    assert "TT60" not in codes(plan(**told(owner="UBND quận")), Facts(ended=ended))


def test_an_agency_known_only_at_other_times_is_named(plan: Build) -> None:  # I60
    cdc = KnownUnit("Trung tâm Kiểm soát bệnh tật", "", date(2019, 1, 1), date(9999, 12, 31))
    year = Span(date(2017, 1, 1), date(2018, 1, 1))
    doc = plan(**told(owner="Trung tâm Kiểm soát bệnh tật"), period=year, issued_on=date(2016, 12, 1), title="Kế hoạch", report=None)
    facts = Facts(agencies={"Trung tâm Kiểm soát bệnh tật": (cdc,)})
    assert "có từ 01/01/2019" in finding(doc, "TT60", facts).message.say()
    assert "TT60" not in codes(plan(**told(owner="Trung tâm Kiểm soát bệnh tật")), facts)


def test_a_number_used_twice_in_a_year_is_named(plan: Build) -> None:  # I70
    assert finding(plan(), "TT70", Facts(twins=("01/KH-UBND, 05/01/2024",))).severity is Severity.WARN


# What the founding plans show, with what the law book and the calendar know


EXPECTED = {
    "caugiay-2021": {*(f"TT{n:02}" for n in (*range(1, 16), 17, 18, 19, 21, 22, 23, 27, 29, 30, 38, 39, 65)), "TT104", "TT105"},
    "hanoi-2023": {f"TT{n:02}" for n in (11, 19, 25, 26, 27, 28, 29, 30, 31, 32, 38, 39, 57, 59, 62, 71)} | {"TT105"},
    "hanoi-2024": {f"TT{n:02}" for n in (10, 27, 30, 31, 36, 38, 39, 40, 42, 43, 44, 45, 46, 47, 49, 51, 59, 62, 65, 67, 71)} | {"TT105"},
    "bacgiang-2017": {f"TT{n:02}" for n in (10, 11, 19, 27, 29, 30, 31, 38, 39, 55, 57, 59, 62, 71)} | {"TT104", "TT105", "TT111"},
}
"""The catalogue's rows of S3, S0, S1 with S2, S4: their codes."""


@pytest.mark.parametrize("name", FOUNDING)
def test_each_founding_plan_shows_the_traps_of_its_document(name: str) -> None:
    law = {"education.term": KnownTerm(date(2021, 9, 1), "03 tháng", "")}
    assert codes(example(name), Facts(terms=law if name == "caugiay-2021" else {})) >= EXPECTED[name]


def test_hints_do_not_drown_what_must_be_settled() -> None:
    for name in FOUNDING:
        found = judge(example(name))
        assert sum(item.severity is Severity.MUST for item in found) <= 3
        assert sum(item.severity is not Severity.INFO for item in found) <= 16


def test_a_caption_of_another_plan_or_issuer_binds_nothing(plan: Build) -> None:
    doc = plan()
    (own,) = doc.tables
    other = replace(own, caption="Kèm theo Kế hoạch số 07/KH-UBND ngày 01/12/2023 của UBND quận Khác")
    assert "TT108" in codes(replace(doc, tables=(other,)))
    assert "TT109" in codes(replace(doc, tables=(replace(own, caption=""),)))
    bound = (Annex("Phụ lục", own.where, own.caption),)
    assert "TT109" not in codes(replace(doc, tables=(replace(own, caption=""),), annexes=bound))


def test_two_lines_that_say_the_same_are_two_targets_of_one_thing(plan: Build) -> None:
    first = target("CT01", 10, text="Lập hồ sơ", comparator=Comparator.AT_LEAST)
    twin: TargetDoc = replace(first, code="CT02")
    assert finding(plan(targets=(first, twin), tables=()), "TT110").severity is Severity.WARN
    assert finding(plan(targets=(first, replace(twin, value=Decimal(12))), tables=()), "TT110").severity is Severity.MUST
    assert "TT110" not in codes(plan(targets=(first, replace(twin, aspect="nữ")), tables=()))


def test_rows_of_one_table_keep_their_words(plan: Build) -> None:
    """Data of a table is never read as running text."""
    doc = plan()
    (own,) = doc.tables
    renamed = replace(own, rows=tuple(Row(f"phần đầu {at}", row.cells) for at, row in enumerate(own.rows)))
    assert "TT19" not in codes(replace(doc, tables=(renamed,)))
