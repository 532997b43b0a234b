"""Are the founding plans whole: every target of the catalogue, every task of its agencies, every deadline, and every trap as printed?"""

import csv
import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from hoanhap.plans.files.codec import plan_to_plain
from hoanhap.plans.rules import Comparator, DateNote, Kind, Level, PlanDoc, RowKind, Span, TargetDoc
from hoanhap.plans.rules.document import Window
from hoanhap.plans.rules.kinds import Delivery, OwnerSide, Proof, Recurrence, TaskKind
from hoanhap.plans.rules.tasks import TaskDoc
from tests.plans.conftest import example

HERE = Path(__file__).parent
NAMES = {"S0": "hanoi-2023", "S1": "hanoi-2024", "S3": "caugiay-2021", "S4": "bacgiang-2017"}
DOCS = {seed: example(name) for seed, name in NAMES.items()}
S0, S1, S3, S4 = DOCS.values()
SHORT = {"TP": "thành phố", "BCĐ": "Ban Chỉ đạo", "CLB": "câu lạc bộ", "KCN": "khu công nghiệp", "KCX": "khu chế xuất"}
"""The catalogue's abbreviations."""


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def words(text: str) -> set[str]:
    for short, long in SHORT.items():
        text = re.sub(rf"\b{short}\b", long, text)
    return set(re.findall(r"\w+", text.casefold().replace(".", "")))


def year(first: int, last: int | None = None) -> Span:
    return Span(date(first, 1, 1), date((last or first) + 1, 1, 1))


COMPARATORS = {"=": Comparator.EQUAL, ">": Comparator.MORE, "<": Comparator.LESS, "range": Comparator.BETWEEN}


def kind_of(row: Mapping[str, str]) -> Kind:
    """The type of the catalogue, told apart further: «/» in the population is «mỗi», a counted 0 is «không để»."""
    match row["type"]:
        case "count" if row["value"] == "0":
            return Kind.ZERO
        case "count":
            return Kind.PER_UNIT if " / " in row["population"] else Kind.COUNT
        case "percent":
            return Kind.RANGE if row["comparator"] == "range" else Kind.PERCENT
        case "percent-change":
            return Kind.CHANGE
    return Kind.QUALITATIVE


def figures_of(row: Mapping[str, str]) -> tuple[Decimal | None, Decimal | None]:
    """Value and upper bound; a fall is negative."""
    low, _, high = row["value"].partition("-")
    if not low.isdecimal():
        return None, None
    fall = -1 if row["type"] == "percent-change" and row["gist_vi"].startswith("Giảm") else 1
    return Decimal(low) * fall, Decimal(high) if high else None


def test_every_row_of_the_catalogue_is_walked() -> None:
    assert [row["target_id"] for row in rows("seed_targets.csv")] == [f"ST{number:03}" for number in range(1, 59)]


@pytest.mark.parametrize("row", rows("seed_targets.csv"), ids=lambda row: row["target_id"])
def test_target_of_the_catalogue(row: dict[str, str]) -> None:
    doc = DOCS["S" + row["seed_file"][2]]
    target = doc.target(row["target_id"])
    assert target is not None
    assert (target.kind, target.value, target.value_high, target.comparator, target.indicator) == (
        kind_of(row),
        *figures_of(row),
        COMPARATORS.get(row["comparator"], Comparator.UNSTATED),
        row["indicator_code"],
    )
    if row["gist_vi"].startswith("Phấn đấu"):
        assert target.level is Level.STRIVED
    people, _, base = re.sub(r"\(tử số.*?\)", "", row["population"]).partition(";")
    said = (target.population, target.unit, target.counted, target.printed, target.text, *target.groups)
    assert words(people) <= words(" ".join(said))
    if "không nêu" in base:
        assert target.baseline is None
    elif base:
        assert target.baseline is not None
        assert words(base) - {"gốc"} <= words(target.baseline.text)
    if target.kind in (Kind.PERCENT, Kind.RANGE):  # D022
        assert target.numerator
        assert target.population
    if target.kind is Kind.QUALITATIVE:  # D043
        assert target.evidence
    assert_period(row["period"], doc, target)


