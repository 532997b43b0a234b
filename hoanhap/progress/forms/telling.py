"""How is a figure typed: one at a time, or a table of units and targets?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.forms import REQUIRED, DayField, QuickSelect
from hoanhap.plans.forms.parts import NumberField
from hoanhap.plans.rules import Cell, Kind, TargetDoc
from hoanhap.progress.forms.filters import choose
from hoanhap.progress.rules import Counts
from hoanhap.progress.rules.telling import Telling, needs_whole

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"


class FrameForm(forms.Form):
    """What all figures of one telling share: day, words of the source, evidence, reason of a correction, and the key of the form."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    as_of = DayField(label=_("Số liệu đến hết ngày"), error_messages=REQUIRED)
    words = forms.CharField(
        label=_("Nguồn, lời trong báo cáo"),
        max_length=500,
        required=True,
        error_messages=REQUIRED,
        help_text=_("Số, ngày văn bản; chữ “gần”, “hơn” nếu nguồn viết vậy."),
    )
    evidence = forms.FileField(
        label=_("Tệp minh chứng"),
        required=False,
        help_text=_("PDF, ảnh JPG, PNG, Word hoặc Excel, không quá 5 MB. Đính chính có thể giữ tệp cũ."),
        widget=forms.FileInput({"accept": ACCEPTED}),
    )
    reason = forms.CharField(
        label=_("Lý do đính chính"),
        required=False,
        max_length=500,
        help_text=_("Chỉ ghi khi ngày này đã có số khác. Số cũ được giữ lại bên cạnh số mới."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = {"request_key": uuid4(), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, **kwargs, initial=initial)  # type: ignore[misc]  # data and files come first, by position


class TellForm(FrameForm):
    """One figure of one target."""

    field_order = ("request_key", "unit_name", "group", "as_of", "value", "whole", "counts", "words", "evidence", "reason")
    unit_name = forms.ChoiceField(label=_("Của"), required=False, widget=QuickSelect)
    group = forms.ChoiceField(label=_("Nhóm"), required=False)
    value = NumberField(label=_("Thực hiện"), error_messages=REQUIRED)
    whole = NumberField(label=_("Trên tổng số"), required=False)
    counts = forms.ChoiceField(label=_("Số này là"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, target: TargetDoc, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.target = target
        choose(self, "unit_name", units)
        choose(self, "counts", [(value, gettext(label)) for value, label in Counts.choices()])
        self.fields["counts"].required = False
        self.fields["counts"].initial = Counts.FLOW.value
        if target.groups:
            choose(self, "group", [("", gettext("tất cả")), *((group, group) for group in target.groups)])
        else:
            del self.fields["group"]
        if not needs_whole(target) and target.kind is not Kind.CHANGE:
            del self.fields["whole"]
        elif target.kind is Kind.CHANGE:
            self.fields["whole"].help_text = _("Để trống khi chỉ tiêu đếm số lượng, không phải tỷ lệ.")
        elif target.parent:
            self.fields["whole"].help_text = _("Để trống thì lấy số của chỉ tiêu trên nó.")
        if target.kind is Kind.QUALITATIVE:
            choices = [("1", gettext("đạt")), ("0", gettext("chưa đạt"))]
            self.fields["value"] = forms.TypedChoiceField(
                label=_("Kết quả"), choices=choices, coerce=Decimal, widget=forms.RadioSelect, error_messages=REQUIRED
            )
            self.order_fields(self.field_order)
        if target.kind in {Kind.QUALITATIVE, Kind.PERCENT, Kind.CHANGE}:
            del self.fields["counts"]
        else:
            self.fields["value"].help_text = target.things

    def telling(self) -> Telling:
        """What was typed."""
        data = self.cleaned_data
        counts = Counts(data.get("counts") or Counts.FLOW)
        return Telling(self.target.code, data["value"], data.get("whole"), data.get("unit_name", ""), data.get("group", ""), counts)


class GridForm(FrameForm):
    """The frame of a table of figures."""


class WithdrawForm(forms.Form):
    """Why a figure is taken back."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Lý do rút"), max_length=500, error_messages=REQUIRED)


@dataclass(frozen=True)
class GridCell:
    """One box: its name, what was typed, what stands there already."""

    name: str
    typed: str
    standing: str
    is_given: bool
    is_broken: bool = False


@dataclass(frozen=True)
class GridRow:
    """A unit with its boxes."""

    name: str
    label: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True)
class Grid:
    """Units by targets. An empty box says nothing; a percentage is typed as part/whole: `5/7`."""

    targets: tuple[TargetDoc, ...]
    rows: tuple[GridRow, ...]

    @classmethod
    def of(
        cls,
        targets: Iterable[TargetDoc],
        units: Iterable[tuple[str, str, frozenset[str]]],
        standing: Mapping[tuple[str, str], str],
        typed: Mapping[str, str],
    ) -> "Grid":
        """The grid of units (name, words, codes that were given to it), with what stands and what was typed."""
        columns = tuple(targets)
        rows = []
        for line, (name, label, given) in enumerate(units):
            cells = tuple(
                GridCell(
                    f"x-{line}-{index}",
                    text := typed.get(f"x-{line}-{index}", "").strip(),
                    standing.get((target.code, name), ""),
                    target.code in given,
                    bool(text) and _read(text, target) is None,
                )
                for index, target in enumerate(columns)
            )
            rows.append(GridRow(name, label, cells))
        return cls(columns, tuple(rows))

    def faults(self) -> list[ValidationError]:
        """What cannot be read, box by box."""
        words = gettext("%(unit)s, %(code)s: “%(text)s” không đọc được. Ghi một số; tỷ lệ ghi tử số/mẫu số, ví dụ 5/7.")
        return [
            ValidationError(words % {"unit": row.label, "code": target.code, "text": cell.typed[:40]}, code="number")
            for row in self.rows
            for target, cell in zip(self.targets, row.cells, strict=True)
            if cell.is_broken
        ]

    def tellings(self) -> list[Telling]:
        """Every box that holds something."""
        found = []
        for row in self.rows:
            for target, cell in zip(self.targets, row.cells, strict=True):
                if cell.typed and (numbers := _read(cell.typed, target)) is not None:
                    found.append(Telling(target.code, *numbers, unit_name=row.name))
        return found


def _read(text: str, target: TargetDoc) -> tuple[Decimal, Decimal | None] | None:
    """The number, or the two numbers of a share; None when it is neither."""
    part, slash, whole = text.partition("/")
    value, total = Cell.read(part).value, Cell.read(whole).value if slash else None
    if value is None or "%" in text or (slash and (total is None or not (needs_whole(target) or target.kind is Kind.CHANGE))):
        return None
    return value, total
