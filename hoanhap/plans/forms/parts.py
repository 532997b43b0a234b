"""What the forms of plans share: typed numbers, choices in the reader's language, the reason for a change."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.enums import Labelled
from hoanhap.kit.forms import REQUIRED
from hoanhap.plans.rules import (
    Cell,
)


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


def split(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark) if part.strip())


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
    SIZES: dict[str, str] = {}
    """Fields narrower than the line."""

    def groups(self) -> list[tuple[str, list[tuple[forms.BoundField, str]]]]:
        """The visible fields under their titles; what no group names comes last."""
        named = {name for _title, names in self.GROUPS for name in names}
        rest = [field.name for field in self.visible_fields() if field.name not in named]
        listed = [*self.GROUPS, *([(self.fields[rest[0]].label, tuple(rest))] if rest else [])]
        return [(str(title or ""), [(self[name], self.SIZES.get(name, "")) for name in names]) for title, names in listed]

    @property
    def why_text(self) -> str:
        """The typed reason, empty for drafts."""
        return str(self.cleaned_data.get("why", ""))
