"""What is compared?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.progress.queries.comparing import Used

FIRST_YEAR, LAST_YEAR = 1990, 2100


class CompareForm(forms.Form):
    """An indicator over plans, or the plans of one place; years narrow both. What is unknown narrows nothing."""

    chi_so = forms.ChoiceField(label=_("Chỉ số"), required=False)
    noi = forms.ChoiceField(label=_("Nơi"), required=False)
    tu = forms.IntegerField(label=_("Từ năm"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    den = forms.IntegerField(label=_("Đến năm"), required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, *arguments: Any, used: Sequence[Used], places: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["chi_so"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Mọi chỉ số của một nơi")),
            *((one.key, f"{one.code} · {one.name}" if one.code else one.name) for one in used),
        ]
        self.fields["noi"].choices = [("", gettext("Mọi nơi")), *((str(pk), name) for pk, name in places)]  # type: ignore[attr-defined]
        for name in ("tu", "den"):
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        """The first year is not after the last."""
        cleaned = super().clean() or {}
        if cleaned.get("tu") and cleaned.get("den") and cleaned["tu"] > cleaned["den"]:
            self.add_error("den", _("Năm cuối trước năm đầu. Sửa một trong hai."))
        return cleaned

    @property
    def years(self) -> range | None:
        """The years asked for; None for all."""
        first, last = self.cleaned_data.get("tu"), self.cleaned_data.get("den")
        return range(first or FIRST_YEAR, (last or LAST_YEAR) + 1) if first or last else None
