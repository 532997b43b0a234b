"""What does an officer type to record an event? One form per event kind; its fields are the fields of the event's data."""

from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.cases.rules.states import Addiction, DetectedBy, Presence, Residence, Sample, StopGround, Substance, TestGround, TestResult
from hoanhap.kit.dates import today
from hoanhap.kit.enums import Labelled
from hoanhap.kit.errors import Problem
from hoanhap.kit.forms import REQUIRED, DayField, TimeField, problem_error
from hoanhap.law.book import book
from hoanhap.law.transition import statutes
from hoanhap.people.rules import Sex
from hoanhap.units.forms import UnitField
from hoanhap.units.queries import resolve
from hoanhap.units.rules import Level


class CommuneField(forms.CharField):
    """A commune of today, typed by name («Nghĩa Đô», «phường Nghĩa Đô, Hà Nội»); the value is its id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=120, error_messages=REQUIRED, **kwargs)
        self.widget.attrs.update({"autocomplete": "off", "placeholder": gettext("Phường Nghĩa Đô, Hà Nội")})

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if typed in self.empty_values:
            return None
        found = resolve(typed, today(), level=Level.COMMUNE)
        if len(found.matches) == 1:
            return found.matches[0].unit.pk
        if found.matches:
            raise ValidationError(
                problem_error(
                    Problem(
                        "several_communes",
                        gettext("Có nhiều xã, phường tên này."),
                        "; ".join(match.label for match in found.matches[:6]),
                        gettext("Gõ thêm tỉnh, thành phố, ví dụ “%(first)s”.") % {"first": found.matches[0].label},
                    )
                )
            )
        if found.other_times:
            past = found.other_times[0]
            raise ValidationError(
                problem_error(
                    Problem(
                        "former_commune",
                        gettext("“%(unit)s” không còn từ ngày %(day)s.") % {"unit": past.label, "day": f"{past.unit.until:%d/%m/%Y}"},
                        "",
                        gettext("Gõ tên xã, phường hiện nay."),
                    )
                )
            )
        raise ValidationError(
            problem_error(
                Problem(
                    "unknown_commune",
                    gettext("Không có xã, phường tên “%(typed)s”.") % {"typed": typed},
                    "",
                    gettext("Kiểm tra lại tên; không cần gõ dấu."),
                )
            )
        )


class CommuneOfDayField(UnitField):
    """A commune by its name of the day in `on`; the value is its id."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(level=Level.COMMUNE, **kwargs)

    def clean(self, value: Any) -> int | None:
        """The id of the unit that is meant. Raises ValidationError when none or several are."""
        unit = super().clean(value)
        return unit.pk if unit is not None else None


def _choice(
    options: type[Labelled], label: Any, *, initial: str | None = None, required: bool = True, radio: bool = True
) -> forms.ChoiceField:
    widget = forms.RadioSelect if radio else forms.Select
    choices = [(member.value, _(member.label)) for member in options]
    return forms.ChoiceField(label=label, choices=choices, widget=widget, initial=initial, required=required, error_messages=REQUIRED)


def _text(label: Any, *, help_text: Any = "", required: bool = False, size: str = "", length: int = 200) -> forms.CharField:
    field = forms.CharField(label=label, required=required, max_length=length, help_text=help_text, error_messages=REQUIRED)
    field.widget.attrs["data-size"] = size
    return field


