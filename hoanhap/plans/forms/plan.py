"""Which filter, which head and which file of a plan do the pages accept?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.forms import REQUIRED, DayField
from hoanhap.plans.forms.parts import ReasonForm, choices, split
from hoanhap.plans.rules import (
    DateNote,
    Deadline,
    PlanDoc,
    PlanKind,
    Signatory,
    Span,
)


class PlanFilterForm(forms.Form):
    """The filter of the list."""

    q = forms.CharField(label=_("Tìm theo tên, số, cơ quan"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Loại"), required=False)
    year = forms.ChoiceField(label=_("Năm"), required=False)
    place = forms.ChoiceField(label=_("Nơi"), required=False)
    above = forms.ChoiceField(label=_("Thực hiện kế hoạch"), required=False)

    def __init__(
        self,
        *arguments: Any,
        years: Sequence[int],
        places: Sequence[tuple[int, str]] = (),
        parents: Sequence[tuple[int, str]] = (),
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.fields["place"].choices = [("", gettext("Mọi nơi")), *((str(pk), name) for pk, name in places)]  # type: ignore[attr-defined]
        self.fields["above"].choices = [("", gettext("Mọi kế hoạch trên")), *((str(pk), name) for pk, name in parents)]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", gettext("Mọi loại")), *choices(PlanKind)]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", gettext("Mọi năm")), *((str(year), str(year)) for year in years)]  # type: ignore[attr-defined]
        self.fields["q"].widget.attrs |= {"placeholder": gettext("Tên, số, cơ quan"), "type": "search", "autocomplete": "off"}
        for name in self.fields:
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def criteria(self) -> dict[str, Any]:
        """What queries.visible_plans narrows by; an unknown value narrows nothing."""
        self.is_valid()
        return {
            "text": self.cleaned_data.get("q", ""),
            "kind": self.cleaned_data.get("kind", ""),
            "year": self.cleaned_data.get("year", ""),
            "place": self.cleaned_data.get("place", ""),
            "above": self.cleaned_data.get("above", ""),
        }


class HeadForm(ReasonForm):
    """The head of a plan."""

    GROUPS = (
        (_("Văn bản"), ("issuer", "number", "symbol", "issued_on", "date_note", "title", "short_title", "theme", "kind")),
        (_("Kỳ, địa bàn, văn bản trên"), ("since", "last", "area", "parents")),
        (_("Báo cáo và nguồn"), ("report_on", "report_exclusive", "report_to", "source")),
        (_("Điều kiện chung, cùng ban hành"), ("constraints", "co_issuers")),
        (_("Ký ban hành"), ("capacity", "position", "signer", "office")),
    )
    FOLDED = frozenset({"constraints", "capacity"})
    SIZES = {"number": "short", "symbol": "short", "date_note": "medium", "kind": "medium", "office": "medium"}

    issuer = forms.CharField(
        label=_("Cơ quan ban hành"), max_length=300, error_messages=REQUIRED, help_text=_("Như trên giấy: UBND quận Cầu Giấy")
    )
    number = forms.CharField(label=_("Số"), max_length=30, required=False)
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=30, required=False, help_text=_("KH-UBND"))
    issued_on = DayField(label=_("Ngày ban hành"), required=False)
    date_note = forms.ChoiceField(label=_("Số, ngày trên giấy"))
    title = forms.CharField(
        label=_("Tên kế hoạch"),
        max_length=1000,
        error_messages=REQUIRED,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Không ghi chữ KẾ HOẠCH."),
    )
    short_title = forms.CharField(
        label=_("Tên gọi ngắn"), max_length=150, required=False, help_text=_("Để ghi trong danh sách: Tháng hành động, quận Cầu Giấy")
    )
    theme = forms.CharField(label=_("Chủ đề"), max_length=500, required=False)
    kind = forms.ChoiceField(label=_("Loại kế hoạch"))
    since = DayField(label=_("Từ ngày"), error_messages=REQUIRED)
    last = DayField(label=_("Đến hết ngày"), error_messages=REQUIRED)
    area = forms.CharField(
        label=_("Địa bàn"),
        max_length=300,
        required=False,
        help_text=_("Tên đơn vị vào ngày đầu kỳ, từ nhỏ đến lớn: Quận Cầu Giấy, Thành phố Hà Nội"),
    )
    parents = forms.CharField(
        label=_("Văn bản trên"), required=False, widget=forms.Textarea({"rows": 2}), help_text=_("Mỗi kế hoạch, chỉ đạo một dòng.")
    )
    report_on = DayField(label=_("Ngày báo cáo"), required=False)
    report_exclusive = forms.BooleanField(label=_("Viết “trước ngày”: ngày cuối nộp là hôm trước"), required=False)
    report_to = forms.CharField(label=_("Gửi báo cáo cho"), max_length=300, required=False)
    source = forms.CharField(label=_("Nguồn"), max_length=500, required=False, help_text=_("Văn bản đã dùng để nhập."))

    constraints = forms.CharField(
        label=_("Điều kiện chung"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Mỗi điều kiện một dòng: phù hợp với phòng, chống dịch Covid-19."),
    )
    co_issuers = forms.CharField(
        label=_("Cùng ban hành"),
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Cho kế hoạch liên ngành; mỗi cơ quan một dòng."),
    )
    capacity = forms.CharField(
        label=_("Thể thức ký"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("TM. ỦY BAN NHÂN DÂN, KT. CHỦ TỊCH"),
    )
    position = forms.CharField(label=_("Chức vụ"), max_length=200, required=False, help_text=_("PHÓ CHỦ TỊCH"))
    signer = forms.CharField(label=_("Người ký"), max_length=200, required=False)
    office = forms.CharField(label=_("Nơi soạn"), max_length=200, required=False, help_text=_("Chữ viết tắt sau “Lưu: VT”."))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["date_note"].choices = choices(DateNote)  # type: ignore[attr-defined]
        self.fields["kind"].choices = choices(PlanKind)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("since") and data.get("last") and data["last"] < data["since"]:
            self.add_error("last", gettext("Ngày cuối trước ngày đầu. Sửa một trong hai ngày."))
        if data.get("kind") == PlanKind.JOINT and not data.get("co_issuers"):
            what = gettext("Kế hoạch liên ngành do nhiều cơ quan ban hành. Ghi các cơ quan cùng ban hành, hoặc đổi loại.")
            self.add_error("co_issuers", what)
        if data.get("report_exclusive") and not data.get("report_on"):
            self.add_error("report_on", gettext("Đã chọn “trước ngày” mà chưa có ngày. Ghi ngày báo cáo."))
        return data

    def apply(self, doc: PlanDoc | None) -> PlanDoc:
        """The plan with this head; a new draft when there is none."""
        data = self.cleaned_data
        report = Deadline(data["report_on"], data["report_exclusive"], data["report_to"]) if data["report_on"] else None
        kind, period = PlanKind(data["kind"]), Span(data["since"], data["last"] + timedelta(days=1))
        lines = "\n".join(split(data["capacity"], "\n"))
        signatory = Signatory(data["signer"], data["position"], lines, data["office"])
        base = doc or PlanDoc(issuer="", title="", kind=kind, period=period)
        return replace(
            base,
            issuer=data["issuer"],
            number=data["number"],
            symbol=data["symbol"],
            issued_on=data["issued_on"],
            date_note=DateNote(data["date_note"]),
            title=data["title"],
            theme=data["theme"],
            short_title=data["short_title"],
            kind=kind,
            period=period,
            area=tuple(reversed(split(data["area"], ","))),
            parents=split(data["parents"], "\n"),
            report=report,
            source=data["source"],
            constraints=split(data["constraints"], "\n"),
            co_issuers=split(data["co_issuers"], "\n"),
            signatory=signatory if signatory != Signatory() else None,
        )

    @staticmethod
    def initial_of(doc: PlanDoc) -> dict[str, Any]:
        """What the form shows of a plan."""
        signatory = doc.signatory or Signatory()
        return {
            "issuer": doc.issuer,
            "number": doc.number,
            "symbol": doc.symbol,
            "issued_on": doc.issued_on,
            "date_note": doc.date_note.value,
            "title": doc.title,
            "theme": doc.theme,
            "short_title": doc.short_title,
            "kind": doc.kind.value,
            "since": doc.period.since,
            "last": doc.period.last,
            "area": ", ".join(reversed(doc.area)),
            "parents": "\n".join(doc.parents),
            "report_on": doc.report.on if doc.report else None,
            "report_exclusive": doc.report.exclusive if doc.report else False,
            "report_to": doc.report.to if doc.report else "",
            "source": doc.source,
            "constraints": "\n".join(doc.constraints),
            "co_issuers": "\n".join(doc.co_issuers),
            "capacity": signatory.capacity,
            "position": signatory.position,
            "signer": signatory.name,
            "office": signatory.office,
        }


class VersionsForm(forms.Form):
    """Which two versions are compared."""

    tu = forms.TypedChoiceField(label=_("Từ lần"), coerce=int, required=False, empty_value="")
    den = forms.TypedChoiceField(label=_("đến lần"), coerce=int, required=False, empty_value="")

    def __init__(self, *arguments: Any, numbers: Sequence[int], **options: Any) -> None:
        super().__init__(*arguments, **options)
        old, new = (numbers[1] if len(numbers) > 1 else numbers[0], numbers[0]) if numbers else (0, 0)
        for name, number in (("tu", old), ("den", new)):
            self.fields[name].choices = [(value, str(value)) for value in numbers]  # type: ignore[attr-defined]
            self.fields[name].initial = number

    def pair(self) -> tuple[int, int]:
        """The two chosen versions; the last two when nothing usable was chosen."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else {}
        old, new = (chosen.get(name) or self.fields[name].initial for name in ("tu", "den"))
        return old, new


class ImportForm(forms.Form):
    """A plan file."""

    file = forms.FileField(
        label=_("Tệp kế hoạch"),
        error_messages={"required": _("Chưa chọn tệp. Chọn tệp .json hoặc .xlsx."), "empty": _("Tệp rỗng. Chọn lại tệp kế hoạch.")},
        help_text=_("Tệp .xlsx theo mẫu, hoặc .json theo docs/plan.schema.json."),
        widget=forms.ClearableFileInput({"accept": ".xlsx,.json"}),
    )
    why = forms.CharField(
        label=_("Lý do"), max_length=500, required=False, help_text=_("Chỉ cần khi kế hoạch này đã nhập và đã ban hành: vì sao thay đổi.")
    )
