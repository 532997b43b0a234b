"""What does an officer type about papers, addresses, family, picture and past of a person, and health staff about health?"""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.dates import FOREVER
from hoanhap.kit.enums import Labelled
from hoanhap.kit.forms import REQUIRED, DayField
from hoanhap.people.forms.person import BirthField
from hoanhap.people.rules import (
    AddressData,
    AddressKind,
    BackgroundData,
    BirthPrecision,
    IdentityPaperKind,
    PaperData,
    PastMeasureData,
    PastMeasureKind,
    Relation,
    RelativeData,
    Route,
    StableGround,
    Substance,
)
from hoanhap.people.rules.health import LENGTH, Frequency, HealthData, Illness
from hoanhap.units.forms import UnitField
from hoanhap.units.rules import Level


def options(words: type[Labelled], blank: str = "") -> list[tuple[str, str]]:
    """The choices of a list in the reader's language; `blank` (already translated) first when it is given."""
    return [*([("", blank)] if blank else []), *((word.value, gettext(word.label)) for word in words)]


class PartForm(forms.Form):
    """A small form of the page «Nhân thân»: it knows the version of the person that it was opened with."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    CHOICES: dict[str, tuple[type[Labelled], Any]] = {}
    """Field to its list of words and the text of no choice."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        for name, (words, blank) in self.CHOICES.items():
            self.fields[name].choices = options(words, str(blank) if blank else "")  # type: ignore[attr-defined]

    def seen_again(self, version: int) -> None:
        """Go on with what was typed, on the person as it is now: the next saving is against this version."""
        data = cast(QueryDict, self.data).copy()
        data["seen_version"] = str(version)
        self.data = data

    def data_of(self) -> Any:
        """The typed values as the services want them."""
        raise NotImplementedError


class PaperForm(PartForm):
    """An identity paper."""

    CHOICES = {"kind": (IdentityPaperKind, _("chọn loại giấy tờ"))}
    kind = forms.ChoiceField(label=_("Loại giấy tờ"), error_messages=REQUIRED)
    number = forms.CharField(label=_("Số giấy tờ"), max_length=60, error_messages=REQUIRED, widget=forms.TextInput({"autocomplete": "off"}))
    doubt_reason = forms.CharField(
        label=_("Vì sao số vẫn đúng"),
        required=False,
        max_length=300,
        help_text=_("Chỉ ghi khi số khác giới tính, năm sinh, tỉnh hoặc có trong hồ sơ khác mà đã đối chiếu với giấy gốc."),
    )
    issued_on = DayField(label=_("Ngày cấp"), required=False)
    issued_by = forms.CharField(label=_("Nơi cấp"), required=False, max_length=120)
    expires_on = DayField(label=_("Có giá trị đến"), required=False, help_text=_("Để trống nếu không thời hạn hoặc chưa rõ."))

    def data_of(self) -> PaperData:
        """The paper."""
        return PaperData(**{name: value for name, value in self.cleaned_data.items() if name != "seen_version"})


class AddressForm(PartForm):
    """A dated address. The unit is read as of the first day, else the last, else today: former units are found too."""

    CHOICES = {
        "kind": (AddressKind, _("chọn loại địa chỉ")),
        "ground": (StableGround, _("chưa xác minh")),
    }
    kind = forms.ChoiceField(label=_("Loại địa chỉ"), error_messages=REQUIRED)
    since = DayField(label=_("Từ ngày"), required=False, help_text=_("Để trống nếu không rõ."))
    last_day = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống nếu đang ở, đang đăng ký."))
    unit = UnitField(label=_("Xã, phường"), level=Level.COMMUNE, help_text=_("Tên của thời gian đó; xã, phường cũ cũng được."))
    line = forms.CharField(label=_("Số nhà, đường, tổ"), required=False, max_length=200)
    ground = forms.ChoiceField(
        label=_("Nơi cư trú ổn định"), required=False, help_text=_("Chỉ xác minh cho nơi ở hiện tại (Điều 58 NĐ 163/2026).")
    )
    verified_on = DayField(label=_("Ngày xác minh"), required=False)

    def clean_since(self) -> date | None:
        """The name of the unit is meant on this day."""
        since: date | None = self.cleaned_data["since"]
        self.fields["unit"].on = since  # type: ignore[attr-defined]
        return since

    def clean_last_day(self) -> date | None:
        """Else on the last one."""
        last: date | None = self.cleaned_data["last_day"]
        if self.fields["unit"].on is None:  # type: ignore[attr-defined]
            self.fields["unit"].on = last  # type: ignore[attr-defined]
        return last

    def data_of(self) -> AddressData:
        """The address, half-open."""
        data, last = self.cleaned_data, self.cleaned_data["last_day"]
        until = FOREVER if last is None else date.fromordinal(last.toordinal() + 1)
        return AddressData(data["kind"], data["unit"].pk, data["line"], data["since"], until, data["ground"], data["verified_on"])


