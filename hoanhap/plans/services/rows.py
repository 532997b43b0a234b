"""How does a plan lie in the tables? `read` and `write` are inverse: what was read back equals what was written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Prefetch

from hoanhap.plans.files.codec import from_plain, to_plain
from hoanhap.plans.models import (
    Allocation,
    AllocationColumn,
    AllocationRow,
    AllocationTable,
    Plan,
    PlanSection,
    PlanSubordinate,
    ReportedFigure,
    Target,
)
from hoanhap.plans.rules import (
    AllocationTable as TableDoc,
)
from hoanhap.plans.rules import (
    Annex,
    Baseline,
    Cell,
    ChangeIn,
    Column,
    Comparator,
    DateNote,
    Kind,
    LegalBasis,
    Level,
    Mention,
    Milestone,
    Note,
    OwnerSide,
    PlanDoc,
    PlanKind,
    PlanStatus,
    Recipient,
    Row,
    RowKind,
    Section,
    Signatory,
    Span,
    Subordinate,
    TargetDoc,
    Term,
    Window,
)
from hoanhap.plans.rules import (
    ReportedFigure as ReportedDoc,
)
from hoanhap.plans.services.task_rows import deadline, due_values, exact, read_tasks, write_tasks
from hoanhap.units.models import Organisation, Unit
from hoanhap.units.queries import now_by_id
from hoanhap.units.rules import fold


@dataclass(frozen=True)
class Places:
    """The units that a plan names, found in the register: of its time, and what stands for them today."""

    unit: Unit | None = None
    scope_province: Unit | None = None
    scope_commune: Unit | None = None
    issuer: Organisation | None = None
    rows: Mapping[tuple[str, str], Unit] = field(default_factory=dict)
    """(printed name, code) → the unit of its time."""
    agencies: Mapping[str, Organisation] = field(default_factory=dict)
    """Name as rules.party_key makes it → the organisation of the area."""


def write(plan: Plan, doc: PlanDoc, places: Places) -> None:
    """Make the rows of a saved plan say what `doc` says. Targets, tasks and obligations keep their ids by
    code or name; everything else is written anew. Raises ProtectedError when something left out has records that point at it."""
    plan.sections.all().delete()
    PlanSection.objects.bulk_create(
        PlanSection(plan=plan, position=at, place=part.where, heading=part.heading, text=part.text) for at, part in enumerate(doc.sections)
    )
    plan.tables.all().delete()
    plan.reported.all().delete()
    targets = _write_targets(plan, doc)
    now = now_by_id() if places.rows else {}
    for at, table in enumerate(doc.tables):
        _write_table(plan, at, table, targets, places, now)
    ReportedFigure.objects.bulk_create(
        ReportedFigure(
            plan=plan,
            position=at,
            target=targets[figure.target],
            source=figure.source,
            as_of=figure.as_of,
            since=figure.period.since,
            until=figure.period.until,
            printed=figure.printed,
            value=figure.value,
            unit_of_measure=figure.unit,
            percent_printed=figure.percent_printed,
            percent=figure.percent,
            percent_of=list(figure.percent_of),
            denominator=figure.denominator,
        )
        for at, figure in enumerate(doc.reported)
    )
    write_tasks(plan, doc, places.agencies)
    _write_subordinates(plan, doc)


def head(doc: PlanDoc, places: Places) -> dict[str, object]:
    """The values of the row of a plan itself."""
    report_on, report_exclusive, report_to = due_values(doc.report)
    return {
        "issuer": doc.issuer,
        "issuer_key": fold(doc.issuer),
        "organisation": places.issuer,
        "number": doc.number,
        "symbol": doc.symbol,
        "issued_on": doc.issued_on,
        "date_note": doc.date_note.value,
        "title": doc.title,
        "theme": doc.theme,
        "short_title": doc.short_title,
        "kind": doc.kind.value,
        "since": doc.period.since,
        "until": doc.period.until,
        "area": list(doc.area),
        "unit": places.unit,
        "scope_province": places.scope_province,
        "scope_commune": places.scope_commune,
        "parents": list(doc.parents),
        "co_issuers": list(doc.co_issuers),
        "signatory": to_plain(doc.signatory),
        **{name: to_plain(getattr(doc, name)) for name in ("recipients", "annexes", "bases", "constraints", "windows", "terms")},
        "report_on": report_on,
        "report_exclusive": report_exclusive,
        "report_to": report_to,
        "status": doc.status.value,
        "source": doc.source,
    }


def _write_targets(plan: Plan, doc: PlanDoc) -> dict[str, Target]:
    kept = {target.code: target for target in plan.targets.all()}
    written: dict[str, Target] = {}
    for at, target in enumerate(doc.targets):
        row = kept.pop(target.code, None) or Target(plan=plan, code=target.code)
        for name, value in _target_values(target).items():
            setattr(row, name, value)
        row.position, row.parent = at, None
        row.save()
        written[target.code] = row
    for row in kept.values():
        row.delete()
    for target in doc.targets:
        if target.parent:
            written[target.code].parent = written[target.parent]
            written[target.code].save(update_fields=["parent"])
    return written


def _target_values(target: TargetDoc) -> dict[str, object]:
    base, (due_on, due_exclusive, due_to) = target.baseline, due_values(target.due)
    return {
        "text": target.text,
        "kind": target.kind.value,
        "level": target.level.value,
        "comparator": target.comparator.value,
        "value": target.value,
        "value_high": target.value_high,
        "printed": target.printed,
        "unit_of_measure": target.unit,
        "counted": target.counted,
        "population": target.population,
        "baseline_text": base.text if base else "",
        "baseline_value": base.value if base else None,
        "baseline_since": base.period.since if base and base.period else None,
        "baseline_until": base.period.until if base and base.period else None,
        "baseline_source": base.source if base else "",
        "change_in": target.change_in.value,
        "since": target.period.since if target.period else None,
        "until": target.period.until if target.period else None,
        "each_year": target.each_year,
        "due_on": due_on,
        "due_exclusive": due_exclusive,
        "due_to": due_to,
        "owner": target.owner,
        "indicator": target.indicator,
        "aspect": target.aspect,
        "group_name": target.group,
        "beyond": target.beyond,
        "numerator": target.numerator,
        "groups": list(target.groups),
        "milestones": to_plain(target.milestones),
        "owner_side": target.owner_side.value,
        "evidence": target.evidence,
        "measure_name": target.measure_name,
        "place": target.where,
        "quote": target.quote,
        "mentions": to_plain(target.mentions),
        "note": target.note,
    }


def _write_subordinates(plan: Plan, doc: PlanDoc) -> None:
    kept = {(row.name, row.place): row for row in plan.subordinates.all()}
    for at, item in enumerate(doc.subordinates):
        row = kept.pop((item.name, item.where), None) or PlanSubordinate(plan=plan, name=item.name, place=item.where)
        row.position, row.quote = at, item.quote
        row.due_on, row.due_exclusive, row.due_to = due_values(item.due)
        row.save()
    for row in kept.values():
        row.delete()


def _write_table(plan: Plan, at: int, table: TableDoc, targets: Mapping[str, Target], places: Places, now: Mapping[int, int]) -> None:
    stored = AllocationTable.objects.create(
        plan=plan,
        position=at,
        title=table.title,
        place=table.where,
        caption=table.caption,
        totals_label=table.totals_label,
        has_totals=bool(table.totals),
        notes=[to_plain(note) for note in table.notes],
    )
    columns = AllocationColumn.objects.bulk_create(
        AllocationColumn(
            table=stored,
            position=index,
            header=list(column.header),
            target=targets.get(column.target),
            total_printed=table.totals[index] if table.totals else "",
        )
        for index, column in enumerate(table.columns)
    )
    rows = AllocationRow.objects.bulk_create(
        AllocationRow(
            table=stored,
            position=line,
            name=row.name,
            kind=row.kind.value,
            number=row.number,
            code=row.code,
            unit=(unit := places.rows.get((row.name, row.code))),
            scope_commune_id=now.get(unit.pk) if unit else None,
        )
        for line, row in enumerate(table.rows)
    )
    Allocation.objects.bulk_create(
        Allocation(row=stored_row, column=column, printed=text, value=Cell.read(text).value)
        for stored_row, row in zip(rows, table.rows, strict=True)
        for column, text in zip(columns, row.cells, strict=True)
    )


def read(plan: Plan) -> PlanDoc:
    """The plan in the tables as plain values. A handful of queries, whatever its size."""
    targets = list(plan.targets.select_related("parent"))
    tables = plan.tables.prefetch_related(
        Prefetch("columns", AllocationColumn.objects.select_related("target")),
        Prefetch("rows", AllocationRow.objects.prefetch_related(Prefetch("cells", Allocation.objects.order_by("column__position")))),
    )
    return PlanDoc(
        issuer=plan.issuer,
        title=plan.title,
        kind=PlanKind(plan.kind),
        period=plan.period,
        number=plan.number,
        symbol=plan.symbol,
        issued_on=plan.issued_on,
        date_note=DateNote(plan.date_note),
        theme=plan.theme,
        short_title=plan.short_title,
        status=PlanStatus(plan.status),
        area=tuple(plan.area),
        parents=tuple(plan.parents),
        co_issuers=tuple(plan.co_issuers),
        signatory=from_plain(Signatory, plan.signatory) if plan.signatory is not None else None,
        recipients=from_plain(tuple[Recipient, ...], plan.recipients),
        annexes=from_plain(tuple[Annex, ...], plan.annexes),
        bases=from_plain(tuple[LegalBasis, ...], plan.bases),
        subordinates=tuple(
            Subordinate(row.name, row.place, deadline(row.due_on, row.due_exclusive, row.due_to), row.quote)
            for row in plan.subordinates.all()
        ),
        constraints=tuple(plan.constraints),
        windows=from_plain(tuple[Window, ...], plan.windows),
        terms=from_plain(tuple[Term, ...], plan.terms),
        report=plan.report,
        source=plan.source,
        sections=tuple(Section(part.place, part.heading, part.text) for part in plan.sections.all()),
        targets=tuple(read_target(target) for target in targets),
        tables=tuple(_read_table(table) for table in tables),
        reported=tuple(_read_reported(figure) for figure in plan.reported.select_related("target")),
        tasks=read_tasks(plan),
    )


def read_target(target: Target) -> TargetDoc:
    """One target as a plain value; load `parent`."""
    base_period = Span(target.baseline_since, target.baseline_until) if target.baseline_since and target.baseline_until else None
    base = Baseline(target.baseline_text, exact(target.baseline_value), base_period, target.baseline_source)
    return TargetDoc(
        code=target.code,
        text=target.text,
        kind=Kind(target.kind),
        where=target.place,
        quote=target.quote,
        parent=target.parent.code if target.parent else "",
        level=Level(target.level),
        comparator=Comparator(target.comparator),
        value=exact(target.value),
        value_high=exact(target.value_high),
        printed=target.printed,
        unit=target.unit_of_measure,
        counted=target.counted,
        population=target.population,
        baseline=base if target.baseline_text else None,
        change_in=ChangeIn(target.change_in),
        period=Span(target.since, target.until) if target.since and target.until else None,
        each_year=target.each_year,
        due=deadline(target.due_on, target.due_exclusive, target.due_to),
        owner=target.owner,
        indicator=target.indicator,
        aspect=target.aspect,
        group=target.group_name,
        beyond=target.beyond,
        numerator=target.numerator,
        groups=tuple(target.groups),
        milestones=from_plain(tuple[Milestone, ...], target.milestones),
        owner_side=OwnerSide(target.owner_side),
        evidence=target.evidence,
        measure_name=target.measure_name,
        mentions=from_plain(tuple[Mention, ...], target.mentions),
        note=target.note,
    )


def _read_table(table: AllocationTable) -> TableDoc:
    columns, notes = list(table.columns.all()), from_plain(tuple[Note, ...], table.notes)
    return TableDoc(
        title=table.title,
        columns=tuple(Column(tuple(column.header), column.target.code if column.target else "") for column in columns),
        rows=tuple(
            Row(row.name, tuple(cell.printed for cell in row.cells.all()), RowKind(row.kind), row.number, row.code)
            for row in table.rows.all()
        ),
        where=table.place,
        caption=table.caption,
        totals_label=table.totals_label,
        totals=tuple(column.total_printed for column in columns) if table.has_totals else (),
        notes=notes,
    )


def _read_reported(figure: ReportedFigure) -> ReportedDoc:
    return ReportedDoc(
        target=figure.target.code,
        source=figure.source,
        as_of=figure.as_of,
        period=Span(figure.since, figure.until),
        printed=figure.printed,
        value=exact(figure.value),
        unit=figure.unit_of_measure,
        percent_printed=figure.percent_printed,
        percent=exact(figure.percent),
        percent_of=tuple(figure.percent_of),
        denominator=exact(figure.denominator),
    )
