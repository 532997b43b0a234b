"""Which unit was meant, what did it come from, what is it today, and what does it cover?"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from hoanhap.kit.dates import FOREVER
from hoanhap.units.models import Organisation, Succession, Unit
from hoanhap.units.rules import KINDS, Level, Reading, alphabetical, fold, in_sentence, readings

REFORM_EVE = date(2025, 6, 30)
"""The last day of the 63 provinces and of the districts: the day «as then» that pages offer."""

_CACHE_SECONDS = 60
_LEVELS = (Level.PROVINCE.value, Level.DISTRICT.value, Level.COMMUNE.value)


def existing(on: date) -> Q:
    """The condition «existed on that day»; a start that no source gives counts as long ago."""
    return (Q(since__isnull=True) | Q(since__lte=on)) & Q(until__gt=on)


def unit_or_404(unit_id: int) -> Unit:
    """One unit with what its page shows of it: parent, province, former titles."""
    try:
        return _named(Unit.objects.filter(pk=unit_id)).get()
    except Unit.DoesNotExist:
        raise Http404 from None


def organisation_or_404(organisation_id: int) -> Organisation:
    """One organisation with its unit."""
    try:
        return Organisation.objects.select_related("unit__province").get(pk=organisation_id)
    except Organisation.DoesNotExist:
        raise Http404 from None


def provinces_on(on: date) -> QuerySet[Unit]:
    """The provinces that existed on a day, in the order of their official codes."""
    return _named(Unit.objects.filter(existing(on), level=Level.PROVINCE.value)).order_by("code")


@dataclass(frozen=True)
class ProvinceRow:
    """A province as the list of a day shows it."""

    unit: Unit
    title: str
    communes: int
    """How many communes it had on that day."""
    came_from: tuple[str, ...]
    """The former provinces it was merged from."""
    became: tuple[str, ...]


def province_rows(on: date) -> list[ProvinceRow]:
    """The provinces of a day with the number of their communes, what they came from and what they became."""
    provinces = list(provinces_on(on).prefetch_related("precessions__predecessor", "successions__successor"))
    counts = dict(
        Unit.objects.filter(existing(on), level=Level.COMMUNE.value).values_list("province").annotate(number=Count("pk")).order_by()
    )
    return [
        ProvinceRow(
            unit,
            unit.title_on(on),
            counts.get(unit.pk, 0),
            tuple(link.predecessor.name for link in unit.precessions.all()),
            tuple(link.successor.name for link in unit.successions.all()),
        )
        for unit in provinces
    ]


def units_in(unit_id: int, on: date, level: Level | None = None) -> QuerySet[Unit]:
    """The units that lay in a province or district on a day (all levels, or one), without the unit itself."""
    units = Unit.objects.filter(existing(on), Q(province=unit_id) | Q(parent=unit_id)).prefetch_related("former_titles")
    return (units.filter(level=level.value) if level else units).order_by("level", "code")


def communes_by_kind(unit_id: int, on: date) -> list[tuple[str, list[tuple[int, str]]]]:
    """The communes that lay in a province or district on a day: for each kind of that day (wards first) ids and names, by name."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for unit in units_in(unit_id, on, Level.COMMUNE):
        kind, name = unit.named_on(on)
        groups.setdefault(kind, []).append((unit.pk, name))
    return [(kind, sorted(groups[kind], key=lambda commune: alphabetical(commune[1]))) for kind in KINDS if kind in groups]


def organisations_of(unit_id: int) -> QuerySet[Organisation]:
    """Organisations seated in a unit: open ones first, agencies before those entered on screen."""
    return Organisation.objects.filter(unit=unit_id).order_by("-until", "pk")


def successions_of(unit_id: int) -> QuerySet[Succession]:
    """What a unit became, the main successor first."""
    links = Succession.objects.filter(predecessor=unit_id).select_related("successor__province")
    return links.order_by("-is_main", "successor__code")


def predecessions_of(unit_id: int) -> QuerySet[Succession]:
    """What a unit was made of, whole units first; a former district stands here only where it had no communes to stand for it."""
    links = Succession.objects.filter(successor=unit_id).select_related("predecessor__parent", "predecessor__province")
    links = links.exclude(predecessor__level=Level.DISTRICT.value, predecessor__children__isnull=False)
    return links.order_by("-share", "predecessor__code")


