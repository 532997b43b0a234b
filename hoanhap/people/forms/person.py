"""What does an officer type to register and to correct a person?"""

import re
import uuid
from dataclasses import fields, replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.dates import Unreadable, parse_day, today
from hoanhap.kit.forms import REQUIRED, problem_error, unreadable_error
from hoanhap.people.rules import (
    BirthPrecision,
    Employment,
    Marital,
    NoNumberReason,
    Registration,
    SearchText,
    Sex,
    checked,
    countries,
    ethnic_code,
    ethnic_groups,
    name_key,
)
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


class CountryField(forms.CharField):
    """A country typed by its name, with or without accents, or by its ISO code; cleans to the code. A list of names helps (`quoc-gia`)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput({"list": "quoc-gia", "autocomplete": "off"}), max_length=80, **options)

    def to_python(self, value: Any) -> str:
        """Raises ValidationError for what is no country."""
        typed = super().to_python(value)
        if not typed:
            return "VN"
        if typed.upper() in countries():
            return typed.upper()
        key = name_key(typed)
        for language in ("vi", "en"):
            for code, name in countries(language).items():
                if name_key(name) == key:
                    return code
        raise ValidationError(gettext("Không có nước nào tên “%(typed)s”. Chọn trong danh sách.") % {"typed": typed}, code="country")

    def prepare_value(self, value: Any) -> Any:
        """The name of a code."""
        return countries().get(value, value)


class EthnicityField(forms.CharField):
    """One of the 54 groups typed by its name, with or without accents, or by its code; cleans to the code. A list helps (`dan-toc`)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput({"list": "dan-toc", "autocomplete": "off"}), max_length=40, **options)

    def to_python(self, value: Any) -> str:
        """Raises ValidationError for what is none of them."""
        typed = super().to_python(value) or ""
        if typed and not ethnic_code(typed):
            raise ValidationError(
                gettext("Không có dân tộc “%(typed)s” trong danh mục 54 dân tộc. Chọn trong danh sách.") % {"typed": typed},
                code="ethnicity",
            )
        return ethnic_code(typed)

    def prepare_value(self, value: Any) -> Any:
        """The name of a code."""
        return ethnic_groups().get(value, value)


