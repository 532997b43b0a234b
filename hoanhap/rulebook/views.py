"""How does the law book look to an officer: what holds on a day, since when, and how is a deadline counted?

The pages read the book only; nothing personal stands on them. The list of the officer's own deadlines beside a rule is a fragment
of a higher layer (`deadlines_of_rule`), fetched by the page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as Time
from itertools import pairwise

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hoanhap.kit import dates, formats
from hoanhap.law.book import (
    Book,
    Confidence,
    Duration,
    Entry,
    Frequency,
    NamedDay,
    NotInForce,
    Rule,
    Unit,
    UnknownRule,
    Value,
    book,
    in_words,
)
from hoanhap.law.clocks import Assumption, CalendarUnknown, DayKind, Due, Moment, Step, calendar, due
from hoanhap.rulebook.forms import DayForm, RuleForm

LONGEST_STRIP = 26
"""So many days are drawn one by one (two rows on a wide screen); of a longer period the first and the last few."""
NEIGHBOURS = 6
EXAMPLE_TIME = Time(16, 20)
ROOM_FOR_WORDS, EDGE = 24, 20
"""Percent of the width that words inside a bar need, and that marks under it keep from its ends."""


def law_index(request: HttpRequest) -> HttpResponse:
    """All topics and rules with what they say on a day, and the documents they cite."""
    form = DayForm(request.GET)
    day = _day_of(form)
    law = book()
    topics = [(topic.key, topic.label(_language()), [_line(rule, day) for rule in topic.rules]) for topic in law.topics]
    lines = [line for _key, _label, rows in topics for line in rows]
    return render(
        request,
        "rulebook/law_index.html",
        {
            "form": form,
            "day": day,
            "changes": _changes(law),
            "topics": topics,
            "unconfirmed": [line for line in lines if line.doubt],
            "documents": sorted(law.documents.values(), key=lambda document: document.since or date.min, reverse=True),
            "checked_on": law.checked_on,
        },
        status=200 if form.is_valid() else 422,
    )


def law_rule(request: HttpRequest, slug: str) -> HttpResponse:
    """One rule: the sentence of the day, its entries through time, how a deadline is counted, two days side by side."""
    law = book()
    try:
        rule = law.by_slug(slug)
    except UnknownRule as error:
        raise Http404(str(error)) from error
    form = RuleForm(request.GET)
    day = _day_of(form)
    example, why_not = _chosen_example(law, rule, _chosen_moment(form))
    entry = _held(rule, day)
    before_change, change = _days_around_change(rule)
    one, other = form.cleaned_data.get("mot") or before_change, form.cleaned_data.get("hai") or change
    topic = law.topic(rule.topic)
    return render(
        request,
        "rulebook/law_rule.html",
        {
            "form": form,
            "rule": rule,
            "label": rule.label(_language()),
            "topic": topic,
            "topic_label": topic.label(_language()),
            "day": day,
            "day_buttons": [before_change, change],
            "entry": _shown(law, rule, entry) if entry else None,
            "refusal": None if entry else NotInForce(rule, day),
            "sentence": _sentence(entry) if entry else "",
            "entries": [_shown(law, rule, held) for held in reversed(rule.entries)],
            "today": dates.today(),
            "examples": [*([example] if example else []), *_examples(law, rule)],
            "chosen_refusal": why_not,
            "acted_on": any(held.owner or isinstance(held.value, Duration | Frequency) for held in rule.entries),
            "counts": any(isinstance(held.value, Duration) for held in rule.entries),
            "pair_days": (one, other),
            "pair": _pair(law, rule, one, other),
            "neighbours": [_line(near, day) for near in _neighbours(topic.rules, rule)],
        },
        status=200 if form.is_valid() else 422,
    )


def _language() -> str:
    return get_language() or "vi"


def _day_of(form: DayForm) -> date:
    form.is_valid()
    chosen: date | None = form.cleaned_data.get("ngay")
    return chosen or dates.today()


def _chosen_moment(form: RuleForm) -> Moment | None:
    day: date | None = form.cleaned_data.get("moc")
    return Moment(day, form.cleaned_data.get("gio")) if day else None


def _held(rule: Rule, day: date) -> Entry | None:
    entry = rule.at(day)
    return None if entry is None or entry.repealed else entry


def _changes(law: Book) -> list[date]:
    """The last day of the old law and the first of the new one."""
    start = law.rule("management.term").entries[-1].since
    return [start - timedelta(days=1), start]


def _days_around_change(rule: Rule) -> tuple[date, date]:
    """The last day before the rule's latest entry and that entry's first day."""
    change = rule.entries[-1].since
    return change - timedelta(days=1), change


def _neighbours(rules: Sequence[Rule], rule: Rule) -> list[Rule]:
    """The rules next to this one in its topic, in the order of the file."""
    others = [other for other in rules if other is not rule]
    place = min(max(0, rules.index(rule) - NEIGHBOURS // 2), max(0, len(others) - NEIGHBOURS))
    return others[place : place + NEIGHBOURS]


# --- an entry in words ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One rule in a list."""

    rule: Rule
    label: str
    value: str
    article: str
    held: bool
    doubt: str


