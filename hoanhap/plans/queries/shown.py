"""What do the parts of a plan's pages show: findings, the allocation table with its verdicts, the heading of the paper?"""

import re
from collections import Counter
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hoanhap.kit.formats import number
from hoanhap.plans import services
from hoanhap.plans.models import AllocationRow, Plan
from hoanhap.plans.rules import (
    RULES,
    AllocationTable,
    Based,
    BasisState,
    Cell,
    CellState,
    Figure,
    Finding,
    Fix,
    PlanDoc,
    PlanStatus,
    RowKind,
    Severity,
    Words,
    based,
)


@dataclass(frozen=True)
class Said:
    """A finding in the reader's language, for templates."""

    code: str
    kind: str
    """What the check looks for, in a few words."""
    severity: Severity
    tone: str
    icon: str
    label: str
    title: str
    message: str
    remedy: str
    targets: tuple[str, ...]
    on_table: bool
    left: str = ""
    left_label: str = ""
    right: str = ""
    right_label: str = ""
    at: int = 0
    """Its place among the findings of its code, by which a button names it."""
    fixes: tuple[str, ...] = ()
    """What its buttons say."""
    tasks: tuple[str, ...] = ()


_LOOKS = {Severity.MUST: ("danger", "alert-circle"), Severity.WARN: ("warn", "alert-triangle"), Severity.INFO: ("plain", "info-circle")}


ON_TABLE = frozenset(
    {"TT01", "TT05", "TT06", "TT21", "TT80", "TT81", "TT82", "TT83", "TT84", "TT85", "TT89", "TT94", "TT97", "TT103", "TT108", "TT109"}
)
"""Findings that may be mended in the allocation table."""


def say(words: Words) -> str:
    """Words of a rule in the reader's language."""
    return words.say(_, english=(get_language() or "").startswith("en"))


def said(finding: Finding, at: int = 0) -> Said:
    """A finding ready for a page; `at` is its place among those of its code."""
    tone, icon = _LOOKS[finding.severity]
    clash = finding.clash
    return Said(
        finding.code,
        _(RULES[finding.code].looks_for),
        finding.severity,
        tone,
        icon,
        _(finding.severity.label),
        say(finding.title),
        say(finding.message),
        say(finding.remedy),
        finding.targets,
        finding.code in ON_TABLE,
        *((figure_text(clash[0]), _label(clash[0]), figure_text(clash[1]), _label(clash[1])) if clash else ("",) * 4),
        at,
        tuple(say(fix.label) for fix in finding.fixes),
        finding.tasks,
    )


def fix_of(findings: tuple[Finding, ...], code: str, at: int, number: int) -> tuple[Finding, Fix] | None:
    """The finding and the fix that a button names: its number in the finding at a place among those of a code; None when it is gone."""
    found = [finding for finding in findings if finding.code == code]
    fixes = found[at].fixes if 0 <= at < len(found) else ()
    return (found[at], fixes[number]) if 0 <= number < len(fixes) else None


def figure_text(figure: Figure) -> str:
    """A figure as the document prints it, else computed, with its percent sign."""
    if figure.printed and Cell.read(figure.printed).value is not None:
        return figure.printed
    return f"{number(round(figure.value, 1).normalize() if figure.value % 1 else int(figure.value))}{'%' if figure.unit == '%' else ''}"


def _label(figure: Figure) -> str:
    unit = "" if figure.unit in ("", "%") else f"{figure.unit}, "
    return unit + say(figure.where)


@dataclass(frozen=True)
class Judgement:
    """The referee's answer for a page: how many of which weight, the three to show at once, and the rest."""

    must: int
    warn: int
    first: tuple[Said, ...]
    others: tuple[Said, ...]
    by_target: dict[str, tuple[Said, ...]]
    """Target code → findings that must be settled or doubted, for the rows of the table of targets."""

    @property
    def doubts(self) -> tuple[Said, ...]:
        """What else must be settled or doubted, folded away."""
        return tuple(item for item in self.others if item.severity is not Severity.INFO)

    @property
    def hints(self) -> tuple[Said, ...]:
        """What is only worth knowing, folded away."""
        return tuple(item for item in self.others if item.severity is Severity.INFO)

    @property
    def doubt_kinds(self) -> dict[str, str]:
        """Code → what it looks for, of the folded doubts."""
        return {item.code: item.kind for item in self.doubts}


SHOWN = 3