def current_successors(unit_id: int) -> tuple[Unit, ...]:
    """The units of today that hold some of a unit's area: itself when it still exists, else the ends of its successions."""
    return tuple(_named(Unit.objects.filter(pk__in=_walk({unit_id}, "predecessor", "successor"), until=FOREVER)).order_by("code"))


def predecessors(unit_id: int) -> tuple[Unit, ...]:
    """Every unit that a unit came from, over all its successions."""
    return tuple(_named(Unit.objects.filter(pk__in=_walk({unit_id}, "successor", "predecessor") - {unit_id})).order_by("level", "code"))


def counterparts(unit_id: int, on: date) -> tuple[Unit, ...]:
    """The provinces or communes that held some of a unit's area on a day: itself if it existed then."""
    around = _walk({unit_id}, "successor", "predecessor") | _walk({unit_id}, "predecessor", "successor")
    return tuple(_named(Unit.objects.filter(existing(on), pk__in=around)).exclude(level=Level.DISTRICT).order_by("code"))


def as_now(unit_id: int) -> Unit:
    """The one unit of today that a record of this unit counts for («as now»).

    A commune follows its main successors; a former district, which has no successor of its own level, counts for today's province.
    Raises Unit.DoesNotExist for an unknown id.
    """
    unit = Unit.objects.select_related("province").get(pk=unit_id)
    while not unit.is_current:
        link = Succession.objects.select_related("successor__province").filter(predecessor=unit, is_main=True).first()
        if link is None:
            assert unit.province is not None  # only districts have no main successor, and they lie in a province
            return as_now(unit.province.pk)
        unit = link.successor
    return unit


def now_by_id() -> dict[int, int]:
    """Commune of any time → the commune of today it counts for, for bulk paths and reports."""
    main = dict(Succession.objects.filter(is_main=True).values_list("predecessor", "successor"))
    now = {}
    for unit_id in Unit.objects.filter(level=Level.COMMUNE.value).values_list("pk", flat=True):
        today = unit_id
        while today in main:
            today = main[today]
        now[unit_id] = today
    return now


def covers(unit_id: int, on: date) -> frozenset[int]:
    """The communes a grant on a unit covers on a day: those that exist then inside it, and those that count for them («as now»).

    A commune that was split is covered by its main successor only: exactly one commune answers for an old record
    (docs/adr/0042). A unit that does not exist on the day covers nothing. Raises Unit.DoesNotExist for an unknown id.
    """
    return _covers(unit_id, on, int(time.monotonic() / _CACHE_SECONDS))


def forget() -> None:
    """Drop what this process remembers of the unit tree (tests that change it; other processes forget within a minute)."""
    _covers.cache_clear()


@lru_cache(maxsize=4096)
def _covers(unit_id: int, on: date, _minute: int) -> frozenset[int]:
    """Kept for a minute at most in each process: the tree changes only by `load_units`, in another process."""
    unit = Unit.objects.get(pk=unit_id)
    if not unit.exists_on(on):
        return frozenset()
    own = {unit.pk} if unit.level == Level.COMMUNE else units_in(unit.pk, on, Level.COMMUNE).values_list("pk", flat=True)
    return frozenset(_walk(own, "successor", "predecessor", is_main=True, predecessor__level=Level.COMMUNE.value))


@dataclass(frozen=True)
class Match:
    """A unit that a typed name may mean on a day, under its title of that day."""

    unit: Unit
    title: str
    place: str
    """Where it lay then: «quận Cầu Giấy, Hà Nội»."""
    is_exact: bool = False
    """The name was typed with all its accents."""

    @property
    def label(self) -> str:
        """Title and place; typed again, it means this unit."""
        return f"{self.title}, {self.place}" if self.place else self.title


@dataclass(frozen=True)
class Resolution:
    """What a typed name means on a day: the units of that day, best first, and the units of that name at other times."""

    matches: tuple[Match, ...]
    other_times: tuple[Match, ...]

    @property
    def only(self) -> Unit | None:
        """The one unit that was meant: the only match, or the only one typed with all its accents; None when that leaves a choice."""
        exact = [match for match in self.matches if match.is_exact]
        meant = exact or list(self.matches)
        return meant[0].unit if len(meant) == 1 else None


