"""What does an officer type to register and to correct a person?"""

import re
import uuid
from dataclasses import fields, replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.dates import Unreadable, parse_day, today
from hoanhap.kit.forms import REQUIRED, problem_error, unreadable_error
from hoanhap.people.rules import BirthPrecision, NoNumberReason, Registration, SearchText, Sex, checked, name_key
from hoanhap.units.forms import UnitField
from hoanhap.units.rules import Level


class BirthField(forms.Field):
    """A birth date as far as it is known: `12/06/1985`, `06/1985` or `1985`; cleans to (first day, precision)."""

    def to_python(self, value: Any) -> tuple[date | None, str]:
        """Raises ValidationError when there is no such day."""
        typed = str(value or "").strip()
        if not typed:
            return None, BirthPrecision.UNKNOWN.value
        if re.fullmatch(r"\d{4}", typed):
            return self._first(int(typed), 1), BirthPrecision.YEAR.value
        if match := re.fullmatch(r"(\d{1,2})[/.\-](\d{4})", typed):
            return self._first(int(match[2]), int(match[1])), BirthPrecision.MONTH.value
        try:
            return parse_day(typed, today=today()), BirthPrecision.DAY.value
        except Unreadable as unreadable:
            raise unreadable_error(unreadable, "birth") from None

    @staticmethod
    def _first(year: int, month: int) -> date:
        try:
            return date(year, month, 1)
        except ValueError:
            raise ValidationError(gettext("Không có tháng hoặc năm này. Gõ lại, ví dụ 06/1985 hoặc 1985."), code="birth") from None


class PersonForm(forms.Form):
    """Who somebody is: what registration asks for and what may be corrected later."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=400, error_messages=REQUIRED)
    birth_date = BirthField(label=_("Ngày sinh"), required=False, help_text=_("Chỉ biết năm thì gõ năm: 1985; không rõ thì để trống."))
    sex = forms.ChoiceField(label=_("Giới tính"), widget=forms.RadioSelect, error_messages=REQUIRED)
    id_number = forms.CharField(label=_("Số định danh"), required=False, max_length=40)
    number_confirmed = forms.BooleanField(label=_("Đã đối chiếu với giấy tờ, số đúng như vậy"), required=False)
    no_number_reason = forms.ChoiceField(label=_("Không có số vì"), required=False)
    address_line = forms.CharField(label=_("Số nhà, đường, tổ"), required=False, max_length=200)
    other_name = forms.CharField(label=_("Tên gọi khác"), required=False, max_length=400)
    occupation = forms.CharField(label=_("Nghề nghiệp"), required=False, max_length=120)
    contact_name = forms.CharField(label=_("Người thân"), required=False, max_length=400)
    contact_relation = forms.CharField(label=_("Quan hệ"), required=False, max_length=40)
    contact_phone = forms.CharField(label=_("Điện thoại người thân"), required=False, max_length=20)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sex"].choices = [(sex.value, gettext(sex.label)) for sex in Sex]  # type: ignore[attr-defined]
        reasons = [(reason.value, gettext(reason.label)) for reason in NoNumberReason]
        self.fields["no_number_reason"].choices = [("", gettext("chưa ghi")), *reasons]  # type: ignore[attr-defined]
        for name in ("full_name", "birth_date", "id_number", "address_line", "other_name", "contact_name", "contact_phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for name in ("birth_date", "id_number", "contact_phone"):
            self.fields[name].widget.attrs["inputmode"] = "tel" if name == "contact_phone" else "numeric"
        self.fields["birth_date"].widget.attrs["placeholder"] = "12/06/1985"

    def clean(self) -> dict[str, Any]:
        """The rules' objections beside those of shape, so that everything wrong is said at once."""
        for problem in checked(self.registration(), today=today())[1]:
            field = problem.field if problem.field in self.fields else None
            if field not in self.errors:
                self.add_error(field, problem_error(problem))
        return self.cleaned_data

    def registration(self) -> Registration:
        """The form as the rules and services want it; what has no right shape yet is left out."""
        data = self.cleaned_data
        birth_date, precision = data.get("birth_date") or (None, BirthPrecision.UNKNOWN.value)
        unit = data.get("permanent_unit")
        own = {field.name for field in fields(Registration)} - {"full_name", "commune_id", "birth_date"}
        return Registration(
            data.get("full_name", ""),
            data.get("commune", 0),
            birth_date=birth_date,
            birth_precision=precision,
            permanent_unit_id=unit.pk if unit is not None else None,
            **{name: data[name] for name in own if name in data},
        )


