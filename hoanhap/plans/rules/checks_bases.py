"""Checks on the numbers a target starts from: how many there are now, of which whole, from which source, by which steps."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.cells import numbers_in
from hoanhap.plans.rules.document import PlanDoc, TargetDoc
from hoanhap.plans.rules.facts import Facts
from hoanhap.plans.rules.kinds import ChangeIn, Kind
from hoanhap.plans.rules.lexicon import lexicon
from hoanhap.plans.rules.reading import codes, passages, wheres
from hoanhap.plans.rules.referee import Figure, Finding, Severity, figure, of_target, rule
from hoanhap.plans.rules.words import Words

_NEW = re.compile(r"(?<!\w)mới(?!\w)", re.IGNORECASE)


@rule("TT30", N_("duy trì, mở rộng mà không có số gốc"), "I30")
def keeping_of_unknown(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """«Keep», «extend», «hold down», and nobody says how many there are now."""
    lost = [
        target
        for target in doc.targets
        if target.kind is Kind.QUALITATIVE
        and lexicon().keeping.search(f"{target.text} . {target.quote}")
        and (target.baseline is None or target.baseline.value is None)
    ]
    if lost:
        yield Finding(
            "TT30",
            Severity.INFO,
            Words(N_("{n} chỉ tiêu duy trì, mở rộng không có số gốc"), {"n": len(lost)}),
            Words(N_("Không biết đang có bao nhiêu, nên không biết giữ được hay tăng: {targets}."), {"targets": codes(lost)}),
            Words(N_("Ghi số hiện có và ngày của số đó.")),
            where=wheres(lost),
            figures=(figure("without_base", len(lost), Words(N_("chỉ tiêu không có số gốc"))),),
            targets=codes(lost),
        )


@rule("TT47", N_("số mới nằm trong hay cộng vào tổng"), "I47")
def new_inside_or_added(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """«470 models, 69 new»: are the new ones among the 470? Published results and targets alike."""
    for one, two in combinations(doc.reported, 2):
        old, new = (one, two) if _NEW.search(two.printed) else (two, one)
        if not _NEW.search(new.printed) or _NEW.search(old.printed) or not _same_thing(old.unit, new.unit) or old.as_of != new.as_of:
            continue
        first = doc.target(new.target)
        if new.value < old.value and not (first and (first.parent or first.group)):
            yield _inside_or_added(
                new.printed, old.printed, (new.source,), (figure("whole", old.value, old.source, unit=old.unit, printed=old.printed),
                figure("new", new.value, new.source, unit=new.unit, printed=new.printed)), (old.target, new.target)
            )  # fmt: skip
    counted = [target for target in doc.targets if target.adds_up and target.value and not target.parent and not target.group]
    fresh = [target for target in counted if _NEW.search(target.text)]
    for added in fresh:
        for kept in counted:
            keeps = kept not in fresh and kept.things == added.things and lexicon().keeping.search(kept.text)
            if keeps and (added.value or 0) < (kept.value or 0):
                figures = (*of_target("whole", kept), *of_target("new", added))
                yield _inside_or_added(added.text, kept.text, wheres([kept, added]), figures, (kept.code, added.code))


def _same_thing(one: str, two: str) -> bool:
    """«mô hình mới» and «mô hình quản lý sau cai» both count models."""
    first, second = lexicon().measures.match(one), lexicon().measures.match(two)
    return first is not None and second is not None and first[0].casefold() == second[0].casefold()


def _inside_or_added(new: str, old: str, where: tuple[str, ...], figures: tuple[Figure, ...], targets: tuple[str, ...]) -> Finding:
    return Finding(
        "TT47",
        Severity.WARN,
        Words(N_("Số mới nằm trong hay cộng vào tổng?")),
        Words(N_("“{new}” và “{old}”: không rõ số mới đã nằm trong tổng chưa."), {"new": new, "old": old}),
        Words(N_("Ghi tổng cuối kỳ và “trong đó mới”.")),
        where=where,
        figures=figures,
        targets=targets,
    )


_RANK = re.compile(r"(?:đứng\s+)?thứ\s+[0-9]+\s+(?:cả nước|toàn quốc)|(?:đứng đầu|dẫn đầu)\s+(?:cả nước|toàn quốc)", re.IGNORECASE)


@rule("TT49", N_("số không ghi nguồn"), "I49")
def number_without_source(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A rank in the country needs the numbers of the others; a base number needs its source."""
    texts = [(item.where, item.text) for item in passages(doc)]
    texts += [(figure_.source, f"{figure_.printed} {figure_.percent_printed}") for figure_ in doc.reported]
    if claims := [(where, match[0]) for where, text in texts if (match := _RANK.search(text))]:
        yield Finding(
            "TT49",
            Severity.INFO,
            Words(N_("“{claim}”: không ghi nguồn"), {"claim": claims[0][1]}),
            Words(N_("Thứ hạng cần số của các địa phương khác, kế hoạch này không có.")),
            Words(N_("Ghi nguồn và ngày của số cả nước.")),
            where=tuple({str(where): where for where, _claim in claims}.values()),
        )
    bare = [target for target in doc.targets if target.baseline and target.baseline.value is not None and not target.baseline.source]
    if bare:
        yield Finding(
            "TT49",
            Severity.INFO,
            Words(N_("{n} số gốc không ghi nguồn"), {"n": len(bare)}),
            Words(N_("Không biết số gốc lấy ở đâu: {targets}."), {"targets": codes(bare)}),
            Words(N_("Ghi báo cáo, danh sách và ngày đã lấy số.")),
            where=wheres(bare),
            figures=tuple(
                figure("baseline", target.baseline.value, target.where, unit=target.unit)
                for target in bare
                if target.baseline and target.baseline.value is not None
            ),
            targets=codes(bare),
        )


