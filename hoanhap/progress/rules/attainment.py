"""How far is a target reached, of which denominator, and is that enough?

Percent of plan always names what it is a percent of; where the text and the table of a plan differ, both are given (catalogue D059, I44).
What a plan does not say is not guessed: a change without a base has no percentage, and a comparator that is not stated is read as «at
least», which the page says.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules import ChangeIn, Comparator, Kind, TargetDoc, Words
from hoanhap.progress.rules.results import Result, goal_on

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Share:
    """A percentage that names its whole: `46,2%` «của 13 (mục II)»."""

    percent: Decimal
    of: Words
    is_population: bool = False
    """Of whom, not of what was assigned: then the assigned percentage is a tick on the bar."""


@dataclass(frozen=True)
class Attainment:
    """What a figure means for its target."""

    shares: tuple[Share, ...] = ()
    measured: Decimal | None = None
    """The number that stands against the goal: a count, a percentage, a change."""
    goal: Decimal | None = None
    goal_high: Decimal | None = None
    done: Decimal | None = None
    """The part of the goal that is done, 1 for all of it; None where that means nothing (a change, zero tolerance)."""
    met: bool | None = None
    """None: cannot be judged; `lacking` says why."""
    lacking: Words | None = None
    says: Words | None = None
    """The figure in words where a bar would not do: a change against its base."""
    tick: Decimal | None = None


_NO_BASE = N_("thiếu mốc gốc: kế hoạch không cho số của {base}")
_NO_BASE_NAMED = N_("thiếu mốc gốc và mẫu số")
_NO_GOAL = N_("kế hoạch không nêu mức")
_NO_YEAR_GOAL = N_("năm này kế hoạch chưa đặt mốc")
_NO_WHOLE = N_("thiếu mẫu số: chưa biết có tất cả bao nhiêu")
_NO_WHOLE_YET = N_("trong kỳ chưa có {what} nào, nên chưa có mẫu số")
_NO_SIDE = N_("kế hoạch không nêu là phần trăm của số gốc hay điểm phần trăm")
_NO_PROOF = N_("chưa có minh chứng")


def lower_is_better(target: TargetDoc) -> bool:
    """Whether the target is a ceiling: «không quá», «thấp hơn», zero tolerance."""
    return target.kind is Kind.ZERO or target.comparator in {Comparator.AT_MOST, Comparator.LESS}


def reads_as_at_least(target: TargetDoc) -> bool:
    """Whether a comparator that nobody stated is read as «at least» (catalogue D020, I27)."""
    return target.comparator is Comparator.UNSTATED and target.value is not None and target.kind not in {Kind.ZERO, Kind.QUALITATIVE}


def meets(target: TargetDoc, value: Decimal, *, goal: Decimal | None = None) -> bool | None:
    """Whether the value meets the goal (the target's own unless given). None without a goal, or for a range without an upper bound."""
    goal = target.value if goal is None else goal
    if goal is None:
        return None
    if target.kind is Kind.RANGE or target.comparator is Comparator.BETWEEN:
        return goal <= value <= target.value_high if target.value_high is not None else None
    match target.comparator:
        case Comparator.MORE:
            return value > goal
        case Comparator.AT_MOST:
            return value <= goal
        case Comparator.LESS:
            return value < goal
        case Comparator.EQUAL if target.kind is Kind.ZERO:
            return value == goal
    return value <= goal if target.kind is Kind.ZERO else value >= goal


def attain(
    target: TargetDoc,
    result: Result,
    *,
    split: Decimal | None = None,
    parent: Result | None = None,
    base: Decimal | None = None,
    population: str = "",
) -> Attainment:
    """What a result comes to.

    `split`: the sum of the table's column, where it is not what the text says; `parent`: the result of the target it is part of, the
    denominator of «trong đó» when none was told; `base`: what a change is measured against, where the plan gives no number;
    `population`: what the denominator is called («người được phát hiện»), else the plan's words.
    """
    goal = goal_on(target, result.as_of)
    match target.kind:
        case Kind.QUALITATIVE:
            return _in_words(result)
        case Kind.CHANGE:
            return _change(target, result, goal, base)
        case Kind.ZERO:
            return Attainment(measured=result.value, goal=goal or Decimal(0), met=meets(target, result.value, goal=goal or Decimal(0)))
        case Kind.PER_UNIT:
            return _per_unit(target, result)
        case Kind.PERCENT:
            return _percent(target, result, goal, parent, population)
        case Kind.RANGE if target.is_percent:
            return _percent(target, result, goal, parent, population)
    if goal is None:
        return Attainment(measured=result.value, lacking=Words(_NO_YEAR_GOAL if target.milestones else _NO_GOAL))
    shares = [] if not goal else [_of_goal(target, result.value, goal, split)]
    if split:  # the text and the table disagree: what it is of the table's sum, too
        shares.append(Share(result.value * HUNDRED / split, Words(N_("của {n} (biểu)"), {"n": split})))
    return Attainment(
        shares=tuple(shares),
        measured=result.value,
        goal=goal,
        goal_high=target.value_high,
        done=result.value / goal if goal else None,
        met=meets(target, result.value, goal=goal),
    )


def _of_goal(target: TargetDoc, value: Decimal, goal: Decimal, split: Decimal | None) -> Share:
    percent = value * HUNDRED / goal
    if split:
        return Share(percent, Words(N_("của {n} ({where})"), {"n": goal, "where": target.where}))
    if target.milestones:
        return Share(percent, Words(N_("của {n} {unit}, mốc của năm"), {"n": goal, "unit": target.unit}))
    return Share(percent, Words(N_("của {n} {unit} được giao"), {"n": goal, "unit": target.unit}))


def _percent(target: TargetDoc, result: Result, goal: Decimal | None, parent: Result | None, population: str) -> Attainment:
    whole, named = result.whole, population or target.population or target.things
    if whole is None and parent is not None:
        whole = parent.value
    if whole is None:
        return Attainment(measured=None, goal=goal, lacking=Words(_NO_WHOLE))
    if not whole:
        return Attainment(goal=goal, lacking=Words(_NO_WHOLE_YET, {"what": named or Words(N_("trường hợp"))}))
    percent = result.value * HUNDRED / whole
    shares = (Share(percent, Words(N_("của {n} {what}"), {"n": whole, "what": named}), is_population=True),)
    if goal is None:
        return Attainment(shares=shares, measured=percent, lacking=Words(_NO_GOAL))
    done = percent / goal if goal and not lower_is_better(target) else None
    return Attainment(
        shares, percent, goal, target.value_high, done, meets(target, percent, goal=goal), tick=goal if goal != HUNDRED else None
    )


def _per_unit(target: TargetDoc, result: Result) -> Attainment:
    if not result.whole:
        return Attainment(lacking=Words(N_("chưa rõ có bao nhiêu đơn vị phải thực hiện")))
    of = Words(
        N_("đơn vị có từ {n} {unit} trở lên, của {all} đơn vị"),
        {"n": target.value or Decimal(0), "unit": target.unit, "all": result.whole},
    )
    percent = result.value * HUNDRED / result.whole
    return Attainment((Share(percent, of),), result.value, result.whole, None, result.value / result.whole, result.value >= result.whole)


def _change(target: TargetDoc, result: Result, goal: Decimal | None, base: Decimal | None) -> Attainment:
    given = target.baseline.value if target.baseline is not None and target.baseline.value is not None else base
    named = target.baseline.text if target.baseline is not None else ""
    if given is None or (target.change_in is not ChangeIn.POINTS and given == 0):
        return Attainment(goal=goal, lacking=Words(_NO_BASE, {"base": named}) if named else Words(_NO_BASE_NAMED))
    if result.whole is not None and not result.whole:
        return Attainment(goal=goal, lacking=Words(_NO_WHOLE_YET, {"what": target.population or target.things or Words(N_("trường hợp"))}))
    present = result.value * HUNDRED / result.whole if result.whole else result.value
    if target.change_in is ChangeIn.UNSTATED and goal is not None and target.is_percent and result.whole:
        return Attainment(goal=goal, lacking=Words(_NO_SIDE))
    points = target.change_in is ChangeIn.POINTS
    moved = present - given if points else (present - given) * HUNDRED / given
    word = N_("giảm {by}") if moved < 0 else N_("tăng {by}") if moved > 0 else N_("không đổi")
    by = Words(N_("{n} điểm phần trăm") if points else N_("{n}%"), {"n": abs(moved)})
    than = Words(N_("{how} so với {base} ({n})"), {"how": Words(word, {"by": by}), "base": named or Words(N_("số gốc")), "n": given})
    if goal is None:
        direction = target.comparator
        if direction not in {Comparator.LESS, Comparator.AT_MOST, Comparator.MORE, Comparator.AT_LEAST}:
            return Attainment(measured=moved, says=than, lacking=Words(_NO_GOAL))
        return Attainment(measured=moved, says=than, met=meets(target, moved, goal=Decimal(0)), goal=Decimal(0))
    along = -moved if goal < 0 else moved  # a fall of 5 %: how far it fell against 5, so that «ít nhất» and «không quá» mean what they say
    return Attainment(measured=moved, goal=goal, says=than, met=meets(target, along, goal=abs(goal)))


def _in_words(result: Result) -> Attainment:
    """Somebody says that it is done, and shows it: without something to show it is not judged (catalogue D043)."""
    if not result.proven:
        return Attainment(measured=result.value, lacking=Words(_NO_PROOF))
    return Attainment(measured=result.value, met=result.value >= 1)


def joined(parts: dict[str, Attainment]) -> bool | None:
    """Whether groups that one target joins and that are measured apart all meet it (catalogue D042); None while one cannot be judged."""
    judged = [part.met for part in parts.values()]
    return False if False in judged else None if None in judged or not judged else True


def without_judgement(found: Attainment, why: Words) -> Attainment:
    """The same figures, not judged."""
    return replace(found, met=None, lacking=why)