def _line(rule: Rule, day: date) -> Line:
    language = _language()
    entry = _held(rule, day)
    if entry is None:
        return Line(rule, rule.label(language), _absence(rule, day), "", False, "")
    return Line(rule, rule.label(language), _short(entry.value), entry.short_basis(language), True, _doubt(entry.confidence))


def _absence(rule: Rule, day: date) -> str:
    """Why a rule says nothing on a day."""
    return _("đã bãi bỏ") if rule.at(day) else _("chưa có quy định")


def _short(value: Value | None) -> str:
    """A value for a narrow column: lists are counted, not told."""
    if isinstance(value, tuple):
        return formats.days_in_words(len(value)) if isinstance(value[0], NamedDay) else _("%(count)s mục") % {"count": len(value)}
    return in_words(value, _language())


def _doubt(confidence: Confidence) -> str:
    return {
        Confidence.UNCONFIRMED: _("chưa xác nhận"),
        Confidence.SINGLE: _("mới có một nguồn"),
        Confidence.CONFIRMED: "",
    }[confidence]


@dataclass(frozen=True)
class Shown:
    """One entry as the page tells it."""

    entry: Entry
    last: date | None
    figure: str
    items: tuple[str, ...]
    who: str
    anchor: str
    form: str
    article: str
    citations: tuple[str, ...]
    note: str
    says: str
    doubt: str
    reason: str


def _shown(law: Book, rule: Rule, entry: Entry) -> Shown:
    language = _language()
    until = rule.until(entry)
    items: tuple[str, ...] = ()
    if isinstance(entry.value, tuple):
        items = tuple(in_words((part,), language) for part in entry.value)  # type: ignore[arg-type]  # one kind or the other
    return Shown(
        entry=entry,
        last=until - timedelta(days=1) if until else None,
        figure="" if isinstance(entry.value, tuple) else in_words(entry.value, language),
        items=items,
        who=law.bodies[entry.owner].label(language) if entry.owner else "",
        anchor=_anchor(law, entry),
        form=entry.form.short(language) if entry.form else "",
        article=entry.short_basis(language),
        citations=tuple(basis.full(language) for basis in entry.basis),
        note=entry.note_in(language) or "",
        says=entry.says(language),
        doubt=_doubt(entry.confidence),
        reason=_reason(entry),
    )


def _reason(entry: Entry) -> str:
    """What is not sure, with the house's word for it; empty when all is."""
    text = entry.doubt_in(_language())
    if not text or entry.confidence is Confidence.SINGLE:
        return text or ""
    return _("Chưa xác nhận: %(reason)s") % {"reason": text[0].lower() + text[1:]}


def _anchor(law: Book, entry: Entry) -> str:
    """From which moment a period runs, and how its unit is counted."""
    if not entry.anchors:
        return ""
    language = _language()
    joint = _(" và ") if entry.choose == "latest" else _(" hoặc ")
    moments = joint.join(law.moments[anchor].label(language) for anchor in entry.anchors)
    how = ""
    if isinstance(entry.value, Duration):
        how = {
            Unit.HOUR: _("giờ chạy liền, cả ngày nghỉ"),
            Unit.DAY: _("không tính ngày đầu"),
            Unit.WORKING_DAY: _("không tính ngày đầu, ngày nghỉ"),
            Unit.MONTH: _("kết thúc vào ngày tương ứng"),
            Unit.YEAR: _("kết thúc vào ngày tương ứng"),
        }[entry.value.unit]
    return f"{moments}; {how}" if how else moments


def _sentence(entry: Entry) -> SafeString:
    """The rule in one sentence, its value set off. A list stands below in lines of its own."""
    before, found, after = entry.says(_language()).partition("{value}")
    if not found:
        return format_html("{}", before)
    if isinstance(entry.value, tuple):
        return format_html("{}", before.rstrip(" :") + ":")
    return format_html("{}<b>{}</b>{}", before, in_words(entry.value, _language()), after)


