"""May a figure be told so? Every fault of what was typed, in words that say what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules import Kind, Span, TargetDoc
from hoanhap.progress.rules.results import Counts

MEASURED_UNITS = frozenset({"%", "ha", "m2", "m²", "kg", "g", "km", "đồng", "triệu đồng", "tỷ đồng", "phút", "giờ"})
"""Units of measure that may be told in parts; people, dossiers and cases are whole."""
MOST = Decimal(10) ** 11
"""No figure of the country is larger; twelve digits are an identity number in the wrong place."""


@dataclass(frozen=True)
class Telling:
    """One figure as it is told: of a target, of a unit as the plan prints it (empty: of the plan as a whole)."""

    code: str
    value: Decimal
    whole: Decimal | None = None
    unit_name: str = ""
    group: str = ""
    counts: Counts = Counts.FLOW


@dataclass(frozen=True)
class Before:
    """A figure of the same thing and period that stands already."""

    as_of: date
    value: Decimal


def needs_whole(target: TargetDoc) -> bool:
    """Whether the figure has a denominator: percentages; of «trong đó» it is the target above, so it may be left out."""
    return target.kind is Kind.PERCENT or (target.kind is Kind.RANGE and target.is_percent)


def problems_of(target: TargetDoc, telling: Telling, period: Span, as_of: date, before: Iterable[Before], *, today: date) -> list[Problem]:
    """What is wrong with a figure; the days first, then the numbers, then against what was told before."""
    name = {"code": target.code, "unit": telling.unit_name}
    found = [*_day(period, as_of, today), *_numbers(target, telling, name)]
    if not found and telling.counts is Counts.FLOW and target.kind in {Kind.COUNT, Kind.ZERO}:
        found += _against(telling, as_of, before, name)
    return found


def _day(period: Span, as_of: date, today: date) -> Iterable[Problem]:
    if as_of > today:
        yield Problem("figure_future", N_("Ngày số liệu chưa tới."), remedy=N_("Ghi ngày đã qua hoặc hôm nay."), field="as_of")
    elif not period.since <= as_of < period.until:
        what = N_("Ngày số liệu nằm ngoài kỳ của chỉ tiêu, %(first)s – %(last)s.")
        params = {"first": f"{period.since:%d/%m/%Y}", "last": f"{period.last:%d/%m/%Y}"}
        yield Problem("figure_outside", what, remedy=N_("Ghi một ngày trong kỳ."), field="as_of", params=params)


def _numbers(target: TargetDoc, telling: Telling, name: Mapping[str, object]) -> Iterable[Problem]:
    value, whole = telling.value, telling.whole
    unit = target.things
    if value < 0 and target.kind is not Kind.CHANGE:
        what = N_("%(code)s %(unit)s: số không được âm.")
        yield Problem("figure_negative", what, remedy=N_("Không có thì ghi 0; chưa biết thì để trống."), field="value", params=name)
    if max(abs(value), abs(whole or Decimal(0))) >= MOST:
        what = N_("%(code)s %(unit)s: số quá lớn, có thể là số định danh ghi nhầm ô.")
        yield Problem("figure_huge", what, remedy=N_("Ghi số lượng."), field="value", params=name)
    if unit not in MEASURED_UNITS and target.kind is not Kind.CHANGE and any(n is not None and n % 1 for n in (value, whole)):
        what = N_("%(code)s %(unit)s: phải là số nguyên, vì đếm từng %(thing)s.")
        params = {**name, "thing": unit or "trường hợp"}
        yield Problem("figure_part", what, remedy=N_("Ghi số đếm được, không ghi tỷ lệ; tỷ lệ do máy tính."), field="value", params=params)
    if target.kind is Kind.QUALITATIVE and value not in {0, 1}:
        what = N_("%(code)s %(unit)s: chỉ tiêu định tính chỉ ghi đạt hay chưa đạt.")
        yield Problem("figure_word", what, remedy=N_("Ghi 1 là đạt, 0 là chưa đạt, kèm minh chứng."), field="value", params=name)
    if needs_whole(target) and whole is None and not target.parent:
        what = N_("%(code)s %(unit)s: tỷ lệ cần mẫu số.")
        why = N_("Thiếu mẫu số thì không tính được phần trăm.")
        yield Problem("figure_no_whole", what, why, N_("Ghi có tất cả bao nhiêu."), field="whole", params=name)
    if whole is not None and value > whole and target.kind is not Kind.CHANGE:
        what = N_("%(code)s %(unit)s: tử số lớn hơn mẫu số.")
        yield Problem("figure_above_whole", what, remedy=N_("Xem lại hai số; phần trăm không thể quá 100."), field="value", params=name)


def _against(telling: Telling, as_of: date, before: Iterable[Before], name: Mapping[str, object]) -> Iterable[Problem]:
    """What adds up since the beginning of the period never falls."""
    for other in before:
        fell = (other.as_of < as_of and telling.value < other.value) or (other.as_of > as_of and telling.value > other.value)
        if fell:
            what = N_("%(code)s %(unit)s: số lũy kế không giảm được; ngày %(day)s đã ghi %(n)s.")
            params = {**name, "day": f"{other.as_of:%d/%m/%Y}", "n": f"{other.value.normalize():f}"}
            yield Problem(
                "figure_falls", what, remedy=N_("Đính chính số của ngày đó trước, hoặc xem lại số đang nhập."), field="value", params=params
            )
            return