def as_then(typed: str, on: date, *, level: Level | None = None) -> tuple[Unit, ...]:
    """The units that a typed name may mean on a day, best first; empty when none of that name existed then.

    Accents, the word before the name («phường», «P.») and parents («Quan Hoa, Cầu Giấy, Hà Nội») may be left out.
    """
    return tuple(match.unit for match in resolve(typed, on, level=level).matches)


def resolve(typed: str, on: date, *, level: Level | None = None) -> Resolution:
    """Like `as_then`, with titles and places, and with the units of that name at other times."""
    first, *rest = (readings(part) for part in typed.split(","))
    if not first:
        return Resolution((), ())
    keys = {reading.key for reading in first}
    units = _named(Unit.objects.filter(Q(name_key__in=keys) | Q(former_titles__name_key__in=keys)).distinct())
    found = []
    for unit in units.filter(level=level.value) if level else units:
        day = max(min(on, unit.until - timedelta(days=1)), unit.since or date.min)  # the nearest day on which it existed
        kind, name = unit.named_on(day)
        if not any(reading.key == fold(name) and reading.kind in {None, kind} for reading in first):
            continue
        if all(any(_lies_in(unit, reading, day) for reading in part) for part in rest if part):
            found.append(_match(unit, day, typed))
    found.sort(key=lambda match: (not match.is_exact, fold(match.title) != fold(typed), _LEVELS.index(match.unit.level), match.unit.code))
    return Resolution(
        tuple(match for match in found if match.unit.exists_on(on)), tuple(match for match in found if not match.unit.exists_on(on))
    )


def label_of(unit: Unit, on: date) -> str:
    """What to write into an input so that it means this unit: «Phường Quan Hoa, quận Cầu Giấy, Hà Nội»."""
    return _match(unit, on).label


def options(typed: str, on: date, *, level: Level | None = None, province: int | None = None, limit: int = 12) -> tuple[Match, ...]:
    """Units of a day whose name begins with what was typed (or has a word that does), for a list under an input."""
    first, *rest = (readings(part) for part in typed.split(","))
    if not first:
        return ()
    condition = Q()
    for reading in first:
        begins = Q(name_key__startswith=reading.key) | Q(name_key__contains=f" {reading.key}")
        condition |= begins & Q(kind=reading.kind) if reading.kind else begins
    units = _named(Unit.objects.filter(existing(on), condition))
    if level:
        units = units.filter(level=level.value)
    if province:
        units = units.filter(province=province)
    lying = [
        unit for unit in units.order_by("level", "code")[:500] if all(any(_lies_in(unit, r, on) for r in part) for part in rest if part)
    ]
    keys = tuple(reading.key for reading in first)
    lying.sort(key=lambda unit: (unit.name_key not in keys, not unit.name_key.startswith(keys), len(unit.name_key), unit.name_key))
    return tuple(_match(unit, on) for unit in lying[:limit])


def _named(units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Load with the units what their title and place on a day need."""
    return units.select_related("parent", "province").prefetch_related("former_titles", "parent__former_titles", "province__former_titles")


def _walk(start: Iterable[int], near: str, far: str, **conditions: object) -> set[int]:
    """All units reached from `start` over successions, from the column `near` to the column `far`, start included."""
    seen = edge = set(start)
    while edge:
        edge = set(Succession.objects.filter(**{f"{near}__in": edge}, **conditions).values_list(far, flat=True)) - seen
        seen = seen | edge
    return seen


def _lies_in(unit: Unit, reading: Reading, day: date) -> bool:
    """Whether the unit's parent or province fits one reading of a part after a comma."""
    for above in (unit.parent, unit.province):
        if above is not None:
            kind, name = above.named_on(day)
            if reading.key == fold(name) and reading.kind in {None, kind}:
                return True
    return False


def _match(unit: Unit, day: date, typed: str = "") -> Match:
    above = [unit.parent] if unit.parent is not None and unit.parent_id != unit.province_id else []
    names = [in_sentence(*parent.named_on(day)) for parent in above]
    if unit.province is not None:
        names.append(unit.province.named_on(day)[1])
    is_exact = typed.split(",")[0].strip().casefold().endswith(unit.named_on(day)[1].casefold())
    return Match(unit, unit.title_on(day), ", ".join(names), is_exact)
