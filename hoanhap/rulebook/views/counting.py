"""How is a deadline counted, day by day or hour by hour, on a rule's page?"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as Time
from itertools import pairwise

from django.utils.translation import gettext as _

from hoanhap.kit import formats
from hoanhap.law.book import Book, Duration, DurationRange, Entry, Immediately, NotInForce, Rule, Unit, in_words
from hoanhap.law.clocks import Assumption, Calendar, CalendarUnknown, Clock, DayKind, Due, Moment, Step, clock
from hoanhap.law.readings import readings
from hoanhap.rulebook.views.words import address, held, language, line

LONGEST_STRIP = 26
"""So many days are drawn one by one (two rows on a wide screen); of a longer period the first and the last few."""
EXAMPLE_TIME = Time(16, 20)
ROOM_FOR_WORDS, EDGE = 24, 20
"""Percent of the width that words inside a bar need, and that marks under it keep from its ends."""


@dataclass(frozen=True)
class Cell:
    """One day of the strip; `day` None is a gap."""

    day: date | None
    weekday: str
    text: str
    css: str


@dataclass(frozen=True)
class HourBar:
    """Hours drawn from moment to moment, cut at every midnight. Positions are percent of the width."""

    label: str
    parts: Sequence[tuple[str, str, str, str]]
    """start, width, middle; words, empty where there is no room"""
    marks: Sequence[tuple[str, str, str, str]]
    """position, place (start, middle or end), time, day"""


@dataclass(frozen=True)
class Example:
    """A counted deadline: the law that applied, the sentence, and either a strip of days or a bar of hours."""

    title: str
    explanation: str
    article: str
    cells: Sequence[Cell]
    bar: HourBar | None
    notes: Sequence[tuple[str, str]]
    """What was taken for granted, with the address of the rule that says so (or nothing)."""
    pair: Sequence[tuple[str, str]] = ()
    """Two ends where there are two: by the lower and the upper bound, or by two readings of the law."""


def chosen_example(law: Book, days: Calendar, rule: Rule, chosen: Moment | None) -> tuple[Sequence[Example], str]:
    """The moment the reader chose, counted (with the remote variant beside it), or why it cannot be."""
    entry = held(rule, chosen.day) if chosen else None
    if chosen is None or (entry is not None and not entry.is_clock):
        return (), ""
    if entry is None:
        return (), _refusal(NotInForce(rule, chosen.day))
    try:
        found = [_example(law, days, entry, chosen, _("Mốc bạn chọn"), cited=True)]
        if entry.remote is not None and (far := held(law.rule(entry.remote), chosen.day)) is not None:
            found.append(_example(law, days, far, chosen, _("Mốc bạn chọn, xã vùng xa"), cited=True))
        return found, ""
    except CalendarUnknown as unknown:
        return (), _("Chưa có lịch nghỉ của năm %(year)s, nên không tính được hạn. Kiểm tra lại ngày đã gõ.") % {"year": unknown.year}


def examples(law: Book, days: Calendar, rule: Rule) -> list[Example]:
    """One made-up moment for each period of the rule, the newest first; none for periods of years whose days off nobody knows."""
    found = []
    for entry in reversed(rule.entries):
        if entry.is_clock and not isinstance(entry.value, Immediately):
            with suppress(CalendarUnknown):
                found.append(_example(law, days, entry, _example_moment(days, rule, entry), _("Ví dụ giả định")))
    return found


def _refusal(refusal: NotInForce) -> str:
    day = formats.day(refusal.day)
    if refusal.ended:
        ended = formats.day(refusal.ended)
        return _("Ngày %(day)s không còn quy định này: đã bị bãi bỏ từ %(ended)s. Kiểm tra lại ngày của mốc.") % {
            "day": day,
            "ended": ended,
        }
    first = formats.day(refusal.first)
    return _("Ngày %(day)s chưa có quy định này: có từ %(first)s. Kiểm tra lại ngày của mốc.") % {"day": day, "first": first}


def _unit(entry: Entry) -> Unit | None:
    return entry.value.unit if isinstance(entry.value, Duration | DurationRange) else None


def _example_moment(days: Calendar, rule: Rule, entry: Entry) -> Moment:
    """A telling moment under an entry: shortly before the latest Tết that falls into its time and into the calendar's data."""
    until = rule.until(entry) or date(max(days.confidences) + 1, 1, 1)
    eves = [day - timedelta(days=1) for day, named in days.off.items() if named.vi == "Mùng 1" and entry.since <= day < until]
    if not eves or entry.runs != "after":
        return Moment(entry.since + timedelta(days=365) if entry.runs != "after" else entry.since, EXAMPLE_TIME)
    if _unit(entry) is Unit.HOUR:
        return Moment(eves[-1], EXAMPLE_TIME)
    if _unit(entry) is Unit.WORKING_DAY:
        day = eves[-1] - timedelta(days=4)
        while not days.is_working_day(day):
            day -= timedelta(days=1)
        return Moment(max(day, entry.since))
    return Moment(max(eves[-1] + timedelta(days=1) - timedelta(days=365), entry.since))


