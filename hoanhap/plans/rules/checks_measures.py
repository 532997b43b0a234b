"""Checks on what targets measure: joined acts, subgroups, unlike things added, wholes and bases that nobody knows."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.cells import numbers_in
from hoanhap.plans.rules.document import PlanDoc, TargetDoc
from hoanhap.plans.rules.facts import Facts
from hoanhap.plans.rules.kinds import ChangeIn, Kind, OwnerSide
from hoanhap.plans.rules.lexicon import lexicon
from hoanhap.plans.rules.reading import passages, tokens
from hoanhap.plans.rules.referee import Figure, Finding, Fix, Severity, figure, listed, of_target, rule
from hoanhap.plans.rules.words import Words

ALIKE = 0.75
"""Share of the words of a narrower target that stand in the wider one. The house's own measure."""


def _wheres(targets: list[TargetDoc]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(target.where for target in targets))


def _codes(targets: list[TargetDoc]) -> tuple[str, ...]:
    return tuple(target.code for target in targets)


@rule("TT21", N_("biểu và chỉ tiêu đếm khác nhau"), "I21")
def column_counts_other_things(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The header of a column speaks of dossiers, the target it splits counts people."""
    for table in doc.tables:
        unlike: list[tuple[int, TargetDoc, str]] = []
        for index, column in enumerate(table.columns):
            target = doc.target(column.target)
            named = {match.casefold() for match in lexicon().measures.findall(column.label)}
            if target is None or not target.adds_up or not target.things or not named or target.things.casefold() in named:
                continue
            if not (target.things in lexicon().people and named & lexicon().people):
                unlike.append((index, target, min(named)))
        if unlike:
            yield Finding(
                "TT21",
                Severity.INFO,
                Words(N_("{n} cột đếm khác với chỉ tiêu"), {"n": len(unlike)}),
                Words(
                    N_("Biểu và văn bản nói khác nhau: {columns}."),
                    {
                        "columns": tuple(
                            Words(
                                N_("{target} đếm {things}, cột nói {word}"), {"target": target.code, "things": target.things, "word": word}
                            )
                            for _index, target, word in unlike
                        )
                    },
                ),
                Words(N_("Ghi một đơn vị tính ở cả hai nơi.")),
                where=tuple(dict.fromkeys(place for index, target, _word in unlike for place in (table.place(index), target.where))),
                figures=tuple(item for _index, target, _word in unlike for item in of_target("text", target)),
                targets=tuple(target.code for _index, target, _word in unlike),
            )


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
            Words(N_("Không biết đang có bao nhiêu, nên không biết giữ được hay tăng: {targets}."), {"targets": _codes(lost)}),
            Words(N_("Ghi số hiện có và ngày của số đó.")),
            where=_wheres(lost),
            figures=(figure("without_base", len(lost), Words(N_("chỉ tiêu không có số gốc"))),),
            targets=_codes(lost),
        )


@rule("TT31", N_("một tỷ lệ gộp hai việc"), "I31")
def joined_acts(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """«100% … được phát hiện, lập hồ sơ»: two shares in one. A stated numerator (D022) says which is meant."""
    for target in doc.targets:
        if not target.is_percent or target.kind is not Kind.PERCENT:
            continue
        text = target.quote or target.text
        found = list(lexicon().acts.finditer(text))
        joined = [
            (one[0], two[0])
            for one, two in pairwise(found)
            if one[0].casefold() not in two[0].casefold() and re.fullmatch(r"\s*(?:,|;|và)\s*(?:được\s+)?", text[one.end() : two.start()])
        ]
        if joined:
            first, second = joined[0]
            unknown = "phát hiện" in first.casefold() and not target.numerator
            yield Finding(
                "TT31",
                Severity.WARN if unknown else Severity.INFO,
                Words(N_("{target}: một tỷ lệ gộp hai việc"), {"target": target.text}),
                Words(
                    N_("“{first}” và “{second}” là hai tỷ lệ; không ai biết còn bao nhiêu chưa được phát hiện.")
                    if unknown
                    else N_("“{first}” và “{second}” là hai tỷ lệ khác nhau."),
                    {"first": first, "second": second},
                ),
                Words(N_("Tách làm hai, hoặc ghi rõ tử số là việc nào.")),
                where=(target.where,),
                figures=tuple(of_target("value", target)),
                targets=(target.code,),
            )


@rule("TT36", N_("nhóm nhỏ nằm trong hay ngoài"), "I36")
def inside_or_outside(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A target for a smaller group beside a target that may hold it: are they counted twice?"""
    words = lexicon()
    said = {target.code: frozenset(tokens(words.subgroups.sub(" ", target.text))) for target in doc.targets}
    for target in doc.targets:
        narrow = words.subgroups.search(f"{target.text} {target.population}")
        if narrow is None or target.parent or target.aspect or target.group:
            continue
        for other in doc.targets:
            wide = other.value is not None and other.adds_up and not words.subgroups.search(f"{other.text} {other.population}")
            if other is target or not wide or not said[target.code]:
                continue
            mine = said[target.code] - _FILLERS
            if mine and len(mine & said[other.code]) >= ALIKE * min(len(mine), len(said[other.code] - _FILLERS)):
                yield Finding(
                    "TT36",
                    Severity.WARN,
                    Words(N_("{target}: trong hay ngoài {other}?"), {"target": target.code, "other": other.code}),
                    Words(
                        N_("“{narrow}”: không rõ đã nằm trong {value} {unit} của {other} hay cộng thêm."),
                        {"narrow": narrow[0], "value": other.value or 0, "unit": other.unit, "other": other.code},
                    ),
                    Words(N_("Chọn “trong đó” của {other}, hoặc ghi rõ là cộng thêm."), {"other": other.code}),
                    where=_wheres([target, other]),
                    figures=tuple(of_target("whole", other)),
                    targets=(target.code, other.code),
                    fixes=(
                        Fix("nest", Words(N_("Nằm trong {other}"), {"other": other.code}), {"target": target.code, "parent": other.code}),
                    ),
                )


_FILLERS = frozenset(("với", "người", "các", "của", "và", "cho", "đối", "từ", "đến", "dưới", "trên", "khi", "đưa", "vào"))


@rule("TT39", N_("chỉ tiêu không có số, không có căn cứ"), "I39")
def nothing_to_judge_by(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """No rate, no day, no evidence: when is it met? (catalogue D043)"""
    if lost := [target for target in doc.targets if target.kind is Kind.QUALITATIVE and not (target.evidence and target.due)]:
        yield Finding(
            "TT39",
            Severity.INFO,
            Words(N_("{n} chỉ tiêu không có mức, không có hạn"), {"n": len(lost)}),
            Words(N_("Không biết bao nhiêu, đến ngày nào là đạt: {targets}."), {"targets": listed(_codes(lost))}),
            Words(N_("Ghi mức; nếu không có mức thì ghi ngày và văn bản, ảnh làm căn cứ.")),
            where=_wheres(lost),
            figures=(figure("without_measure", len(lost), Words(N_("chỉ tiêu không có căn cứ"))),),
            targets=_codes(lost),
        )


@rule("TT40", N_("một nhóm mà nơi giao khác loại"), "I40")
def unlike_owners(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Parts of one whole are set on localities here and on facilities there: no table can hold both."""
    for name, targets in _grouped(doc):
        local = [target for target in targets if lexicon().localities.search(target.owner)]
        houses = [target for target in targets if target not in local and lexicon().facilities.search(target.owner)]
        if local and houses:
            yield Finding(
                "TT40",
                Severity.INFO,
                Words(N_("Nhóm “{name}” giao cho hai loại nơi"), {"name": name}),
                Words(
                    N_("{local} giao cho địa phương, {houses} giao cho cơ sở: hai biểu, không cộng theo đơn vị được."),
                    {"local": _codes(local), "houses": _codes(houses)},
                ),
                Words(N_("Giao theo hai biểu, hoặc nói rõ người của cơ sở tính cho địa phương nào.")),
                where=_wheres([*local, *houses]),
                figures=tuple(item for target in (*local, *houses) for item in of_target("part", target)),
                targets=_codes([*local, *houses]),
            )


def _grouped(doc: PlanDoc) -> list[tuple[str, list[TargetDoc]]]:
    groups: dict[str, list[TargetDoc]] = defaultdict(list)
    for target in doc.targets:
        if target.group:
            groups[target.group].append(target)
    return list(groups.items())


@rule("TT42", N_("số hiểu theo câu khác"), "I42")
def value_of_another_clause(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The quoted words give neither number nor «all»: the value is borrowed from another clause of a long sentence."""
    for target in doc.targets:
        borrowed = target.value is not None and target.quote and target.kind in (Kind.COUNT, Kind.PERCENT, Kind.RANGE)
        if borrowed and not numbers_in(target.quote) and not lexicon().all_of.search(target.quote):
            yield Finding(
                "TT42",
                Severity.INFO,
                Words(N_("{target}: câu trích không có số"), {"target": target.text}),
                Words(N_("Giá trị {value} hiểu theo vế khác của câu: “{quote}”."), {"value": target.assigned, "quote": target.quote}),
                Words(N_("Tách câu: mỗi chỉ tiêu một câu có số.")),
                where=(target.where,),
                figures=tuple(of_target("value", target)),
                targets=(target.code,),
            )


_NEW = re.compile(r"(?<!\w)mới(?!\w)", re.IGNORECASE)


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
                yield _inside_or_added(added.text, kept.text, _wheres([kept, added]), figures, (kept.code, added.code))


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
            Words(N_("Không biết số gốc lấy ở đâu: {targets}."), {"targets": _codes(bare)}),
            Words(N_("Ghi báo cáo, danh sách và ngày đã lấy số.")),
            where=_wheres(bare),
            figures=tuple(
                figure("baseline", target.baseline.value, target.where, unit=target.unit)
                for target in bare
                if target.baseline and target.baseline.value is not None
            ),
            targets=_codes(bare),
        )


@rule("TT66", N_("một nhóm mà đếm thứ khác nhau"), "I66", "I21")
def unlike_things_added(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Targets that are said to add up count people here and dossiers there: such a sum counts nothing."""
    for name, targets in _grouped(doc):
        things: dict[str, list[TargetDoc]] = defaultdict(list)
        for target in targets:
            if target.things and target.adds_up:
                things[target.things.casefold()].append(target)
        if len(things) > 1:
            yield Finding(
                "TT66",
                Severity.WARN,
                Words(N_("Nhóm “{name}” cộng {things}"), {"name": name, "things": tuple(things)}),
                Words(N_("Các chỉ tiêu của nhóm đếm những thứ khác nhau: {things}."), {"things": tuple(things)}),
                Words(N_("Bỏ nhóm, hoặc đổi về một đơn vị tính.")),
                where=_wheres(targets),
                figures=tuple(item for target in targets for item in of_target("part", target)),
                targets=_codes(targets),
            )


@rule("TT67", N_("không rõ loại mô hình"), "I52", "I67")
def which_models(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """Models of after-care, of community rehabilitation, of prevention, pilots: counted as one they mean nothing."""
    for target in doc.targets:
        if target.things.casefold() != "mô hình":
            continue
        kinds = {match.casefold() for match in lexicon().models.findall(f"{target.text} {target.quote} {target.population}")}
        elsewhere = [
            (other, {match.casefold() for match in lexicon().models.findall(f"{other.text} {other.population}")})
            for other in facts.elsewhere
            if other.indicator and other.indicator == target.indicator
        ]
        unlike = next(((other, theirs) for other, theirs in elsewhere if theirs and kinds and not theirs & kinds), None)
        if kinds and unlike is None:
            continue
        message = (
            Words(
                N_("Đây là mô hình {mine}; {plan} đếm mô hình {theirs}: không so được."),
                {"mine": tuple(sorted(kinds)), "plan": unlike[0].plan, "theirs": tuple(sorted(unlike[1]))},
            )
            if unlike
            else Words(N_("Không nói là mô hình gì: quản lý sau cai, cai nghiện tại cộng đồng, phòng ngừa hay điểm."))
        )
        yield Finding(
            "TT67",
            Severity.WARN if unlike else Severity.INFO,
            Words(N_("{target}: loại mô hình nào"), {"target": target.text}),
            message,
            Words(N_("Ghi loại mô hình vào chỉ tiêu.")),
            where=(target.where,),
            figures=tuple(of_target("value", target)),
            targets=(target.code,),
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
            Words(N_("Không có số của tổng, nên không biết phải làm bao nhiêu: {targets}."), {"targets": _codes(lost)}),
            Words(N_("Ghi số gốc: {population} là bao nhiêu, ngày nào."), {"population": lost[0].population}),
            where=_wheres(lost),
            figures=tuple(item for target in lost for item in of_target("percent", target)),
            targets=_codes(lost),
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


@rule("TT110", N_("hai chỉ tiêu như nhau"))
def same_target_twice(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The same words for the same people and period, entered twice: each result would count for both."""
    groups: dict[object, list[TargetDoc]] = defaultdict(list)
    for target in doc.targets:
        key = (tokens(target.text), tokens(target.population), target.things, target.kind, target.period, target.parent, target.aspect)
        groups[key].append(target)
    for twins in groups.values():
        if len(twins) > 1 and not any(target.beyond for target in twins):
            values = {target.value for target in twins}
            yield Finding(
                "TT110",
                Severity.MUST if len(values) > 1 else Severity.WARN,
                Words(N_("{targets}: hai chỉ tiêu như nhau"), {"targets": _codes(twins)}),
                Words(N_("Cùng lời, cùng nhóm người, cùng kỳ: “{text}”."), {"text": twins[0].text}),
                Words(N_("Bỏ một, hoặc nói rõ khác nhau ở đâu.")),
                where=_wheres(twins),
                figures=tuple(item for target in twins for item in of_target("value", target)),
                targets=_codes(twins),
            )


@rule("TT111", N_("chỉ tiêu của ngành khác"), "I57")
def owner_outside(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A sector plan sets targets that another sector must reach (catalogue D039): agreed with it?"""
    if others := [target for target in doc.targets if target.owner_side is OwnerSide.OTHER]:
        yield Finding(
            "TT111",
            Severity.INFO,
            Words(N_("{n} chỉ tiêu của ngành khác"), {"n": len(others)}),
            Words(
                N_("Nơi ban hành không giao được việc này: {targets}."),
                {"targets": tuple(f"{target.code} ({target.owner})" if target.owner else target.code for target in others)},
            ),
            Words(N_("Ghi cơ quan chịu trách nhiệm và văn bản đã thống nhất.")),
            where=_wheres(others),
            figures=(figure("other_sector", len(others), Words(N_("chỉ tiêu của ngành khác"))),),
            targets=_codes(others),
        )
