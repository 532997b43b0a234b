"""What does the demonstration show of progress? A city's plan that nobody issued, given out to every commune, with figures told in parts.

Everything is made up and marked so: the plan, its figures, the report behind them. The same day gives the same data.
"""

import io
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import NAMESPACE_URL, uuid5

from docx import Document

from hoanhap.kit.dates import VIETNAM
from hoanhap.plans import services as plans
from hoanhap.plans.models import Plan
from hoanhap.plans.rules import (
    AllocationTable,
    Baseline,
    ChangeIn,
    Column,
    Comparator,
    Deadline,
    Kind,
    Level,
    Milestone,
    PlanDoc,
    PlanKind,
    PlanStatus,
    Row,
    Section,
    Span,
    TargetDoc,
)
from hoanhap.progress.models import EnteredFigure, Evidence
from hoanhap.progress.rules.telling import Telling
from hoanhap.progress.services import add_evidence, tell_figures
from hoanhap.units.models import Unit
from hoanhap.units.queries import units_in
from hoanhap.units.rules import Level as UnitLevel

HA_NOI = 100_001
SYMBOL = "KH-MINHHOA"
NUMBER = "01"
SOURCE = "Dựng cho dữ liệu minh họa, không phải văn bản thật"
COUNTED = ("CT03", "CT05", "CT06")
"""Targets that the table gives out, besides those of all units alike."""
SILENT_EVERY = 17
"""One commune in so many has told nothing."""
_NAMESPACE = uuid5(NAMESPACE_URL, "https://hoanhap.invalid/demo/progress")


def load_progress(on: date) -> int:
    """Make the plan and tell its figures as of a day; does nothing the second time. Returns how many figures there are."""
    if not Unit.objects.filter(pk=HA_NOI).exists():
        return 0
    names = [unit.title_on(on) for unit in units_in(HA_NOI, on, UnitLevel.COMMUNE)]
    found = Plan.objects.filter(number=NUMBER, symbol=SYMBOL, since=date(on.year, 1, 1), is_demo=True).first()
    plan = found or plans.create_plan(_plan(on, names), by=None, is_demo=True)
    if not EnteredFigure.objects.filter(plan=plan).exists():
        _tell(plan, on, names)
    return EnteredFigure.objects.filter(plan=plan).count()


