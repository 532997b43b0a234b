"""Which tags and filters do templates use? Built in everywhere (settings), described in docs/guides/components.md."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from django import forms, template
from django.forms.utils import ErrorList
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from hoanhap.kit import dates, formats
from hoanhap.kit.errors import Problem

register = template.Library()

SPRITE = Path(__file__).resolve().parent.parent / "static/vendor/icons.svg"
TONE_ICONS = {"danger": "alert-circle", "warn": "hourglass-high", "ok": "check", "info": "shield-half", "plain": "calendar"}
MOST_PIPS = 12
SIZES = {"date": "hn-w-date", "time": "hn-w-time", "short": "hn-w-short", "narrow": "hn-w-narrow", "medium": "hn-w-medium", "": ""}

register.filter("day", formats.day)
register.filter("weekday", formats.weekday)
register.filter("clock", formats.clock)
register.filter("full_moment", formats.full_moment)
register.filter("percent", formats.percent)
register.filter("percent_of", formats.percent_of)
register.filter("grouped", formats.grouped)
register.filter("citation", formats.citation)
register.filter("masked", formats.masked)


@cache
def icon_names() -> frozenset[str]:
    """The icons of the sprite (scripts/icons.txt)."""
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text()))


@cache
def _icon(name: str, sprite: str) -> SafeString:
    if name not in icon_names():
        raise ValueError(f"no icon {name!r} in the sprite: add it to scripts/icons.txt and run `make vendor`")
    return format_html('<svg class="ti" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite, hidden from screen readers: the word beside it says the same. Raises ValueError for an unknown name."""
    return _icon(name, static("vendor/icons.svg")) if name else SafeString("")


@register.filter
def unbroken(citation: str) -> SafeString:
    """A citation that may turn to the next line between two articles (after a semicolon), never inside one."""
    return format_html_join(" ", '<span class="nowrap">{}</span>', ((part,) for part in re.split(r"(?<=;)\s+", citation)))


@register.filter
def tone_icon(tone: str) -> SafeString:
    """The icon that goes with a tone on a deadline."""
    return icon(TONE_ICONS.get(tone, "calendar"))


def _now(context: Context) -> datetime:
    moment: datetime = context.get("now") or dates.now()
    return formats.local(moment)


def _today(context: Context) -> date:
    day: date = context.get("today") or _now(context).date()
    return day


@register.filter
def short_day(value: date, today: date) -> str:
    """`23/11` within the year of `today`, else in full."""
    return formats.short_day(value, today=today)


@register.filter
def short_moment(value: datetime, today: date) -> str:
    """`23/11, 08:15`."""
    return formats.short_moment(value, today=today)


@register.filter
def number(value: formats.Quantity | None, places: int | None = None) -> str:
    """`17.248`; a dash for None."""
    return formats.NO_VALUE if value is None else formats.number(value, places=places)


@register.filter
def dash(value: object) -> object:
    """The value, or a dash where there is none; zero is a value."""
    return formats.NO_VALUE if value is None or value == "" else value


@register.simple_tag
def period(since: date, until: date) -> str:
    """`01/06/2021 – 30/06/2021` for half-open [since, until)."""
    return formats.period(since, until)


@register.simple_tag(takes_context=True)
def due(context: Context, on: date, at: time | None = None) -> str:
    """When a deadline falls: `11:35`, `24/11, 09:30`, `25/11, hết ngày`, `Hết hôm nay`."""
    return formats.due(on, at, today=_today(context))


@register.simple_tag
def due_sentence(on: date, at: time | None = None) -> str:
    """When a deadline falls, inside a sentence."""
    return formats.due_sentence(on, at)


@register.simple_tag(takes_context=True)
def due_weekday(context: Context, on: date, at: time | None = None) -> str:
    """`Thứ Tư, ` before the time left of a deadline in days within the next seven: there the weekday decides when to work on it."""
    ahead = (on - _today(context)).days
    return f"{formats.weekday(on)}, " if at is None and 0 < ahead <= len(formats.WEEKDAYS) else ""


@register.simple_tag(takes_context=True)
def remaining(context: Context, on: date, at: time | None = None) -> SafeString:
    """`còn 3 giờ 20 phút`; app.js keeps it current once a minute."""
    words = formats.remaining(on, at, now=_now(context))
    stamp = f"{on.isoformat()}T{formats.clock(at)}" if at else on.isoformat()
    return format_html('<time datetime="{0}" data-due="{0}">{1}</time>', stamp, words)


def _share(value: Any) -> str:
    """A percentage between 0 and 100 as SVG writes it."""
    return f"{min(100.0, max(0.0, float(value or 0))):.4g}"


@register.simple_tag
def track(percent: Any, tone: str = "", tick: Any = None, label: str = "") -> SafeString:
    """A progress bar, 0 to 100, with an optional second threshold. Beside it the page says percent and denominator in words."""
    mark = format_html('<line x1="{0}" x2="{0}" y1="0" y2="8"/>', _share(tick)) if tick is not None and tick != "" else ""
    access = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="hn-track{}" viewBox="0 0 100 8" preserveAspectRatio="none" focusable="false" {}><rect width="{}" height="8"/>{}</svg>',
        f" is-{tone}" if tone else "",
        access,
        _share(percent),
        mark,
    )


