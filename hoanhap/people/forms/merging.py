"""What does an officer decide when two records are one human, or turn out not to be?"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.forms import REQUIRED
from hoanhap.people.rules.merging import CHOSEN


class OtherRecordForm(forms.Form):
    """Which record is the other one."""

    other = forms.RegexField(
        r"(?i)^\s*HN-?\d{2}-?\d{4,}\s*$",
        label=_("Mã hồ sơ kia"),
        max_length=20,
        error_messages={**REQUIRED, "invalid": _("Mã hồ sơ có dạng HN-26-004127. Gõ lại mã ghi ở đầu trang của người kia.")},
    )

    def clean_other(self) -> str:
        """The code as it is kept."""
        typed = self.cleaned_data["other"].strip().upper().replace("-", "")
        return f"HN-{typed[2:4]}-{typed[4:]:0>6}"


class MergeForm(forms.Form):
    """Which values are kept, and why it is one human."""

    reason = forms.CharField(
        label=_("Căn cứ kết luận là một người"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=REQUIRED,
        help_text=_("Đã đối chiếu giấy tờ nào, đã gặp ai; lý do nằm lại trong hồ sơ."),
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, chosen: Iterable[str], **options: Any) -> None:
        """`chosen`: fields in which the two records differ; for each the officer keeps one value."""
        super().__init__(*args, **options)
        for name in chosen:
            if name not in CHOSEN:
                raise ValueError(name)
            self.fields[f"from_{name}"] = forms.ChoiceField(
                choices=[("kept", _("giữ")), ("lost", _("lấy"))], initial="kept", required=False, widget=forms.RadioSelect
            )

    def take(self) -> frozenset[str]:
        """The fields of which the other record's value is taken."""
        return frozenset(
            name.removeprefix("from_") for name, value in self.cleaned_data.items() if name.startswith("from_") and value == "lost"
        )


class UnmergeForm(forms.Form):
    """Why they are two after all, and whose is what was entered since."""

    reason = forms.CharField(
        label=_("Vì sao là hai người"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}), error_messages=REQUIRED
    )
    events_seen = forms.BooleanField(label=_("Đã xem: các thủ tục này, cùng sự kiện ghi thêm, về hồ sơ được tách"), required=False)

    def __init__(self, *args: Any, later: Iterable[tuple[str, int, str]], has_events: bool, kept: str, lost: str, **options: Any) -> None:
        """`later`: relation, key and words of each row entered since; `kept`, `lost`: the codes of the two records."""
        super().__init__(*args, **options)
        self._later = {f"row_{number}": (key, pk) for number, (key, pk, _words) in enumerate(later)}
        for (name, _row), (_key, _pk, words) in zip(self._later.items(), later, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=words,
                choices=[("kept", kept), ("lost", lost)],
                widget=forms.RadioSelect,
                error_messages={"required": _("Chưa chọn. Mục này ghi sau khi nhập; chỉ cán bộ biết là của ai. Chọn một hồ sơ.")},
            )
        if not has_events:
            del self.fields["events_seen"]

    def clean_events_seen(self) -> bool:
        """Ticked, where there is something to have seen."""
        if not self.cleaned_data["events_seen"]:
            raise ValidationError(gettext("Chưa xem. Sự kiện ghi thêm đi theo thủ tục của nó. Xem danh sách rồi đánh dấu."), code="unseen")
        return True

    def give(self) -> dict[str, frozenset[int]]:
        """The rows that are the other record's, by relation."""
        given: dict[str, set[int]] = {}
        for name, (key, pk) in self._later.items():
            if self.cleaned_data.get(name) == "lost":
                given.setdefault(key, set()).add(pk)
        return {key: frozenset(pks) for key, pks in given.items()}

    def question(self, key: object, pk: object) -> str:
        """The name of the question that asks about a row; empty when none does."""
        return next((name for name, row in self._later.items() if row == (key, pk)), "")

    @property
    def rows(self) -> list[forms.BoundField]:
        """One question for each row entered since."""
        return [self[name] for name in self._later]