def _example(law: Book, days: Calendar, entry: Entry, start: Moment, title: str, *, cited: bool = False) -> Example:
    counted = clock(entry, start, calendar=days)
    end = counted.due
    hours = _unit(entry) is Unit.HOUR
    forwards = entry.runs == "after"
    return Example(
        title=" · ".join([title, f"{law.moments[entry.anchors[0]].label(language())} {_moment(start)}", in_words(entry.value, language())]),
        explanation=explain(counted),
        article=entry.short_basis(language()) if cited else "",
        cells=() if hours or not forwards else strip(days, end),
        bar=hour_bar(days, end) if hours and forwards and end.instant() > end.anchor.instant() else None,
        notes=taken_for_granted(law, days, end, entry),
        pair=_two_ends(law, days, counted),
    )


def _moment(moment: Moment) -> str:
    return formats.full_moment(datetime.combine(moment.day, moment.time)) if moment.time else formats.day(moment.day)


def _two_ends(law: Book, days: Calendar, counted: Clock) -> list[tuple[str, str]]:
    """Both ends where the decision chooses within a range, or where two readings give two days."""
    if counted.low is not None:
        return [
            (_("Theo mức thấp nhất"), formats.due_sentence(counted.low.day, counted.low.time)),
            (_("Theo mức cao nhất"), formats.due_sentence(counted.due.day, counted.due.time)),
        ]
    if not counted.entry.measure:
        return []
    two = readings(counted.entry, counted.anchor, book=law, calendar=days)
    if two.shorter.instant() == two.longer.instant():
        return []
    return [
        (_("Cách hiểu ngắn hơn (dùng cho báo động thả người)"), formats.due_sentence(two.shorter.day, two.shorter.time)),
        (_("Cách hiểu dài hơn"), formats.due_sentence(two.longer.day, two.longer.time)),
    ]


def explain(counted: Clock) -> str:
    """How the end was found, in two or three short sentences."""
    end, entry = counted.due, counted.entry
    until = formats.due_sentence(end.day, end.time)
    if entry.runs == "before":
        return _("Tính ngược từ mốc, ngày của mốc không tính. Chậm nhất: %(until)s. Gặp ngày nghỉ thì lấy ngày làm việc trước đó.") % {
            "until": until
        }
    if entry.runs == "window_before" and counted.opens is not None:
        opens = formats.due_sentence(counted.opens.day, counted.opens.time)
        return _("Làm được từ %(opens)s, chậm nhất %(until)s.") % {"opens": opens, "until": until}
    if isinstance(entry.value, Immediately):
        return _("Làm ngay khi có mốc: %(until)s.") % {"until": until}
    if _unit(entry) is Unit.HOUR:
        return _("Giờ chạy liền, cả đêm và ngày nghỉ. Hạn: %(until)s. Không lùi.") % {"until": until}
    off = [step for step in end.steps[1:] if step.kind in (DayKind.WEEKEND, DayKind.HOLIDAY)]
    holidays = sum(step.kind is DayKind.HOLIDAY for step in off)
    if _unit(entry) is Unit.WORKING_DAY:
        return _(
            "Ngày của mốc không tính. %(off)s ngày nghỉ, trong đó %(holidays)s ngày nghỉ lễ, không tính. Hạn: %(until)s, sau %(days)s ngày."
        ) % {"off": len(off), "holidays": holidays, "until": until, "days": (end.day - end.anchor.day).days}
    if end.rolled:
        return _("Ngày của mốc không tính. Ngày cuối là ngày nghỉ nên dời đến ngày làm việc tiếp theo. Hạn: %(until)s.") % {"until": until}
    last = end.steps[-1]
    if last.kind in (DayKind.WEEKEND, DayKind.HOLIDAY):
        return _(
            "Ngày của mốc không tính; kết thúc vào ngày tương ứng. Ngày cuối là ngày nghỉ nhưng biện pháp đối với người "
            "không kéo dài. Hết thời hạn: %(until)s."
        ) % {"until": until}
    if _unit(entry) is Unit.DAY:
        return _("Ngày của mốc không tính. Hạn: %(until)s.") % {"until": until}
    return _("Ngày của mốc không tính; kết thúc vào ngày tương ứng: %(until)s.") % {"until": until}