def assert_period(text: str, doc: PlanDoc, target: TargetDoc) -> None:
    days = re.findall(r"(\d\d)/(\d\d)/(\d{4})", text)
    if days:
        first, last = (date(int(y), int(m), int(d)) for d, m, y in days)
        assert (doc.period.since, doc.period.last) == (first, last)
    elif text.startswith("đến năm"):
        assert target.due is not None
        assert (target.due.last, target.milestones[-1].year) == (date(2020, 12, 31), 2020)
    else:
        years = [int(number) for number in re.findall(r"\d{4}", text)]
        assert doc.period == year(years[0], years[-1])
        assert target.each_year == text.startswith("hằng năm")
        if target.each_year and target.kind is not Kind.RANGE:
            assert [(step.year, step.value) for step in target.milestones] == [(number, target.value) for number in range(2017, 2021)]


def text_of(task: TaskDoc) -> str:
    parts = [f"{item.quantity or ''} {item.unit} {item.text}" for item in task.deliverables]
    due = task.due.to if task.due else ""
    return " ".join((task.text, task.quote, task.due_text, task.window, due, *task.coordinating, *parts)).casefold()


@pytest.mark.parametrize("row", rows("founding_tasks.csv"), ids=lambda row: f"{row['seed']} {row['place']} {row['kind']}")
def test_tasks_of_the_agency(row: dict[str, str]) -> None:
    found = [
        task
        for task in DOCS[row["seed"]].tasks
        if task.agency == row["agency"] and task.where.split(",")[0] == row["place"] and task.kind == TaskKind(row["kind"])
    ]
    assert sum(len(task.deliverables) for task in found) >= int(row["minimum"])
    said = " ".join(map(text_of, found))
    assert [word for word in row["words"].split(";") if word.casefold() not in said] == []


def test_no_agency_and_place_is_outside_the_list() -> None:
    listed = {(row["seed"], row["place"], row["agency"]) for row in rows("founding_tasks.csv")}
    real = {(seed, task.where.split(",")[0], task.agency) for seed, doc in DOCS.items() for task in doc.tasks}
    assert {key for key in real - listed if key[0] in ("S3", "S4")} == set()
    assert listed <= real


@pytest.mark.parametrize("doc", DOCS.values(), ids=list(DOCS))
def test_tasks_hang_together(doc: PlanDoc) -> None:
    assert [task.code for task in doc.tasks] == [f"NV{number:02}" for number in range(1, len(doc.tasks) + 1)]
    for task in doc.tasks:
        assert task.deliverables
        assert [item.code for item in task.deliverables] == [chr(ord("a") + at) for at in range(len(task.deliverables))]
        assert all(doc.target(code) for code in task.targets)
        assert not task.window or task.window in {window.name for window in doc.windows}
    served = {code for task in doc.tasks for code in task.targets}
    unserved = {"S0": set(), "S1": {"ST022", "ST029"}, "S3": {"ST031", "ST032"}, "S4": set()}
    assert {target.code for target in doc.targets} - served == next(unserved[seed] for seed, other in DOCS.items() if other is doc)


def test_requests_are_no_orders_and_the_youth_union_leads_the_rally_with_the_police() -> None:  # D045, D046, I16
    asked = {task.where.split(",")[0] for task in S3.tasks if task.kind is TaskKind.REQUEST}
    assert asked == {f"mục IV.{number}" for number in range(6, 12)}
    (rally,) = [task for task in S3.tasks if task.where == "mục IV.11, gạch đầu dòng 2"]
    assert (rally.kind, rally.coordinating, rally.due) == (TaskKind.REQUEST, ("Công an quận",), None)


def test_banners_are_proved_by_a_photo() -> None:  # D054
    banners = [item for task in S3.tasks for item in task.deliverables if "băng rôn" in item.text.casefold()]
    assert len(banners) >= 6
    assert {item.proof for item in banners} == {Proof.PHOTO}
    assert [(item.quantity, item.unit) for item in banners if item.quantity] == [(Decimal(1), "băng rôn")]


