"""Plans and papers of the demonstration: the founding plans as they were printed, two made-up ones of this year, some issued papers."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from django.conf import settings

from hoanhap.accounts.models import User
from hoanhap.cases.models import Case, CaseEvent
from hoanhap.cases.services import handing, issue_paper
from hoanhap.documents import services as documents
from hoanhap.kit.errors import Refused
from hoanhap.plans import files
from hoanhap.plans import services as plans
from hoanhap.plans.rules import Comparator, DateNote, Deadline, Kind, PlanDoc, PlanKind, PlanStatus, Section, Span, TargetDoc
from hoanhap.reports.demo.city import CAU_GIAY, HA_NOI
from hoanhap.reports.measures import Area, people, under_management

FOUNDING = ("caugiay-2021", "hanoi-2024", "hanoi-2023", "bacgiang-2017")
PAPERS = (("decide", 4), ("notice", 2), ("end", 1), ("hand_over", 1))
"""How many of the latest papers of phường Cầu Giấy are issued, by kind of event."""


def load_plans(on: date) -> int:
    """The founding plans of `examples/`, and plans of this year whose targets move when an officer records something today."""
    folder = next(path for path in (settings.BASE_DIR.parent / "examples", Path(__file__).parent / "examples") if path.is_dir())
    for name in FOUNDING:
        plans.import_plan(files.read_json((folder / f"{name}.json").read_bytes()), by=None, is_demo=True)
    plans.create_plan(
        _made_up(on, "UBND phường Cầu Giấy", ("Thành phố Hà Nội", "Phường Cầu Giấy"), Area(communes=(CAU_GIAY,))), by=None, is_demo=True
    )
    plans.create_plan(_made_up(on, "UBND thành phố Hà Nội", ("Thành phố Hà Nội",), Area(provinces=(HA_NOI,))), by=None, is_demo=True)
    return len(FOUNDING) + 2


def _made_up(on: date, issuer: str, area: tuple[str, ...], counted: Area) -> PlanDoc:
    """A plan that nobody issued, and says so."""
    goal = -(-people(under_management(counted, Span(on, on + timedelta(days=1)))) * 105 // 500) * 5 or 5
    place = area[-1][0].lower() + area[-1][1:]
    return PlanDoc(
        issuer=issuer,
        title=f"Quản lý người sử dụng trái phép chất ma túy trên địa bàn {place} năm {on.year} (kế hoạch dựng để minh họa)",
        short_title=f"Quản lý người sử dụng trái phép, {place} {on.year} (minh họa)",
        kind=PlanKind.YEAR,
        period=Span(date(on.year, 1, 1), date(on.year + 1, 1, 1)),
        number="00",
        symbol="KH-MINHHOA",
        issued_on=date(on.year - 1, 11, 28),
        date_note=DateNote.PRINTED,
        status=PlanStatus.ADOPTED,
        report=Deadline(date(on.year + 1, 1, 10), to="Ban Chỉ đạo"),
        area=area,
        source="Dựng cho dữ liệu minh họa, không phải văn bản thật",
        sections=(
            Section(
                "mục II",
                "Chỉ tiêu",
                "- 100% người được phát hiện được lập hồ sơ quản lý.\n"
                f"- Quản lý ít nhất {goal} người sử dụng trái phép chất ma túy có hồ sơ.",
            ),
        ),
        targets=(
            TargetDoc(
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
                population="người sử dụng trái phép được phát hiện trong năm",
                owner="Công an cấp xã",
                indicator="PR02",
            ),
            TargetDoc(
                code="CT02",
                text="Người sử dụng trái phép có hồ sơ quản lý",
                kind=Kind.COUNT,
                where="mục II",
                quote=f"Quản lý ít nhất {goal} người sử dụng trái phép chất ma túy có hồ sơ",
                comparator=Comparator.AT_LEAST,
                value=Decimal(goal),
                printed=str(goal),
                unit="người",
                population="người có quyết định quản lý đang có hiệu lực",
                owner="Công an cấp xã",
                indicator="PR04",
            ),
        ),
    )


def load_transfers() -> int:
    """The sendings on which the files on their way stand, so that both communes and the province see them; returns how many."""
    waiting = Case.objects.filter(receiving_commune__isnull=False).select_related("person").order_by("pk")
    for case in waiting.iterator(chunk_size=500):
        row = case.events.filter(kind__in=("hand_over", "notice"), voids__isnull=True).order_by("-on", "-pk").select_related("by")[0]
        handing.follow(case, row, by=row.by)
    return waiting.count()


def issue_papers(by: User) -> int:
    """Issue the papers of some of the latest events of phường Cầu Giấy; sign and hand over every second one."""
    issued = 0
    for event in _papered():
        try:
            paper = issue_paper(event.pk, by=by)
        except Refused:
            continue  # the story did not bring what this form needs; another event will
        if issued % 2 == 0:
            documents.sign(paper.pk, on=event.on, by=by)
            documents.record_delivery(paper.pk, ["Người bị quản lý"], on=event.on, by=by)
        issued += 1
    return issued


def _papered() -> Iterable[CaseEvent]:
    for kind, count in PAPERS:
        events = CaseEvent.objects.filter(kind=kind, unit=CAU_GIAY, case__commune=CAU_GIAY, voids__isnull=True, voided_by__isnull=True)
        yield from events.exclude(case__state="detected").order_by("-on", "-pk")[:count]
