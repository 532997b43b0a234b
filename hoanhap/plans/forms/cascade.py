"""What may a unit say to its figures, what may the issuer answer, and how is a target split on the screen?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.dates import today
from hoanhap.kit.forms import REQUIRED, DayField
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.forms.parts import NumberField, ReasonForm, choices, number_text
from hoanhap.plans.rules import Cell, CellState, TargetDoc
from hoanhap.plans.rules.answers import Says
from hoanhap.plans.rules.splitting import CannotSplit, Claim, Method, split, split_range
from hoanhap.plans.rules.words import Words

_SAY = {Says.ACCEPT: _("Nhận chỉ tiêu như được giao"), Says.OBJECT: _("Đề nghị điều chỉnh")}


class AnswerForm(forms.Form):
    """A unit's answer: accept, or object with a reason and, if it wants, other figures (`p-<code of the target>`)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    says = forms.ChoiceField(
        label=_("Trả lời"), choices=[(says.value, label) for says, label in _SAY.items()], widget=forms.RadioSelect, error_messages=REQUIRED
    )
    reason = forms.CharField(
        label=_("Lý do, căn cứ"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Bắt buộc khi đề nghị điều chỉnh. Không ghi tên người bị quản lý."),
    )

    def __init__(self, *arguments: Any, given: Sequence[tuple[TargetDoc, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        for target, printed in given:
            self.fields[f"p-{target.code}"] = forms.CharField(
                label=target.text, required=False, max_length=40,
                help_text=_("được giao: %(printed)s %(unit)s") % {"printed": printed, "unit": target.unit},
                widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            )  # fmt: skip

    @property
    def figures(self) -> list[forms.BoundField]:
        """The fields for other figures."""
        return [self[name] for name in self.fields if name.startswith("p-")]

    def proposed(self) -> dict[str, str]:
        """Target code → figure the unit proposes."""
        return {name[2:]: value for name, value in self.cleaned_data.items() if name.startswith("p-") and value}


class ReplyForm(forms.Form):
    """The issuer's answer to an objection: a reason, and the figures (`f-<code of the target>`) where they change."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=1000,
        error_messages=REQUIRED,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Đơn vị đọc được lý do này. Khi điều chỉnh, lý do được ghi vào phiên bản mới của kế hoạch."),
    )

    def __init__(self, *arguments: Any, given: Sequence[tuple[TargetDoc, str]], proposed: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        for target, printed in given:
            wish = proposed.get(target.code)
            self.fields[f"f-{target.code}"] = forms.CharField(
                label=target.text, required=False, max_length=40, initial=wish or printed,
                help_text=_("đang giao: %(printed)s; đơn vị đề nghị: %(wish)s") % {"printed": printed, "wish": wish or "–"},
                widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
            )  # fmt: skip

    @property
    def figures(self) -> list[forms.BoundField]:
        """The fields of the figures."""
        return [self[name] for name in self.fields if name.startswith("f-")]

    def changed(self) -> dict[str, str]:
        """Target code → figure."""
        return {name[2:]: value for name, value in self.cleaned_data.items() if name.startswith("f-")}


class SplitForm(ReasonForm):
    """How a target is split; the numbers of the units are a `SplitGrid`."""

    method = forms.ChoiceField(label=_("Cách chia"), choices=[], widget=forms.RadioSelect, error_messages=REQUIRED)
    keep_back = NumberField(label=_("Để lại, chưa giao"), required=False, help_text=_("Số giữ lại có chủ ý"))
    source = forms.ChoiceField(label=_("Số gốc"), choices=[], required=False)
    day = DayField(label=_("Tính đến hết ngày"), required=False)

    names = forms.CharField(
        label=_("Chia cho"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Mỗi dòng một đơn vị, thôn, tổ dân phố hoặc đội"),
    )

    def __init__(self, *arguments: Any, sources: Sequence[tuple[str, str]], needs_names: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not needs_names:
            del self.fields["names"]
        method, source = self.fields["method"], self.fields["source"]
        assert isinstance(method, forms.ChoiceField)
        assert isinstance(source, forms.ChoiceField)
        method.choices = choices(Method)
        source.choices = [("", gettext("gõ tay")), *((key, gettext(label)) for key, label in sources)]

    @property
    def on(self) -> date:
        """The day up to which records count."""
        given = self.cleaned_data.get("day") if self.is_bound else None
        return given or today()


@dataclass(frozen=True)
class SplitRow:
    """A unit as typed: its baseline, a part that stays, a cap; and what came out."""

    index: int
    name: str
    before: str = ""
    """What it has now."""
    baseline: str = ""
    fixed: str = ""
    cap: str = ""
    part: str = ""

    @property
    def number(self) -> int:
        """Counting from 1."""
        return self.index + 1


@dataclass(frozen=True)
class SplitGrid:
    """The units on the screen, and the sums below them."""

    rows: tuple[SplitRow, ...]
    given: str = ""
    left: str = ""
    wrong: str = ""
    """Why nothing comes out."""

    @classmethod
    def typed(cls, data: Mapping[str, str], before: Mapping[str, str], names: Sequence[str]) -> "SplitGrid":
        """What a request carries for the units of the table; without a request, nothing typed."""
        return cls(
            tuple(
                SplitRow(at, name, before.get(name, ""), *(data.get(f"{part}-{at}", "").strip()[:40] for part in ("b", "f", "c")))
                for at, name in enumerate(names)
            )
        )

    def with_baseline(self, figures: Mapping[str, Decimal]) -> "SplitGrid":
        """The grid with the baseline of a source; units it does not know have none."""
        return replace(self, rows=tuple(replace(row, baseline=number_text(figures.get(row.name))) for row in self.rows))

    def computed(self, target: TargetDoc, method: Method, keep_back: Decimal, *, padded: bool) -> "SplitGrid":
        """The grid with the parts of the units, or with the reason why there are none."""
        try:
            claims = [_claim(row) for row in self.rows]
            low, high = (_whole(value) for value in (target.value, target.value_high or target.value))
            if target.value_high is not None and target.value_high != target.value:
                below, above = split_range(low, high, claims, method)
            else:
                below = above = split(low, claims, method, keep_back=_whole(keep_back))
        except CannotSplit as stopped:
            return replace(self, wrong=stopped.words.say(gettext))
        rows = (replace(row, part=_printed(one, other, padded)) for row, one, other in zip(self.rows, below.each, above.each, strict=True))
        return replace(
            self, rows=tuple(rows), given=_printed(sum(below.each), sum(above.each), False), left=_printed(below.left, above.left, False)
        )

    def texts(self) -> dict[str, str]:
        """Unit → its part as it will be printed."""
        return {row.name: row.part for row in self.rows}


def _printed(low: int, high: int, padded: bool) -> str:
    each = [f"{number:02}" if padded and number else f"{number:,}".replace(",", ".") for number in (low, high)]
    return each[0] if low == high else "-".join(each)


def _whole(value: Decimal | None) -> int:
    if value is None or value != value.to_integral_value():
        raise CannotSplit(Words(N_("Chỉ chia được số nguyên: chỉ tiêu này không có số, hoặc có phần lẻ.")))
    return int(value)


def _claim(row: SplitRow) -> Claim:
    return Claim(
        Fraction(_number(row, row.baseline) or 0),
        *(None if (value := _number(row, text)) is None else _whole(value) for text in (row.fixed, row.cap)),
    )


def _number(row: SplitRow, text: str) -> Decimal | None:
    cell = Cell.read(text)
    if cell.state in (CellState.BROKEN, CellState.RANGE):
        raise CannotSplit(Words(N_("{unit}: “{text}” không phải là số. Ghi một số hoặc để trống."), {"unit": row.name, "text": text}))
    return cell.value