def due_of(doc: PlanDoc, where: str) -> TaskDoc:
    return next(task for task in doc.tasks if task.where.startswith(where) and (task.due or task.due_text))


def window(doc: PlanDoc, start: str) -> Window:
    return next(item for item in doc.windows if item.name.startswith(start))


DEADLINES: dict[str, Callable[[], bool]] = {
    "X01": lambda: (due := due_of(S3, "mục V.2").due) is not None and due.exclusive and due.last == date(2021, 7, 1) and due == S3.report,
    "X02": lambda: (S3.period, S3.issued_on) == (Span(date(2021, 6, 1), date(2021, 7, 1)), date(2021, 5, 31)),
    "X03": lambda: (
        window(S3, "Ngày Quốc tế").period == Span(date(2021, 6, 26), date(2021, 6, 27))
        and window(S1, "Ngày toàn dân").period == Span(date(2024, 6, 26), date(2024, 6, 27))
    ),
    "X04": lambda: window(S1, "Tháng hành động").period == Span(date(2024, 6, 1), date(2024, 7, 1)),
    "X05": lambda: S0.period == year(2023) and not any(target.due or target.period for target in S0.targets),
    "X06": lambda: (S1.period, S1.issued_on) == (year(2024), date(2024, 3, 29)),
    "X07": lambda: (task := due_of(S1, "đoạn 8")).due is None and task.due_text == "cuối năm",
    "X08": lambda: (
        (task := due_of(S4, "mục IV.1")).due is None and task.recurrence is Recurrence.YEARLY and task.due_text.endswith("theo quy định")
    ),
    "X09": lambda: (
        (task := due_of(S4, "mục IV.2")).recurrence is Recurrence.REGULAR and task.due_text == "thường xuyên, theo đúng quy định"
    ),
    "X10": lambda: S4.period.last == date(2020, 12, 31) and [t.code for t in S4.targets if t.baseline and t.baseline.period] == ["ST053"],
    "X11": lambda: {(item.as_of, item.period.last) for item in S1.reported} == {(date(2024, 6, 25), date(2024, 6, 30))},
    "X13": lambda: "theo lịch xét xử" in due_of(S3, "mục IV.10").due_text,
    "X14": lambda: [item.where for item in S3.windows if item.period is None] == ["mục III.2", "mục IV.10", "mục IV.13"],
}
"""X12 (intake round the clock) stands in no plan: the report of June 2024 tells it of the facilities."""


@pytest.mark.parametrize("code", DEADLINES)
def test_deadline_of_the_catalogue(code: str) -> None:
    assert DEADLINES[code]()


RECORDS: dict[str, Callable[[], bool]] = {
    "RT01 plan": lambda: (
        (S3.issuer, S3.reference, S3.issued_on, S3.date_note)
        == ("UBND quận Cầu Giấy", "152/KH-UBND", date(2021, 5, 31), DateNote.HANDWRITTEN)
        and bool(S3.theme and S3.title and S3.constraints and S3.sections)
        and len(S3.parents) == 2
    ),
    "RT01 annex": lambda: [(annex.where, "152/KH-UBND" in annex.caption) for annex in S3.annexes] == [(S3.tables[0].where, True)],
    "RT01 law": lambda: (
        ["NĐ111/CP" in basis.text or "111/2013/NĐ-CP" in basis.text for basis in S3.bases].count(True) == 2
        and {basis.document for basis in (*S0.bases, *S1.bases)} == {"73/2021/QH14"}
        and any("2596/QĐ-TTg ngày 27/12/2013" in basis.text for basis in S4.bases)
    ),
    "RT01 parent": lambda: S4.parents == ("Kế hoạch số 1622/KH-UBND ngày 19/5/2017 của UBND tỉnh Bắc Giang",),
    "RT01 recipients": lambda: (
        [item.copies for item in S3.recipients if item.copies] == [35]
        and [item.by for item in S4.recipients] == [Delivery.PAPER, *[Delivery.ELECTRONIC] * 3]
    ),
    "RT01 signatory": lambda: (
        S3.signatory is not None
        and (S3.signatory.position, "KT. CHỦ TỊCH" in S3.signatory.capacity) == ("PHÓ CHỦ TỊCH", True)
        and S4.signatory is not None
        and (S4.signatory.position, bool(S4.signatory.name)) == ("", True)
    ),
    "RT02 target": lambda: {target.kind for doc in DOCS.values() for target in doc.targets} == set(Kind),
    "RT03 table": lambda: (
        [[row["Đơn vị"], *list(row.values())[2:]] for row in rows("caugiay_2021_table.csv")]
        == [[row.name, *row.cells] for row in S3.tables[0].rows] + [["Tổng cộng", *S3.tables[0].totals]]
    ),
    "RT04 task": lambda: sum(len(task.deliverables) for doc in DOCS.values() for task in doc.tasks) > 200,
    "RT05 subordinate plan": lambda: (
        {f"UBND phường {row.name}" for row in S3.tables[0].rows if row.kind is RowKind.UNIT} < {item.name for item in S3.subordinates}
        and [item.where for item in S4.subordinates] == ["mục IV.2"]
    ),
    "RT06 report": lambda: S3.report is not None and "Đội Tổng hợp" in S3.report.to and S4.report is None,
}


