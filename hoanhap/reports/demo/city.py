"""Which communes, wards of the past and officers does the demonstration have, and how many people live where?"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hoanhap.kit.dates import FOREVER
from hoanhap.reports.demo import names
from hoanhap.reports.demo.stories import Home, Staff
from hoanhap.units.models import Succession, Unit
from hoanhap.units.rules import Level

HA_NOI = 100001
CAU_GIAY, NGHIA_DO = 166, 160
"""The communes of the demonstration accounts: they have everything."""
LEAST = 24
"""People a commune needs, so that its wall shows every kind of clock."""

type Chain = tuple[tuple[int, date], ...]


@dataclass(frozen=True)
class Commune:
    """A commune of today with the ways to have lived in it: the units of the past, oldest first, with the first day without each."""

    id: int
    province: int
    name: str
    is_ward: bool
    chains: tuple[Chain, ...]
    staff: Staff

    def home(self, rng: random.Random) -> Home:
        """One of the wards that it was made of."""
        return Home(self.id, self.province, self.name, self.is_ward, rng.choice(self.chains), self.staff)


def communes(seed: int, *, country: bool) -> list[Commune]:
    """The communes of Hà Nội or of the whole country today, the demonstration accounts' own first."""
    units = Unit.objects.filter(level=Level.COMMUNE.value, until=FOREVER).order_by("province_id", "pk")
    if not country:
        units = units.filter(province_id=HA_NOI)
    links: dict[int, list[tuple[int, bool]]] = {}
    found = Succession.objects.filter(predecessor__level=Level.COMMUNE.value, successor__level=Level.COMMUNE.value)
    for successor, predecessor, is_main in found.order_by("pk").values_list("successor_id", "predecessor_id", "is_main"):
        links.setdefault(successor, []).append((predecessor, is_main))
    ends = dict(Unit.objects.filter(level=Level.COMMUNE.value).values_list("pk", "until"))
    rows = [
        Commune(pk, province or 0, f"{kind} {name}", kind == "Phường", tuple(_chains(pk, links, ends)), _staff(seed, pk))
        for pk, province, kind, name in units.values_list("pk", "province_id", "kind", "name")
    ]
    return sorted(rows, key=lambda commune: (commune.id != CAU_GIAY, commune.id != NGHIA_DO))


def _chains(unit: int, links: Mapping[int, Sequence[tuple[int, bool]]], ends: Mapping[int, date]) -> Iterable[Chain]:
    """Every main line of descent to a unit; for one made of parts only, those parts."""
    before = links.get(unit, ())
    lines = [predecessor for predecessor, is_main in before if is_main] or [predecessor for predecessor, _ in before]
    if not lines:
        yield ((unit, ends[unit]),)
    for predecessor in lines:
        for chain in _chains(predecessor, links, ends):
            yield (*chain, (unit, ends[unit]))


def _staff(seed: int, commune: int) -> Staff:
    rng = random.Random(f"{seed}:staff:{commune}")

    def somebody(sex: str) -> str:
        return names.full_name(rng, sex, rng.randint(1972, 1998))

    officers = {"male": somebody("male"), "female": somebody("female")}
    return Staff(chief=somebody("male"), chair=somebody(rng.choice(("male", "female"))), officers=officers)


def allot(seed: int, people: int, where: Sequence[Commune]) -> list[tuple[Commune, int]]:
    """How many people each commune has: wards and the accounts' own communes more; few people fill fewer communes."""
    used = list(where)[: max(2, people // LEAST)]
    rng = random.Random(f"{seed}:allot")
    weights = [rng.gammavariate(5, 1) * (1.25 if commune.is_ward else 1) for commune in used]
    for place in range(min(2, len(used))):
        weights[place] = 1.3 * sum(weights) / len(weights)
    least = min(LEAST, people // len(used))
    spare = people - least * len(used)
    shares = [least + int(spare * weight / sum(weights)) for weight in weights]
    shares[0] += people - sum(shares)
    return list(zip(used, shares, strict=True))