def judgement(findings: tuple[Finding, ...]) -> Judgement:
    """Arrange findings for the part `plans/plan_referee.html`: those with two figures first, then the rest of the same weight."""
    seen: Counter[str] = Counter()
    ready = []
    for finding in findings:
        ready.append(said(finding, seen[finding.code]))
        seen[finding.code] += 1
    heavy = [item for item in ready if item.severity is not Severity.INFO]
    first = sorted(heavy, key=lambda item: (item.severity is not Severity.MUST, not item.left))[:SHOWN]
    by_target: dict[str, tuple[Said, ...]] = {}
    for item in heavy:
        for code in item.targets:
            by_target[code] = (*by_target.get(code, ()), item)
    return Judgement(
        must=sum(item.severity is Severity.MUST for item in ready),
        warn=sum(item.severity is Severity.WARN for item in ready),
        first=tuple(first),
        others=tuple(item for item in ready if item not in first),
        by_target=by_target,
    )


@dataclass(frozen=True)
class HeadCell:
    """A cell of a table's header."""

    text: str
    columns: int = 1
    lines: int = 1


@dataclass(frozen=True)
class Verdict:
    """What a column comes to."""

    printed: str
    computed: str
    text: str
    text_tone: str
    tone: str
    icon: str
    word: str


@dataclass(frozen=True)
class ViewRow:
    """A row of a table with its cells as printed and, where it is known, its unit."""

    name: str
    cells: tuple[Cell, ...]
    unit_id: int | None = None
    now: str = ""


@dataclass(frozen=True)
class ViewTable:
    """An allocation table for the part `plans/plan_table.html`: as printed, computed, in the text, verdict."""

    where: str
    title: str
    caption: str
    head: tuple[tuple[HeadCell, ...], ...]
    rows: tuple[ViewRow, ...]
    totals_label: str
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...]
    has_totals: bool
    text_where: str
    """Where the text gives the values: «mục II»."""

    @property
    def depth(self) -> int:
        """Lines of the header."""
        return len(self.head)


def view_tables(doc: PlanDoc, findings: tuple[Finding, ...], units: dict[str, AllocationRow] | None = None) -> tuple[ViewTable, ...]:
    """Every table of a plan, ready to show. `units` gives the stored row of a printed name."""
    return tuple(_view_table(doc, table, findings, units or {}) for table in doc.tables)


def _view_table(doc: PlanDoc, table: AllocationTable, findings: tuple[Finding, ...], units: dict[str, AllocationRow]) -> ViewTable:
    rows = []
    for row in table.rows:
        stored = units.get(row.name)
        now = stored.scope_commune.full_name if stored and stored.scope_commune and stored.scope_commune_id != stored.unit_id else ""
        rows.append(ViewRow(row.name, tuple(Cell.read(text) for text in row.cells), stored.unit_id if stored else None, now))
    return ViewTable(
        where=table.where,
        title=table.title,
        caption=table.caption,
        head=_head(table),
        rows=tuple(rows),
        totals_label=table.totals_label,
        verdicts=tuple(_verdict(doc, table, index, findings) for index in range(len(table.columns))),
        notes=tuple(note.text for note in table.notes),
        has_totals=bool(table.totals),
        text_where=", ".join(dict.fromkeys(target.where for column in table.columns if (target := doc.target(column.target)) is not None)),
    )


def _head(table: AllocationTable) -> tuple[tuple[HeadCell, ...], ...]:
    """Header lines: neighbours with one first line share a cell; a short header reaches down; «Tổng số» alone joins its parent."""
    headers = [column.header for column in table.columns]
    shared = [
        len(header) > 1 and any(0 <= near < len(headers) and headers[near][0] == header[0] for near in (at - 1, at + 1))
        for at, header in enumerate(headers)
    ]
    if not any(shared):
        return (tuple(HeadCell(", ".join(filter(None, header))) for header in headers),)
    top: list[HeadCell] = []
    below: list[HeadCell] = []
    for at, header in enumerate(headers):
        if not shared[at]:
            top.append(HeadCell(", ".join(filter(None, header)), lines=2))
            continue
        below.append(HeadCell(", ".join(filter(None, header[1:]))))
        if at and shared[at - 1] and headers[at - 1][0] == header[0]:
            top[-1] = HeadCell(header[0], top[-1].columns + 1)
        else:
            top.append(HeadCell(header[0]))
    return tuple(top), tuple(below)


