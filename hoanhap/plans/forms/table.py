"""How does a typed grid become an allocation table?"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.forms import REQUIRED
from hoanhap.plans.forms.parts import ReasonForm, split
from hoanhap.plans.rules import (
    AllocationTable,
    Cell,
    CellState,
    Column,
    Note,
    Row,
    RowKind,
)
from hoanhap.plans.rules.printed import Printed, What, doubt_of

MAX_COLUMNS, MAX_ROWS = 60, 400
"""As files.pasted lets in; settings.DATA_UPLOAD_MAX_NUMBER_FIELDS leaves room for them."""


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
        label=_("Dán bảng"),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Chép cả bảng trong Excel hoặc Word (đầu cột, các dòng, dòng tổng) rồi dán vào đây."),
    )
    file = forms.FileField(label=_("Hoặc chọn tệp"), required=False, help_text=_("Tệp .xlsx hoặc .docx có biểu, không quá 5 MB"))

    WORDS = ("title", "caption", "where", "notes", "why")
    """The fields that describe the table; `paste` and `file` only bring cells in."""

    def words(self) -> list[forms.BoundField]:
        """The fields around the table."""
        return [self[name] for name in self.WORDS if name in self.fields]


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
        """Whether it is no number, range, blank or dash."""
        return Cell.read(self.text).state is CellState.BROKEN


@dataclass(frozen=True)
class GridRow:
    """A row as typed."""

    index: int
    name: str = ""
    kind: str = RowKind.UNIT.value
    cells: tuple[GridCell, ...] = ()
    printed: str | None = None
    """The running number as printed; None where the request does not say."""

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
        rows = tuple(
            GridRow(at, row.name, row.kind.value, tuple(map(GridCell, row.cells)), row.number) for at, row in enumerate(table.rows)
        )
        return cls(columns, rows, table.totals or ("",) * len(columns), table.totals_label)

    @classmethod
    def typed(cls, data: Mapping[str, str]) -> "Grid":
        """What a request carries; sizes are bounded."""
        width = next((at for at in range(MAX_COLUMNS) if f"c-{at}-top" not in data), MAX_COLUMNS)
        height = next((at for at in range(MAX_ROWS) if f"r-{at}-name" not in data), MAX_ROWS)
        kinds = {kind for kind, _label in cls.kinds}

        def get(name: str, default: str) -> str:
            return data.get(name, default).replace("\0", "")

        def kind_of(line: int) -> str:
            return typed if (typed := get(f"r-{line}-kind", "")) in kinds else RowKind.UNIT.value

        columns = tuple(
            GridColumn(at, get(f"c-{at}-top", "").strip(), get(f"c-{at}-below", "").strip(), get(f"c-{at}-target", ""))
            for at in range(width)
        )
        rows = tuple(
            GridRow(
                line,
                get(f"r-{line}-name", "").strip(),
                kind_of(line),
                tuple(GridCell(get(f"x-{line}-{at}", "").strip()[:40]) for at in range(width)),
                get(f"r-{line}-no", "").strip()[:10] if f"r-{line}-no" in data else None,
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

    def with_printed(self, printed: Printed) -> "Grid":
        """The table that was read in the place of this one; without header lines its rows come below those that are there."""
        if printed.has_header:
            table = printed.table
            rows = tuple(replace(row, cells=tuple(text[:40] for text in row.cells), number=row.number[:10]) for row in table.rows)
            totals = tuple(text[:40] for text in table.totals)
            return Grid.of(replace(table, rows=rows, totals=totals))
        grid = self
        for _missing in range(len(printed.table.columns) - len(self.columns)):
            grid = grid.with_column()
        width = len(grid.columns)
        kept = [row for row in grid.rows if row.name or any(cell.text for cell in row.cells)]
        added = [
            GridRow(0, row.name, row.kind.value, tuple(GridCell(text[:40]) for text in (*row.cells, *[""] * width)[:width]), row.number)
            for row in printed.table.rows
        ]
        return replace(grid, rows=tuple(replace(row, index=at) for at, row in enumerate([*kept, *added])))

    def with_name(self, line: int, name: str) -> "Grid":
        """Another name for a row."""
        return replace(self, rows=tuple(replace(row, name=name) if row.index == line else row for row in self.rows))

    def with_known(self, names: Container[str]) -> "Grid":
        """Rows of these names are units, whatever their first words look like («Đội Cấn» is a ward)."""
        rows = (replace(row, kind=RowKind.UNIT.value) if row.name in names else row for row in self.rows)
        return replace(self, rows=tuple(rows))

    def whole(self) -> AllocationTable:
        """Every row and column as typed, blank ones too: what is checked before it is saved."""
        return AllocationTable(
            title="",
            columns=tuple(Column((column.top, *filter(None, [column.below])), column.target) for column in self.columns),
            rows=tuple(Row(row.name, tuple(cell.text for cell in row.cells), RowKind(row.kind)) for row in self.rows),
            totals_label=self.totals_label,
            totals=self.totals if any(self.totals) else (),
        )

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
                row.printed if row.printed is not None else known.number if known else "",
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

    def _texts(self) -> tuple[tuple[list[str], int], ...]:
        """The typed words with how many letters of each are kept, as docs/plan.schema.json has them."""
        heads = [text for column in self.columns for text in (column.top, column.below)]
        return ([row.name for row in self.rows] + heads, 200), ([self.totals_label], 100), ([column.target for column in self.columns], 20)

    def faults(self) -> list[str]:
        """What keeps the grid from being saved."""
        found = [
            gettext("Dòng %(line)s (%(name)s), cột %(column)s: “%(text)s” %(what)s. Ghi một số, một khoảng (5-10), “–” hoặc để trống.")
            % {"line": row.number, "name": row.name or "–", "column": at + 1, "text": cell.text, "what": _said(cell.text)}
            for row in self.rows
            for at, cell in enumerate(row.cells)
            if cell.is_broken
        ]
        found += [
            gettext("“%(text)s…” dài quá %(most)s chữ. Rút ngắn rồi lưu lại.") % {"text": text[:40], "most": most}
            for texts, most in self._texts()
            for text in texts
            if len(text) > most
        ]
        found += [
            gettext("Dòng %(line)s có ô mà không có tên đơn vị. Ghi tên hoặc xóa các ô.") % {"line": row.number}
            for row in self.rows
            if not row.name and any(cell.text for cell in row.cells)
        ]
        if not any(row.name for row in self.rows) or not any(column.top for column in self.columns):
            found.append(gettext("Biểu cần ít nhất một cột có đầu cột và một dòng có tên đơn vị."))
        return found


def _said(text: str) -> str:
    what = doubt_of(text)
    return gettext("không phải là số") if what in (None, What.TEXT) else gettext("là %(what)s") % {"what": gettext(what.label)}


def notes_text(notes: Iterable[Note]) -> str:
    """Notes as one line each, with the codes of their targets before them."""
    return "\n".join(f"[{', '.join(note.targets)}] {note.text}" if note.targets else note.text for note in notes)


def _notes(text: str) -> tuple[Note, ...]:
    found = []
    for line in split(text, "\n"):
        codes, bracket, rest = line.removeprefix("[").partition("]") if line.startswith("[") else ("", "", line)
        found.append(Note(rest.strip(), split(codes, ",")) if bracket else Note(line))
    return tuple(found)
