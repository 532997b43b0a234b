"""What the forms of plans share: typed numbers, choices in the reader's language, the reason for a change."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.enums import Labelled
from hoanhap.kit.forms import REQUIRED
from hoanhap.plans.rules import Cell, Deadline, Span


def choices(labels: type[Labelled]) -> list[tuple[str, str]]:
    return [(value, gettext(label)) for value, label in labels.choices()]


class NumberField(forms.CharField):
    """A number typed the Vietnamese way: `2.536`, `76,5`, `08`."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # a number, not text
        text = super().to_python(value)
        if not text:
            return None
        cell = Cell.read(text)
        if cell.value is None:
            raise ValidationError(
                gettext("“%(text)s” không phải là số. Phần nghìn viết bằng dấu chấm, thập phân bằng dấu phẩy.") % {"text": text},
                code="number",
            )
        return cell.value


def number_text(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")


def typed_span(since: date | None, last: date | None) -> Span | None:
    """The half-open period of a typed first and last day; None while one is missing."""
    return Span(since, last + timedelta(days=1)) if since and last else None


def check_span(form: forms.Form, data: dict[str, Any], since: str, last: str) -> None:
    """Put an error on a form where one of two days is missing or the last comes first."""
    first, end = data.get(since), data.get(last)
    if bool(first) != bool(end) and not {since, last} & form.errors.keys():
        form.add_error(last if first else since, gettext("Có ngày đầu thì phải có ngày cuối. Ghi cả hai, hoặc để trống cả hai."))
    elif first and end and end < first:
        form.add_error(last, gettext("Ngày cuối trước ngày đầu. Sửa một trong hai ngày."))


def span_initial(period: Span | None, prefix: str = "") -> dict[str, Any]:
    """What a form shows of a period."""
    return {f"{prefix}since": period.since if period else None, f"{prefix}last": period.last if period else None}


def due_initial(due: Deadline | None) -> dict[str, Any]:
    """What a form shows of a deadline."""
    return {"due_on": due.on if due else None, "due_exclusive": due.exclusive if due else False, "due_to": due.to if due else ""}


def split(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark) if part.strip())


@dataclass(frozen=True)
class Group:
    """Fields of a form under one title."""

    title: str
    fields: list[tuple[forms.BoundField, str]]
    is_folded: bool = False

    @property
    def filled(self) -> int:
        """How many of its fields say something."""
        return sum(field.value() not in (None, "", False, []) and field.value() != field.field.initial for field, _size in self.fields)

    @property
    def is_open(self) -> bool:
        """Whether its fold is open at once: something in it is wrong."""
        return any(field.errors for field, _size in self.fields)


class ReasonForm(forms.Form):
    """The version seen, and the reason that a change after adoption needs."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        label=_("Lý do điều chỉnh"), max_length=500, error_messages=REQUIRED, help_text=_("Văn bản điều chỉnh, nếu có: số, ngày.")
    )

    def __init__(self, *arguments: Any, needs_reason: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not needs_reason:
            del self.fields["why"]

    GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    """Titles and the fields under them, in order."""
    FOLDED: frozenset[str] = frozenset()
    """First fields of the groups that stay folded while nothing in them is filled or wrong."""
    SIZES: dict[str, str] = {}
    """Fields narrower than the line."""

    def groups(self) -> list["Group"]:
        """The visible fields under their titles; what no group names comes last."""
        named = {name for _title, names in self.GROUPS for name in names}
        rest = [field.name for field in self.visible_fields() if field.name not in named]
        listed = [*self.GROUPS, *([(self.fields[rest[0]].label, tuple(rest))] if rest else [])]
        return [
            Group(str(title or ""), [(self[name], self.SIZES.get(name, "")) for name in names], names[0] in self.FOLDED)
            for title, names in listed
        ]

    @property
    def why_text(self) -> str:
        """The typed reason, empty for drafts."""
        return str(self.cleaned_data.get("why", ""))