def _given(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Printed cells of CT03, CT05, CT06: wards more than communes, some blank, some zero."""
    draw = Random(3)
    rows: list[tuple[str, ...]] = []
    for name in names:
        city = name.startswith("Phường")
        cases = f"{draw.randint(3, 9) if city else draw.randint(1, 4):02}"
        people = "" if draw.random() < 0.06 else f"{draw.randint(2, 6) if city else draw.randint(0, 3):02}"
        talks = f"{draw.choice((4, 6, 8, 12)):02}"
        rows.append((cases, "0" if people == "00" else people, talks))
    return rows


def _plan(on: date, names: Sequence[str]) -> PlanDoc:
    given = _given(names)
    sums = [sum(int(cells[column] or 0) for cells in given) for column in range(3)]
    year = on.year
    return PlanDoc(
        issuer="UBND thành phố Hà Nội",
        title=f"Phòng, chống ma túy trên địa bàn thành phố Hà Nội năm {year} (kế hoạch dựng để minh họa)",
        short_title=f"Phòng, chống ma túy, thành phố Hà Nội {year} (minh họa)",
        kind=PlanKind.YEAR,
        period=Span(date(year, 1, 1), date(year + 1, 1, 1)),
        number=NUMBER,
        symbol=SYMBOL,
        issued_on=date(year - 1, 12, 5),
        status=PlanStatus.ADOPTED,
        report=Deadline(on - timedelta(days=12), exclusive=True, to="Công an thành phố"),
        area=("Thành phố Hà Nội",),
        source=SOURCE,
        sections=(Section("mục II", "Chỉ tiêu", "Các chỉ tiêu dựng để minh họa."),),
        targets=_targets(sums),
        tables=(
            AllocationTable(
                title=f"Chỉ tiêu giao các xã, phường năm {year} (minh họa)",
                columns=(
                    Column(("Điều tra, khám phá",), "CT03"),
                    Column(("Cai nghiện tự nguyện",), "CT05"),
                    Column(("Buổi tuyên truyền",), "CT06"),
                ),
                rows=tuple(Row(name, cells) for name, cells in zip(names, given, strict=True)),
                totals=tuple(str(total) for total in sums),
            ),
        ),
    )


def _targets(sums: Sequence[int]) -> tuple[TargetDoc, ...]:
    def target(code: str, text: str, kind: Kind, value: int | None, **fields: object) -> TargetDoc:
        return TargetDoc(code=code, text=text, kind=kind, where="mục II", value=None if value is None else Decimal(value), **fields)  # type: ignore[arg-type]

    return (
        target(
            "CT01", "Người được phát hiện được lập hồ sơ quản lý", Kind.PERCENT, 100, comparator=Comparator.EQUAL, printed="100%", unit="%",
            counted="người", population="người được phát hiện", owner="Công an cấp xã", indicator="PR02",
        ),
        target(
            "CT02", "Người sử dụng trái phép sử dụng lại khi đang bị quản lý", Kind.COUNT, 400, comparator=Comparator.AT_MOST,
            printed="không quá 400", unit="người", owner="Công an cấp xã",
        ),
        target(
            "CT03", "Điều tra, khám phá, xử lý hình sự vụ án về ma túy", Kind.COUNT, sums[0], comparator=Comparator.AT_LEAST,
            printed=f"{sums[0]}", unit="vụ", owner="Công an cấp xã", indicator="CR01",
        ),
        target(
            "CT04", "trong đó mua bán, vận chuyển trái phép", Kind.PERCENT, 45, parent="CT03", printed="45%", unit="%", counted="vụ",
            population="vụ xử lý hình sự", indicator="CR02",
        ),
        target(
            "CT05", "Vận động cai nghiện tự nguyện tại cơ sở công lập", Kind.COUNT, sums[1] + 15, printed=f"{sums[1] + 15}", unit="người",
            owner="UBND cấp xã", indicator="RV01",
        ),
        target(
            "CT06", "Buổi tuyên truyền tại tổ dân phố, thôn", Kind.COUNT, sums[2], comparator=Comparator.AT_LEAST, printed=f"{sums[2]}",
            unit="buổi", owner="UBND cấp xã", indicator="TT02",
        ),
        target(
            "CT07", "Không để phát sinh điểm, tụ điểm phức tạp mới", Kind.ZERO, 0, comparator=Comparator.EQUAL, printed="không để",
            unit="điểm", owner="Công an cấp xã", indicator="CR06",
        ),
        target(
            "CT08", "Mỗi xã, phường có 01 mô hình quản lý sau cai", Kind.PER_UNIT, 1, comparator=Comparator.AT_LEAST, printed="01",
            unit="mô hình", population="xã, phường", owner="UBND cấp xã", indicator="MO03",
        ),
        target(
            "CT09", "Tăng số vụ từ nghiêm trọng trở lên được phát hiện", Kind.CHANGE, 5, printed="tăng 5%", unit="%", counted="vụ",
            baseline=Baseline("năm trước", Decimal(212)), change_in=ChangeIn.RELATIVE, indicator="CR03",
        ),
        target("CT10", "Giảm tỷ lệ tái nghiện", Kind.CHANGE, None, comparator=Comparator.LESS, printed="giảm", unit="%", indicator="PO03"),
        target(
            "CT11", "Số hóa hồ sơ người cai nghiện", Kind.COUNT, 900, comparator=Comparator.AT_LEAST, printed="900", unit="hồ sơ",
            milestones=(Milestone(2026, Decimal(600), "600"), Milestone(2027, Decimal(900), "900")), indicator="FA04",
        ),
        target(
            "CT12", "Ban hành quy chế phối hợp ba ngành", Kind.QUALITATIVE, None, level=Level.STRIVED, printed="ban hành",
            owner="Sở Y tế, Công an thành phố",
        ),
    )  # fmt: skip


def _tell(plan: Plan, on: date, names: Sequence[str]) -> None:
    """Four quarterly tellings of the communes, some late, one put right; the city's own figures by month."""
    evidence = _report()
    draw = Random(5)
    given = _given(names)
    pull = [draw.uniform(0.55, 1.15) for _ in names]
    days = [day for day in (date(on.year, 3, 31), date(on.year, 6, 30), date(on.year, 9, 30), on - timedelta(days=9)) if day < on]
    done: dict[tuple[str, str], int] = {}
    for at, day in enumerate(sorted(set(days))):
        tellings = []
        for index, (name, cells) in enumerate(zip(names, given, strict=True)):
            if index % SILENT_EVERY == 4 or (index % 11 == 7 and day == days[-1]):
                continue
            share = (day - plan.since).days / 365 * pull[index]
            for code, cell in zip(COUNTED, cells, strict=True):
                if cell:
                    value = max(done.get((code, name), 0), round(int(cell) * share + draw.uniform(-0.4, 0.6)), 0)
                    done[code, name] = value
                    tellings.append(Telling(code, Decimal(value), unit_name=name))
            if index % 3 or at > 1:
                tellings.append(Telling("CT08", Decimal(int(index % 5 != 2)), unit_name=name))
        _say(plan, tellings, day, day + timedelta(days=4), evidence, "Báo cáo quý (minh họa)")
    _city(plan, on, evidence)
    if sorted(set(days))[-1:] and (name := names[0]):
        last = sorted(set(days))[-1]
        right = Telling("CT06", Decimal(done.get(("CT06", name), 0) + 2), unit_name=name)
        _say(plan, [right], last, on, evidence, "Báo cáo bổ sung (minh họa)", "Cộng thiếu hai buổi của tháng 9 (minh họa).")


def _city(plan: Plan, on: date, evidence: Evidence) -> None:
    """Figures of the city as a whole, by month and once more this week."""
    draw = Random(7)
    months = [date(on.year, month, 1) - timedelta(days=1) for month in range(2, 13) if date(on.year, month, 1) <= on]
    digital, reused = 0, 0
    for day in [*months, on - timedelta(days=1)]:
        if day.year != on.year:
            continue
        digital, reused = digital + draw.randint(28, 70), reused + draw.randint(18, 38)
        tellings = [Telling("CT11", Decimal(digital)), Telling("CT02", Decimal(reused)), Telling("CT07", Decimal(0))]
        _say(plan, tellings, day, day + timedelta(days=1), evidence, "Tổng hợp tháng (minh họa)")
    last = on - timedelta(days=2)
    if last.year == on.year:
        tellings = [Telling("CT04", Decimal(211), Decimal(447)), Telling("CT09", Decimal(206))]
        _say(plan, tellings, last, last, evidence, "Tổng hợp của Công an thành phố (minh họa)")
        _say(plan, [Telling("CT12", Decimal(1))], last, last, evidence, "Quy chế phối hợp đã ký (minh họa)")


def _say(plan: Plan, tellings: Sequence[Telling], day: date, told: date, evidence: Evidence, words: str, reason: str = "") -> None:
    key = uuid5(_NAMESPACE, f"{plan.pk} {day} {words} {tellings[0].code}")
    at = datetime.combine(told, time(15, 30), VIETNAM)
    tell_figures(
        plan.pk, tellings, as_of=day, words=words, evidence=evidence, reason=reason, by=None, request_key=key, is_demo=True, at=at
    )  # fmt: skip


def _report() -> Evidence:
    """A report that says that it is none."""
    paper, out = Document(), io.BytesIO()
    paper.add_paragraph("Báo cáo dựng để minh họa, không phải văn bản thật.")
    paper.core_properties.created = paper.core_properties.modified = datetime(2026, 1, 1)
    paper.save(out)
    return add_evidence(out.getvalue(), "bao-cao-minh-hoa.docx", by=None)