class EventForm(forms.Form):
    """The day and time of the event, and what keeps a second sending or a stale page from doing harm."""

    when_label: ClassVar[Any] = _("Lúc")
    pairs: ClassVar[dict[str, str]] = {"on": "time"}
    """A day field and the time field that stands beside it."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    on = DayField(error_messages=REQUIRED)
    time = TimeField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = self.when_label
        self.fields["on"].help_text = self.fields["on"].help_text or _(
            "Gõ ngày/tháng/năm; gõ tắt: h là hôm nay, -1 là hôm qua. Không rõ giờ thì để trống: tính từ hết ngày đó."
        )
        self.initial.setdefault("request_key", uuid4())
        self.visible_fields()[0].field.widget.attrs["autofocus"] = not self.is_bound  # errors take the focus themselves

    def rows(self) -> Iterator[dict[str, Any]]:
        """Rows for the page: a day with its time, or one field."""
        second = set(self.pairs.values())
        for field in self.visible_fields():
            if field.name in self.pairs:
                yield {"day": field, "time": self[self.pairs[field.name]]}
            elif field.name not in second:
                yield {"field": field, "size": field.field.widget.attrs.get("data-size", "")}

    def event_data(self) -> dict[str, object]:
        """What the event says besides its day and time; empty fields are left out."""
        own = {"request_key", "seen_version", "on", "time"}
        return {name: value for name, value in self.cleaned_data.items() if name not in own and value not in (None, "", [])}


class PositiveTestForm(EventForm):
    """Result sheet of a positive test."""

    when_label = _("Có kết quả lúc")
    pairs: ClassVar = {"sampled_on": "sampled_time", "on": "time", "received_on": "received_time", "detected_on": "detected_time"}
    field_order = [
        "sampled_on",
        "sampled_time",
        "on",
        "time",
        "received_on",
        "received_time",
        "sample",
        "supervisor",
        "supervisor_sex",
        "substances",
        "ground",
        "detected_by",
        "agency",
        "detected_on",
        "detected_time",
        "remote",
        "result_number",
        "witness",
    ]

    sampled_on = DayField(label=_("Lấy mẫu lúc"), required=False)
    sampled_time = TimeField(required=False)
    received_on = DayField(
        label=_("Công an cấp xã nhận lúc"),
        required=False,
        help_text=_("Mốc tính hạn ra quyết định. Để trống nếu nhận ngay khi có kết quả."),
    )
    received_time = TimeField(required=False)
    sample = _choice(Sample, _("Loại mẫu"), initial=Sample.URINE)
    supervisor = _text(_("Người giám sát lấy mẫu"), size="medium")
    supervisor_sex = forms.ChoiceField(
        label=_("Giới tính người giám sát"),
        choices=[(sex.value, _(sex.label)) for sex in (Sex.MALE, Sex.FEMALE)],
        widget=forms.RadioSelect,
        required=False,
    )
    substances = forms.MultipleChoiceField(
        label=_("Chất phát hiện"),
        choices=[(item.value, _(item.label)) for item in Substance],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chưa chọn chất nào. Chọn ít nhất một; chưa biết thì chọn “Chưa rõ”.")},
    )
    ground = forms.ChoiceField(
        label=_("Vì sao xét nghiệm"),
        choices=[(item.value, _(item.label)) for item in (TestGround.DETECTED, TestGround.SUSPECTED)],
        initial=TestGround.DETECTED,
    )
    detected_by = _choice(DetectedBy, _("Cơ quan phát hiện"), initial=DetectedBy.OWN)
    agency = _text(
        _("Tên cơ quan khác"),
        size="medium",
        help_text=_("Chỉ ghi khi cơ quan khác phát hiện; hạn ra quyết định khi đó tính từ lúc nhận thông báo."),
    )
    detected_on = DayField(label=_("Phát hiện hành vi lúc"), required=False, help_text=_("Để trống nếu cùng lúc có kết quả."))
    detected_time = TimeField(required=False)
    remote = forms.BooleanField(label=_("Địa bàn vùng sâu, vùng xa, đi lại khó khăn"), required=False)
    result_number = _text(_("Số phiếu kết quả"), size="short", length=40)
    witness = _text(
        _("Cha, mẹ, người giám hộ có mặt"), size="medium", help_text=_("Bắt buộc khi lấy mẫu không phải nước tiểu của người dưới 18 tuổi.")
    )


class ResidenceCheckForm(EventForm):
    """Result of the residence check."""

    when_label = _("Xác minh xong lúc")
    result = _choice(Residence, _("Kết quả"))
    address = _text(_("Nơi cư trú"), help_text=_("Số nhà, đường, tổ dân phố hoặc thôn."))
    officer = _text(_("Người xác minh"), size="medium")


class _Signed(EventForm):
    when_label = _("Ký lúc")
    signer = _text(_("Người ký"), size="medium", required=True)
    signer_title = _text(_("Chức vụ người ký"), size="medium", required=True)


class NoticeForm(_Signed):
    """Notice of illegal use."""

    when_label = _("Gửi thông báo lúc")
    pairs: ClassVar = {"on": "time", "received_on": "received_time"}
    to_commune = CommuneField(
        label=_("Gửi Công an xã, phường khác"),
        required=False,
        help_text=_("Chỉ điền khi người này cư trú ở xã, phường khác; nơi đó sẽ nhận hồ sơ."),
    )
    received_on = DayField(label=_("Nơi nhận ghi nhận lúc"), required=False)
    received_time = TimeField(required=False)
    number = _text(_("Số thông báo"), size="short", length=40, help_text=_("Để trống: hệ thống cấp số khi ban hành."))


class DeterminationForm(EventForm):
    """Result of the determination."""

    when_label = _("Kết quả ngày")
    pairs: ClassVar = {"on": "time", "received_on": "received_time"}
    result = _choice(Addiction, _("Kết luận"))
    received_on = DayField(
        label=_("Công an cấp xã nhận lúc"), required=False, help_text=_("Mốc tính hạn ra quyết định. Để trống nếu nhận ngay.")
    )
    received_time = TimeField(required=False)
    place = _text(_("Nơi xác định"), size="medium")
    number = _text(_("Số phiếu kết quả"), size="short", length=40)


class DecisionForm(_Signed):
    """Management decision."""

    helper = _text(_("Người, tổ chức được phân công giúp đỡ"), size="medium")
    team = _text(
        _("Tổ quản lý"), help_text=_("Công an cấp xã (tổ trưởng), tổ trưởng dân phố hoặc trưởng thôn, gia đình, đoàn thể."), length=400
    )
    number = _text(_("Số quyết định"), size="short", length=40, help_text=_("Để trống: hệ thống cấp số khi ban hành."))


class PresenceCheckForm(EventForm):
    """Residence check of a managed person."""

    when_label = _("Kiểm tra lúc")
    result = _choice(Presence, _("Kết quả"))
    officer = _text(_("Người kiểm tra"), size="medium")
    note = _text(_("Ghi chú"), length=300)


class TestForm(EventForm):
    """Test of a managed person."""

    when_label = _("Có kết quả lúc")
    result = _choice(TestResult, _("Kết quả"))
    sample = _choice(Sample, _("Loại mẫu"), initial=Sample.URINE)
    supervisor = _text(_("Người giám sát lấy mẫu"), size="medium")
    supervisor_sex = forms.ChoiceField(
        label=_("Giới tính người giám sát"),
        choices=[(sex.value, _(sex.label)) for sex in (Sex.MALE, Sex.FEMALE)],
        widget=forms.RadioSelect,
        required=False,
    )
    substances = forms.MultipleChoiceField(
        label=_("Chất phát hiện"),
        choices=[(item.value, _(item.label)) for item in Substance],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    result_number = _text(_("Số phiếu kết quả"), size="short", length=40)
    witness = _text(_("Cha, mẹ, người giám hộ có mặt"), size="medium")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("result") == TestResult.POSITIVE and not cleaned.get("substances"):
            self.add_error("substances", _("Dương tính thì chọn ít nhất một chất; chưa biết thì chọn “Chưa rõ”."))
        return cleaned


class MoveOutForm(EventForm):
    """Move to another commune."""

    when_label = _("Rời xã, phường lúc")
    pairs: ClassVar = {"on": "time", "moved_in_on": "moved_in_time"}
    to_commune = CommuneOfDayField(label=_("Chuyển đến"))
    address = _text(_("Địa chỉ nơi đến"))
    moved_in_on = DayField(
        label=_("Đến nơi mới lúc"),
        required=False,
        help_text=_("Luật tính hạn từ khi rời đi, nghị định từ khi đến; hệ thống lấy mốc sớm hơn."),
    )
    moved_in_time = TimeField(required=False)

    def clean_on(self) -> Any:
        """The commune is meant by its name of the day of leaving, also when the move is entered after a reorganisation."""
        self.fields["to_commune"].on = self.cleaned_data["on"]  # type: ignore[attr-defined]
        return self.cleaned_data["on"]


class HandOverForm(_Signed):
    """Sending the file."""

    when_label = _("Gửi hồ sơ lúc")
    to_commune = CommuneField(label=_("Nơi nhận"))
    pages = forms.IntegerField(
        label=_("Số tờ"), min_value=1, max_value=2000, required=False, widget=forms.NumberInput(attrs={"data-size": "short"})
    )
    number = _text(_("Số thông báo"), size="short", length=40, help_text=_("Để trống: hệ thống cấp số khi ban hành."))


class PlainForm(EventForm):
    """An event that says nothing beyond its moment."""


class ReturnFileForm(EventForm):
    """Refusal to receive a file."""

    why = _text(_("Vì sao trả lại"), required=True, length=300)


class SettlementForm(EventForm):
    """The word of the province, which is given on the page of the sending."""

    to_commune = CommuneField(label=_("Xã, phường quản lý"))
    note = _text(_("Căn cứ, ý kiến"), length=300)


class SuspensionForm(_Signed):
    """Suspension during detention."""

    agency = _text(_("Cơ quan tạm giữ, tạm giam"), size="medium", required=True)
    number = _text(_("Số quyết định"), size="short", length=40, help_text=_("Để trống: hệ thống cấp số khi ban hành."))


class ResumptionForm(EventForm):
    """End of detention within the term."""

    when_label = _("Hết tạm giữ, tạm giam lúc")
    note = _text(_("Ghi chú"), length=300)


class StopForm(_Signed):
    """Stop decision."""

    ground = forms.ChoiceField(label=_("Căn cứ dừng"), error_messages=REQUIRED)
    died_on = DayField(label=_("Ngày chết"), required=False, help_text=_("Chỉ ghi khi căn cứ là chết; để trống nếu bị tuyên bố mất tích."))
    basis = _text(_("Văn bản làm căn cứ"), help_text=_("Số, ngày, cơ quan ban hành."))
    number = _text(_("Số quyết định"), size="short", length=40, help_text=_("Để trống: hệ thống cấp số khi ban hành."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grounds: dict[str, str] = {}
        for entry in book().rule("management.stop_grounds").entries:
            if isinstance(entry.value, tuple):
                grounds.update({str(item): StopGround(str(item)).label for item in entry.value})
        self.fields["ground"].choices = [("", "—"), *((code, _(label)) for code, label in grounds.items())]  # type: ignore[attr-defined]


class EndForm(_Signed):
    """End decision."""

    number = _text(_("Số quyết định"), size="short", length=40, help_text=_("Để trống: hệ thống cấp số khi ban hành."))


class LawChangeForm(EventForm):
    """The law that a running decision comes under. Which laws are open on a day is for the rules to say; the form knows their names."""

    when_label = _("Áp dụng từ ngày")
    law = forms.ChoiceField(label=_("Luật áp dụng"), error_messages=REQUIRED)
    why = _text(_("Căn cứ và lý do"), required=True, length=300, help_text=_("Ví dụ: văn bản hướng dẫn của cấp trên, số, ngày."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = book().rule("management.term").entries[0].since
        laws = [statute.basis[0].doc for statute in statutes(book()) if statute.since >= first]
        self.fields["law"].choices = [("", "—"), *((law.number, law.full(get_language() or "vi")) for law in laws)]  # type: ignore[attr-defined]


class SendingForm(EventForm):
    """To whom a decision was sent."""

    when_label = _("Gửi lúc")
    recipients = _text(_("Gửi cho"), required=True, help_text=_("Ví dụ: người này; Ủy ban nhân dân phường; cơ quan tạm giữ."))


class VoidForm(forms.Form):
    """Why an event is void."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Lý do đính chính"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=REQUIRED,
        help_text=_("Ghi sai ở đâu, đúng là gì. Sự kiện vẫn đọc được, có gạch ngang."),
    )


FORMS: dict[str, type[EventForm]] = {
    "positive_test": PositiveTestForm,
    "residence_check": ResidenceCheckForm,
    "notice": NoticeForm,
    "determination_result": DeterminationForm,
    "decide": DecisionForm,
    "continue_decision": DecisionForm,
    "presence_check": PresenceCheckForm,
    "test": TestForm,
    "move_out": MoveOutForm,
    "hand_over": HandOverForm,
    "receive": PlainForm,
    "return_file": ReturnFileForm,
    "settle": SettlementForm,
    "present": PlainForm,
    "list_notice": PlainForm,
    "suspend": SuspensionForm,
    "resume": ResumptionForm,
    "governing_law_changed": LawChangeForm,
    "stop": StopForm,
    "end": EndForm,
    "send_decision": SendingForm,
}
"""The form of each event kind (a test checks that every field is a field of the kind's data)."""