def taken_for_granted(law: Book, days: Calendar, end: Due, entry: Entry) -> list[tuple[str, str]]:
    texts = {
        Assumption.TIME_UNKNOWN: (_("Chưa rõ giờ của mốc: tính từ cuối ngày đó."), "calendar.hours"),
        Assumption.CALENDAR_UNCONFIRMED: (
            _("Lịch nghỉ của năm này chưa được quyết định: tính tạm theo quy tắc chung."),
            "calendar.days_off",
        ),
        Assumption.PROPOSED_SWAP: (
            _("Có đề nghị hoán đổi ngày làm việc trong khoảng này, chưa quyết định nên chưa áp dụng."),
            "calendar.proposed_swap",
        ),
        Assumption.COUNTED_BACK: (
            _("Luật không nói cách tính ngược khi gặp ngày nghỉ: lấy ngày làm việc trước đó cho chắc."),
            "",
        ),
    }
    found = [texts[assumption] for assumption in end.assumptions]
    if entry.measure and not days.is_working_day(end.day):
        text, key = _("Chưa xác nhận: biện pháp đối với người kết thúc đúng ngày nghỉ, không kéo dài."), "calendar.measure_on_person"
        if line(law.rule(key), end.day).doubt:
            found.append((text, key))
    return [(text, address(law.rule(key), end.day) if key else "") for text, key in found]


def strip(days: Calendar, end: Due, *, whole: bool = False) -> list[Cell]:
    """The days of a count; a long one keeps its beginning and its end, unless the `whole` is asked for."""
    steps = end.steps
    if whole or len(steps) <= LONGEST_STRIP:
        return [_cell(days, step) for step in steps]
    skipped = len(steps) - 7
    gap = Cell(None, "", formats.days_in_words(skipped), "off")
    return [*(_cell(days, step) for step in steps[:3]), gap, *(_cell(days, step) for step in steps[-4:])]


def _cell(days: Calendar, step: Step) -> Cell:
    off = step.kind in (DayKind.WEEKEND, DayKind.HOLIDAY)
    name = days.name(step.day, language()) or _("nghỉ")
    if step.is_anchor:
        text, css = _("mốc"), ""
    elif step.is_due:
        text, css = (_("ngày %(number)s: hạn") % {"number": step.number} if step.counted else _("hạn")), "end"
    elif step.counted:  # rest days count too where days, months or years are counted
        text = _("ngày %(number)s") % {"number": step.number}
        text, css = (f"{name}, {text}", "tet") if step.kind is DayKind.HOLIDAY else (text, "off" if off else "cnt")
    else:
        text, css = (name if off else _("không tính")), "tet" if step.kind is DayKind.HOLIDAY else "off"
    return Cell(step.day, _(formats.SHORT_WEEKDAYS[step.day.weekday()]), text, css)


def hour_bar(days: Calendar, end: Due) -> HourBar:
    begin, finish = end.anchor.instant(), end.instant()
    cuts = [begin]
    midnight = datetime.combine(begin.date(), Time()) + timedelta(days=1)
    while midnight < finish:
        cuts.append(midnight)
        midnight += timedelta(days=1)
    cuts.append(finish)
    whole = (finish - begin).total_seconds()

    def at(moment: datetime) -> float:
        return (moment - begin).total_seconds() / whole * 100

    def words(one: datetime, other: datetime) -> str:
        return formats.hours_in_words(int((other - one).total_seconds()) // 60) if at(other) - at(one) > ROOM_FOR_WORDS else ""

    parts = [
        (f"{at(one):.2f}", f"{at(other) - at(one):.2f}", f"{(at(one) + at(other)) / 2:.2f}", words(one, other))
        for one, other in pairwise(cuts)
    ]
    marks = [(f"{at(cut):.2f}", "mid", *_mark(days, cut)) for cut in cuts[1:-1] if EDGE < at(cut) < 100 - EDGE]
    return HourBar(
        label=_("%(hours)s chạy liền từ %(start)s đến %(end)s")
        % {
            "hours": in_words(end.duration, language()),
            "start": formats.full_moment(begin),
            "end": formats.due_sentence(end.day, end.time),
        },
        parts=parts,
        marks=[
            ("0", "", formats.clock(begin) if end.anchor.time else "24:00", f"{end.anchor.day:%d/%m}"),
            *marks,
            ("100", "end", *_mark(days, finish, dated=len(cuts) < 4)),
        ],
    )


def _mark(days: Calendar, moment: datetime, *, dated: bool = False) -> tuple[str, str]:
    """Time and day under a bar; midnight is the end of the day before. A feast stands for its date, or beside it (`dated`)."""
    midnight = moment.time() == Time()
    day = moment.date() - timedelta(days=1) if midnight else moment.date()
    name = days.name(day, language())
    return "24:00" if midnight else formats.clock(moment), (f"{day:%d/%m}, {name}" if dated and name else name or f"{day:%d/%m}")