@rule("TT71", N_("tỷ lệ mà chưa biết tổng"), "I71")
def whole_unknown(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Shares of a whole whose number stands nowhere: how many is 80%? Shares of all (100%) count as they come."""
    lost = [
        target
        for target in doc.targets
        if target.is_percent
        and target.kind in (Kind.PERCENT, Kind.RANGE)
        and target.value is not None
        and target.value != 100
        and target.population
        and not numbers_in(target.population)
        and not ((whole := doc.target(target.parent)) and whole.value is not None)
        and (target.baseline is None or target.baseline.value is None)
    ]
    if lost:
        yield Finding(
            "TT71",
            Severity.INFO,
            Words(N_("{n} tỷ lệ chưa biết tổng"), {"n": len(lost)}),
            Words(N_("Không có số của tổng, nên không biết phải làm bao nhiêu: {targets}."), {"targets": codes(lost)}),
            Words(N_("Ghi số gốc: {population} là bao nhiêu, ngày nào."), {"population": lost[0].population}),
            where=wheres(lost),
            figures=tuple(item for target in lost for item in of_target("percent", target)),
            targets=codes(lost),
        )


@rule("TT101", N_("mốc năm không đi đến đích"))
def milestones(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Milestones outside the period, over 100 %, that do not lead to the value, or go back and forth."""

    def wrong(target: TargetDoc, severity: Severity, message: Words, remedy: str) -> Finding:
        steps = tuple(
            figure(str(step.year), step.value, Words(N_("mốc {year}"), {"year": str(step.year)}), unit=target.unit, printed=step.printed)
            for step in target.milestones
        )
        title = Words(N_("{target}: mốc từng năm"), {"target": target.text})
        places_ = (target.where,)
        return Finding("TT101", severity, title, message, Words(remedy), where=places_, figures=steps, targets=(target.code,))

    for target in doc.targets:
        if not target.milestones:
            continue
        span = target.period or doc.period
        steps = sorted(target.milestones, key=lambda step: step.year)
        values = [step.value for step in steps]
        if outside := [str(step.year) for step in steps if step.year not in span.years]:
            yield wrong(
                target, Severity.WARN, Words(N_("Mốc {years} nằm ngoài kỳ."), {"years": tuple(outside)}), N_("Sửa năm, hoặc sửa kỳ.")
            )
        if target.is_percent and target.kind is not Kind.CHANGE and max(values) > 100:
            yield wrong(target, Severity.MUST, Words(N_("Có mốc {value}%, trên 100%."), {"value": max(values)}), N_("Sửa mốc này."))
        yearly = target.kind is Kind.CHANGE and target.change_in is not ChangeIn.POINTS and target.each_year
        if yearly and target.is_percent and target.value is not None and -sum(values) > 100:
            yield wrong(
                target,
                Severity.MUST,
                Words(N_("Cộng các năm giảm {sum}%, quá 100%."), {"sum": -Decimal(sum(values))}),
                N_("Sửa mức từng năm."),
            )
        if target.kind in (Kind.COUNT, Kind.PERCENT) and not target.each_year:
            up = values[-1] >= values[0]
            if any((later < earlier) if up else (later > earlier) for earlier, later in pairwise(values)):
                yield wrong(
                    target,
                    Severity.WARN,
                    Words(N_("Mốc lên rồi xuống: {values}."), {"values": tuple(map(_number, values))}),
                    N_("Sửa mốc."),
                )
            total = target.kind is Kind.COUNT and sum(values) == target.value
            if target.value is not None and values[-1] != target.value and not total and steps[-1].year == span.last.year:
                yield wrong(
                    target,
                    Severity.WARN,
                    Words(N_("Mốc cuối là {last}, chỉ tiêu là {value}."), {"last": values[-1], "value": target.value}),
                    N_("Sửa mốc cuối hoặc chỉ tiêu."),
                )


def _number(value: Decimal) -> Words:
    return Words("{n}", {"n": value})
