"""How does a typed target become a plain one?"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.forms import REQUIRED
from hoanhap.plans.forms.parts import NumberField, ReasonForm, choices, number_text
from hoanhap.plans.rules import (
    Baseline,
    ChangeIn,
    Comparator,
    Kind,
    Level,
    TargetDoc,
)


class TargetForm(ReasonForm):
    """One target."""

    GROUPS = (
        (_("Chỉ tiêu như văn bản ghi"), ("code", "text", "where", "quote", "kind", "parent", "level")),
        (
            _("Con số"),
            (
                "comparator",
                "value",
                "value_high",
                "printed",
                "unit",
                "counted",
                "population",
                "baseline_text",
                "baseline_value",
                "change_in",
                "each_year",
            ),
        ),
        (_("Gắn với"), ("owner", "indicator", "aspect", "group", "beyond", "note")),
    )
    SIZES = {
        "code": "short",
        "where": "medium",
        "kind": "medium",
        "level": "medium",
        "comparator": "medium",
        "value": "short",
        "value_high": "short",
        "printed": "medium",
        "unit": "short",
        "counted": "short",
        "baseline_value": "short",
        "change_in": "medium",
        "indicator": "short",
    }
    SAME = (
        "code",
        "text",
        "parent",
        "value",
        "value_high",
        "printed",
        "unit",
        "counted",
        "population",
        "each_year",
        "owner",
        "indicator",
        "aspect",
        "group",
        "beyond",
        "where",
        "quote",
        "note",
    )
    """Fields that go into the target as they are."""

    code = forms.RegexField(
        r"^[^\s/]+$", label=_("Mã"), max_length=20, error_messages=REQUIRED | {"invalid": _("Mã không có dấu cách hay dấu gạch chéo.")}
    )
    text = forms.CharField(label=_("Chỉ tiêu"), max_length=500, error_messages=REQUIRED, help_text=_("Một câu ngắn, không có số."))
    kind = forms.ChoiceField(label=_("Loại"))
    parent = forms.ChoiceField(label=_("Trong đó của"), required=False)
    level = forms.ChoiceField(label=_("Mức"))
    comparator = forms.ChoiceField(label=_("So sánh"))
    value = NumberField(label=_("Giá trị"), required=False, help_text=_("60 là 60%; giảm thì ghi số âm."))
    value_high = NumberField(label=_("Cận trên"), required=False, help_text=_("Chỉ cho loại Khoảng."))
    printed = forms.CharField(label=_("Như in"), max_length=100, required=False, help_text=_("06; trên 80%"))
    unit = forms.CharField(label=_("Đơn vị tính"), max_length=50, required=False, help_text=_("người, vụ, hồ sơ, %"))
    counted = forms.CharField(label=_("Tỷ lệ đếm gì"), max_length=50, required=False, help_text=_("Cho tỷ lệ: người, vụ"))
    population = forms.CharField(
        label=_("Trong số"), max_length=500, required=False, help_text=_("Mẫu số của tỷ lệ; các đơn vị của “mỗi”.")
    )
    baseline_text = forms.CharField(label=_("Mốc gốc"), max_length=300, required=False, help_text=_("năm 2022"))
    baseline_value = NumberField(label=_("Số gốc"), required=False)
    change_in = forms.ChoiceField(label=_("Thay đổi tính bằng"))
    each_year = forms.BooleanField(label=_("Số này là của từng năm"), required=False)
    owner = forms.CharField(label=_("Đơn vị thực hiện"), max_length=500, required=False)
    indicator = forms.RegexField(
        r"^[A-Z]{2}[0-9]{2}$",
        label=_("Chỉ số"),
        required=False,
        help_text=_("Mã chỉ số đo chỉ tiêu này: PR04"),
        error_messages={"invalid": _("Mã chỉ số gồm hai chữ hoa và hai chữ số, ví dụ PR04.")},
    )
    aspect = forms.CharField(label=_("Khía cạnh"), max_length=100, required=False, help_text=_("Phân biệt hai chỉ tiêu cùng chỉ số."))
    group = forms.CharField(label=_("Nhóm"), max_length=200, required=False, help_text=_("Tổng mà các chỉ tiêu cùng cộng vào."))
    beyond = forms.ChoiceField(label=_("Phấn đấu vượt chỉ tiêu"), required=False)
    where = forms.CharField(label=_("Chỗ ghi"), max_length=100, error_messages=REQUIRED, help_text=_("mục II"))
    quote = forms.CharField(
        label=_("Câu trích"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}), help_text=_("Nguyên văn.")
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=1000, required=False)

    def __init__(self, *arguments: Any, others: Iterable[TargetDoc], **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, labels in (("kind", Kind), ("level", Level), ("comparator", Comparator), ("change_in", ChangeIn)):
            self.fields[name].choices = choices(labels)  # type: ignore[attr-defined]
        names = [("", "–"), *((other.code, f"{other.code} · {other.text}"[:90]) for other in others)]
        self.fields["parent"].choices = self.fields["beyond"].choices = names  # type: ignore[attr-defined]

    def apply(self, before: TargetDoc | None) -> TargetDoc:
        """The target as typed; what the form does not show (mentions, own period, deadline) stays."""
        data = self.cleaned_data
        base = before or TargetDoc(code="", text="", kind=Kind.COUNT, where="")
        baseline = Baseline(data["baseline_text"], data["baseline_value"]) if data["baseline_text"] else None
        return replace(
            base,
            **{name: data[name] for name in TargetForm.SAME},
            kind=Kind(data["kind"]),
            level=Level(data["level"]),
            comparator=Comparator(data["comparator"]),
            change_in=ChangeIn(data["change_in"]),
            baseline=baseline,
        )

    @staticmethod
    def initial_of(target: TargetDoc) -> dict[str, Any]:
        """What the form shows of a target."""
        shown = {name: getattr(target, name) for name in TargetForm.base_fields if hasattr(target, name)}
        numbers = {name: number_text(getattr(target, name)) for name in ("value", "value_high")}
        choices = {name: getattr(target, name).value for name in ("kind", "level", "comparator", "change_in")}
        base = target.baseline
        return (
            shown
            | numbers
            | choices
            | {"baseline_text": base.text if base else "", "baseline_value": number_text(base.value) if base else ""}
        )
