"""Plans nobody wrote, for property tests: any plan at all, and plans that say everything."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from hoanhap.plans.rules import (
    AllocationTable,
    Annex,
    Baseline,
    ChangeIn,
    Column,
    Comparator,
    DateNote,
    Deadline,
    Deliverable,
    Kind,
    LegalBasis,
    Mention,
    Milestone,
    Note,
    OwnerSide,
    PlanDoc,
    PlanKind,
    Recurrence,
    ReportedFigure,
    Row,
    Section,
    Signatory,
    Span,
    Subordinate,
    TargetDoc,
    TaskDoc,
    TaskKind,
    Term,
    Window,
)

YEAR = Span(date(2024, 1, 1), date(2025, 1, 1))
CAPTION = "Kèm theo Kế hoạch số 01/KH-UBND ngày 01/12/2023 của UBND quận Mẫu"

# Any plan at all

_words = st.sampled_from(
    ["lập hồ sơ", "hiệu quả", "NĐ111/CP", "đối tượng", "L?y l?i", "“", "\n\n", "đợt cao điểm", "5 chỉ tiêu", "năm 2020", "có hộ khẩu", ".."]
)
_texts = st.one_of(st.text(max_size=30), st.lists(_words, max_size=6).map(" ".join))
_days = st.dates(date(2000, 1, 1), date(2060, 1, 1))
_spans = st.builds(lambda since, days: Span(since, since + timedelta(days=days)), _days, st.integers(1, 2000))
_numbers = st.one_of(st.none(), st.decimals(-1000, 100000, places=2, allow_nan=False), st.just(Decimal(0)))
_deadlines = st.builds(Deadline, _days, st.booleans(), _texts)
_cells = st.sampled_from(["", "–", "01", "0", "8", "5-10", "l6", "-3", "2,5", "1.200", "60%"])


@st.composite
def targets(draw: st.DrawFn, code: str, others: list[str]) -> TargetDoc:
    """A target of any kind with anything in its fields."""
    return TargetDoc(
        code=code,
        text=draw(_texts),
        kind=draw(st.sampled_from(Kind)),
        where=draw(_texts),
        quote=draw(_texts),
        parent=draw(st.sampled_from(["", *others])),
        comparator=draw(st.sampled_from(Comparator)),
        value=draw(_numbers),
        value_high=draw(_numbers),
        printed=draw(_texts),
        unit=draw(st.sampled_from(["", "%", "người", "hồ sơ", "mô hình"])),
        counted=draw(st.sampled_from(["", "người"])),
        population=draw(_texts),
        baseline=draw(st.none() | st.builds(Baseline, _texts, _numbers, st.none() | _spans, _texts)),
        change_in=draw(st.sampled_from(ChangeIn)),
        period=draw(st.none() | _spans),
        each_year=draw(st.booleans()),
        due=draw(st.none() | _deadlines),
        owner=draw(_texts),
        indicator=draw(st.sampled_from(["", "PR04", "RB01"])),
        aspect=draw(st.sampled_from(["", "nữ"])),
        group=draw(st.sampled_from(["", "nhóm"])),
        beyond=draw(st.sampled_from(["", *others])),
        numerator=draw(_texts),
        milestones=tuple(draw(st.lists(st.builds(Milestone, st.integers(1990, 2070), st.decimals(-200, 200, places=1)), max_size=3))),
        owner_side=draw(st.sampled_from(OwnerSide)),
        evidence=draw(_texts),
        mentions=tuple(draw(st.lists(st.builds(Mention, _texts, _texts, _numbers), max_size=2))),
    )


@st.composite
def tables(draw: st.DrawFn, codes: list[str]) -> AllocationTable:
    width = draw(st.integers(0, 3))
    header = st.lists(_texts, min_size=1, max_size=2).map(tuple)
    columns = tuple(Column(draw(header), draw(st.sampled_from(["", *codes]))) for _ in range(width))
    line = st.tuples(*[_cells] * width)
    rows = tuple(Row(name, draw(line)) for name in draw(st.lists(_texts, max_size=4)))
    notes = tuple(draw(st.lists(st.builds(Note, _texts, st.just(tuple(codes[:1]))), max_size=1)))
    return AllocationTable(draw(_texts), columns, rows, totals=draw(st.just(()) | line), caption=draw(_texts), notes=notes)


@st.composite
def plans(draw: st.DrawFn) -> PlanDoc:
    """Any plan whose codes lead somewhere, however little sense it makes."""
    codes = [f"CT{at}" for at in range(draw(st.integers(0, 4)))]
    windows = tuple(Window(f"đợt {at}", "mục", draw(st.none() | _spans)) for at in range(draw(st.integers(0, 2))))
    deliverables = st.builds(Deliverable, st.just("a"), _texts, _numbers, _texts, due=st.none() | _deadlines)
    tasks = tuple(
        TaskDoc(
            f"NV{at}",
            draw(_texts),
            draw(_texts),
            draw(_texts),
            kind=draw(st.sampled_from(TaskKind)),
            deliverables=tuple(draw(st.lists(deliverables, max_size=1))),
            due=draw(st.none() | _deadlines),
            due_text=draw(_texts),
            recurrence=draw(st.sampled_from(Recurrence)),
            window=draw(st.sampled_from(["", *(window.name for window in windows)])),
            targets=tuple(draw(st.lists(st.sampled_from(codes), max_size=2))) if codes else (),
        )
        for at in range(draw(st.integers(0, 3)))
    )
    figures = st.builds(
        ReportedFigure,
        st.sampled_from(codes or [""]),
        _texts,
        _days,
        _spans,
        _texts,
        st.decimals(0, 1000, places=1),
        _texts,
        _texts,
        _numbers,
    )
    return PlanDoc(
        issuer=draw(_texts),
        title=draw(_texts),
        kind=draw(st.sampled_from(PlanKind)),
        period=draw(_spans),
        number=draw(st.sampled_from(["", "12"])),
        symbol="KH-UBND",
        issued_on=draw(st.none() | _days),
        date_note=draw(st.sampled_from(DateNote)),
        parents=tuple(draw(st.lists(_texts, max_size=1))),
        signatory=draw(st.none() | st.builds(Signatory, _texts, _texts)),
        annexes=tuple(draw(st.lists(st.builds(Annex, _texts, _texts, _texts), max_size=1))),
        bases=tuple(draw(st.lists(st.builds(LegalBasis, _texts, _texts, _texts), max_size=1))),
        subordinates=tuple(draw(st.lists(st.builds(Subordinate, _texts, _texts, st.none() | _deadlines), max_size=2))),
        windows=windows,
        terms=tuple(draw(st.lists(st.builds(Term, _texts, _texts), max_size=1))),
        report=draw(st.none() | _deadlines),
        sections=tuple(draw(st.lists(st.builds(Section, _texts, _texts, _texts), max_size=2))),
        targets=tuple(draw(targets(code, [other for other in codes if other != code])) for code in codes),
        tables=tuple(draw(st.lists(tables(codes), max_size=2))),
        reported=tuple(draw(st.lists(figures, max_size=2))) if codes else (),
        tasks=tasks,
    )


# Sound plans

_TEXTS = (
    "Lập hồ sơ quản lý người sử dụng",
    "Đưa người nghiện vào cơ sở",
    "Kiểm tra nơi cho thuê trọ",
    "Phát tờ rơi ở khu dân cư",
    "Mở lớp cho cán bộ",
)
_UNITS = ("người", "người", "cơ sở", "tờ", "lớp")


@st.composite
def sound_plans(draw: st.DrawFn) -> PlanDoc:
    """A plan that says everything: allocated to the last unit, with owners, bases, days, tasks and a caption."""
    count = draw(st.integers(1, len(_TEXTS)))
    wards = draw(st.integers(2, 9))
    shares = [
        draw(st.lists(st.integers(10, 500), min_size=wards, max_size=wards).filter(lambda row: len(set(row)) > 1)) for _ in range(count)
    ]
    comparator = draw(st.sampled_from([Comparator.AT_LEAST, Comparator.EQUAL, Comparator.MORE]))
    counted = [
        TargetDoc(
            code=f"CT{at:02}", text=_TEXTS[at], kind=Kind.COUNT, where="mục II", value=Decimal(sum(row)), unit=_UNITS[at],
            comparator=comparator,
            population="người có hồ sơ quản lý", owner="Công an xã", printed=str(sum(row)),
            milestones=(Milestone(2024, Decimal(sum(row))),) if draw(st.booleans()) else (),
        )
        for at, row in enumerate(shares)
    ]  # fmt: skip
    base = Baseline("năm 2023", Decimal(200), source="báo cáo năm 2023")
    percent = TargetDoc(
        code="CT90",
        text="Người có hồ sơ được tư vấn",
        kind=Kind.PERCENT,
        where="mục II",
        value=Decimal(draw(st.integers(1, 100))),
        unit="%",
        counted="người",
        comparator=Comparator.AT_LEAST,
        population="người có hồ sơ",
        owner="Trạm Y tế",
        baseline=base,
    )
    rows = tuple(Row(f"Phường {chr(65 + ward)}", tuple(f"{row[ward]:02}" for row in shares)) for ward in range(wards))
    table = AllocationTable(
        "Biểu năm 2024",
        tuple(Column((f"Cột {target.code}",), target.code) for target in counted),
        rows,
        caption=CAPTION,
        totals=tuple(str(sum(row)) for row in shares),
    )
    due = Deadline(YEAR.since + timedelta(days=draw(st.integers(31, 360))))
    tasks = tuple(
        TaskDoc(
            f"NV{at:02}",
            "Công an quận",
            _TEXTS[at],
            f"mục IV.{at}",
            due=due,
            targets=(f"CT{at:02}",) if at < count else (),
            deliverables=(Deliverable("a", "danh sách", Decimal(1), _UNITS[at]),),
        )
        for at in range(draw(st.integers(0, len(_TEXTS))))
    )
    return PlanDoc(
        issuer="UBND quận Mẫu",
        number="01",
        symbol="KH-UBND",
        issued_on=date(2023, 12, 1),
        title="Phòng, chống ma túy năm 2024",
        kind=PlanKind.YEAR,
        period=YEAR,
        report=Deadline(date(2025, 1, 15), to="UBND quận"),
        signatory=Signatory("Người ký mẫu", "CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN"),
        targets=(*counted, percent),
        tables=(table,),
        tasks=tasks,
        bases=(LegalBasis("Luật số 73/2021/QH14", "căn cứ", "73/2021/QH14"),),
        windows=(Window("đợt hè", "mục III", Span(date(2024, 6, 1), date(2024, 7, 1))),),
        subordinates=(Subordinate("UBND các phường", "mục V", Deadline(date(2024, 1, 20))),),
        sections=(Section("mục I", text="Giảm số người sử dụng ma túy trên địa bàn quận."),),
        terms=(Term("cơ sở", "nơi cai nghiện"),),
    )