def _verdict(doc: PlanDoc, table: AllocationTable, index: int, findings: tuple[Finding, ...]) -> Verdict:
    target = doc.target(table.columns[index].target)
    printed = table.totals[index].strip() if table.totals else ""
    total = table.total(index)
    computed = "?" if total is None else number(total.normalize() if total % 1 else int(total))
    text = (target.printed or number(int(target.value))) if target is not None and target.value is not None else ""
    doubts = [item.code for item in findings if target is not None and item.code == "TT03" and target.code in item.targets]
    stated = Cell.read(printed).value if printed else total
    if total is None:
        bounds = table.bounds(index)
        if bounds is None:
            return Verdict(printed, computed, text, "", "danger", "alert-circle", _("có ô không đọc được"))
        computed = "–".join(number(bound.normalize() if bound % 1 else int(bound)) for bound in bounds)
        return Verdict(printed, computed, text, "", "plain", "circle-dashed", _("có ô là khoảng"))
    if Cell.read(printed).state is CellState.BROKEN:
        return Verdict(printed, computed, text, "", "danger", "x", _("tổng in không phải là số"))
    if target is None or not target.adds_up or target.value is None:
        return Verdict(printed, computed, text, "", "plain", "circle-dashed", _("không so được"))
    if stated != total:
        return Verdict(printed, computed, text, "", "danger", "x", _("tổng in sai"))
    gap = target.value - total
    if gap:
        word = _("thiếu %(n)s") if gap > 0 else _("thừa %(n)s")
        return Verdict(
            printed, computed, text, "bad", "danger", "x", word % {"n": number(abs(gap).normalize() if gap % 1 else int(abs(gap)))}
        )
    if doubts:
        return Verdict(printed, computed, text, "", "warn", "help-circle", _("khớp số, %(codes)s") % {"codes": ", ".join(doubts)})
    return Verdict(printed, computed, text, "", "ok", "check", _("khớp"))


@dataclass(frozen=True)
class ShownBasis:
    """A law that the plan cites and what the law book says of it on the day of issue."""

    text: str
    document: str
    where: str
    label: str
    tone: str
    icon: str
    more: str


_BASIS_LOOKS = {
    BasisState.IN_FORCE: ("ok", "check"),
    BasisState.REPLACED: ("warn", "alert-triangle"),
    BasisState.ENDS: ("info", "info-circle"),
    BasisState.AHEAD: ("warn", "alert-triangle"),
    BasisState.SHORT: ("warn", "help-circle"),
    BasisState.UNKNOWN: ("plain", "circle-dashed"),
}


def _basis(item: Based) -> ShownBasis:
    tone, icon = _BASIS_LOOKS[item.state]
    more = ""
    if item.law and item.law.until and item.state in (BasisState.REPLACED, BasisState.ENDS):
        more = _("từ %(day)s") % {"day": f"{item.law.until:%d/%m/%Y}"}
        if item.law.instead:
            more += ", " + _("nay là %(laws)s") % {"laws": ", ".join(item.law.instead)}
    elif item.law and item.law.since and item.state is BasisState.AHEAD:
        more = _("từ %(day)s") % {"day": f"{item.law.since:%d/%m/%Y}"}
    document = item.basis.document or (item.law.number if item.law else "")
    document = "" if document in item.basis.text else document
    return ShownBasis(item.basis.text, document, item.basis.where, _(item.state.label), tone, icon, more)


@dataclass(frozen=True)
class HeadView:
    """What the part `plans/plan_head.html` shows: the heading of the paper and the state of the plan."""

    authority: str
    authority_unit: str
    """The underlined second line: «QUẬN CẦU GIẤY»."""
    place: str
    status: str
    status_tone: str
    status_icon: str
    units: int
    teams: int
    above: tuple[Plan, ...]
    """The plans above that are kept here and issued."""
    bases: tuple[ShownBasis, ...]

    @property
    def doubtful_bases(self) -> int:
        """How many laws it cites that are replaced, not yet in force or cited too shortly."""
        return sum(item.tone == "warn" for item in self.bases)


_COMMITTEE = re.compile(r"(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+", re.IGNORECASE)
_STATUS_LOOKS = {PlanStatus.DRAFT: ("plain", "pencil"), PlanStatus.ADOPTED: ("ok", "check"), PlanStatus.ADJUSTED: ("warn", "history")}


def head_view(plan: Plan, doc: PlanDoc) -> HeadView:
    """The heading of a plan as decree 30/2020 lays it out, and its state."""
    rows = {(row.name, row.kind) for table in doc.tables for row in table.rows}
    committee = _COMMITTEE.match(doc.issuer)
    tone, icon = _STATUS_LOOKS[doc.status]
    return HeadView(
        authority="ỦY BAN NHÂN DÂN" if committee else "",
        authority_unit=(doc.issuer[committee.end() :] if committee else doc.issuer).upper(),
        place=plan.unit.name if plan.unit else "",
        status=_(doc.status.label),
        status_tone=tone,
        status_icon=icon,
        units=sum(kind is RowKind.UNIT for _name, kind in rows),
        teams=sum(kind is RowKind.TEAM for _name, kind in rows),
        above=tuple(plan.above.exclude(status=PlanStatus.DRAFT.value).order_by("since", "pk")) if plan.pk else (),
        bases=tuple(_basis(item) for item in based(doc, services.known_laws())),
    )
