"""How is somebody put forward, and how is the decision typed?"""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.forms import REQUIRED, DayField
from hoanhap.progress.rules.praising import ProposalState, Side, SubjectKind


def _choices(kind: Any) -> list[tuple[str, str]]:
    return [(value, gettext(label)) for value, label in kind.choices()]


class ProposalFilterForm(forms.Form):
    """The filter of the list; an unknown value narrows nothing."""

    phia = forms.ChoiceField(label=_("Khen, phê bình"), required=False)
    tt = forms.ChoiceField(label=_("Tình trạng"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phia"].choices = [("", gettext("Khen và phê bình")), *_choices(Side)]  # type: ignore[attr-defined]
        self.fields["tt"].choices = [("", gettext("Mọi tình trạng")), *_choices(ProposalState)]  # type: ignore[attr-defined]
        for name in self.fields:
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    def criteria(self) -> tuple[str, str]:
        """Side and state that queries.proposals narrows by."""
        self.is_valid()
        return self.cleaned_data.get("phia", ""), self.cleaned_data.get("tt", "")


class DrawForm(forms.Form):
    """Which of the units that the results put forward are proposed, in which form."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    wish_praise = forms.CharField(
        label=_("Đề nghị hình thức khen"), required=False, max_length=200, help_text=_("Giấy khen, Bằng khen, biểu dương kịp thời")
    )
    wish_criticism = forms.CharField(
        label=_("Đề nghị hình thức phê bình"), required=False, max_length=200, help_text=_("Phê bình bằng văn bản, tại giao ban")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_key": uuid4()}
        super().__init__(*args, **kwargs)


class ProposalForm(forms.Form):
    """Somebody put forward by hand: timely praise in the course of a campaign, a collective, a person."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    side = forms.ChoiceField(label=_("Đề xuất"), widget=forms.RadioSelect)
    subject_kind = forms.ChoiceField(label=_("Cho"), widget=forms.RadioSelect)
    subject = forms.CharField(
        label=_("Tên"),
        max_length=200,
        error_messages=REQUIRED,
        help_text=_("Đơn vị như ghi trong biểu; tập thể; hoặc cá nhân kèm chức vụ."),
    )
    reason = forms.CharField(label=_("Lý do"), max_length=1000, error_messages=REQUIRED, widget=forms.Textarea({"rows": 3}))
    wish = forms.CharField(
        label=_("Hình thức đề nghị"), required=False, max_length=200, help_text=_("Giấy khen, Bằng khen, biểu dương kịp thời")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_key": uuid4(), "side": Side.PRAISE.value, "subject_kind": SubjectKind.COLLECTIVE.value}
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = _choices(Side)  # type: ignore[attr-defined]
        self.fields["subject_kind"].choices = _choices(SubjectKind)  # type: ignore[attr-defined]


class SettleForm(forms.Form):
    """What became of a proposal."""

    state = forms.ChoiceField(label=_("Kết quả"), widget=forms.RadioSelect)
    on = DayField(label=_("Ngày"), error_messages=REQUIRED)
    award = forms.CharField(
        label=_("Hình thức"),
        required=False,
        max_length=200,
        help_text=_("Như trong quyết định: Giấy khen, Bằng khen, phê bình bằng văn bản"),
    )
    authority = forms.CharField(label=_("Người, cơ quan quyết định"), required=False, max_length=300)
    number = forms.CharField(label=_("Số quyết định"), required=False, max_length=60)
    reason = forms.CharField(
        label=_("Lý do, khi không thông qua hoặc rút"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ends = [state for state in ProposalState if state is not ProposalState.PROPOSED]
        self.fields["state"].choices = [(state.value, gettext(state.label)) for state in ends]  # type: ignore[attr-defined]
