"""Which units do the sources know, from when to when, and what became of them?

Sources: the package vietnam-provinces (today's units and the official conversion table of 2025, both from the National Statistics
Office) and the package vietnamadminunits (the units of 2025-06-30). What they lack stands in data/amendments.yaml;
docs/adr/0040-units-from-two-packages.md says why which source is believed where. No Django here.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast

import yaml
from vietnam_provinces import Province, Ward
from vietnam_provinces._ward_conversion_2025 import NEW_TO_OLD
from vietnam_provinces.legacy import Ward as FormerWard

from hoanhap.kit.dates import FOREVER
from hoanhap.units.rules import KINDS, Level, OrganisationKind, Share, agency_name, fold

REFORM = date(2025, 7, 1)
"""First day of the 34 provinces and 3,321 communes; the district level ended the day before (resolution 202/2025/QH15,
law 72/2025/QH15, resolutions 1654 to 1687/NQ-UBTVQH15)."""

COUNTS = {"province": 34, "former province": 52, "former district": 696, "commune": 3321, "former commune": 10035}
"""Official numbers: 63 provinces before, of which 11 went on unchanged and 52 ended; 10,035 communes ended or were born anew."""

DISTRICT_POLICE_END = date(2025, 3, 1)
"""Decree 02/2025/NĐ-CP: police on two levels only, province and commune."""

_AGENCIES = {
    Level.COMMUNE: {1: OrganisationKind.COMMUNE_POLICE, 2: OrganisationKind.PEOPLE_COMMITTEE, 3: OrganisationKind.HEALTH_STATION},
    Level.DISTRICT: {1: OrganisationKind.DISTRICT_POLICE, 2: OrganisationKind.PEOPLE_COMMITTEE, 4: OrganisationKind.DISTRICT_COURT},
    Level.PROVINCE: {
        1: OrganisationKind.PROVINCIAL_POLICE,
        2: OrganisationKind.PEOPLE_COMMITTEE,
        3: OrganisationKind.HEALTH_DEPARTMENT,
        5: OrganisationKind.STEERING_OFFICE,
    },
}
"""Which agencies a unit has; the number is the tens digit of the agency's id."""

_COMMUNE, _PROVINCE, _OLD_COMMUNE, _OLD_DISTRICT, _OLD_PROVINCE = 0, 100_000, 200_000, 300_000, 400_000
"""A unit's id is one of these plus its official code: 166 is phường Cầu Giấy, 100001 Hà Nội, 300005 the former quận Cầu Giấy."""


@dataclass(frozen=True)
class Place:
    """A unit while it had one code, one parent and one area. `since` None: no source says when it began."""

    id: int
    level: Level
    code: str
    kind: str
    name: str
    parent: int | None
    province: int | None
    since: date | None
    until: date


@dataclass(frozen=True)
class Link:
    """On a day a unit became (part of) another; `is_main` marks the one that records without a finer place follow."""

    predecessor: int
    successor: int
    on: date
    share: Share
    is_main: bool


@dataclass(frozen=True)
class Title:
    """What a unit was called until a day (exclusive), while everything else about it stayed."""

    unit: int
    kind: str
    name: str
    until: date
    basis: str


@dataclass(frozen=True)
class Gazetteer:
    """All units, their successions and former titles. Lists come parents first."""

    places: tuple[Place, ...]
    links: tuple[Link, ...]
    titles: tuple[Title, ...]

    def within(self, province: int) -> "Gazetteer":
        """Only one province of today (its id), with everything that went into it. Raises KeyError for an unknown id."""
        if province not in {place.id for place in self.places}:
            raise KeyError(province)
        roots = {province} | {link.predecessor for link in self.links if link.successor == province}
        places = tuple(place for place in self.places if place.id in roots or place.province in roots)
        ids = {place.id for place in places}
        links = tuple(link for link in self.links if link.predecessor in ids and link.successor in ids)
        return Gazetteer(places, links, tuple(title for title in self.titles if title.unit in ids))


@dataclass(frozen=True)
class Agency:
    """An agency that every unit of its level has, under the unit's name at the time."""

    id: int
    unit: int
    kind: OrganisationKind
    name: str
    since: date | None
    until: date


class SourcesDisagree(Exception):
    """The packages no longer hold what this module was written for; the message lists what is wrong."""