@pytest.mark.parametrize("record", RECORDS)
def test_record_of_the_catalogue(record: str) -> None:
    assert RECORDS[record]()


def said(doc: PlanDoc, *phrases: str) -> bool:
    """Whether the plan as kept holds all the words, wherever they stand."""
    text = json.dumps(plan_to_plain(doc), ensure_ascii=False)
    return all(json.dumps(phrase, ensure_ascii=False)[1:-1] in text for phrase in phrases)


def target_of(doc: PlanDoc, code: str) -> TargetDoc:
    target = doc.target(code)
    assert target is not None
    return target


def mentioned(code: str) -> dict[str, str]:
    return {mention.where: mention.quote for mention in target_of(S3, code).mentions}


TRAPS: dict[str, Callable[[], bool]] = {
    "I11": lambda: said(S3, "tại các Trung tâm", "Cơ sở cai nghiện của Thành phố"),
    "I12": lambda: [basis.document for basis in S3.bases if basis.where == "biểu"] == ["", ""],
    "I14": lambda: "triệt xóa các điểm phức tạp" in mentioned("ST033")["mục I.2"] and "mục III.2" in mentioned("ST033"),
    "I15": lambda: (
        len(
            {item.text for task in S3.tasks if task.where.endswith("IV.2, gạch đầu dòng 1") for item in task.deliverables}
            & {item.text for task in S3.tasks if task.where.endswith("IV.2, gạch đầu dòng 2") for item in task.deliverables}
        )
        == 3
    ),
    "I17": lambda: DEADLINES["X14"](),
    "I18": lambda: said(S3, "Ngày thế giới", "Ngày Quốc tế", "ngày toàn dân", "- 26/6”. Chủ đề"),
    "I19": lambda: said(
        S3, "phần đầu 100%", "bùa lười", "bùa lưỡi", "xét xử điển", "công cơ quan", "Nguyễn Văn Huyền", "biến động", "....."
    ),
    "I20": lambda: said(S3, "06 người nghiện ma túy", "08 đối tượng", "các trường hợp đang cai nghiện"),
    "I21": lambda: (target_of(S3, "ST035").unit, "Lập hồ sơ" in S3.tables[0].columns[3].label) == ("người", True),
    "I23": lambda: S3.report is not None and S3.report.to.startswith("Công an quận") and S3.issuer.startswith("UBND"),
    "I25": lambda: said(S0, "5 chỉ tiêu cơ bản") and len(S0.targets) > 5,
    "I29": lambda: (base := target_of(S0, "ST014").baseline) is not None and (base.value, base.period) == (None, year(2022)),
    "I30": lambda: (base := target_of(S0, "ST010").baseline) is not None and (base.value, base.period) == (None, year(2021, 2022)),
    "I31": lambda: "phát hiện, lập hồ sơ" in target_of(S0, "ST003").quote and "gộp" in target_of(S0, "ST003").note,
    "I32": lambda: (S0.issued_on, S0.annexes, S0.tables, S0.subordinates) == (None, (), (), ()),
    "I33": lambda: said(S0, "giám tác hại", "hộ khẩu Hà Nội"),
    "I34": lambda: (
        "người sử dụng trái phép" in target_of(S0, "ST008").groups and target_of(S1, "ST023").population == "người nghiện ma túy"
    ),
    "I36": lambda: "1.700" in target_of(S1, "ST027").note,
    "I37": lambda: (
        [(target_of(*key).value, target_of(*key).indicator) for key in ((S0, "ST006"), (S1, "ST023"))]
        == [(Decimal(1200), "RB01"), (Decimal(1200), "RV01")]
    ),
    "I38": lambda: said(S1, "mô hình hiệu quả", "đánh giá kết quả cuối năm") and not S1.terms,
    "I39": lambda: (target_of(S1, "ST028").value, target_of(S1, "ST028").due) == (None, None),
    "I40": lambda: len({target_of(S1, code).owner for code in ("ST023", "ST024")}) == 2,
    "I42": lambda: target_of(S1, "ST020").value == 100 and target_of(S1, "ST020").quote in S1.sections[2].text,
    "I47": lambda: (
        {(item.value, item.unit) for item in S1.reported if item.target == "ST026"}
        == {(Decimal(470), "mô hình quản lý sau cai"), (Decimal(69), "mô hình mới")}
    ),
    "I48": lambda: all(re.search("gần|hơn|duy trì|phát triển", item.printed) for item in S1.reported),
    "I49": lambda: said(S1, "đứng thứ 2 cả nước"),
    "I52": lambda: target_of(S1, "ST026").unit not in {item.unit for item in S1.reported if item.target == "ST026"},
    "I53": lambda: (target_of(S4, "ST047").value, target_of(S4, "ST047").value_high) == (5, 10),
    "I54": lambda: "đủ tiêu chuẩn" in target_of(S4, "ST051").quote and "chưa rõ" in target_of(S4, "ST051").note,
    "I56": lambda: {base.text for target in S4.targets if (base := target.baseline)} == {"năm trước", "năm 2015"},
    "I57": lambda: {t.code for t in S4.targets if t.owner_side is OwnerSide.OTHER and not t.owner} == {f"ST0{n}" for n in range(45, 50)},
    "I60": lambda: said(S4, "Trung tâm Kiểm soát bệnh tật tỉnh", "Phòng Nghiệp vụ Y"),
    "I61": lambda: said(S4, "kiểm chế", "Phần đầu", "bỏ việc điều trị,;", "./.", ".//", "PV11") and said(S3, "PV01"),
    "I62": lambda: RECORDS["RT01 signatory"](),
    "I63": lambda: said(S4, "phạm nhân trong trại tạm giam"),
    "I64": lambda: [len(target_of(doc, code).groups) for doc, code in ((S0, "ST005"), (S1, "ST022"), (S4, "ST055"))] == [2, 3, 2],
    "I65": lambda: said(S3, "BCĐ 138") and said(S1, "Ban Chỉ đạo 89"),
    "I66": lambda: {"hồ sơ", "người", "vụ", "mô hình"} <= {target.unit for doc in DOCS.values() for target in doc.targets},
    "I67": lambda: (
        len({target_of(doc, code).population for doc, code in ((S0, "ST009"), (S0, "ST010"), (S1, "ST026"), (S4, "ST054"))}) == 4
    ),
}
"""Rows that the plans show without a judgement of test_founding_plans. I22 (a month against processes of months) follows from
period and text; I24, I41 and I50 (page breaks, a broken footer, repeated captions) are faults of the sources: no field of a plan
holds them."""


@pytest.mark.parametrize("row", TRAPS)
def test_trap_stands_as_printed(row: str) -> None:
    assert TRAPS[row]()
