"""Which plans of this year does the demonstration make up: a city's with its table and tasks, a ward's own below it, a ward's draft?

Nobody issued them, and they say so. Their numbers follow the people of the demonstration, so that the pages of progress have something to
show; a table splits over the real communes of today with the house's own rule.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count

from hoanhap.accounts.models import User
from hoanhap.kit.dates import FOREVER
from hoanhap.plans import services as plans
from hoanhap.plans.models import AllocationRow, Plan
from hoanhap.plans.rules import (
    AllocationTable,
    Annex,
    Column,
    Comparator,
    DateNote,
    Deadline,
    Deliverable,
    Kind,
    LegalBasis,
    OwnerSide,
    PlanDoc,
    PlanKind,
    PlanStatus,
    Proof,
    Recipient,
    Row,
    Section,
    Signatory,
    Span,
    Subordinate,
    TargetDoc,
    TaskDoc,
    TaskKind,
    Window,
    number_text,
)
from hoanhap.plans.rules.answers import Says
from hoanhap.plans.rules.splitting import Claim, Method, split
from hoanhap.reports.demo.city import CAU_GIAY, HA_NOI
from hoanhap.reports.demo.made_up_tasks import MONTH, ROUND, city_tasks, report, ward_tasks
from hoanhap.reports.measures import Area, people, under_management
from hoanhap.tasks.services import assigning
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level, in_sentence

CITY, WARD = "UBND thành phố Hà Nội", "UBND phường Cầu Giấy"
TALKS = 4
"""Talks that each commune owes in a year."""
NOBODY = "(dựng để minh họa)"


def make(on: date) -> int:
    """Create the plans of the year of `on`, give out their tasks, and let agencies answer and report; returns how many plans."""
    city_doc = city_plan(on)
    city = plans.create_plan(city_doc, by=None, is_demo=True)
    ward = plans.create_plan(ward_plan(on, city_doc), by=None, is_demo=True)
    plans.create_plan(ward_draft(on, city_doc), by=None, is_demo=True)
    for plan in (city, ward):
        assigning.distribute(plan.pk)
    report(city, ward, on)
    _answer(city)
    return 3


def city_plan(on: date) -> PlanDoc:
    """The plan of Hà Nội: five targets, two of them split over the communes of today, nine tasks."""
    year, here = on.year, Area(provinces=(HA_NOI,))
    known = _by_commune(here, on)
    goal = _goal(here, on)
    communes = list(Unit.objects.filter(level=Level.COMMUNE.value, until=FOREVER, province_id=HA_NOI).order_by("name", "kind"))
    shares = split(goal, [Claim(Fraction(known.get(unit.pk, 0))) for unit in communes], Method.BASELINE if known else Method.EQUAL)
    talks = TALKS * len(communes)
    doc = _doc(on, CITY, ("Thành phố Hà Nội",), "thành phố Hà Nội", _shared_targets(goal, "Công an các xã, phường"))
    return replace(
        doc,
        targets=(
            *doc.targets,
            _count(
                "CT03", "Buổi tuyên truyền tại khu dân cư", talks, "buổi", "TT02", "buổi tuyên truyền tại khu dân cư", "UBND các xã, phường"
            ),
            _count(
                "CT04",
                "Cuộc kiểm tra công tác quản lý",
                40,
                "cuộc",
                "GV03",
                "cuộc kiểm tra tại xã, phường",
                "Công an thành phố",
            ),
            TargetDoc(
                code="CT05",
                text="Nâng chất lượng giúp đỡ người bị quản lý tại khu dân cư",
                kind=Kind.QUALITATIVE,
                where="mục II",
                population="người bị quản lý",
                owner="UBND các xã, phường",
                owner_side=OwnerSide.OWN,
                measure_name="Người bị quản lý có người giúp đỡ",
                evidence="Danh sách phân công người giúp đỡ của từng xã, phường",
            ),
        ),
        tables=(
            AllocationTable(
                title=f"BIỂU GIAO CHỈ TIÊU NĂM {year}",
                caption=f"Kèm theo {_cited(doc)}",
                columns=(Column(("Người có hồ sơ quản lý",), "CT02"), Column(("Buổi tuyên truyền",), "CT03")),
                rows=tuple(
                    Row(unit.title_on(doc.period.since), (number_text(share), str(TALKS)), code=unit.code, number=str(line))
                    for line, (unit, share) in enumerate(zip(communes, shares.each, strict=True), 1)
                ),
                totals=(number_text(goal), number_text(talks)),
            ),
        ),
        annexes=(Annex(f"BIỂU GIAO CHỈ TIÊU NĂM {year}", "biểu", f"Kèm theo {_cited(doc)}"),),
        recipients=(
            Recipient("Các sở, ban, ngành, đoàn thể thành phố"),
            Recipient("UBND các xã, phường"),
            Recipient("Lưu: VT", copies=150),
        ),
        subordinates=tuple(
            Subordinate(f"UBND {in_sentence(*unit.named_on(doc.period.since))}", "mục IV", Deadline(date(year, 1, 31))) for unit in communes
        ),
        windows=(
            Window(MONTH, "mục III", Span(date(year, 6, 1), date(year, 7, 1))),
            Window(ROUND, "mục III", Span(date(year, 11, 1), date(year, 12, 16))),
        ),
        tasks=city_tasks(year),
    )


def ward_plan(on: date, city: PlanDoc) -> PlanDoc:
    """Phường Cầu Giấy's own plan of the year below the city's: as much as it was given, or more."""
    year = on.year
    given = next(row.cells[0] for row in city.tables[0].rows if row.name == "Phường Cầu Giấy")
    goal = max(_goal(Area(communes=(CAU_GIAY,)), on), int(given.replace(".", "")))
    doc = _doc(on, WARD, ("Thành phố Hà Nội", "Phường Cầu Giấy"), "phường Cầu Giấy", _shared_targets(goal, "Công an phường"))
    talks = _count("CT03", "Buổi tuyên truyền tại khu dân cư", TALKS + 2, "buổi", "TT02", "buổi tuyên truyền tại khu dân cư", WARD)
    return replace(
        doc,
        parents=(_cited(city),),
        targets=(*doc.targets, talks),
        recipients=(Recipient("Công an phường"), Recipient("Trạm Y tế phường"), Recipient("Lưu: VT", copies=12)),
        tasks=ward_tasks(year),
    )


def ward_draft(on: date, city: PlanDoc) -> PlanDoc:
    """A draft of phường Cầu Giấy for the round at the end of the year, not yet whole: no number, one target that nobody answers for."""
    year = on.year
    span = Span(date(year, 11, 1), date(year, 12, 16))
    return PlanDoc(
        issuer=WARD,
        title=f"Đợt rà soát cuối năm {year} trên địa bàn phường Cầu Giấy (dự thảo dựng để minh họa)",
        short_title=f"Đợt rà soát cuối năm {year}, phường Cầu Giấy (minh họa)",
        kind=PlanKind.CAMPAIGN,
        period=span,
        area=("Thành phố Hà Nội", "Phường Cầu Giấy"),
        parents=(_cited(city),),
        source="Dựng cho dữ liệu minh họa, không phải văn bản thật",
        sections=(Section("mục II", "Chỉ tiêu", "- 100% người được phát hiện được lập hồ sơ quản lý.\n- Ký cam kết với 200 hộ."),),
        targets=(
            _all_recorded("Công an phường"),
            TargetDoc(
                code="CT02",
                text="Hộ ký cam kết không vi phạm pháp luật về ma túy",
                kind=Kind.COUNT,
                where="mục II",
                quote="Ký cam kết với 200 hộ",
                value=Decimal(200),
                printed="200",
                unit="hộ",
                population="hộ trên địa bàn phường",
                indicator="TT06",
            ),
        ),
        tasks=(
            TaskDoc(
                "NV01",
                "Công an phường",
                "Rà soát từng tổ dân phố, lập danh sách",
                "mục III.1",
                deliverables=(Deliverable("a", "Danh sách theo tổ dân phố", proof=Proof.DOCUMENT),),
                due=Deadline(date(year, 12, 10)),
                targets=("CT01",),
            ),
            TaskDoc(
                "NV02",
                "Ủy ban Mặt trận Tổ quốc Việt Nam phường",
                "Vận động hộ dân ký cam kết",
                "mục III.2",
                kind=TaskKind.REQUEST,
                deliverables=(Deliverable("a", "Hộ ký cam kết", Decimal(200), "hộ", Proof.FIGURE),),
                due_text="cuối đợt",
                targets=("CT02",),
            ),
        ),
    )


def _doc(on: date, issuer: str, area: tuple[str, ...], place: str, targets: tuple[TargetDoc, ...]) -> PlanDoc:
    year, issued = on.year, date(on.year - 1, 11, 28)
    law = "73/2021/QH14" if issued < date(2026, 7, 1) else "120/2025/QH15"
    return PlanDoc(
        issuer=issuer,
        title=f"Quản lý người sử dụng trái phép chất ma túy trên địa bàn {place} năm {year} (kế hoạch dựng để minh họa)",
        short_title=f"Quản lý người sử dụng trái phép, {place} {year} (minh họa)",
        kind=PlanKind.YEAR,
        period=Span(date(year, 1, 1), date(year + 1, 1, 1)),
        number="00",
        symbol="KH-MINHHOA",
        issued_on=issued,
        date_note=DateNote.PRINTED,
        status=PlanStatus.ADOPTED,
        report=Deadline(date(year + 1, 1, 10), to="Ban Chỉ đạo"),
        area=area,
        source="Dựng cho dữ liệu minh họa, không phải văn bản thật",
        signatory=Signatory(NOBODY, "CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN"),
        bases=(LegalBasis(f"Luật Phòng, chống ma túy số {law}", "mục I", law),),
        sections=(
            Section("mục I", "Căn cứ, mục đích", f"Thực hiện Luật Phòng, chống ma túy số {law} trên địa bàn {place}."),
            Section("mục II", "Chỉ tiêu", "\n".join(f"- {target.quote}." for target in targets)),
        ),
        targets=targets,
    )


def _shared_targets(goal: int, owner: str) -> tuple[TargetDoc, ...]:
    return (
        _all_recorded(owner),
        TargetDoc(
            code="CT02",
            text="Người sử dụng trái phép có hồ sơ quản lý",
            kind=Kind.COUNT,
            where="mục II",
            quote=f"Quản lý ít nhất {number_text(goal)} người sử dụng trái phép chất ma túy có hồ sơ",
            comparator=Comparator.AT_LEAST,
            value=Decimal(goal),
            printed=number_text(goal),
            unit="người",
            population="người có quyết định quản lý đang có hiệu lực",
            owner=owner,
            indicator="PR04",
        ),
    )


def _all_recorded(owner: str) -> TargetDoc:
    return TargetDoc(
        code="CT01",
        text="Người được phát hiện sử dụng trái phép được lập hồ sơ quản lý",
        kind=Kind.PERCENT,
        where="mục II",
        quote="100% người được phát hiện được lập hồ sơ quản lý",
        comparator=Comparator.EQUAL,
        value=Decimal(100),
        printed="100%",
        unit="%",
        counted="người",
        numerator="người được phát hiện đã lập hồ sơ quản lý",
        population="người sử dụng trái phép được phát hiện trong năm",
        owner=owner,
        indicator="PR02",
    )


def _count(code: str, text: str, value: int, unit: str, indicator: str, population: str, owner: str) -> TargetDoc:
    return TargetDoc(
        code=code,
        text=text,
        kind=Kind.COUNT,
        where="mục II",
        comparator=Comparator.AT_LEAST,
        value=Decimal(value),
        printed=number_text(value),
        unit=unit,
        population=population,
        owner=owner,
        owner_side=OwnerSide.OWN,
        indicator=indicator,
    )


def _cited(plan: PlanDoc) -> str:
    """How other papers cite a plan."""
    return f"Kế hoạch số {plan.reference} ngày {plan.issued_on:%d/%m/%Y} của {plan.issuer}"


def _goal(area: Area, on: date) -> int:
    """A twentieth more people than have a dossier on the day, rounded up to five."""
    return -(-people(under_management(area, Span(on, on + timedelta(days=1)))) * 105 // 500) * 5 or 5


def _by_commune(area: Area, on: date) -> Mapping[int, int]:
    """People with a dossier on the day, by commune of today."""
    rows = under_management(area, Span(on, on + timedelta(days=1)))
    return dict(rows.values_list("commune_now").annotate(Count("person", distinct=True)).order_by())


def _answer(city: Plan) -> None:
    """Phường Cầu Giấy accepts what it was given."""
    chief = User.objects.filter(username="truong.caugiay").first()
    row = AllocationRow.objects.filter(table__plan=city, scope_commune=CAU_GIAY).first()
    if chief is not None and row is not None:
        plans.answer_allocation(city.pk, 0, row.position, by=chief, says=Says.ACCEPT, seen_version=city.version)
