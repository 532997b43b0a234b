"""Checks against what the program knows besides the plan: law terms, calendar, other plans, last year's results, people registered."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import PlanDoc, TargetDoc
from hoanhap.plans.rules.facts import DayOff, Elsewhere, Facts, Past
from hoanhap.plans.rules.kinds import Comparator, Kind, RowKind
from hoanhap.plans.rules.lexicon import lexicon
from hoanhap.plans.rules.reading import Place, passages
from hoanhap.plans.rules.referee import Finding, Fix, Severity, figure, of_target, rule
from hoanhap.plans.rules.spans import Deadline
from hoanhap.plans.rules.words import Words

TELLING = 100
"""From which number on it is worth asking whether it was copied from another plan. The house's own measure."""


@rule("TT22", N_("biện pháp dài hơn kỳ kế hoạch"), "I22")
def longer_than_period(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """A measure whose shortest term in law goes beyond the period: count who is in it at the end, not who finished."""
    told: set[str] = set()
    for process in lexicon().processes:
        term = facts.terms.get(process.rule)
        if term is None or term.ends <= doc.period.until:
            continue
        found = [target for target in doc.targets if target.value and process.found.search(f"{target.text} {target.quote}")]
        found = [target for target in found if target.code not in told]
        told |= {target.code for target in found}
        if found:
            yield Finding(
                "TT22",
                Severity.INFO,
                Words(N_("{targets}: biện pháp dài hơn kỳ"), {"targets": tuple(target.code for target in found)}),
                Words(
                    N_("Thời hạn ngắn nhất là {length} ({basis}); kỳ hết ngày {last}: chưa ai xong trong kỳ."),
                    {"length": term.length, "basis": term.basis, "last": doc.period.last},
                ),
                Words(N_("Tính số đang thực hiện vào ngày cuối kỳ, không tính số hoàn thành.")),
                where=tuple(dict.fromkeys(target.where for target in found)),
                figures=tuple(item for target in found for item in of_target("value", target)),
                targets=tuple(target.code for target in found),
            )


@rule("TT34", N_("kế hoạch khác tính trên nhóm người khác"), "I34", "I64")
def other_population(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """The same indicator counts other groups of people in another plan: the two results cannot be compared."""
    counting: dict[tuple[str, str], list[tuple[Elsewhere, frozenset[str]]]] = defaultdict(list)
    for other in facts.elsewhere:
        if theirs := lexicon().groups_in(other.population):
            counting[other.indicator, other.aspect].append((other, theirs))
    for found in counting.values():
        found.sort(key=lambda item: not item[0].same_issuer)
    for target in doc.targets:
        mine = lexicon().groups_in(target.population) if target.indicator else frozenset()
        for other, theirs in counting[target.indicator, target.aspect] if mine else ():
            if theirs == mine:
                continue
            yield Finding(
                "TT34",
                Severity.WARN if other.same_issuer else Severity.INFO,
                Words(N_("{target}: nhóm người khác với {plan}"), {"target": target.text, "plan": other.plan}),
                Words(
                    N_("Đây tính trên {mine}; {plan} tính trên {theirs}."),
                    {"mine": tuple(sorted(mine)), "plan": other.plan, "theirs": tuple(sorted(theirs))},
                ),
                Words(N_("Ghi rõ nhóm người; khi so hai kế hoạch thì đặt hai nhóm cạnh nhau.")),
                where=(target.where,),
                figures=(
                    *of_target("here", target),
                    *((figure("there", other.value, other.plan, unit=other.unit),) if other.value is not None else ()),
                ),
                targets=(target.code,),
            )
            break


@rule("TT37", N_("trùng số với chỉ tiêu khác của kế hoạch khác"), "I37")
def number_of_another(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """The same telling number stands in another plan under another indicator: copied into the wrong line?"""
    own = {(target.indicator, target.value) for target in doc.targets}
    by_value: dict[Decimal, list[Elsewhere]] = defaultdict(list)
    for other in facts.elsewhere:
        if other.value is not None and other.indicator and not other.is_percent:
            by_value[other.value].append(other)
    for target in doc.targets:
        if target.value is None or target.is_percent or target.value < TELLING or not target.indicator:
            continue
        same = by_value[target.value]
        if any(other.indicator == target.indicator for other in same):
            continue
        for other in same:
            if (other.indicator, other.value) in own:
                continue
            yield Finding(
                "TT37",
                Severity.INFO,
                Words(N_("{target}: trùng số {value}"), {"target": target.text, "value": target.value}),
                Words(
                    N_("{plan} ghi {value} cho chỉ tiêu khác: “{text}”."), {"plan": other.plan, "value": target.value, "text": other.text}
                ),
                Words(N_("Đối chiếu: có chép nhầm dòng không.")),
                where=(target.where,),
                figures=(*of_target("here", target), figure("there", target.value, other.plan, unit=other.unit)),
                targets=(target.code,),
            )
            break


@rule("TT60", N_("cơ quan không còn trong kỳ"), "I60")
def body_out_of_time(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """A body that ended, or gave up the field, before the period began; an agency the register knows only at other times."""
    owners = [(target.where, target.owner) for target in doc.targets] + [(task.where, task.agency) for task in doc.tasks]
    owners += [(item.where, item.name) for item in doc.subordinates]
    texts: list[tuple[Place, str]] = [*owners, *((item.where, item.text) for item in passages(doc))]
    for body in lexicon().bodies:
        ended = facts.ended.get(body.rule)
        if ended is None or doc.period.since < ended.on:
            continue
        if found := [(where, match[0]) for where, text in texts if (match := body.found.search(text))]:
            yield Finding(
                "TT60",
                Severity.WARN,
                Words(N_("“{name}” không còn trong kỳ"), {"name": found[0][1]}),
                Words(N_("{what}: {on} ({basis})."), {"what": ended.what, "on": ended.on, "basis": ended.basis}),
                Words(N_("Ghi cơ quan đang có nhiệm vụ này trong kỳ.")),
                where=tuple({str(where): where for where, _name in found}.values()),
            )
    for name, known in facts.agencies.items():
        alive = [seat for seat in known if (seat.since is None or seat.since <= doc.period.since) and doc.period.since < seat.until]
        if not alive and known:
            seat = known[-1]
            yield Finding(
                "TT60",
                Severity.WARN,
                Words(N_("“{name}” không có trong kỳ"), {"name": name}),
                Words(N_("{seat} hết từ {until}."), {"seat": seat.name, "until": seat.until})
                if seat.until <= doc.period.since
                else Words(N_("{seat} có từ {since}."), {"seat": seat.name, "since": seat.since or date.min}),
                Words(N_("Ghi cơ quan có trong kỳ.")),
                where=tuple(dict.fromkeys(where for where, text in owners if name in text)),
            )


@rule("TT98", N_("hạn rơi vào ngày nghỉ"))
def due_on_day_off(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """The last day is a weekend or a holiday: a plan's own day does not move by itself, so say which working day is meant."""
    due: dict[date, list[tuple[Place, str]]] = defaultdict(list)

    def note(deadline: Deadline | None, place: Place, fixable: str) -> None:
        if deadline is not None and deadline.last in facts.days_off:
            due[deadline.last].append((place, fixable))

    note(doc.report, Words(N_("hạn báo cáo")), "report")
    for target in doc.targets:
        note(target.due, target.where, f"target {target.code}")
    for task in doc.tasks:
        note(task.due, task.where, f"task {task.code}")
        for item in task.deliverables:
            note(item.due, task.where, "")
    for subordinate in doc.subordinates:
        note(subordinate.due, subordinate.where, "")
    for day, found in due.items():
        off = facts.days_off[day]
        yield Finding(
            "TT98",
            Severity.INFO,
            Words(N_("Hạn {day} là ngày nghỉ"), {"day": day}),
            Words(N_("{day} là {name}."), {"day": day, "name": _named(off, day)}),
            Words(N_("Chọn ngày làm việc trước ({before}) hoặc sau ({after})."), {"before": off.before, "after": off.after}),
            where=tuple({str(place): place for place, _key in found}.values()),
            fixes=tuple(
                Fix(
                    "move_due",
                    Words(N_("Dời đến {day}"), {"day": moved}),
                    {"of": tuple(key for _place, key in found), "on": moved.isoformat()},
                )
                for moved in (off.before, off.after)
            )
            if all(key for _place, key in found)
            else (),
        )


def _named(off: DayOff, day: date) -> Words:
    weekday = (N_("thứ Bảy"), N_("Chủ nhật"))
    return Words("{name}", {"name": off.name}) if off.name else Words(weekday[day.weekday() - 5] if day.weekday() >= 5 else N_("ngày nghỉ"))


_DOWN = (Comparator.AT_MOST, Comparator.LESS)


@rule("TT102", N_("thấp hơn kết quả năm trước"))
def below_last_year(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """Less is asked than was reached in the year before."""
    if not doc.period.years or (doc.period.until - doc.period.since).days < 300:
        return
    reached: dict[tuple[str, str, bool], list[Past]] = defaultdict(list)
    for past in facts.past:
        if not past.unit and past.indicator:
            reached[past.indicator, past.aspect, past.is_percent].append(past)
    for target in doc.targets:
        if target.value is None or target.kind not in (Kind.COUNT, Kind.PERCENT) or target.comparator in _DOWN or target.parent:
            continue
        for past in reached[target.indicator, target.aspect, target.is_percent]:
            if past.value <= target.value:
                continue
            yield Finding(
                "TT102",
                Severity.WARN,
                Words(N_("{target}: thấp hơn kết quả năm trước"), {"target": target.text}),
                Words(
                    N_("Giao {value}, năm trước đã đạt {past} ({source})."),
                    {"value": target.value, "past": past.value, "source": past.source},
                ),
                Words(N_("Nêu lý do, hoặc giao ít nhất bằng kết quả năm trước.")),
                where=(target.where,),
                is_clash=True,
                figures=(*of_target("target", target), figure("past", past.value, past.source, unit=target.unit)),
                targets=(target.code,),
            )
            break


@rule("TT103", N_("giao quá số người, quá sức của đơn vị"))
def beyond_the_unit(doc: PlanDoc, facts: Facts) -> Iterator[Finding]:
    """A unit is to act on more people than are registered there, or to do over twice what it did last year."""
    reached: dict[tuple[str, str], tuple[Decimal, str]] = {}
    for past in facts.past:
        if past.unit and not past.is_percent:
            reached.setdefault((past.indicator, past.unit), (past.value, past.source))
    for table in doc.tables:
        for index, column in enumerate(table.columns):
            target = doc.target(column.target)
            if target is None or not target.adds_up:
                continue
            people = target.things.casefold() in lexicon().people and lexicon().on_known.search(f"{target.text} {target.quote}")
            over = []
            for row, cell in zip(table.rows, table.column(index), strict=True):
                if cell.value is None or row.kind is RowKind.TEAM:
                    continue
                size = facts.sizes.get(row.name) if people else None
                before = reached.get((target.indicator, row.name))
                if size is not None and cell.value > size:
                    over.append((row.name, cell.value, Decimal(size), N_("người có hồ sơ ở {unit}")))
                elif before is not None and before[0] > 0 and cell.value > 2 * before[0]:
                    over.append((row.name, cell.value, before[0], N_("kết quả năm trước của {unit}")))
            yield from _too_much(target, table.place(index), over)


def _too_much(target: TargetDoc, place: str, over: list[tuple[str, Decimal, Decimal, str]]) -> Iterator[Finding]:
    if over:
        name, given, have, what = over[0]
        yield Finding(
            "TT103",
            Severity.WARN,
            Words(N_("{target}: {n} đơn vị được giao quá sức"), {"target": target.text, "n": len(over)}),
            Words(
                N_("{unit} được giao {given}, {what}: {have}."),
                {"unit": name, "given": given, "what": Words(what, {"unit": name}), "have": have},
            ),
            Words(N_("Giao lại theo số của từng đơn vị: {units}."), {"units": tuple(item[0] for item in over)}),
            where=(place,),
            is_clash=True,
            figures=(
                figure("given", given, name, unit=target.unit),
                figure("known", have, Words(what, {"unit": name}), unit=target.unit),
            ),
            targets=(target.code,),
            units=tuple(item[0] for item in over),
        )
