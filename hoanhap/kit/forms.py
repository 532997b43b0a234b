"""How do forms read Vietnamese days and times, and how do the refusals of services come back to them?"""

from collections.abc import Iterable
from datetime import date
from datetime import time as Time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.dates import Unreadable, parse_day, parse_time, today
from hoanhap.kit.errors import Problem
from hoanhap.kit.formats import citation


def told(problem: Problem) -> Problem:
    """The problem with its texts filled and in the reader's language."""
    params = {name: _in_words(value) if isinstance(value, str) else value for name, value in problem.params.items()}
    what, why, remedy = (gettext(text) if text else "" for text in (problem.what, problem.why, problem.remedy))
    if params:
        what, why = what % params, why % params
    return Problem(problem.code, what, why, remedy, _in_words(problem.article), problem.field)


def _in_words(text: str) -> str:
    return citation(gettext(text)) if text else ""


def problem_error(problem: Problem) -> ValidationError:
    """A problem as a form error that keeps its parts (attribute `problem`), with its texts in the reader's language."""
    words = told(problem)
    error = ValidationError(str(words), code=problem.code)
    error.problem = words  # type: ignore[attr-defined]  # read by kit.templatetags
    return error


def unreadable_error(unreadable: Unreadable, code: str) -> ValidationError:
    """Typed text that is no day or time, as a form error in the reader's language."""
    return ValidationError(gettext(unreadable.message) % {"typed": unreadable.typed}, code=code)


def add_problems(form: forms.BaseForm, problems: Iterable[Problem]) -> None:
    """Put the problems of a `Refused` on the fields they name, the others on the whole form."""
    for problem in problems:
        form.add_error(problem.field if problem.field in form.fields else None, problem_error(problem))


class DayInput(forms.DateInput):
    """A typed day; `data-day` switches on the shorthands in the browser."""

    input_type = "text"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"data-day": "", "inputmode": "numeric", "autocomplete": "off", "placeholder": "23/11/2026", **(attrs or {})}, format="%d/%m/%Y"
        )


class DayField(forms.Field):
    """A day typed as 23/11/2026, 23112026, 23/11, `h` or `-1`."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value
        try:
            return parse_day(str(value), today=today())
        except Unreadable as unreadable:
            raise unreadable_error(unreadable, "day") from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


class TimeInput(forms.TimeInput):
    """A typed time of day."""

    input_type = "text"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "placeholder": "08:15", **(attrs or {})}, format="%H:%M")


class TimeField(forms.Field):
    """A time typed as 08:15, 8h15 or 0815."""

    widget = TimeInput

    def to_python(self, value: Any) -> Time | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Time):
            return value
        try:
            return parse_time(str(value))
        except Unreadable as unreadable:
            raise unreadable_error(unreadable, "time") from None

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, Time) else value


REQUIRED = {"required": _("Ô này còn trống. Điền rồi lưu lại.")}
"""Error message of required fields."""


class QuickSelect(forms.Select):
    """A select that writes its options itself: for a hundred communes Django's template per option costs more than the page."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """The same HTML as Django's, options grouped where they have a group."""
        chosen = set(self.format_value(value))
        parts = []
        for label, options in self.choices:
            if isinstance(options, (list, tuple)):
                parts.append(format_html('<optgroup label="{}">{}</optgroup>', label, self._options(options, chosen)))
            else:
                parts.append(self._options([(label, options)], chosen))
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), SafeString("".join(parts))
        )

    def _options(self, options: Iterable[tuple[Any, Any]], chosen: set[str]) -> SafeString:
        rows = ((value, SafeString(" selected") if str(value) in chosen else "", label) for value, label in options)
        return format_html_join("", '<option value="{}"{}>{}</option>', rows)
