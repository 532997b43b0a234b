"""Which units does a plan name, and what does the register say about them on the plan's first day?"""

from hoanhap.plans.rules import KnownUnit, PlanDoc, RowKind, Span, UnitFacts, party_key
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
    inside = list(units.units_in(area.pk, doc.period.since)) if area else []
    by_name: dict[str, list[Unit]] = {}
    for unit in inside:
        by_name.setdefault(fold(unit.named_on(doc.period.since)[1]), []).append(unit)
    rows: dict[str, tuple[KnownUnit, ...]] = {}
    found: dict[tuple[str, str], Unit] = {}
    for row in (row for table in doc.tables for row in table.rows if row.kind is RowKind.UNIT):
        if row.name in rows:
            continue
        known = _named(row.name, row.code, by_name, doc)
        rows[row.name] = tuple(_known(unit, doc.period) for unit in known)
        if len(known) == 1 and known[0].exists_on(doc.period.since):
            found[row.name, row.code] = known[0]
    levels = {unit.level for unit in found.values()}
    expected = tuple(_known(unit, doc.period) for unit in inside if levels == {unit.level})
    own, province, commune = _scope(area)
    seats = {party_key(seat.name): seat for seat in [*units.organisations_of(area.pk)][::-1]} if area else {}
    return Places(own, province, commune, seats.get(party_key(doc.issuer)), found, seats), UnitFacts(rows, expected)


def _named(name: str, code: str, by_name: dict[str, list[Unit]], doc: PlanDoc) -> list[Unit]:
    """The units a printed name may mean: those of the area on the first day, else those of that name at other times."""
    on = doc.period.since
    fits = [
        unit
        for reading in readings(name)
        for unit in by_name.get(reading.key, ())
        if reading.kind in {None, unit.named_on(on)[0]} and (not code or unit.code == code)
    ]
    exact = [unit for unit in fits if unit.named_on(on)[1].casefold() in name.casefold()]
    if fits or code:
        return exact or fits
    return [match.unit for match in units.resolve(", ".join((name, *reversed(doc.area))), on).other_times]


def _known(unit: Unit, period: Span) -> KnownUnit:
    """What the referee needs; what a unit became matters only when it does not last the period."""
    lasts = unit.exists_on(period.since) and period.until <= unit.until
    now = () if lasts else tuple(successor.full_name for successor in units.current_successors(unit.pk))
    return KnownUnit(unit.title_on(period.since), unit.code, unit.since, unit.until, now)


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