@cache
def read() -> Gazetteer:
    """Read both packages and the amendments, once per process. Raises SourcesDisagree when a check of `problems` fails."""
    old_rows = _old_rows()
    provinces = list(_provinces(old_rows))
    districts = list(_districts(old_rows))
    communes = list(_communes(old_rows))
    titles, commune_kinds = _titles()
    communes = [replace(place, kind=commune_kinds.get(place.id, place.kind)) for place in communes]
    commune_links = list(_commune_links())
    links = (*_province_links(provinces, communes, commune_links), *commune_links, *_district_links(communes, commune_links))
    gazetteer = Gazetteer((*provinces, *districts, *communes), links, titles)
    if found := problems(gazetteer):
        raise SourcesDisagree("; ".join(found))
    return gazetteer


def agencies(gazetteer: Gazetteer) -> Iterator[Agency]:
    """The agencies of every unit, past and present, one row for each title the unit had.

    No source lists them: they follow from the laws that give every unit of a level these agencies. District police ended earlier than
    the districts, and the island districts without communes had neither police nor court of their own (docs/adr/0041).
    """
    titles: dict[int, list[Title]] = defaultdict(list)
    for title in sorted(gazetteer.titles, key=lambda title: title.until):
        titles[title.unit].append(title)
    with_communes = {place.parent for place in gazetteer.places if place.level is Level.COMMUNE}
    for place in gazetteer.places:
        since = place.since
        names: list[Title | Place] = [*titles[place.id], place]
        for turn, named in enumerate(names):
            for number, kind in _AGENCIES[place.level].items():
                if place.level is Level.DISTRICT and place.id not in with_communes and kind is not OrganisationKind.PEOPLE_COMMITTEE:
                    continue
                until = DISTRICT_POLICE_END if kind is OrganisationKind.DISTRICT_POLICE else named.until
                name = agency_name(kind, named.kind, named.name)
                yield Agency(place.id * 100 + number * 10 + turn, place.id, kind, name, since, until)
            since = named.until


def problems(gazetteer: Gazetteer) -> list[str]:
    """What is wrong with a gazetteer: numbers, codes used twice at one time, units without successor, predecessor or parent."""
    found: list[str] = []
    counted = Counter(f"{'' if place.until == FOREVER else 'former '}{place.level}" for place in gazetteer.places)
    found += [f"{counted[key]} units of kind “{key}”, expected {number}" for key, number in COUNTS.items() if counted[key] != number]
    places = {place.id: place for place in gazetteer.places}
    found += [f"id {key} used twice" for key, number in Counter(place.id for place in gazetteer.places).items() if number > 1]
    codes = Counter((place.level, place.code, place.until) for place in gazetteer.places)
    found += [f"code {level} {code} used twice until {until}" for (level, code, until), number in codes.items() if number > 1]
    successors, predecessors, mains = defaultdict(set), defaultdict(set), Counter[int]()
    for link in gazetteer.links:
        if link.predecessor not in places or link.successor not in places:
            found.append(f"{link.predecessor} → {link.successor} names an unknown unit")
            continue
        successors[link.predecessor].add(link.successor)
        predecessors[link.successor].add(link.predecessor)
        mains[link.predecessor] += link.is_main
        if places[link.predecessor].until != link.on or places[link.successor].since != link.on:
            found.append(f"{link.predecessor} → {link.successor} is not dated by their end and start")
    for place in gazetteer.places:
        if place.until != FOREVER and not successors[place.id]:
            found.append(f"{place.kind} {place.name} ({place.id}) ended without successor")
        if place.since is not None and not predecessors[place.id]:
            found.append(f"{place.kind} {place.name} ({place.id}) began without predecessor")
        if place.level is not Level.DISTRICT and place.until != FOREVER and mains[place.id] != 1:
            found.append(f"{place.kind} {place.name} ({place.id}) has {mains[place.id]} main successors")
        if place.level is not Level.PROVINCE and (place.parent not in places or place.province not in places):
            found.append(f"{place.kind} {place.name} ({place.id}) lies nowhere")
    return found


def _old_rows() -> list[dict[str, str]]:
    """The communes of 2025-06-30 with district and province, one row each; five island districts have no commune.

    Read from the package's files: importing the package would load its address parser.
    """
    with closing(sqlite3.connect(f"file:{_data_folder() / 'dataset.db'}?mode=ro&immutable=1", uri=True)) as database:
        database.row_factory = sqlite3.Row
        columns = "province, provinceCode, provinceKey, district, districtCode, districtKey, ward, wardCode, wardKey"
        return [dict(row) for row in database.execute(f"select {columns} from admin_units_legacy")]


