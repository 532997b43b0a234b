"""Checks on published results against the targets of the plan (catalogue I43–I51)."""

import re
from collections.abc import Iterator
from decimal import Decimal

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import PlanDoc, ReportedFigure, TargetDoc
from hoanhap.plans.rules.facts import Facts
from hoanhap.plans.rules.kinds import Kind
from hoanhap.plans.rules.referee import Figure, Finding, Severity, figure, of_target, rule
from hoanhap.plans.rules.words import Value, Words

_BELOW = re.compile(r"\b(?:gần|xấp xỉ|ngót)\b", re.IGNORECASE)
_ABOVE = re.compile(r"\b(?:hơn|trên|quá)\b", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:khoảng|chừng|độ)\b", re.IGNORECASE)
LOOSE_POINTS = 5
"""From how many percentage points on a rounding word hides more than it says. The house's own measure."""


def _is_rounded(text: str) -> bool:
    return any(word.search(text) for word in (_BELOW, _ABOVE, _ABOUT))


def _answered(doc: PlanDoc) -> Iterator[tuple[ReportedFigure, TargetDoc]]:
    for reported in doc.reported:
        target = doc.target(reported.target)
        if target is not None:
            yield reported, target


def _source(reported: ReportedFigure) -> Words:
    return Words("{source}, {as_of}", {"source": reported.source, "as_of": reported.as_of})


def _share(doc: PlanDoc, reported: ReportedFigure, codes: tuple[str, ...]) -> tuple[Decimal, Decimal] | None:
    """The exact percent of the sum of some targets, and that sum; None where one of them has no countable value."""
    values = [target.value for code in codes if (target := doc.target(code)) is not None and target.adds_up]
    if len(values) != len(codes) or None in values:
        return None
    whole = sum((value for value in values if value is not None), Decimal(0))
    return (reported.value * 100 / whole, whole) if whole else None


def _exact(percent: Decimal, whole: Decimal, reported: ReportedFigure) -> Figure:
    place = Words(N_("tính ra: {value} trên {whole}"), {"value": reported.value, "whole": whole})
    return figure("exact", percent.quantize(Decimal("0.1")), place, unit="%")


