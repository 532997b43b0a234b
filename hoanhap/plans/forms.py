"""What do the forms of plans accept, and how does what was typed become a plain plan?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.enums import Labelled
from hoanhap.kit.forms import REQUIRED, DayField
from hoanhap.plans.rules import (
    AllocationTable,
    Baseline,
    Cell,
    CellState,
    ChangeIn,
    Column,
    Comparator,
    DateNote,
    Deadline,
    Kind,
    Level,
    Note,
    PlanDoc,
    PlanKind,
    Row,
    RowKind,
    Span,
    TargetDoc,
)

MAX_COLUMNS, MAX_ROWS = 60, 400


def _choices(labels: type[Labelled]) -> list[tuple[str, str]]:
    return [(value, gettext(label)) for value, label in labels.choices()]


class NumberField(forms.CharField):
    """A number typed the Vietnamese way: `2.536`, `76,5`, `08`."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # a number, not text
        text = super().to_python(value)
        if not text:
            return None
        cell = Cell.read(text)
        if cell.value is None:
            raise ValidationError(
                gettext("“%(text)s” không phải là số. Phần nghìn viết bằng dấu chấm, thập phân bằng dấu phẩy.") % {"text": text},
                code="number",
            )
        return cell.value


def _number_text(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}".replace(".", ",")