def _data_folder() -> Path:
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise SourcesDisagree("package vietnamadminunits is not installed")
    return Path(spec.origin).parent / "data"


def _split(full_name: str) -> tuple[str, str]:
    """«Thị Trấn Ái Tử» → («Thị trấn», «Ái Tử»): the word before the name and the name."""
    for words in (2, 1):
        parts = full_name.split(maxsplit=words)
        kind = " ".join(parts[:words]).capitalize()
        if len(parts) > words and kind in KINDS:
            return kind, parts[words]
    raise SourcesDisagree(f"“{full_name}” names no kind of unit")


def _merged_provinces() -> set[int]:
    """Codes of the provinces of 2025-06-30 that took part in a merger on the day of the reform; the others went on as they were."""
    into: dict[int, set[int]] = defaultdict(set)
    for entry in NEW_TO_OLD.values():
        for old in entry.old_wards:
            into[entry.new_ward.province_code].add(old.province_code)
    return {code for olds in into.values() if len(olds) > 1 for code in olds}


def _provinces(old_rows: list[dict[str, str]]) -> Iterator[Place]:
    merged = _merged_provinces()
    for province in Province.iter_all():
        kind, name = _split(province.name)
        code = int(province.code)
        since = REFORM if code in merged else None
        yield Place(_PROVINCE + code, Level.PROVINCE, f"{code:02}", kind, name, None, None, since, FOREVER)
    for code, full_name in {(int(row["provinceCode"]), row["province"]) for row in old_rows}:
        if code in merged:
            kind, name = _split(full_name)
            yield Place(_OLD_PROVINCE + code, Level.PROVINCE, f"{code:02}", kind, name, None, None, None, REFORM)


def _old_province_id(code: int, merged: set[int]) -> int:
    return (_OLD_PROVINCE if code in merged else _PROVINCE) + code


def _districts(old_rows: list[dict[str, str]]) -> Iterator[Place]:
    merged = _merged_provinces()
    for row in {row["districtCode"]: row for row in old_rows}.values():
        kind, name = _split(row["district"])
        code, province = int(row["districtCode"]), _old_province_id(int(row["provinceCode"]), merged)
        yield Place(_OLD_DISTRICT + code, Level.DISTRICT, f"{code:03}", kind, name, province, province, None, REFORM)


def _communes(old_rows: list[dict[str, str]]) -> Iterator[Place]:
    """Communes of today, then those of 2025-06-30.

    A commune that kept its area is told apart from its former self too: on that day it left its district.
    """
    for ward in Ward.iter_all():
        kind, name = _split(ward.name)
        code, province = int(ward.code), _PROVINCE + int(ward.province_code)
        yield Place(_COMMUNE + code, Level.COMMUNE, f"{code:05}", kind, name, province, province, REFORM, FOREVER)
    merged = _merged_provinces()
    hyphened = {int(ward.code): ward.name for ward in FormerWard.iter_all() if "-" in ward.name}
    for row in old_rows:
        if not row["ward"]:
            continue
        code = int(row["wardCode"])
        full_name = row["ward"]
        if fold(hyphened.get(code, "")) == fold(full_name):
            full_name = hyphened[code]  # vietnamadminunits drops hyphens: «Văn Miếu - Quốc Tử Giám»
        kind, name = _split(full_name)
        district, province = _OLD_DISTRICT + int(row["districtCode"]), _old_province_id(int(row["provinceCode"]), merged)
        yield Place(_OLD_COMMUNE + code, Level.COMMUNE, f"{code:05}", kind, name, district, province, None, REFORM)


def _province_links(provinces: list[Place], communes: list[Place], commune_links: list[Link]) -> Iterator[Link]:
    """A former province went whole where its communes went."""
    ended = {place.id for place in provinces if place.until != FOREVER}
    lies_in = {place.id: place.province for place in communes if place.province is not None}
    pairs = {(lies_in[link.predecessor], lies_in[link.successor]) for link in commune_links if link.predecessor in lies_in}
    for old, new in sorted(pair for pair in pairs if pair[0] in ended):
        yield Link(old, new, REFORM, Share.WHOLE, is_main=True)