class RelativeForm(PartForm):
    """A member of the family or a guardian."""

    CHOICES = {"relation": (Relation, _("chọn quan hệ"))}
    full_name = forms.CharField(
        label=_("Họ và tên"), max_length=400, error_messages=REQUIRED, widget=forms.TextInput({"autocomplete": "off"})
    )
    relation = forms.ChoiceField(label=_("Quan hệ"), error_messages=REQUIRED)
    stands_for = forms.BooleanField(label=_("Là người đại diện của người này"), required=False)
    birth_year = forms.IntegerField(
        label=_("Năm sinh"),
        required=False,
        min_value=1850,
        max_value=2200,
        error_messages={
            "invalid": _("Năm sinh gồm 4 chữ số."),
            "min_value": _("Năm sinh gồm 4 chữ số."),
            "max_value": _("Năm sinh gồm 4 chữ số."),
        },
    )
    phone = forms.CharField(label=_("Điện thoại"), required=False, max_length=30, widget=forms.TextInput({"inputmode": "tel"}))
    occupation = forms.CharField(label=_("Nghề nghiệp"), required=False, max_length=120)
    address_line = forms.CharField(label=_("Nơi ở"), required=False, max_length=200)
    since = DayField(label=_("Từ ngày"), required=False, help_text=_("Ngày bắt đầu giám hộ, đại diện, kết hôn; để trống nếu không cần."))
    last_day = DayField(label=_("Đến hết ngày"), required=False, help_text=_("Ghi khi không còn là người thân, người đại diện."))

    def data_of(self) -> RelativeData:
        """The relative, half-open."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in {"seen_version", "last_day"}}
        last = self.cleaned_data["last_day"]
        return RelativeData(**data, until=FOREVER if last is None else date.fromordinal(last.toordinal() + 1))


class PhotoForm(PartForm):
    """A picture."""

    image = forms.FileField(
        label=_("Ảnh"),
        error_messages={"required": _("Chưa chọn ảnh."), "empty": _("Tệp ảnh rỗng. Chọn ảnh khác.")},
        help_text=_("JPEG, PNG hoặc WebP, không quá 5 MB. Ảnh được thu nhỏ; nơi chụp, máy chụp bị bỏ đi."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    taken_on = DayField(label=_("Ngày chụp"), required=False)


class BackgroundForm(PartForm):
    """Items 12 to 16 of form 33."""

    CHOICES = {"substances": (Substance, ""), "routes": (Route, "")}
    substances = forms.MultipleChoiceField(label=_("Chất đã sử dụng"), required=False, widget=forms.CheckboxSelectMultiple)
    other_substance = forms.CharField(
        label=_("Tên khác của chất"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"list": "ten-long", "autocomplete": "off"}),
        help_text=_("Tên ngoài đời: ma túy đá, thuốc lắc, cỏ Mỹ, tem giấy, bùa lưỡi, bóng cười, khat…"),
    )
    routes = forms.MultipleChoiceField(label=_("Cách sử dụng"), required=False, widget=forms.CheckboxSelectMultiple)
    first_use = BirthField(
        label=_("Sử dụng lần đầu"), required=False, help_text=_("Biết đến đâu ghi đến đó: 12/06/2020, 06/2020 hoặc 2020.")
    )
    first_detected_on = DayField(label=_("Bị phát hiện lần đầu"), required=False)
    criminal_record = forms.CharField(label=_("Tiền án"), required=False, max_length=400, widget=forms.Textarea({"rows": 2}))
    administrative_record = forms.CharField(label=_("Tiền sự"), required=False, max_length=400, widget=forms.Textarea({"rows": 2}))

    def data_of(self) -> BackgroundData:
        """The background."""
        data = self.cleaned_data
        first, precision = data["first_use"] or (None, BirthPrecision.UNKNOWN.value)
        texts = {name: data[name] for name in ("criminal_record", "administrative_record", "other_substance", "first_detected_on")}
        return BackgroundData(
            **texts, substances=tuple(data["substances"]), routes=tuple(data["routes"]), first_use=first, first_use_precision=precision
        )


class PastMeasureForm(PartForm):
    """A measure from before the register knew the person."""

    CHOICES = {"kind": (PastMeasureKind, _("chọn biện pháp"))}
    kind = forms.ChoiceField(label=_("Biện pháp"), error_messages=REQUIRED)
    place = forms.CharField(label=_("Nơi thực hiện"), required=False, max_length=200)
    since = DayField(label=_("Từ ngày"), required=False)
    until = DayField(label=_("Đến ngày"), required=False)
    completed = forms.TypedChoiceField(
        label=_("Kết quả"), required=False, coerce=lambda text: {"yes": True, "no": False}.get(text), empty_value=None
    )

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["completed"].choices = [  # type: ignore[attr-defined]
            ("", gettext("chưa rõ")), ("yes", gettext("đã hoàn thành")), ("no", gettext("chưa hoàn thành")),
        ]  # fmt: skip

    def data_of(self) -> PastMeasureData:
        """The measure."""
        return PastMeasureData(**{name: value for name, value in self.cleaned_data.items() if name != "seen_version"})


def _number(label: Any, least: int, most: int) -> forms.IntegerField:
    words = {"invalid": _("Gõ một số."), "min_value": _("Số này nhỏ quá."), "max_value": _("Số này lớn quá.")}
    return forms.IntegerField(label=label, required=False, min_value=least, max_value=most, error_messages=words)


class HealthForm(PartForm):
    """Part III of form 17."""

    CHOICES = {"illnesses": (Illness, ""), "family_violence": (Frequency, _("không, chưa rõ"))}
    needs_support = forms.BooleanField(
        label=_("Cần hỗ trợ y tế"), required=False, help_text=_("Chỉ dòng này hiện cho cán bộ khác khi tiếp xúc với người này.")
    )
    illnesses = forms.MultipleChoiceField(label=_("Bệnh đang có"), required=False, widget=forms.CheckboxSelectMultiple)
    illness_note = forms.CharField(label=_("Ghi chú về bệnh"), required=False, max_length=LENGTH)
    mental_illness = forms.CharField(label=_("Bệnh tâm thần"), required=False, max_length=LENGTH)
    family_history = forms.CharField(label=_("Bệnh trong gia đình"), required=False, max_length=LENGTH)
    family_violence = forms.ChoiceField(label=_("Bạo lực gia đình"), required=False)
    height_cm = _number(_("Chiều cao (cm)"), 40, 250)
    weight_kg = forms.DecimalField(
        label=_("Cân nặng (kg)"),
        required=False,
        min_value=2,
        max_value=400,
        max_digits=4,
        decimal_places=1,
        localize=True,
        error_messages={"invalid": _("Gõ một số, ví dụ 56,5."), "max_decimal_places": _("Một chữ số sau dấu phẩy là đủ.")},
    )
    pulse = _number(_("Mạch (lần/phút)"), 20, 250)
    pressure_high = _number(_("Huyết áp, số trên"), 40, 300)
    pressure_low = _number(_("Huyết áp, số dưới"), 20, 200)
    chronic_disease = forms.CharField(label=_("Bệnh mạn tính"), required=False, max_length=LENGTH)
    physical_signs = forms.CharField(label=_("Biểu hiện thể chất"), required=False, max_length=LENGTH)
    mental_signs = forms.CharField(label=_("Biểu hiện tâm thần"), required=False, max_length=LENGTH)

    def data_of(self) -> HealthData:
        """The sheet."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "seen_version"}
        return HealthData(**data | {"illnesses": tuple(data["illnesses"])})


class HealthStartForm(forms.Form):
    """Whose sheet: the register code, from the paper that came with the person."""

    code = forms.CharField(label=_("Mã hồ sơ"), max_length=20, error_messages=REQUIRED, help_text=_("Ví dụ HN-26-004127."))

    def clean_code(self) -> str:
        """The code in its own spelling. Raises ValidationError for what is none."""
        typed: str = self.cleaned_data["code"].strip().upper()
        if not typed.startswith("HN-"):
            raise ValidationError(gettext("Mã hồ sơ có dạng HN-26-004127."), code="code")
        return typed
