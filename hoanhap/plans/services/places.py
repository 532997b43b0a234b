"""Which units does a plan name, and what does the register say about them on the plan's first day?"""

from hoanhap.plans.rules import KnownUnit, PlanDoc, RowKind, UnitFacts
from hoanhap.plans.services.rows import Places
from hoanhap.units import queries as units
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level, fold, readings


def area_of(doc: PlanDoc) -> Unit | None:
    """The unit the plan is for, as it was on its first day; None for the whole country or a name that fits none or several."""
    if not doc.area:
        return None
    typed = ", ".join(reversed(doc.area))
    resolution = units.resolve(typed, doc.period.since)
    return resolution.only


def look_up(doc: PlanDoc) -> tuple[Places, UnitFacts]:
    """The units of a plan, for its rows in the database and for the referee."""
    area = area_of(doc)
    on = doc.period.since
    inside = list(units.units_in(area.pk, on)) if area else []
    rows: dict[str, tuple[KnownUnit, ...]] = {}
    found: dict[tuple[str, str], Unit] = {}
    levels: set[str] = set()
    for table in doc.tables:
        for row in table.rows:
            if row.kind is not RowKind.UNIT or row.name in rows:
                continue
            known = _named(row.name, row.code, inside, doc)
            rows[row.name] = tuple(_known(unit, doc) for unit in known)
            if len(known) == 1 and known[0].exists_on(on):
                found[row.name, row.code] = known[0]
                levels.add(known[0].level)
    same_level = [unit for unit in inside if unit.level in levels] if len(levels) == 1 else []
    expected = tuple(_known(unit, doc) for unit in same_level)
    now = units.now_by_id() if found else {}
    return Places(*_scope(area), rows=found, now=now), UnitFacts(rows, expected)


def _named(name: str, code: str, inside: list[Unit], doc: PlanDoc) -> list[Unit]:
    """The units a printed name may mean: those of the area on the first day, else those of that name at other times."""
    read = readings(name)
    fits = [
        unit
        for unit in inside
        if any(reading.key == fold(unit.named_on(doc.period.since)[1]) and reading.kind in {None, unit.kind} for reading in read)
    ]
    if code:
        return [unit for unit in fits or inside if unit.code == code]
    if fits:
        return [unit for unit in fits if unit.named_on(doc.period.since)[1].casefold() in name.casefold()] or fits
    typed = ", ".join((name, *reversed(doc.area)))
    return [match.unit for match in units.resolve(typed, doc.period.since).other_times]


def _known(unit: Unit, doc: PlanDoc) -> KnownUnit:
    now = () if unit.is_current else tuple(successor.full_name for successor in units.current_successors(unit.pk))
    return KnownUnit(unit.title_on(doc.period.since), unit.code, unit.since, unit.until, now)


def _scope(area: Unit | None) -> tuple[Unit | None, Unit | None, Unit | None]:
    """The area, its province of today, and its commune of today where it is a commune."""
    if area is None:
        return None, None, None
    now = units.as_now(area.pk)
    if area.level == Level.COMMUNE:
        return area, now.province, now
    return area, now if now.level == Level.PROVINCE else now.province, None


def units_below(doc: PlanDoc) -> list[str]:
    """The titles of the units one level below the plan's area on its first day; communes where there is no level between."""
    area = area_of(doc)
    if area is None:
        return []
    inside = list(units.units_in(area.pk, doc.period.since))
    level = next((level for level in (Level.DISTRICT, Level.COMMUNE) if any(unit.level == level for unit in inside)), None)
    return [unit.title_on(doc.period.since) for unit in inside if unit.level == level]
