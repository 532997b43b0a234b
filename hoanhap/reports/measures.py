"""What is counted, of whom, from which records? One function per indicator; its figure is a count of people and opens the list.

Rows are spans of cases (the projection of events), so a figure needs no nightly sums (FEASIBILITY §4). Stock, flow and cohort are never
mixed. An indicator whose records this version does not keep has a reason instead of a number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet

from hoanhap.cases.models import CaseSpan
from hoanhap.cases.rules import MANAGEMENT
from hoanhap.cases.rules.states import UNDER_MANAGEMENT, State
from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import book
from hoanhap.plans.rules import Span

type Rows = QuerySet[CaseSpan]


class Kind(Labelled):
    """What sort of figure it is. A stock and a flow never stand in one sum."""

    STOCK = "stock", N_("Tồn")
    FLOW = "flow", N_("Phát sinh")
    COHORT = "cohort", N_("Theo nhóm")
    ENTERED = "entered", N_("Nhập tay")


class Reading(Labelled):
    """Which units a figure speaks of: those of the time, or those of today that count for them."""

    NOW = "now", N_("như hiện nay")
    THEN = "then", N_("như lúc đó")


@dataclass(frozen=True)
class Area:
    """Where is counted: provinces of today, or communes. Both empty: the whole country."""

    provinces: tuple[int, ...] = ()
    communes: tuple[int, ...] = ()
    """Of today with NOW, of any time with THEN."""
    reading: Reading = Reading.NOW

    @property
    def column(self) -> str:
        """The column of a span that names its unit."""
        return "commune" if self.reading is Reading.THEN else "commune_now"

    def rows(self) -> Rows:
        """Spans of management in the area."""
        spans = CaseSpan.objects.filter(procedure=MANAGEMENT.key.value)
        if self.communes:
            return spans.filter(**_is(self.column, self.communes))
        return spans.filter(**_is("province", self.provinces)) if self.provinces else spans


def _is(column: str, ids: tuple[int, ...]) -> dict[str, object]:
    return {column: ids[0]} if len(ids) == 1 else {f"{column}__in": ids}


@dataclass(frozen=True)
class Measure:
    """An indicator that the records answer. `rows(area, period)`: people in them, each once, are the figure.

    A stock's period is the one day it is read on (a longer one gives whoever was there on any of its days). `of` counts the population
    that a share is a share of.
    """

    id: str
    """Code of the catalogue of indicators; with a suffix for a figure that the catalogue does not number."""
    label: str
    kind: Kind
    population: str
    """Who is counted, in words."""
    rows: Callable[[Area, Span], Rows]
    of: Callable[[Area, Span], Rows] | None = None
    of_label: str = ""
    """The denominator in words: «người được phát hiện»."""
    unit: str = N_("người")
    moment: str = "since"
    """The column that dates a flow."""
    note: str = ""

    @property
    def is_share(self) -> bool:
        """Whether the figure is a part of a population."""
        return self.of is not None


def people(rows: Rows) -> int:
    """How many people are in the rows, each once."""
    return rows.values("person").distinct().count()


# --- the functions -----------------------------------------------------------------------------------------------------------


def under_management(area: Area, period: Span) -> Rows:
    """A management decision was in force."""
    return area.rows().filter(state__in=sorted(UNDER_MANAGEMENT), since__lt=period.until, until__gt=period.since)


def detected(area: Area, period: Span) -> Rows:
    """A positive test of somebody not under management opened a case; counted where and when it was opened."""
    return area.rows().filter(since=F("case__since"), since__gte=period.since, since__lt=period.until)


def detected_with_dossier(area: Area, period: Span) -> Rows:
    """Of those detected: a management decision followed, until now."""
    return detected(area, period).filter(case__term_since__isnull=False)


def reused(area: Area, period: Span) -> Rows:
    """A test of somebody under management was positive."""
    return area.rows().filter(state=State.REUSE.value, since__gte=period.since, since__lt=period.until)


def ended(area: Area, period: Span) -> Rows:
    """Management ended because the term had run without re-use."""
    return area.rows().filter(case__state=State.ENDED.value, until=F("case__until"), until__gte=period.since, until__lt=period.until)


MEASURES = {
    measure.id: measure
    for measure in (
        Measure(
            "PR04",
            N_("Người sử dụng trái phép có hồ sơ quản lý"),
            Kind.STOCK,
            N_("Người có quyết định quản lý đang có hiệu lực trong ngày, kể cả đang vắng mặt, tạm đình chỉ, chờ bàn giao."),
            under_management,
        ),
        Measure(
            "PR01",
            N_("Người có hồ sơ quản lý: phần người sử dụng trái phép"),
            Kind.STOCK,
            N_("Mới có phần người sử dụng trái phép; người nghiện và người sau cai nghiện chưa có trong hệ thống nên không cộng vào."),
            under_management,
            note=N_("mới có phần người sử dụng trái phép"),
        ),
        Measure(
            "PR02-D",
            N_("Người được phát hiện"),
            Kind.FLOW,
            N_("Người có kết quả dương tính mở hồ sơ mới trong kỳ; tính ở nơi mở hồ sơ. Là mẫu số của PR02."),
            detected,
        ),
        Measure(
            "PR02",
            N_("Người được phát hiện đã lập hồ sơ quản lý"),
            Kind.COHORT,
            N_("Trong số người được phát hiện trong kỳ, người đã có quyết định quản lý tính đến nay."),
            detected_with_dossier,
            detected,
            N_("người được phát hiện"),
        ),
        Measure(
            "PR04-R",
            N_("Sử dụng lại khi đang bị quản lý"),
            Kind.FLOW,
            N_("Người đang bị quản lý có kết quả dương tính trong kỳ."),
            reused,
        ),
        Measure(
            "PR04-E",
            N_("Chấm dứt quản lý do hết thời hạn"),
            Kind.FLOW,
            N_("Người có quyết định chấm dứt trong kỳ vì đã hết thời hạn mà không sử dụng lại."),
            ended,
            moment="until",
        ),
    )
}

_DEPENDENT = N_("cần hồ sơ người nghiện, phiên bản này chưa có")
NOT_MEASURED = {
    "PR03": _DEPENDENT,
    "PR05": _DEPENDENT,
    "PR06": _DEPENDENT,
    "PR07": N_("hệ thống không lưu biểu hiện loạn thần ở hồ sơ quản lý"),
    "PR08": N_("không lập danh sách người nguy cơ; chỉ nhập số lượng, phiên bản này chưa có"),
    "CR": N_("cần sổ vụ án, điểm, tụ điểm; phiên bản này chưa có"),
    "PL": N_("cần số liệu nhập tay; phiên bản này chưa có"),
    "PC": N_("cần sổ cơ sở kinh doanh; phiên bản này chưa có"),
    "SV": N_("cần hồ sơ dịch vụ; phiên bản này chưa có"),
    "RB": N_("cần hồ sơ cai nghiện bắt buộc; phiên bản này chưa có"),
    "RV": N_("cần hồ sơ cai nghiện tự nguyện; phiên bản này chưa có"),
    "ED": N_("cần hồ sơ giáo dục tại xã (NĐ 111/2013); phiên bản này chưa có"),
    "FA": N_("cần hồ sơ của cơ sở cai nghiện; phiên bản này chưa có"),
    "MT": N_("cần hồ sơ điều trị Methadone; phiên bản này chưa có"),
    "AD": N_("cần hồ sơ xác định tình trạng nghiện; phiên bản này chưa có"),
    "PO": N_("cần hồ sơ quản lý sau cai nghiện; phiên bản này chưa có"),
    "MO": N_("cần sổ mô hình; phiên bản này chưa có"),
    "CO": N_("cần kết quả phân loại xã, phường; phiên bản này chưa có"),
    "TT": N_("cần sổ hoạt động tuyên truyền; phiên bản này chưa có"),
    "GV": N_("cần báo cáo và kiểm tra của các đơn vị; phiên bản này chưa có"),
}
"""Why an indicator has no figure: by code, else by group of codes."""


def reason_not_measured(indicator: str) -> str | None:
    """Why the records cannot answer an indicator; None when they can. A target without an indicator is one too."""
    if indicator in MEASURES:
        return None
    return NOT_MEASURED.get(indicator) or NOT_MEASURED.get(indicator[:2]) or N_("kế hoạch không gắn chỉ tiêu này với chỉ số nào")


def records_begin() -> date:
    """The first day on which somebody could be under management: nothing earlier can be counted."""
    return book().rule("management.term").entries[0].since