def _commune_links() -> Iterator[Link]:
    """Former commune → communes of today, and the five island districts without communes → special zones.

    Believed first: the official table (vietnam-provinces); where it marks one part as the rest of a split commune, that part is the
    main one. Elsewhere the main part is the default successor of vietnamadminunits.
    """
    pairs: dict[int, dict[int, bool]] = defaultdict(dict)  # old code → new code → marked as a part
    for entry in NEW_TO_OLD.values():
        for old in entry.old_wards:
            pairs[old.code][entry.new_ward.code] = old.is_partly_merged
    for row in _amendments()["links"]:
        pairs[int(row["old"])] = {int(new): True for new in row["new"]}
    defaults, islands = _defaults()
    for old_code, parts in sorted(pairs.items()):
        whole = len(parts) == 1
        rest = [new for new, is_part in parts.items() if not is_part]
        main = next(iter(parts)) if whole else rest[0] if len(rest) == 1 else defaults[old_code]
        for new in sorted(parts):
            share = Share.WHOLE if whole else Share.PART
            yield Link(_OLD_COMMUNE + old_code, _COMMUNE + new, REFORM, share, is_main=new == main)
    for district_code, new in sorted(islands.items()):
        yield Link(_OLD_DISTRICT + district_code, _COMMUNE + new, REFORM, Share.WHOLE, is_main=True)


def _defaults() -> tuple[dict[int, int], dict[int, int]]:
    """From vietnamadminunits: the default successor of each split commune, and what became of the districts without communes."""
    table = json.loads((_data_folder() / "converter_2025.json").read_text(encoding="utf-8"))
    with closing(sqlite3.connect(f"file:{_data_folder() / 'dataset.db'}?mode=ro&immutable=1", uri=True)) as database:
        new = {
            (province, ward): int(code)
            for province, ward, code in database.execute("select provinceKey, wardKey, wardCode from admin_units")
        }
    old: dict[str, dict[str, str]] = {}
    for row in _old_rows():
        old[f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"] = row
    defaults: dict[int, int] = {}
    islands: dict[int, int] = {}
    for province, communes in table["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, parts in communes.items():
            defaults[int(old[key]["wardCode"])] = next(new[province, part["newWardKey"]] for part in parts if part["isDefaultNewWard"])
    for province, communes in table["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new_key, old_keys in communes.items():
            islands |= {int(old[key]["districtCode"]): new[province, new_key] for key in old_keys if not old[key]["ward"]}
    return defaults, islands


def _district_links(communes: list[Place], commune_links: list[Link]) -> Iterator[Link]:
    """A district ended without a successor of its own level: it went to the communes that took its communes.

    It has a main successor only where a single commune took it all.
    """
    districts = {place.id: place.parent for place in communes if place.until != FOREVER}
    taken: dict[int, set[int]] = defaultdict(set)
    for link in commune_links:
        if (district := districts.get(link.predecessor)) is not None:
            taken[district].add(link.successor)
    for district, successors in sorted(taken.items()):
        whole = len(successors) == 1
        for successor in sorted(successors):
            yield Link(district, successor, REFORM, Share.WHOLE if whole else Share.PART, is_main=whole)


def _amendments() -> dict[str, list[dict[str, Any]]]:
    return cast(
        "dict[str, list[dict[str, Any]]]", yaml.safe_load((Path(__file__).parent / "data" / "amendments.yaml").read_text(encoding="utf-8"))
    )


def _titles() -> tuple[tuple[Title, ...], dict[int, str]]:
    """Former titles, and the present kind of communes whose change vietnam-provinces does not have yet."""
    names = {_PROVINCE + int(province.code): _split(province.name) for province in Province.iter_all()}
    names |= {_COMMUNE + int(ward.code): _split(ward.name) for ward in Ward.iter_all()}
    titles, kinds = [], {}
    for row in _amendments()["titles"]:
        block = _PROVINCE if row["level"] == "province" else _COMMUNE
        for code in row["codes"]:
            unit = block + int(code)
            kind, name = names[unit]
            titles.append(Title(unit, row["was"]["kind"], row["was"].get("name", name), row["day"], row["basis"]))
            kinds[unit] = row.get("now", {}).get("kind", kind)
    return tuple(titles), kinds