class PersonForm(forms.Form):
    """Who somebody is: what registration asks for and what may be corrected later."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=400, error_messages=REQUIRED)
    birth_date = BirthField(label=_("Ngày sinh"), required=False, help_text=_("Chỉ biết năm thì gõ năm: 1985; không rõ thì để trống."))
    sex = forms.ChoiceField(label=_("Giới tính"), widget=forms.RadioSelect, error_messages=REQUIRED)
    id_number = forms.CharField(label=_("Số định danh"), required=False, max_length=40)
    number_reason = forms.CharField(
        label=_("Vì sao số vẫn đúng"),
        required=False,
        max_length=300,
        help_text=_("Đã đối chiếu với giấy gốc: ghi điều thấy trên giấy, ví dụ đã xác định lại giới tính."),
    )
    no_number_reason = forms.ChoiceField(label=_("Không có số vì"), required=False)
    address_line = forms.CharField(label=_("Số nhà, đường, tổ"), required=False, max_length=200)
    other_name = forms.CharField(
        label=_("Tên gọi khác"),
        required=False,
        max_length=400,
        help_text=_("Nhiều tên thì cách nhau bằng dấu chấm phẩy; tên nào cũng tìm được."),
    )
    nationality = CountryField(label=_("Quốc tịch"), required=False)
    ethnicity = EthnicityField(label=_("Dân tộc"), required=False)
    religion = forms.CharField(label=_("Tôn giáo"), required=False, max_length=60)
    birth_place = forms.CharField(label=_("Nơi sinh, quê quán"), required=False, max_length=200)
    education = forms.CharField(label=_("Trình độ học vấn"), required=False, max_length=60)
    occupation = forms.CharField(label=_("Nghề nghiệp"), required=False, max_length=120)
    employment = forms.ChoiceField(label=_("Việc làm"), required=False)
    workplace = forms.CharField(label=_("Nơi làm việc, học tập"), required=False, max_length=200)
    marital = forms.ChoiceField(label=_("Tình trạng hôn nhân"), required=False)
    policy_group = forms.CharField(label=_("Đối tượng chính sách"), required=False, max_length=120)
    phone = forms.CharField(label=_("Điện thoại"), required=False, max_length=30)
    contact_name = forms.CharField(label=_("Người thân"), required=False, max_length=400)
    contact_relation = forms.CharField(label=_("Quan hệ"), required=False, max_length=40)
    contact_phone = forms.CharField(label=_("Điện thoại người thân"), required=False, max_length=30)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sex"].choices = [(sex.value, gettext(sex.label)) for sex in Sex]  # type: ignore[attr-defined]
        reasons = [(reason.value, gettext(reason.label)) for reason in NoNumberReason]
        self.fields["no_number_reason"].choices = [("", gettext("chưa ghi")), *reasons]  # type: ignore[attr-defined]
        for field, words in (("employment", Employment), ("marital", Marital)):
            self.fields[field].choices = [("", gettext("chưa ghi")), *((one.value, gettext(one.label)) for one in words)]  # type: ignore[attr-defined]
        for name in ("full_name", "birth_date", "id_number", "address_line", "other_name", "phone", "contact_name", "contact_phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        for name in ("birth_date", "id_number", "phone", "contact_phone"):
            self.fields[name].widget.attrs["inputmode"] = "tel" if name.endswith("phone") else "numeric"
        self.fields["birth_date"].widget.attrs["placeholder"] = "12/06/1985"

    @property
    def country_names(self) -> list[str]:
        """What the field «Quốc tịch» proposes."""
        return list(countries().values())

    @property
    def ethnic_names(self) -> list[str]:
        """What the field «Dân tộc» proposes."""
        return list(ethnic_groups().values())

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
        own = {field.name for field in fields(Registration)} - {"full_name", "commune_id", "birth_date", "number_confirmed"}
        return Registration(
            data.get("full_name", ""),
            data.get("commune", 0),
            birth_date=birth_date,
            birth_precision=precision,
            number_confirmed=bool(data.get("number_reason", "").strip()),
            permanent_unit_id=unit.pk if unit is not None else None,
            **{name: data[name] for name in own if name in data},
        )


class CorrectionForm(PersonForm):
    """Corrections of a registered person. The number that stands there already has been compared with the paper.

    The form sends back what it was opened with (Django's hidden initials), so that only what the officer changed is saved and a
    correction by somebody else in between is seen.
    """

    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "seen_version"

    @classmethod
    def initial_of(cls, person: Any) -> dict[str, Any]:
        """What the form of a person begins with."""
        plain = {name: getattr(person, name) for name in cls.base_fields if name not in {"birth_date", "seen_version"}}
        return plain | {"birth_date": person.birth_text, "seen_version": person.version}

    @property
    def seen(self) -> SafeString:
        """The hidden initials of all fields."""
        return format_html_join("", "{}", ((field.as_hidden(only_initial=True),) for field in self if not field.is_hidden))

    def resumed(self, person: Any) -> "CorrectionForm":
        """The same form on the person as it is now: what the officer changed stays typed, everything else is read anew."""
        fresh = type(self)(initial=self.initial_of(person))
        data = QueryDict(mutable=True)
        for field in fresh:
            now = field.value()
            data[field.html_name] = (
                str(self.data.get(field.html_name, "")) if field.name in self.edited else "" if now is None else str(now)
            )
            data[field.html_initial_name] = "" if now is None else str(now)
        return type(self)(data, initial=self.initial_of(person))

    @property
    def edited(self) -> list[str]:
        """The fields that the officer changed."""
        return [name for name in self.changed_data if name != "seen_version"]

    def clashes(self, person: Any) -> list[tuple[Any, str, str]]:
        """Label, typed and saved text of the fields that the officer changed and that are not what they were when the form was opened."""
        now = type(self)(initial=self.initial_of(person))
        found = []
        for name in self.edited:
            typed, kept = str(self.data.get(name, "")), str(now[name].value() or "")
            if str(self.data.get(self[name].html_initial_name, "")) != kept and typed != kept:
                words = dict(getattr(self.fields[name], "choices", ()))
                found.append((self.fields[name].label, str(words.get(typed, typed)), str(words.get(kept, kept))))
        return found

    def registration(self) -> Registration:
        """A doubt is raised only about a number that is typed anew."""
        found = super().registration()
        return replace(found, number_confirmed=found.number_confirmed or "id_number" not in self.changed_data)

    def changes(self) -> dict[str, object]:
        """The fields that were changed, as services.update_person wants them."""
        data = {name: self.cleaned_data[name] for name in self.edited}
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

    MORE = (
        "permanent_unit", "permanent_line", "other_name", "nationality", "ethnicity", "religion", "birth_place", "education", "occupation",
        "employment", "workplace", "marital", "policy_group", "phone", "contact_name", "contact_relation", "contact_phone",
    )  # fmt: skip
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
        return any(field.errors or (field.value() and field.name != "nationality") for field in self.more)

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
            "nationality": "VN",
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
        """Whether the fields still hold what was taken from the search box (so that the next search may refill them), and nothing else."""
        filled = ("full_name", "birth_date", "id_number")
        others = set(cls.base_fields) - {*filled, "commune", "nationality", "request_key", "taken"}
        if any(str(posted.get(name, "")).strip() for name in others):
            return False
        return cls.mark(*(str(posted.get(name, "")) for name in filled)) == posted.get("taken", "")