@register.simple_tag
def fuse(percent: Any) -> SafeString:
    """The share of an hour clock that has run, as a thin bar (decoration: the words beside it say how long is left)."""
    return format_html(
        '<svg class="hn-fuse" viewBox="0 0 100 3" preserveAspectRatio="none" focusable="false" aria-hidden="true">'
        '<rect width="{}" height="3"/></svg>',
        _share(percent),
    )


@register.simple_tag
def pips(overdue: int, due: int) -> SafeString:
    """One mark per deadline of a day, overdue ones first; the number stands beside it. More than MOST_PIPS are not drawn."""
    red = min(overdue, MOST_PIPS)
    marks = '<i class="x"></i>' * red + "<i></i>" * min(due, MOST_PIPS - red)
    return format_html('<span class="hn-pips" aria-hidden="true">{}</span>', mark_safe(marks))


@register.inclusion_tag("kit/hours.html")
def hours_bar(share: Any, first: str, second: str, label: str, start: str, middle: str, end: str) -> dict[str, object]:
    """An hour clock drawn across midnight: `share` percent before it, the rest after.

    The texts below may have two lines ("16:20|05/02").
    """
    cut = float(_share(share))
    return {
        "cut": _share(cut),
        "rest": _share(100 - cut),
        "first_at": _share(cut / 2),
        "second_at": _share(50 + cut / 2),
        "first": first,
        "second": second,
        "label": label,
        "below": [("0", "", start.split("|")), (_share(cut), "mid", middle.split("|")), ("100", "end", end.split("|"))],
    }


@register.simple_tag(name="input")
def input_tag(field: forms.BoundField, size: str = "") -> SafeString:
    """The control of a form field with its classes; errors and help are tied to it by Django (`aria-describedby`).

    Fields of kit.forms that take typed days and hours get their width and the help of app.js by themselves.
    """
    widget = field.field.widget
    size = size or ("date" if isinstance(widget, forms.DateInput) else "time" if isinstance(widget, forms.TimeInput) else "")
    kind = "form-control"
    if isinstance(widget, forms.CheckboxInput):
        kind = "form-check-input"
    elif isinstance(widget, forms.Select):
        kind = "form-select"
    classes = [str(widget.attrs.get("class", "")), kind, SIZES[size], "is-invalid" if field.errors else ""]
    attrs: dict[str, Any] = {"class": " ".join(name for name in classes if name)}
    if size == "date":
        attrs |= {"data-day": True, "inputmode": "numeric", "autocomplete": "off"}
    elif size == "time":
        attrs |= {"data-clock": True, "inputmode": "numeric", "autocomplete": "off"}
    return SafeString(field.as_widget(attrs=attrs))


@register.filter
def options(field: forms.BoundField) -> Iterable[forms.boundfield.BoundWidget]:
    """The radio buttons or check boxes of a field, each with the class of the design."""
    field.field.widget.attrs["class"] = "form-check-input" + (" is-invalid" if field.errors else "")
    return list(field)


@register.filter
def is_choices(field: forms.BoundField) -> bool:
    """Is the field shown as a group of radio buttons or check boxes?"""
    return isinstance(field.field.widget, forms.RadioSelect)


@register.filter
def is_checkbox(field: forms.BoundField) -> bool:
    """Is the field one check box?"""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def problems(errors: ErrorList) -> list[Problem]:
    """The errors of a field or form as problems; an error of a service carries its `Problem` as attribute `problem`."""
    found = []
    for error in errors.as_data():
        words = " ".join(str(message) for message in error.messages)
        found.append(getattr(error, "problem", None) or Problem(code=str(error.code or "shape"), what=words))
    return found


@register.filter
def error_count(form: forms.BaseForm) -> str:
    """How many places of a form need mending, in two digits as in papers: `01`."""
    return f"{sum(len(errors) for errors in form.errors.values()):02}"


@register.simple_tag
def clock_words() -> dict[str, str]:
    """The words app.js puts relative times together with, in the active language ({} is the amount)."""
    both = {"left": gettext("còn %(amount)s"), "over": gettext("quá %(amount)s")}
    words = {key: text % {"amount": "{}"} for key, text in both.items()}
    for key, count in (("one", 1), ("many", 2)):
        words |= {
            f"hour-{key}": ngettext("%(count)s giờ", "%(count)s giờ", count) % {"count": "{}"},
            f"minute-{key}": ngettext("%(count)s phút", "%(count)s phút", count) % {"count": "{}"},
            f"day-{key}": ngettext("%(count)s ngày", "%(count)s ngày", count) % {"count": "{}"},
        }
    return words | {"moment": gettext("dưới 1 phút"), "weekdays": "|".join(gettext(name) for name in formats.WEEKDAYS)}
