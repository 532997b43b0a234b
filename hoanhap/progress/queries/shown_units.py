"""How does the table of units read, and how are the units drawn on a map?"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from hoanhap.kit.formats import NO_VALUE, number, percent
from hoanhap.plans.rules import CellState, TargetDoc
from hoanhap.progress.queries.places import points
from hoanhap.progress.queries.table import UnitLine, UnitTable, silent
from hoanhap.progress.rules import Standing, UnitCell, by_name
from hoanhap.progress.rules.mapping import Sheet, sheet

TONES = {Standing.REACHED: "ok", Standing.SHORT: "warn"}
LAST_SHOWN = 20
"""Units at the end of the places, where no target ranks."""
SHAPES = {Standing.REACHED: "circle", Standing.SHORT: "triangle", Standing.SILENT: "ring"}
"""Shape of a unit on the map: colour never alone."""


@dataclass(frozen=True)
class ShownCell:
    """A cell as the page writes it."""

    css: str
    done: str
    given: str
    percent: str


@dataclass(frozen=True)
class ShownUnit:
    """A row of the table."""

    line: UnitLine
    cells: tuple[ShownCell, ...]


@dataclass(frozen=True)
class ShownTotal:
    """The foot of a column."""

    done: str
    given: str
    percent: str
    reached: str


@dataclass(frozen=True)
class ShownTable:
    """The table ready for its template."""

    targets: tuple[TargetDoc, ...]
    rows: tuple[ShownUnit, ...]
    totals: tuple[ShownTotal, ...]
    ranked_by: TargetDoc | None
    short: tuple[UnitLine, ...]
    """Units that have not reached the target that ranks; where none ranks, those that have reached least."""
    silent: tuple[UnitLine, ...]

    @property
    def widest(self) -> int:
        """Columns of a row that stands for nothing."""
        return len(self.targets) + 4


def plain(value: Decimal | None) -> str:
    """A number, or a dash."""
    return NO_VALUE if value is None else number(int(value) if value == value.to_integral_value() else round(value, 1))


def shown_table(table: UnitTable) -> ShownTable:
    """Ready words for every cell."""
    shares = tuple(target.is_percent for target in table.targets)
    rows = tuple(
        ShownUnit(line, tuple(_cell(cell, is_share) for cell, is_share in zip(line.cells, shares, strict=True))) for line in table.lines
    )
    totals = tuple(
        ShownTotal(
            " + ".join(f"{plain(value)} {unit}".strip() for unit, value in total.done)
            if len(total.done) > 1
            else plain(total.done[0][1])
            if total.done
            else NO_VALUE,
            plain(total.given),
            percent(total.percent) if total.percent is not None else "",
            _("%(n)s/%(all)s đơn vị đạt") % {"n": total.reached, "all": total.asked} if total.asked else "",
        )
        for total in table.totals
    )
    ranked_by = next((target for target in table.targets if target.code == table.is_ranked_by), None)
    return ShownTable(table.targets, rows, totals, ranked_by, tuple(_short(table)), tuple(silent(table)))


def _cell(cell: UnitCell, is_share: bool) -> ShownCell:
    done = percent(cell.done) if is_share and cell.done is not None else plain(cell.done)
    if cell.no_case:
        return ShownCell("hn-wait", _(cell.standing.label), "", "")
    if cell.given is None:
        given = cell.printed or ""
        css = "hn-blank" if cell.done is None and cell.state in {CellState.BLANK, CellState.DASH} else ""
        return ShownCell(css, "" if cell.done is None else done, given, "")
    share = "" if is_share or cell.percent is None else percent(cell.percent)
    css = {Standing.REACHED: "is-ok", Standing.SHORT: "", Standing.NOTHING: "hn-zero"}.get(cell.standing, "hn-wait")
    return ShownCell(css, done, cell.printed, share)


def _short(table: UnitTable) -> list[UnitLine]:
    """«Đơn vị không đạt»: on the target that ranks, else on any; by name."""
    at = next((index for index, target in enumerate(table.targets) if target.code == table.is_ranked_by), None)
    if at is not None:
        short = [line for line in table.lines if line.cells[at].standing in {Standing.SHORT, Standing.SILENT}]
    else:  # every target of every unit would name them all
        last = [line for line in table.lines if line.score.percent is not None and line.score.reached < line.score.given]
        return sorted(last, key=lambda line: (line.score.percent or Decimal(0), by_name(line.name)))[:LAST_SHOWN]
    return sorted(short, key=lambda line: by_name(line.name))


@dataclass(frozen=True)
class Dot:
    """A unit on the map."""

    line: UnitLine
    cell: UnitCell
    x: float
    y: float
    shape: str
    tone: str
    percent: str
    done: str
    given: str
    word: str
    label: bool
    """Whether its name is written beside it: a few units only, or they would cover each other."""


@dataclass(frozen=True)
class Drawn:
    """A map with its table."""

    sheet: Sheet
    dots: tuple[Dot, ...]
    rows: tuple[Dot, ...]
    """All units by place, those without a point too."""
    without_point: int
    reached: int
    asked: int


LABELLED = 24


def drawn(table: UnitTable, code: str) -> Drawn:
    """The units on the sheet; former units stand where the commune of today that answers for them lies."""
    at = next((index for index, target in enumerate(table.targets) if target.code == code), None)
    known = points()
    where = {line.name: point for line in table.lines if (point := _point(line, known)) is not None}
    numbers = dict(enumerate(where.values()))
    laid = sheet(numbers)
    place = dict(zip(where, (laid.places[index] for index in numbers), strict=True))
    is_share = at is not None and table.targets[at].is_percent
    rows = []
    for line in sorted(table.lines, key=lambda line: (line.place is None, line.place or 0, by_name(line.name))):
        cell = line.cells[at] if at is not None else UnitCell("", CellState.BLANK, None, None)
        x, y = place.get(line.name, (0.0, 0.0))
        rows.append(
            Dot(
                line,
                cell,
                x,
                y,
                SHAPES.get(cell.standing, "dot"),
                TONES.get(cell.standing, "plain"),
                percent(cell.percent) if cell.percent is not None else "",
                percent(cell.done) if is_share and cell.done is not None else plain(cell.done),
                cell.printed or NO_VALUE,
                _(cell.standing.label),
                len(where) <= LABELLED,
            )
        )
    standings = [row.cell.standing for row in rows]
    return Drawn(
        laid,
        tuple(row for row in rows if row.line.name in where),
        tuple(rows),
        len(rows) - len(where),
        standings.count(Standing.REACHED),
        sum(standing in {Standing.REACHED, Standing.SHORT, Standing.SILENT} for standing in standings),
    )


def _point(line: UnitLine, known: Mapping[int, tuple[float, float]]) -> tuple[float, float] | None:
    if line.unit.is_team:
        return None
    if line.unit.commune is not None:
        return known.get(line.unit.commune)
    return known.get(line.unit.province) if line.unit.province is not None and line.unit.unit is not None else None
