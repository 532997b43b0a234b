"""How do units compare on one target: percent of what each was given, places with ties, who has not reached it?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules import CellState
from hoanhap.units.rules import alphabetical


class Standing(Labelled):
    """How a unit stands on what it was given. A blank is not a zero: nobody gave it anything."""

    REACHED = "reached", N_("đạt")
    SHORT = "short", N_("chưa đạt")
    SILENT = "silent", N_("chưa có số")
    NOTHING = "nothing", N_("giao bằng không")
    NOT_GIVEN = "not_given", N_("không giao")
    NO_CASE = "no_case", N_("chưa phát sinh")


@dataclass(frozen=True)
class UnitCell:
    """One target in one unit: what it was given (as printed), what it did."""

    printed: str
    state: CellState
    given: Decimal | None
    done: Decimal | None
    """None: nobody has told, which is not zero."""
    provisional: bool = False
    no_case: bool = False
    """Of a share: nobody to whom it could be done, so nothing to judge."""
    met: bool | None = None
    """Whether what was done meets what was given, by the comparator of the target («không quá 5»); None: read as «at least»."""

    @property
    def percent(self) -> Decimal | None:
        """Percent of what was given; nothing without a number above zero."""
        return self.done * 100 / self.given if self.done is not None and self.given else None

    @property
    def standing(self) -> Standing:
        """How the unit stands."""
        if self.no_case:
            return Standing.NO_CASE
        if self.given is None:
            return Standing.NOT_GIVEN
        if not self.given:
            return Standing.NOTHING
        if self.done is None:
            return Standing.SILENT
        met = self.done >= self.given if self.met is None else self.met
        return Standing.REACHED if met else Standing.SHORT


def places[Item](items: Iterable[Item], value: Callable[[Item], Decimal | None]) -> list[tuple[int | None, Item]]:
    """Items with their place, the highest first; equals share a place and the next one is left out (1, 2, 2, 4). Without a value: no place.

    >>> places([("a", Decimal(5)), ("b", None), ("c", Decimal(7)), ("d", Decimal(5))], lambda item: item[1])
    [(1, ('c', Decimal('7'))), (2, ('a', Decimal('5'))), (2, ('d', Decimal('5'))), (None, ('b', None))]
    """
    known: list[tuple[Decimal, Item]] = []
    unknown: list[Item] = []
    for item in items:
        found = value(item)
        known.append((found, item)) if found is not None else unknown.append(item)
    known.sort(key=lambda pair: -pair[0])
    placed: list[tuple[int | None, Item]] = []
    last: tuple[int, Decimal] | None = None
    for position, (found, item) in enumerate(known, start=1):
        place = last[0] if last is not None and last[1] == found else position
        last = (place, found)
        placed.append((place, item))
    return [*placed, *((None, item) for item in unknown)]


class Order(Labelled):
    """How the table of units is sorted."""

    PLAN = "ke-hoach", N_("thứ tự trong kế hoạch")
    NAME = "ten", N_("tên đơn vị")
    RANK = "hang", N_("hạng")


def by_name(name: str, kinds: Sequence[str] = ("Phường ", "Xã ", "Thị trấn ", "Đặc khu ")) -> tuple[list[int], str]:
    """The sort key of a unit by the Vietnamese alphabet, without the word before its name."""
    bare = next((name.removeprefix(kind) for kind in kinds if name.startswith(kind)), name)
    return alphabetical(bare)


@dataclass(frozen=True)
class Score:
    """How many of the targets given to a unit it has reached."""

    reached: int
    given: int
    silent: int

    @property
    def percent(self) -> Decimal | None:
        """Share of its targets that are reached; None where it was given none."""
        return Decimal(100 * self.reached) / self.given if self.given else None


def score(cells: Iterable[UnitCell]) -> Score:
    """The score of a row: targets that were not given, or given as zero, count for nobody and against nobody."""
    standings = [cell.standing for cell in cells]
    reached, silent = standings.count(Standing.REACHED), standings.count(Standing.SILENT)
    return Score(reached, reached + silent + standings.count(Standing.SHORT), silent)
