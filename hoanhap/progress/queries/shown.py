"""How does a line of progress read on a page: bars with their denominators, pace, forecast, what moved, where the figure opens?"""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hoanhap.kit.formats import day, number, percent, period
from hoanhap.plans.models import Plan
from hoanhap.plans.queries import Said, say
from hoanhap.plans.rules import Kind, Words
from hoanhap.progress.queries.lines import Line
from hoanhap.progress.rules import Forecast, Light, Source, lower_is_better, rounded
from hoanhap.reports.measures import Kind as MeasureKind


@dataclass(frozen=True)
class Bar:
    """One bar and its words: «46,2% của 13 (mục II)»."""

    percent: Decimal
    figure: str
    of: str
    tone: str
    tick: Decimal | None


@dataclass(frozen=True)
class ShownLine:
    """A line ready for the table of targets."""

    line: Line
    code: str
    text: str
    is_sub: bool
    doubts: tuple[Said, ...]
    value: str
    url: str
    bars: tuple[Bar, ...]
    light: str
    tone: str
    icon: str
    notes: tuple[str, ...]
    """Small print: how it is counted, what was assumed, what is missing."""
    pace: str
    forecast: str
    moved: tuple[str, ...]
    sentence: str
    """The figure as a report says it: «gần 680 buổi (671), hơn 70%, tức 70,3% của 954 buổi được giao»; empty where there is no number."""
    can_enter: bool


def shown(plan: Plan, lines: list[Line], doubts: dict[str, tuple[Said, ...]], *, enterable: frozenset[str]) -> list[ShownLine]:
    """The lines of a page; `enterable` are the targets whose figure the reader may tell."""
    return [_shown(plan, line, doubts.get(line.target.code, ()), line.target.code in enterable) for line in lines]


def _shown(plan: Plan, line: Line, doubts: tuple[Said, ...], can_enter: bool) -> ShownLine:
    target = line.target
    words, tone = light_words(line)
    return ShownLine(
        line=line,
        code=target.code,
        text=target.text,
        is_sub=bool(target.parent),
        doubts=doubts,
        value=_value(line),
        url=_url(plan, line),
        bars=_bars(line),
        light=words,
        tone=tone,
        icon=line.light.icon,
        notes=tuple(_notes(line)),
        pace=_pace(line),
        forecast=forecast_words(line.forecast, unit="%" if target.is_percent else target.unit),
        moved=tuple(_moved(line)),
        sentence=_sentence(line),
        can_enter=can_enter,
    )


def light_words(line: Line) -> tuple[str, str]:
    """The light in words and its tone; before the end of the period «đạt» is only so far."""
    over = line.pace.days >= line.pace.all_days
    if line.light is Light.MET and not over and (line.target.kind in {Kind.ZERO, Kind.PERCENT} or lower_is_better(line.target)):
        return _("đạt đến nay"), line.light.tone
    return _(line.light.label), line.light.tone


def _value(line: Line) -> str:
    if line.result is None:
        return ""
    if line.target.kind is Kind.QUALITATIVE:
        return _("đạt") if line.result.value >= 1 else _("chưa đạt")
    if line.target.kind is Kind.CHANGE and line.result.whole:
        return percent(line.result.value * 100 / line.result.whole)
    value = line.result.value
    return number(int(value) if value == value.to_integral_value() else value.normalize())


def _url(plan: Plan, line: Line) -> str:
    """The list behind a figure: people where the records counted them, tellings where somebody told it."""
    if line.result is None:
        return ""
    if line.result.source is not Source.RECORDS:
        return reverse("figure_history", args=[plan.pk, line.target.code])
    if not line.opens or line.measure is None or line.counted is None:
        return ""
    days = f"tu={day(line.counted.since)}&den={day(line.counted.last)}"
    return f"{reverse('figure_rows', args=[line.measure.id])}?kh={plan.pk}&{days}"


def _bars(line: Line) -> tuple[Bar, ...]:
    if line.found is None:
        return ()
    clash = len(line.found.shares) > 1
    bars = []
    for index, share in enumerate(line.found.shares):
        tone = "ok" if line.found.met and not clash else "warn" if clash and not index else "ok" if share.percent >= 100 else "info"
        bars.append(Bar(share.percent, percent(share.percent), say(share.of), tone, line.found.tick))
    for group, part in line.groups.items():
        if part is not None and part.shares:
            share = part.shares[0]
            bars.append(Bar(share.percent, f"{group}: {percent(share.percent)}", say(share.of), "ok" if part.met else "info", part.tick))
    return tuple(bars)


