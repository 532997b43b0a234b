"""How is a unit typed into a form, and what does an entered organisation need?"""

from datetime import date
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.dates import today
from hoanhap.kit.errors import Problem
from hoanhap.kit.forms import REQUIRED, DayField, problem_error
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.units import queries
from hoanhap.units.rules import ENTERED_KINDS, Level


class UnitInput(forms.TextInput):
    """A text input with a list of units below it that follows what is typed. Without scripts it is a plain text input."""

    template_name = "units/unit_input.html"

    def __init__(self, level: Level | None = None) -> None:
        super().__init__()
        self.level = level

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The address of the suggestions, which sends back options for the list."""
        context = super().get_context(name, value, {"autocomplete": "off", **(attrs or {})})
        options = f"{reverse_lazy('unit_options')}?o={name}" + (f"&cap={self.level}" if self.level else "")
        return context | {"options_url": options, "list_id": f"{context['widget']['attrs'].get('id', name)}-goi-y"}


class UnitField(forms.CharField):
    """A typed unit name that cleans to the unit (or None when empty and not required).

    `on` is the day on which the name is meant (today unless set; a form may set `fields["…"].on` before it validates).
    """

    def __init__(self, *, level: Level | None = None, on: date | None = None, **options: Any) -> None:
        self.level, self.on = level, on
        options.setdefault("widget", UnitInput(level))
        options.setdefault("error_messages", REQUIRED)
        super().__init__(max_length=200, **options)

    def prepare_value(self, value: Any) -> Any:
        """Show a unit as the text that means it."""
        return queries.label_of(value, self.on or today()) if hasattr(value, "named_on") else value

    def clean(self, value: Any) -> Any:
        """Raises ValidationError when no unit or more than one fits; the message names what to type."""
        typed = super().clean(value)
        if not typed:
            return None
        on = self.on or today()
        found = queries.resolve(typed, on, level=self.level)
        if found.only is not None:
            return found.only
        raise problem_error(_several(typed, found) if found.matches else _none(typed, on, found))


def _several(typed: str, found: queries.Resolution) -> Problem:
    labels = "; ".join(match.label for match in found.matches[:5]) + (" …" if len(found.matches) > 5 else "")
    return Problem(
        "unit_ambiguous",
        N_("Có %(count)s đơn vị tên “%(typed)s”."),
        "%(labels)s",
        N_("Ghi thêm tên tỉnh sau dấu phẩy, hoặc chọn trong danh sách."),
        params={"count": len(found.matches), "typed": typed, "labels": labels},
    )


def _none(typed: str, on: date, found: queries.Resolution) -> Problem:
    if not found.other_times:
        return Problem(
            "unit_unknown",
            N_("Không có đơn vị nào tên “%(typed)s”."),
            remedy=N_("Xem lại chính tả, hoặc bỏ chữ phường, xã rồi chọn trong danh sách."),
            params={"typed": typed},
        )
    then = found.other_times[0]
    today_names = ", ".join(unit.full_name for unit in queries.current_successors(then.unit.pk))
    return Problem(
        "unit_not_then",
        N_("Ngày %(day)s không có %(name)s."),
        N_("Nơi này nay là: %(now)s."),
        N_("Ghi tên đơn vị của ngày đó."),
        params={"day": f"{on:%d/%m/%Y}", "name": then.label, "now": today_names},
    )


class UnitSearchForm(forms.Form):
    """The search box and the day of the unit pages."""

    q = forms.CharField(required=False, max_length=200, label=_("Tên đơn vị"), strip=True)
    ngay = DayField(required=False, label=_("Như ngày"))


class OrganisationForm(forms.Form):
    """An organisation that no source lists."""

    kind = forms.ChoiceField(label=_("Loại"), error_messages=REQUIRED)
    name = forms.CharField(label=_("Tên đầy đủ"), max_length=200, error_messages=REQUIRED)
    since = DayField(label=_("Ngày đầu tiên"), required=False, help_text=_("Bỏ trống nếu chưa rõ."))
    last_day = DayField(label=_("Ngày cuối cùng"), required=False, help_text=_("Bỏ trống nếu đang hoạt động."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [(kind.value, gettext(kind.label)) for kind in ENTERED_KINDS]  # type: ignore[attr-defined]