class CorrectionForm(PersonForm):
    """Corrections of a registered person. The number that stands there already has been compared with the paper."""

    def registration(self) -> Registration:
        """A doubt is raised only about a number that is typed anew."""
        found = super().registration()
        return replace(found, number_confirmed=found.number_confirmed or "id_number" not in self.changed_data)

    def changes(self) -> dict[str, object]:
        """The fields that were changed, as services.update_person wants them."""
        data = {name: self.cleaned_data[name] for name in self.changed_data if name != "number_confirmed"}
        if "birth_date" in data:
            data["birth_date"], data["birth_precision"] = data["birth_date"]
        return data


class RegistrationForm(PersonForm):
    """A new person. `taken` holds what was last taken from the search box, to tell whether the officer has typed here since."""

    commune = forms.TypedChoiceField(label=_("Nơi ở hiện tại"), coerce=int, error_messages=REQUIRED)
    permanent_unit = UnitField(
        label=_("Nơi thường trú"), level=Level.COMMUNE, required=False, help_text=_("Xã, phường; để trống nếu chưa rõ.")
    )
    permanent_line = forms.CharField(label=_("Số nhà, đường, tổ thường trú"), required=False, max_length=200)
    not_duplicate_reason = forms.CharField(
        label=_("Vì sao là người khác"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput)
    taken = forms.CharField(required=False, widget=forms.HiddenInput)

    MORE = ("permanent_unit", "permanent_line", "other_name", "occupation", "contact_name", "contact_relation", "contact_phone")
    """Fields behind «Thêm thông tin»."""

    def __init__(self, *args: Any, communes: list[tuple[int, str]], **options: Any) -> None:
        """`communes`: id and name of the communes that the officer may register in."""
        super().__init__(*args, **options)
        self.fields["commune"].choices = communes  # type: ignore[attr-defined]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields behind «Thêm thông tin»."""
        return [self[name] for name in self.MORE]

    @property
    def more_is_open(self) -> bool:
        """Whether something stands in one of them."""
        return any(field.errors or field.value() for field in self.more)

    @classmethod
    def taken_from(cls, asked: SearchText, typed: str, *, communes: list[tuple[int, str]]) -> "RegistrationForm":
        """A fresh form filled with what the search text says of the person; a name without accents is a search, not a name."""
        words = " ".join(word for word in typed.split() if name_key(word).isalpha())
        name = "" if words.isascii() else words.title() if words == words.lower() else words
        birth = f"{asked.birth_date:%d/%m/%Y}" if asked.birth_date else str(asked.years[0]) if len(asked.years) == 1 else ""
        number = asked.number
        initial = {
            "full_name": name,
            "birth_date": birth,
            "id_number": number,
            "sex": None,
            "commune": communes[0][0] if communes else None,
            "request_key": uuid.uuid4(),
            "taken": cls.mark(name, birth, number),
        }
        return cls(communes=communes, initial=initial)

    @staticmethod
    def mark(name: str, birth: str, number: str) -> str:
        """The three prefilled fields as one text, to compare with what stands there later."""
        return "|".join((name.strip(), birth.strip(), number.strip()))

    @classmethod
    def is_untouched(cls, posted: QueryDict) -> bool:
        """Whether the fields still hold what was taken from the search box (so that the next search may refill them)."""
        return cls.mark(*(str(posted.get(name, "")) for name in ("full_name", "birth_date", "id_number"))) == posted.get("taken", "")