def _notes(line: Line) -> list[str]:
    """What one must know to read the figure."""
    notes = []
    if line.reason is not None:
        return [say(line.reason)]
    found, result = line.found, line.result
    if found is not None and found.says is not None:
        notes.append(say(found.says))
    if found is not None and found.lacking is not None:
        notes.append(say(found.lacking))
    if found is not None and found.tick is not None:
        notes.append(_("vạch: %(goal)s") % {"goal": percent_plain(found.tick)})
    if line.assumed:
        notes.append(_("kế hoạch không nêu so sánh, đọc là “ít nhất”"))
    if result is None:
        return notes
    if result.source is Source.RECORDS and line.measure is not None and line.counted is not None:
        stock = line.measure.kind is MeasureKind.STOCK
        when = _("hết ngày %(day)s") % {"day": day(line.counted.last)} if stock else period(line.counted.since, line.counted.until)
        notes.append(f"{_(line.measure.kind.label)} · {line.measure.id} · {when}")
    elif result.source is Source.SUMMED:
        notes.append(_("cộng các đơn vị, số mới nhất hết ngày %(day)s") % {"day": day(result.as_of)})
        older = sum(one < result.as_of for one in result.days)
        if older:
            notes.append(ngettext("%(n)s đơn vị mới có số cũ hơn", "%(n)s đơn vị mới có số cũ hơn", older) % {"n": older})
        if result.missing:
            notes.append(ngettext("còn %(n)s đơn vị chưa có số", "còn %(n)s đơn vị chưa có số", result.missing) % {"n": result.missing})
    else:
        notes.append(_("nhập tay, hết ngày %(day)s") % {"day": day(result.as_of)})
    if result.provisional:
        notes.append(_("tạm tính"))
    return notes


def percent_plain(value: Decimal) -> str:
    """A percentage as a plan prints it: `60%`, `76,5%`."""
    return f"{number(value.normalize() if value % 1 else int(value))}%"


def _pace(line: Line) -> str:
    if line.result is None or line.pace.days >= line.pace.all_days:
        return ""
    gone = percent(line.pace.gone * 100)
    if line.result.days and line.pace.done is not None:
        words = _("số đã có ứng với %(gone)s thời gian của các đơn vị, làm %(done)s")
        return words % {"gone": gone, "done": percent(line.pace.done * 100)}
    if line.pace.done is None or line.target.kind not in {Kind.COUNT, Kind.PER_UNIT}:
        return _("đã qua %(gone)s thời gian") % {"gone": gone}
    return _("đã qua %(gone)s thời gian, làm %(done)s") % {"gone": gone, "done": percent(line.pace.done * 100)}


def forecast_words(forecast: Forecast, *, unit: str) -> str:
    """«cuối kỳ: từ 8 đến 15 người», or why there is no forecast."""
    if forecast.why_not is not None:
        return say(forecast.why_not)
    if forecast.low is None or forecast.high is None or forecast.low == forecast.high:
        return ""
    if unit == "%":
        return _("cuối kỳ: từ %(low)s đến %(high)s") % {"low": percent(forecast.low), "high": percent(forecast.high)}
    low, high = number(int(forecast.low)), number(int(forecast.high))
    return _("cuối kỳ: từ %(low)s đến %(high)s %(unit)s") % {"low": low, "high": high, "unit": unit}


def _moved(line: Line) -> list[str]:
    """What moved in a week, and apart from it what was learnt late."""
    move = line.move
    if move is None or line.target.kind in {Kind.QUALITATIVE}:
        return []
    said = []
    if move.happened:
        said.append(_("trong tuần %(n)s") % {"n": signed(move.happened)})
    if move.late:
        said.append(_("nhập muộn, đính chính %(n)s") % {"n": signed(move.late)})
    if not said and move.before is None:
        return [_("có số lần đầu trong tuần")]
    return said or [_("trong tuần không đổi")]


def _sentence(line: Line) -> str:
    """Rounding words made from the exact numbers, which stand beside them (catalogue D064, I43, I48)."""
    if line.result is None or line.target.kind not in {Kind.COUNT, Kind.PERCENT}:
        return ""
    exact = line.result.value
    words = say(rounded(exact)) + (f" {line.target.things}" if line.target.things else "")
    if str(rounded(exact)) != str(Words("{n}", {"n": exact})):
        words += f" ({number(exact)})"
    for share in line.found.shares if line.found is not None else ():
        tens = say(rounded(round(share.percent, 1), percent=True))
        words += ", " + _("%(tens)s, tức %(exact)s %(of)s") % {"tens": tens, "exact": percent(share.percent), "of": say(share.of)}
    return f"{line.target.text}: {words}."


def signed(value: Decimal) -> str:
    """`+5`, `−2`."""
    size = abs(value)
    return f"{'+' if value > 0 else '−'}{number(int(size)) if size == size.to_integral_value() else number(size.normalize())}"