class PlanFilterForm(forms.Form):
    """The filter of the list."""

    q = forms.CharField(label=_("Tìm theo tên, số, cơ quan"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Loại"), required=False)
    year = forms.ChoiceField(label=_("Năm"), required=False)

    def __init__(self, *arguments: Any, years: Sequence[int], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["kind"].choices = [("", gettext("Mọi loại")), *_choices(PlanKind)]  # type: ignore[attr-defined]
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
        }


class ReasonForm(forms.Form):
    """The version seen, and the reason that a change after adoption needs."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    why = forms.CharField(
        label=_("Lý do điều chỉnh"), max_length=500, error_messages=REQUIRED, help_text=_("Văn bản điều chỉnh, nếu có: số, ngày.")
    )

    def __init__(self, *arguments: Any, needs_reason: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not needs_reason:
            del self.fields["why"]

    GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    """Titles and the fields under them, in order."""
    SIZES: dict[str, str] = {}
    """Fields narrower than the line."""

    def groups(self) -> list[tuple[str, list[tuple[forms.BoundField, str]]]]:
        """The visible fields under their titles; what no group names comes last."""
        named = {name for _title, names in self.GROUPS for name in names}
        rest = [field.name for field in self.visible_fields() if field.name not in named]
        listed = [*self.GROUPS, *([(self.fields[rest[0]].label, tuple(rest))] if rest else [])]
        return [(str(title or ""), [(self[name], self.SIZES.get(name, "")) for name in names]) for title, names in listed]

    @property
    def why_text(self) -> str:
        """The typed reason, empty for drafts."""
        return str(self.cleaned_data.get("why", ""))


class HeadForm(ReasonForm):
    """The head of a plan."""

    GROUPS = (
        (_("Văn bản"), ("issuer", "number", "symbol", "issued_on", "date_note", "title", "short_title", "theme", "kind")),
        (_("Kỳ, địa bàn, văn bản trên"), ("since", "last", "area", "parents")),
        (_("Báo cáo và nguồn"), ("report_on", "report_exclusive", "report_to", "source")),
    )
    SIZES = {"number": "short", "symbol": "short", "date_note": "medium", "kind": "medium"}

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

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["date_note"].choices = _choices(DateNote)  # type: ignore[attr-defined]
        self.fields["kind"].choices = _choices(PlanKind)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("since") and data.get("last") and data["last"] < data["since"]:
            self.add_error("last", gettext("Ngày cuối trước ngày đầu. Sửa một trong hai ngày."))
        if data.get("report_exclusive") and not data.get("report_on"):
            self.add_error("report_on", gettext("Đã chọn “trước ngày” mà chưa có ngày. Ghi ngày báo cáo."))
        return data

    def apply(self, doc: PlanDoc | None) -> PlanDoc:
        """The plan with this head; a new draft when there is none."""
        data = self.cleaned_data
        report = Deadline(data["report_on"], data["report_exclusive"], data["report_to"]) if data["report_on"] else None
        kind, period = PlanKind(data["kind"]), Span(data["since"], data["last"] + timedelta(days=1))
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
            area=tuple(reversed(_split(data["area"], ","))),
            parents=_split(data["parents"], "\n"),
            report=report,
            source=data["source"],
        )

    @staticmethod
    def initial_of(doc: PlanDoc) -> dict[str, Any]:
        """What the form shows of a plan."""
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
        }


def _split(text: str, mark: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(mark) if part.strip())


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
            self.fields[name].choices = _choices(labels)  # type: ignore[attr-defined]
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
        numbers = {name: _number_text(getattr(target, name)) for name in ("value", "value_high")}
        choices = {name: getattr(target, name).value for name in ("kind", "level", "comparator", "change_in")}
        base = target.baseline
        return (
            shown
            | numbers
            | choices
            | {"baseline_text": base.text if base else "", "baseline_value": _number_text(base.value) if base else ""}
        )


class TableForm(ReasonForm):
    """The words around an allocation table; its cells are a `Grid`."""

    title = forms.CharField(label=_("Tên biểu"), max_length=1000, required=False, widget=forms.Textarea({"rows": 2}))
    caption = forms.CharField(label=_("Kèm theo"), max_length=500, required=False)
    where = forms.CharField(
        label=_("Gọi là"), max_length=100, error_messages=REQUIRED, help_text=_("Cách kế hoạch gọi biểu này: biểu, phụ lục 1")
    )
    notes = forms.CharField(
        label=_("Ghi chú dưới biểu"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Mỗi ghi chú một dòng; mã chỉ tiêu ở đầu nếu có: [CT02] Phấn đấu …"),
    )
    paste = forms.CharField(
        label=_("Dán từ Excel"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Mỗi dòng: tên đơn vị rồi các ô, cách nhau bằng dấu tab (chép thẳng từ bảng tính). Bấm “Đưa phần dán vào biểu”."),
    )


@dataclass(frozen=True)
class GridColumn:
    """A column as typed."""

    index: int
    top: str = ""
    below: str = ""
    target: str = ""

    @property
    def number(self) -> int:
        """Counting from 1."""
        return self.index + 1


@dataclass(frozen=True)
class GridCell:
    """A cell as typed."""

    text: str

    @property
    def is_broken(self) -> bool:
        """Whether it is no number, blank or dash."""
        return Cell.read(self.text).state is CellState.BROKEN


@dataclass(frozen=True)
class GridRow:
    """A row as typed."""

    index: int
    name: str = ""
    kind: str = RowKind.UNIT.value
    cells: tuple[GridCell, ...] = ()

    @property
    def number(self) -> int:
        """Counting from 1."""
        return self.index + 1


@dataclass(frozen=True)
class Grid:
    """The cells of a table on the screen: everything is text until it is saved."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]
    totals: tuple[str, ...]
    totals_label: str = "Tổng cộng"
    kinds = tuple(RowKind.choices())

    @classmethod
    def of(cls, table: AllocationTable | None) -> "Grid":
        """A stored table, or an empty grid of two columns and five rows."""
        if table is None:
            return cls((GridColumn(0), GridColumn(1)), (), ("", "")).with_rows(5)
        columns = tuple(
            GridColumn(at, column.header[0], " – ".join(column.header[1:]), column.target) for at, column in enumerate(table.columns)
        )
        rows = tuple(GridRow(at, row.name, row.kind.value, tuple(map(GridCell, row.cells))) for at, row in enumerate(table.rows))
        return cls(columns, rows, table.totals or ("",) * len(columns), table.totals_label)

    @classmethod
    def typed(cls, data: Mapping[str, str]) -> "Grid":
        """What a request carries; sizes are bounded."""
        width = next((at for at in range(MAX_COLUMNS) if f"c-{at}-top" not in data), MAX_COLUMNS)
        height = next((at for at in range(MAX_ROWS) if f"r-{at}-name" not in data), MAX_ROWS)
        get = data.get
        columns = tuple(
            GridColumn(at, get(f"c-{at}-top", "").strip(), get(f"c-{at}-below", "").strip(), get(f"c-{at}-target", ""))
            for at in range(width)
        )
        rows = tuple(
            GridRow(
                line,
                get(f"r-{line}-name", "").strip(),
                get(f"r-{line}-kind", RowKind.UNIT.value),
                tuple(GridCell(get(f"x-{line}-{at}", "").strip()[:40]) for at in range(width)),
            )
            for line in range(height)
        )
        return cls(
            columns, rows, tuple(get(f"t-{at}", "").strip()[:40] for at in range(width)), get("totals_label", "").strip() or "Tổng cộng"
        )

    def with_column(self) -> "Grid":
        """One more column."""
        rows = tuple(replace(row, cells=(*row.cells, GridCell(""))) for row in self.rows)
        return replace(self, columns=(*self.columns, GridColumn(len(self.columns))), rows=rows, totals=(*self.totals, ""))

    def with_rows(self, count: int) -> "Grid":
        """Some more empty rows."""
        blank = tuple(GridCell("") for _column in self.columns)
        return replace(self, rows=(*self.rows, *(GridRow(len(self.rows) + at, cells=blank) for at in range(count))))

    def with_units(self, names: Sequence[str]) -> "Grid":
        """Rows for the named units that have none yet, in the place of empty rows."""
        kept = [row for row in self.rows if row.name or any(cell.text for cell in row.cells)]
        have = {row.name for row in kept}
        blank = tuple(GridCell("") for _column in self.columns)
        added = [GridRow(0, name, cells=blank) for name in names if name not in have]
        return replace(self, rows=tuple(replace(row, index=at) for at, row in enumerate([*kept, *added])))

    def with_pasted(self, text: str) -> "Grid":
        """Rows pasted from a spreadsheet: name, then cells, between tabs. The grid grows as needed."""
        lines = [[part.strip() for part in line.split("\t")] for line in text.splitlines() if line.strip()][:MAX_ROWS]
        grid = self
        for _missing in range(min(max((len(line) - 1 for line in lines), default=0), MAX_COLUMNS) - len(self.columns)):
            grid = grid.with_column()
        width = len(grid.columns)
        kept = [row for row in grid.rows if row.name or any(cell.text for cell in row.cells)]
        added = [GridRow(0, name, cells=tuple(GridCell(text[:40]) for text in (*cells, *[""] * width)[:width])) for name, *cells in lines]
        return replace(grid, rows=tuple(replace(row, index=at) for at, row in enumerate([*kept, *added])))

    def table(self, words: Mapping[str, str], before: AllocationTable | None) -> AllocationTable:
        """The table to save: rows and columns that are wholly blank fall away; what the grid does not show stays."""
        used = [
            at
            for at, column in enumerate(self.columns)
            if column.top or column.below or column.target or self.totals[at] or any(row.cells[at].text for row in self.rows)
        ]
        old = {row.name: row for row in before.rows} if before else {}
        rows = tuple(
            Row(
                row.name,
                tuple(row.cells[at].text for at in used),
                RowKind(row.kind),
                known.number if known else "",
                known.code if known else "",
            )
            for row in self.rows
            if row.name or any(cell.text for cell in row.cells)
            for known in [old.get(row.name)]
        )
        totals = tuple(self.totals[at] for at in used)
        return AllocationTable(
            title=words["title"],
            columns=tuple(Column((self.columns[at].top, *filter(None, [self.columns[at].below])), self.columns[at].target) for at in used),
            rows=rows,
            where=words["where"],
            caption=words["caption"],
            totals_label=self.totals_label,
            totals=totals if any(totals) else (),
            notes=_notes(words["notes"]),
        )

    def faults(self) -> list[str]:
        """What keeps the grid from being saved."""
        found = [
            gettext("Dòng %(line)s (%(name)s), cột %(column)s: “%(text)s” không phải là số. Ghi một số, “–” hoặc để trống.")
            % {"line": row.number, "name": row.name or "–", "column": at + 1, "text": cell.text}
            for row in self.rows
            for at, cell in enumerate(row.cells)
            if cell.is_broken
        ]
        found += [
            gettext("Dòng %(line)s có ô mà không có tên đơn vị. Ghi tên hoặc xóa các ô.") % {"line": row.number}
            for row in self.rows
            if not row.name and any(cell.text for cell in row.cells)
        ]
        if not any(row.name for row in self.rows) or not any(column.top for column in self.columns):
            found.append(gettext("Biểu cần ít nhất một cột có đầu cột và một dòng có tên đơn vị."))
        return found


def notes_text(notes: Iterable[Note]) -> str:
    """Notes as one line each, with the codes of their targets before them."""
    return "\n".join(f"[{', '.join(note.targets)}] {note.text}" if note.targets else note.text for note in notes)


def _notes(text: str) -> tuple[Note, ...]:
    found = []
    for line in _split(text, "\n"):
        codes, bracket, rest = line.removeprefix("[").partition("]") if line.startswith("[") else ("", "", line)
        found.append(Note(rest.strip(), _split(codes, ",")) if bracket else Note(line))
    return tuple(found)


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
