"""What narrows a list of people?"""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.people.rules import Sex


class PersonFilter(forms.Form):
    """What narrows the list of people."""

    commune = forms.TypedChoiceField(label=_("Xã, phường"), required=False, coerce=int, empty_value=None)
    sex = forms.ChoiceField(label=_("Giới tính"), required=False)
    born_from = forms.IntegerField(label=_("Sinh từ năm"), required=False, min_value=1900, max_value=2100)
    born_to = forms.IntegerField(label=_("đến năm"), required=False, min_value=1900, max_value=2100)

    def __init__(self, *args: Any, communes: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["commune"].choices = [("", gettext("tất cả")), *communes]  # type: ignore[attr-defined]
        self.fields["sex"].choices = [("", gettext("tất cả")), *((sex.value, gettext(sex.label)) for sex in Sex)]  # type: ignore[attr-defined]

    def apply(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that fit."""
        data = self.cleaned_data
        wanted = Q()
        if data["commune"] is not None:
            wanted &= Q(commune=data["commune"])
        if data["sex"]:
            wanted &= Q(sex=data["sex"])
        if data["born_from"] is not None:
            wanted &= Q(birth_date__gte=date(data["born_from"], 1, 1))
        if data["born_to"] is not None:
            wanted &= Q(birth_date__lte=date(data["born_to"], 12, 31))
        return rows.filter(wanted)