@rule("TT43", N_("chữ làm tròn khác tỷ lệ tính ra"), "I43", "I48")
def rounding_words(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """«Hơn 70%» for 76.5 %: true, but one decimal says more. A word that points the wrong way must be mended."""
    for reported, target in _answered(doc):
        share = _share(doc, reported, reported.percent_of or (target.code,))
        if share is None or reported.percent is None or not _is_rounded(reported.percent_printed):
            continue
        exact, whole = share
        wrong = (_BELOW.search(reported.percent_printed) and exact >= reported.percent) or (
            _ABOVE.search(reported.percent_printed) and exact <= reported.percent
        )
        loose = abs(exact - reported.percent) >= LOOSE_POINTS
        values: dict[str, Value] = {
            "printed": reported.percent_printed,
            "exact": exact,
            "value": reported.value,
            "whole": whole,
            "unit": reported.unit,
        }
        message = (
            N_("Viết “{printed}”; tính ra {exact}%, là {value} trên {whole}. Chữ làm tròn chỉ sai chiều.")
            if wrong
            else N_("Viết “{printed}”; tính ra {exact}%, là {value} trên {whole}.")
        )
        yield Finding(
            "TT43",
            Severity.MUST if wrong else Severity.WARN if loose else Severity.INFO,
            Words(N_("{target}: chữ làm tròn"), {"target": target.text}),
            Words(message, values),
            Words(N_("In một số lẻ cạnh chữ: {exact}% của {whole}."), values),
            where=(_source(reported), target.where),
            is_clash=True,
            figures=(
                figure("reported", reported.percent, _source(reported), unit="%", printed=reported.percent_printed),
                _exact(exact, whole, reported),
            ),
            targets=(target.code,),
        )


@rule("TT44", N_("tỷ lệ không nói của tổng nào"), "I44")
def which_denominator(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The target is one of several that add up to a whole; «of the plan» may mean either, and the percent differs."""
    for reported, target in _answered(doc):
        whole = tuple(other.code for other in doc.targets if target.group and other.group == target.group)
        if reported.percent is None or reported.percent_of or len(whole) < 2:
            continue
        own, wide = _share(doc, reported, (target.code,)), _share(doc, reported, whole)
        if own is None or wide is None:
            continue
        values: dict[str, Value] = {"own": own[0], "own_whole": own[1], "wide": wide[0], "wide_whole": wide[1], "group": target.group}
        yield Finding(
            "TT44",
            Severity.WARN,
            Words(N_("{target}: tỷ lệ trên tổng nào"), {"target": target.text}),
            Words(N_("Trên {own_whole} là {own}%; trên cả nhóm “{group}” {wide_whole} là {wide}%."), values),
            Words(N_("Ghi rõ mẫu số: {own}% của {own_whole}, hoặc {wide}% của {wide_whole}."), values),
            where=(_source(reported), target.where),
            is_clash=True,
            figures=(_exact(*own, reported), _exact(*wide, reported)),
            targets=whole,
        )


@rule("TT45", N_("kế hoạch và kết quả đếm khác nhau"), "I45")
def other_things_counted(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The plan counts dossiers, the report counts people: two indicators, not one."""
    for reported, target in _answered(doc):
        if reported.unit and target.things and reported.unit != target.things:
            yield Finding(
                "TT45",
                Severity.WARN,
                Words(N_("{target}: kế hoạch và kết quả đếm khác nhau"), {"target": target.text}),
                Words(
                    N_("Kế hoạch đếm {planned}, kết quả đếm {counted}: tỷ lệ giữa hai số không phải mức hoàn thành."),
                    {"planned": target.things, "counted": reported.unit},
                ),
                Words(N_("Báo cáo cả hai: số {planned} và số {counted}."), {"planned": target.things, "counted": reported.unit}),
                where=(target.where, _source(reported)),
                is_clash=True,
                figures=(
                    *of_target("planned", target),
                    figure("reported", reported.value, _source(reported), unit=reported.unit, printed=reported.printed),
                ),
                targets=(target.code,),
            )


@rule("TT46", N_("số công bố trước khi hết kỳ"), "I46")
def provisional(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Figures of a period given before it was over."""
    early = [reported for reported, _ in _answered(doc) if reported.as_of < reported.period.last]
    if early:
        first = early[0]
        yield Finding(
            "TT46",
            Severity.INFO,
            Words(N_("{n} số công bố là tạm tính"), {"n": len(early)}),
            Words(N_("Công bố {as_of}, kỳ đến hết {last}."), {"as_of": first.as_of, "last": first.period.last}),
            Words(N_("Ghi “tạm tính” và công bố lại sau khi hết kỳ.")),
            where=tuple(dict.fromkeys(reported.source for reported in early)),
            targets=tuple(reported.target for reported in early),
        )


@rule("TT51", N_("kết quả thiếu mẫu số"), "I51")
def denominator_missing(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A percent target answered with a count only cannot be judged."""
    for reported, target in _answered(doc):
        if target.kind is Kind.PERCENT and reported.percent is None and reported.denominator is None:
            yield Finding(
                "TT51",
                Severity.WARN,
                Words(N_("{target}: kết quả thiếu mẫu số"), {"target": target.text}),
                Words(
                    N_("Chỉ tiêu là {percent}% của “{population}”; báo cáo chỉ có {value} {unit}."),
                    {"percent": target.value or 0, "population": target.population, "value": reported.value, "unit": reported.unit},
                ),
                Words(N_("Báo cáo thêm tổng số: {population}."), {"population": target.population}),
                where=(_source(reported), target.where),
                figures=(
                    *of_target("target", target),
                    figure("reported", reported.value, _source(reported), unit=reported.unit, printed=reported.printed),
                ),
                targets=(target.code,),
            )