def _pair(law: Book, rule: Rule, one: date, other: date) -> list[tuple[str, str, str]]:
    """What the rule says on two days, row by row, then its neighbours' values."""
    sides = [(_shown(law, rule, held) if (held := _held(rule, day)) else None, _absence(rule, day)) for day in (one, other)]

    def row(label: str, read: Callable[[Shown], str]) -> tuple[str, str, str]:
        left, right = (read(shown) if shown else absence for shown, absence in sides)
        return label, left, right

    is_period = any(isinstance(entry.value, Duration) for entry in rule.entries)
    rows = [row(_("Hạn") if is_period else _("Nội dung"), lambda shown: _short(shown.entry.value))]
    if any(shown.who for shown, _why in sides if shown):
        rows.insert(0, row(_("Ai"), lambda shown: shown.who))
    if any(shown.form for shown, _why in sides if shown):
        rows.append(row(_("Giấy"), lambda shown: shown.form))
    near = [near for near in _neighbours(law.topic(rule.topic).rules, rule) if isinstance(near.entries[-1].value, Duration | Frequency)]
    return rows + [(line.label, line.value, _line(line.rule, other).value) for line in (_line(item, one) for item in near)]


# --- how a deadline is counted ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One day of the strip; `day` None is a gap."""

    day: date | None
    weekday: str
    text: str
    css: str


@dataclass(frozen=True)
class Example:
    """A counted deadline: the law that applied, the sentence, and either a strip of days or a bar of hours."""

    title: str
    explanation: str
    article: str
    cells: Sequence[Cell]
    bar: "HourBar | None"
    notes: Sequence[tuple[str, str]]
    """What was taken for granted, with the address of the rule that says so (or nothing)."""


def _chosen_example(law: Book, rule: Rule, chosen: Moment | None) -> tuple[Example | None, str]:
    """The moment the reader chose, counted, or why it cannot be."""
    entry = _held(rule, chosen.day) if chosen else None
    if chosen is None or (entry is not None and not isinstance(entry.value, Duration)):
        return None, ""
    if entry is None:
        return None, _refusal(NotInForce(rule, chosen.day))
    try:
        return _example(law, entry, chosen, _("Mốc bạn chọn"), cited=True), ""
    except CalendarUnknown as unknown:
        return None, _("Chưa có lịch nghỉ của năm %(year)s, nên không tính được hạn. Kiểm tra lại ngày đã gõ.") % {"year": unknown.year}


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


def _examples(law: Book, rule: Rule) -> list[Example]:
    """One made-up moment for each period of the rule, the newest first."""
    periods = [entry for entry in reversed(rule.entries) if isinstance(entry.value, Duration)]
    return [_example(law, entry, _example_moment(rule, entry), _("Ví dụ giả định")) for entry in periods]


def _example_moment(rule: Rule, entry: Entry) -> Moment:
    """A telling moment under an entry: shortly before the latest Tết that falls into its time and into the calendar's data."""
    assert isinstance(entry.value, Duration)
    days = calendar()
    until = rule.until(entry) or date(max(days.confidences) + 1, 1, 1)
    eves = [day - timedelta(days=1) for day, named in days.off.items() if named.vi == "Mùng 1" and entry.since <= day < until]
    if not eves:
        return Moment(entry.since, EXAMPLE_TIME)
    if entry.value.unit is Unit.HOUR:
        return Moment(eves[-1], EXAMPLE_TIME)
    if entry.value.unit is Unit.WORKING_DAY:
        day = eves[-1] - timedelta(days=4)
        while not days.is_working_day(day):
            day -= timedelta(days=1)
        return Moment(day)
    return Moment(eves[-1] + timedelta(days=1) - timedelta(days=365)) if eves[-1].year - 1 >= entry.since.year else Moment(entry.since)


def _example(law: Book, entry: Entry, start: Moment, title: str, *, cited: bool = False) -> Example:
    assert isinstance(entry.value, Duration)
    language = _language()
    end = due(start, entry.value, calendar=calendar(), roll=not entry.measure)
    when = formats.full_moment(datetime.combine(start.day, start.time)) if start.time else formats.day(start.day)
    hours = entry.value.unit is Unit.HOUR
    return Example(
        title=" · ".join([title, f"{law.moments[entry.anchors[0]].label(language)} {when}", in_words(entry.value, language)]),
        explanation=_explain(end),
        article=entry.short_basis(language) if cited else "",
        cells=() if hours else _strip(end),
        bar=_hour_bar(end) if hours else None,
        notes=_taken_for_granted(end, entry),
    )


