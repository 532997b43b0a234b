"""How does a typed target become a plain one?"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.forms import REQUIRED, DayField
from hoanhap.plans.forms.parts import (
    NumberField,
    ReasonForm,
    check_span,
    choices,
    due_initial,
    number_text,
    span_initial,
    split,
    typed_span,
)
from hoanhap.plans.rules import (
    Baseline,
    ChangeIn,
    Comparator,
    Deadline,
    Kind,
    Level,
    OwnerSide,
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
                "numerator",
                "population",
                "each_year",
            ),
        ),
        (_("So với mốc gốc"), ("baseline_text", "baseline_value", "baseline_since", "baseline_last", "baseline_source", "change_in")),
        (_("Ai làm, đo bằng gì"), ("owner", "owner_side", "indicator", "measure_name", "evidence", "aspect", "groups_text")),
        (_("Kỳ và hạn riêng"), ("since", "last", "due_on", "due_exclusive", "due_to")),
        (_("Gắn với chỉ tiêu khác"), ("group", "beyond", "note")),
    )
    FOLDED = frozenset({"baseline_text", "since", "group"})
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
        "owner_side": "medium",
        "indicator": "short",
    }
    CHOICES = {"kind": Kind, "level": Level, "comparator": Comparator, "change_in": ChangeIn, "owner_side": OwnerSide}
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
        "numerator",
        "evidence",
        "measure_name",
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
    numerator = forms.CharField(label=_("Tử số"), max_length=500, required=False, help_text=_("Của tỷ lệ: đếm những gì, bằng chữ."))
    baseline_value = NumberField(label=_("Số gốc"), required=False)
    baseline_since = DayField(label=_("Số gốc từ ngày"), required=False)
    baseline_last = DayField(label=_("Số gốc đến hết ngày"), required=False)
    baseline_source = forms.CharField(label=_("Nguồn số gốc"), max_length=500, required=False)
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
    owner_side = forms.ChoiceField(label=_("Thuộc ngành"), required=False)
    measure_name = forms.CharField(
        label=_("Chỉ số mới"),
        max_length=200,
        required=False,
        help_text=_("Khi chưa có mã chỉ số: đặt một tên. Hai kế hoạch dùng cùng tên là cùng chỉ số."),
    )
    evidence = forms.CharField(
        label=_("Minh chứng"), max_length=1000, required=False, help_text=_("Cho chỉ tiêu không có số: lấy gì để biết đã đạt.")
    )
    groups_text = forms.CharField(
        label=_("Các nhóm đo riêng"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Mỗi nhóm một dòng: xã; trường học; khu công nghiệp."),
    )
    since = DayField(label=_("Từ ngày"), required=False, help_text=_("Chỉ ghi khi khác kỳ của kế hoạch."))
    last = DayField(label=_("Đến hết ngày"), required=False)
    due_on = DayField(label=_("Hạn"), required=False)
    due_exclusive = forms.BooleanField(label=_("Viết “trước ngày”: ngày cuối là hôm trước"), required=False)
    due_to = forms.CharField(label=_("Gửi cho"), max_length=300, required=False)
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
        for name, labels in TargetForm.CHOICES.items():
            self.fields[name].choices = choices(labels)  # type: ignore[attr-defined]
        names = [("", "–"), *((other.code, f"{other.code} · {other.text}"[:90]) for other in others)]
        self.fields["parent"].choices = self.fields["beyond"].choices = names  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for since, last in (("since", "last"), ("baseline_since", "baseline_last")):
            check_span(self, data, since, last)
        if data.get("baseline_value") is not None and not data.get("baseline_text"):
            self.add_error("baseline_text", gettext("Có số gốc mà chưa nói mốc nào. Ghi mốc bằng chữ: năm 2022."))
        if data.get("indicator") and data.get("measure_name"):
            self.add_error("measure_name", gettext("Đã có mã chỉ số. Bỏ tên chỉ số mới, hoặc bỏ mã."))
        return data

    def apply(self, before: TargetDoc | None) -> TargetDoc:
        """The target as typed; what the form does not show (mentions, milestones) stays."""
        data = self.cleaned_data
        base = before or TargetDoc(code="", text="", kind=Kind.COUNT, where="")
        chosen: dict[str, Any] = {name: labels(data[name] or "unstated") for name, labels in TargetForm.CHOICES.items()}
        period = typed_span(data["baseline_since"], data["baseline_last"])
        baseline = Baseline(data["baseline_text"], data["baseline_value"], period, data["baseline_source"])
        return replace(
            base,
            **{name: data[name] for name in TargetForm.SAME},
            **chosen,
            groups=split(data["groups_text"], "\n"),
            baseline=baseline if baseline.text else None,
            period=typed_span(data["since"], data["last"]),
            due=Deadline(data["due_on"], data["due_exclusive"], data["due_to"]) if data["due_on"] else None,
        )

    @staticmethod
    def initial_of(target: TargetDoc) -> dict[str, Any]:
        """What the form shows of a target."""
        shown = {name: getattr(target, name) for name in TargetForm.base_fields if hasattr(target, name)}
        numbers = {name: number_text(getattr(target, name)) for name in ("value", "value_high")}
        choices = {name: getattr(target, name).value for name in TargetForm.CHOICES}
        base = target.baseline
        return (
            shown
            | numbers
            | choices
            | span_initial(target.period)
            | span_initial(base.period if base else None, "baseline_")
            | due_initial(target.due)
            | {
                "baseline_text": base.text if base else "",
                "baseline_value": number_text(base.value) if base else "",
                "baseline_source": base.source if base else "",
                "groups_text": "\n".join(target.groups),
            }
        )
