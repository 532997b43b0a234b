"""Which units does a plan name, and what does the register say about them on the plan's first day?"""

from collections.abc import Mapping

from hoanhap.kit.dates import FOREVER
from hoanhap.plans.rules import KnownUnit, PlanDoc, RowKind, Span, UnitFacts, party_key
from hoanhap.plans.services.rows import Places
from hoanhap.units import queries as units
from hoanhap.units.models import Succession, Unit
from hoanhap.units.rules import Level, fold, readings

STRANGERS = 20
"""For so many names that no unit of the area has, other times are asked; a table with more of them is about another place."""


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
    meant: dict[str, list[Unit]] = {}
    found: dict[tuple[str, str], Unit] = {}
    asked = 0
    for row in (row for table in doc.tables for row in table.rows if row.kind is RowKind.UNIT):
        if row.name in meant:
            continue
        known = _inside(row.name, row.code, by_name, doc)
        if not known and not row.code and asked < STRANGERS:
            asked += 1
            known = [match.unit for match in units.resolve(", ".join((row.name, *reversed(doc.area))), doc.period.since).other_times]
        meant[row.name] = known
        if len(known) == 1 and known[0].exists_on(doc.period.since):
            found[row.name, row.code] = known[0]
    heirs = _heirs({unit.pk for known in meant.values() for unit in known if not _lasts(unit, doc.period)})
    rows = {name: tuple(_known(unit, doc.period, heirs) for unit in known) for name, known in meant.items()}
    levels = {unit.level for unit in found.values()}
    expected = tuple(_known(unit, doc.period, {}) for unit in inside if levels == {unit.level})
    own, province, commune = _scope(area)
    seats = {party_key(seat.name): seat for seat in [*units.organisations_of(area.pk)][::-1]} if area else {}
    return Places(own, province, commune, seats.get(party_key(doc.issuer)), found, seats), UnitFacts(rows, expected)


def _inside(name: str, code: str, by_name: dict[str, list[Unit]], doc: PlanDoc) -> list[Unit]:
    """The units of the area on the first day that a printed name may mean."""
    on = doc.period.since
    fits = [
        unit
        for reading in readings(name)
        for unit in by_name.get(reading.key, ())
        if reading.kind in {None, unit.named_on(on)[0]} and (not code or unit.code == code)
    ]
    exact = [unit for unit in fits if unit.named_on(on)[1].casefold() in name.casefold()]
    return exact or fits


def _lasts(unit: Unit, period: Span) -> bool:
    return unit.exists_on(period.since) and period.until <= unit.until


def _known(unit: Unit, period: Span, heirs: Mapping[int, tuple[str, ...]]) -> KnownUnit:
    """What the referee needs; what a unit became matters only when it does not last the period."""
    return KnownUnit(unit.title_on(period.since), unit.code, unit.since, unit.until, heirs.get(unit.pk, ()))


def _heirs(ended: set[int]) -> dict[int, tuple[str, ...]]:
    """What units became, over all their successions: one query for each step, one for the names."""
    links: dict[int, set[int]] = {}
    edge = ended
    while edge:
        found = list(Succession.objects.filter(predecessor__in=edge).values_list("predecessor", "successor"))
        for before, after in found:
            links.setdefault(before, set()).add(after)
        edge = {after for _before, after in found} - links.keys()

    def ends(unit: int, seen: frozenset[int]) -> set[int]:
        after = links.get(unit, set()) - seen
        return {unit} if not after else {end for heir in after for end in ends(heir, seen | {unit})}

    reached = {unit: ends(unit, frozenset()) for unit in ended}
    everywhere = {end for heirs in reached.values() for end in heirs}
    names = {unit.pk: unit.full_name for unit in Unit.objects.filter(pk__in=everywhere, until=FOREVER).order_by("code")}
    return {unit: tuple(name for end, name in names.items() if end in heirs) for unit, heirs in reached.items()}


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