def _explain(end: Due) -> str:
    """How the end was found, in two or three short sentences."""
    assert isinstance(end.duration, Duration)
    until = formats.due_sentence(end.day, end.time)
    if end.duration.unit is Unit.HOUR:
        return _("Giờ chạy liền, cả đêm và ngày nghỉ. Hạn: %(until)s. Không lùi.") % {"until": until}
    off = [step for step in end.steps[1:] if step.kind in (DayKind.WEEKEND, DayKind.HOLIDAY)]
    holidays = sum(step.kind is DayKind.HOLIDAY for step in off)
    days = (end.day - end.anchor.day).days
    if end.duration.unit is Unit.WORKING_DAY:
        return _(
            "Ngày của mốc không tính. %(off)s ngày nghỉ, trong đó %(holidays)s ngày nghỉ lễ, không tính. Hạn: %(until)s, sau %(days)s ngày."
        ) % {"off": len(off), "holidays": holidays, "until": until, "days": days}
    if end.rolled:
        return _("Ngày của mốc không tính. Ngày cuối là ngày nghỉ nên dời đến ngày làm việc tiếp theo. Hạn: %(until)s.") % {"until": until}
    last = end.steps[-1]
    if last.kind in (DayKind.WEEKEND, DayKind.HOLIDAY):
        return _(
            "Ngày của mốc không tính; kết thúc vào ngày tương ứng. Ngày cuối là ngày nghỉ nhưng biện pháp đối với người "
            "không kéo dài. Hết thời hạn: %(until)s."
        ) % {"until": until}
    if end.duration.unit is Unit.DAY:
        return _("Ngày của mốc không tính. Hạn: %(until)s.") % {"until": until}
    return _("Ngày của mốc không tính; kết thúc vào ngày tương ứng: %(until)s.") % {"until": until}


def _taken_for_granted(end: Due, entry: Entry) -> list[tuple[str, str]]:
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
    }
    found = [texts[assumption] for assumption in end.assumptions]
    if entry.measure and not calendar().is_working_day(end.day):
        found.append((_("Chưa xác nhận: biện pháp đối với người kết thúc đúng ngày nghỉ, không kéo dài."), "calendar.measure_on_person"))
    return [(text, f"{reverse('law_rule', args=[book().rule(key).slug])}?ngay={formats.day(end.day)}") for text, key in found]


def _strip(end: Due) -> list[Cell]:
    """The days of a count; a long one keeps its beginning and its end."""
    steps = end.steps
    if len(steps) <= LONGEST_STRIP:
        return [_cell(step) for step in steps]
    skipped = len(steps) - 7
    gap = Cell(None, "", formats.days_in_words(skipped), "off")
    return [*map(_cell, steps[:3]), gap, *map(_cell, steps[-4:])]


def _cell(step: Step) -> Cell:
    off = step.kind in (DayKind.WEEKEND, DayKind.HOLIDAY)
    name = calendar().name(step.day, _language()) or _("nghỉ")
    if step.is_anchor:
        text, css = _("mốc"), ""
    elif step.is_due:
        text, css = (_("ngày %(number)s: hạn") % {"number": step.number} if step.counted else _("hạn")), "end"
    elif step.counted and not off:
        text, css = _("ngày %(number)s") % {"number": step.number}, "cnt"
    else:
        text, css = (name if off else ""), "tet" if step.kind is DayKind.HOLIDAY else "off"
    return Cell(step.day, _(formats.SHORT_WEEKDAYS[step.day.weekday()]), text, css)


@dataclass(frozen=True)
class HourBar:
    """Hours drawn from moment to moment, cut at every midnight. Positions are percent of the width."""

    label: str
    parts: Sequence[tuple[str, str, str, str]]
    """start, width, middle; words, empty where there is no room"""
    marks: Sequence[tuple[str, str, str, str]]
    """position, place (start, middle or end), time, day"""


def _hour_bar(end: Due) -> HourBar:
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
    marks = [(f"{at(cut):.2f}", "mid", *_mark(cut)) for cut in cuts[1:-1] if EDGE < at(cut) < 100 - EDGE]
    return HourBar(
        label=_("%(hours)s chạy liền từ %(start)s đến %(end)s")
        % {
            "hours": in_words(end.duration, _language()),
            "start": formats.full_moment(begin),
            "end": formats.due_sentence(end.day, end.time),
        },
        parts=parts,
        marks=[
            ("0", "", formats.clock(begin) if end.anchor.time else "24:00", f"{end.anchor.day:%d/%m}"),
            *marks,
            ("100", "end", *_mark(finish, dated=len(cuts) < 4)),
        ],
    )


def _mark(moment: datetime, *, dated: bool = False) -> tuple[str, str]:
    """Time and day under a bar; midnight is the end of the day before. A feast stands for its date, or beside it (`dated`)."""
    midnight = moment.time() == Time()
    day = moment.date() - timedelta(days=1) if midnight else moment.date()
    name = calendar().name(day, _language())
    return "24:00" if midnight else formats.clock(moment), (f"{day:%d/%m}, {name}" if dated and name else name or f"{day:%d/%m}")
