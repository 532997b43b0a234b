"""Whom does a plan mean by «Công an quận», «UBND các phường», «Tất cả các đơn vị», «Phòng Y tế và Trung tâm Y tế quận»?

Only the words are read here; which agency of the register they fit is looked up in services/assigning.py.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from hoanhap.units.rules import Level, OrganisationKind, fold


class Reach(StrEnum):
    """How far a name reaches."""

    OWN = "own"
    """The agency of one level of the plan's area: «Công an quận»."""
    EACH = "each"
    """Every unit of a level: «Công an các phường»."""
    NAMED = "named"
    """The agency of a place that is named: «Công an phường Quan Hoa»."""
    ALL = "all"
    """Everybody the plan names: «Tất cả các đơn vị»."""
    GROUP = "group"
    """Several that the plan does not list: «các ngành thành viên Ban Chỉ đạo quận»."""
    OTHER = "other"
    """An agency by its own name: «Hội Cựu Chiến binh»."""


@dataclass(frozen=True)
class Meant:
    """What a name means. `kinds` gives the kind of agency on each level, none for the unit as a whole. `place` is the place as typed."""

    words: str
    reach: Reach
    kinds: tuple[tuple[Level, OrganisationKind], ...] = ()
    level: Level | None = None
    place: str = ""
    before: str = ""
    """The words before the place, where the register has no such agency: «Ban Chỉ đạo»."""

    def kind_on(self, level: Level) -> OrganisationKind | None:
        """The kind of agency that is meant on a level."""
        return dict(self.kinds).get(level)


_KINDS: dict[str, tuple[tuple[Level, OrganisationKind], ...]] = {
    "cong an": (
        (Level.PROVINCE, OrganisationKind.PROVINCIAL_POLICE),
        (Level.DISTRICT, OrganisationKind.DISTRICT_POLICE),
        (Level.COMMUNE, OrganisationKind.COMMUNE_POLICE),
    ),
    "uy ban nhan dan": tuple((level, OrganisationKind.PEOPLE_COMMITTEE) for level in Level),
    "tram y te": ((Level.COMMUNE, OrganisationKind.HEALTH_STATION),),
    "so y te": ((Level.PROVINCE, OrganisationKind.HEALTH_DEPARTMENT),),
    "toa an nhan dan": ((Level.DISTRICT, OrganisationKind.DISTRICT_COURT),),
    "co quan thuong truc ban chi dao": ((Level.PROVINCE, OrganisationKind.STEERING_OFFICE),),
    "ban chi dao": (),
}
"""Agencies that follow from the units, by the folded words before the place."""
_SAME = {"ubnd": "uy ban nhan dan", "tand": "toa an nhan dan", "ca": "cong an", "bcd": "ban chi dao"}

_LEVEL_OF = {
    "tinh": Level.PROVINCE,
    "quan": Level.DISTRICT,
    "huyen": Level.DISTRICT,
    "thi xa": Level.DISTRICT,
    "phuong": Level.COMMUNE,
    "xa": Level.COMMUNE,
    "thi tran": Level.COMMUNE,
    "dac khu": Level.COMMUNE,
}
_WORD = r"(?:quan|huyen|thi xa|phuong|xa|thi tran|dac khu|tinh|thanh pho)"
_EACH = re.compile(rf"(?:tat ca )?(?:cac|tung|moi) (?:dia phuong )?({_WORD}(?: {_WORD})*)(?: (?:thuoc|trong|tren dia ban) .*)?")
_SEVERAL = re.compile(rf"({_WORD}(?: {_WORD})+)")
_ALL = re.compile(r"(?:tat ca|toan bo|moi)?(?: ?cac)? ?(?:co quan )?don vi")
_ASKED = re.compile(r"^\s*(?:đề nghị|giao|yêu cầu)\s+", re.IGNORECASE)
_STARTS = (
    "Công an|Ủy ban|Uỷ ban|UBND|Phòng|Trung tâm|Sở|Ban|Viện|Tòa án|Toà án|TAND|Hội|Đoàn|Liên đoàn|Mặt trận|Trạm|Đội|Chi cục|Cục|Bộ|Trường|"
    "Cơ sở|Cơ quan|Văn phòng|Đài|Báo|Bảo hiểm|Các|các|Thường trực"
)
_BETWEEN = re.compile(rf"\s*(?:,|;|\bvà\b)\s*(?=(?:{_STARTS})\b)")


def agencies_named(text: str) -> tuple[str, ...]:
    """The agencies that one entry names: split where another agency's name begins, so that «Phòng Văn hóa và Thông tin» and «các sở,
    ban, ngành» stay one. «UBND, Ban Chỉ đạo các phường» says of both that they are of the wards."""
    plain = _ASKED.sub("", " ".join(text.split()))
    parts = [part.strip(" .;,") for part in _BETWEEN.split(plain) if part.strip(" .;,")]
    for place in range(len(parts) - 2, -1, -1):
        if _family(fold(parts[place])) == (fold(parts[place]), "") and (tail := _of_level(parts[place + 1])):
            parts[place] = f"{parts[place]} {tail}"
    return tuple(dict.fromkeys(parts))


def _of_level(name: str) -> str:
    """«các phường» of «Ban Chỉ đạo các phường», «quận» of «Công an quận»; nothing where a name says no level."""
    _words, rest = _family(fold(name))
    return _tail(name, rest) if rest and (levels_of(rest) or rest in _LEVEL_OF) else ""


def _family(key: str) -> tuple[str, str]:
    """The folded words before the place, as written, and the folded rest; nothing and all of it where no agency of the units is meant."""
    for words in (*_SAME, *_KINDS):
        if key == words or key.startswith(f"{words} "):
            return words, key.removeprefix(words).strip()
    return "", key


def read_agency(name: str) -> Meant:
    """Read one name."""
    key = fold(name)
    if _ALL.fullmatch(key):
        return Meant(name, Reach.ALL)
    before, rest = _family(key)
    kinds = _KINDS[_SAME.get(before, before)] if before else ()
    said = " ".join(name.split()[: len(name.split()) - len(rest.split())]) if before else ""
    if several := levels_of(rest):
        return Meant(name, Reach.EACH, kinds, several, before=said)
    if before and rest == "cap xa":
        return Meant(name, Reach.EACH, kinds, Level.COMMUNE, before=said)
    if before and rest == "cap huyen":
        return Meant(name, Reach.EACH, kinds, Level.DISTRICT, before=said)
    if rest in {"cac dia phuong", "dia phuong"} or (before and rest == "cac don vi"):
        return Meant(name, Reach.EACH, kinds, None, before=said)
    if before and (rest in _LEVEL_OF or rest == "thanh pho"):
        return Meant(name, Reach.OWN, kinds, _LEVEL_OF.get(rest), before=said)
    if before and rest and not rest.startswith("cac "):
        return Meant(name, Reach.NAMED, kinds, place=_tail(name, rest), before=said)
    if key.startswith(("cac ", "nhung ", "tat ca ")) or "lien quan" in key or "thanh vien" in key:
        return Meant(name, Reach.GROUP)
    if not before and re.match(rf"{_WORD} \S", rest):
        return Meant(name, Reach.NAMED, place=name)
    return Meant(name, Reach.OTHER)


def levels_of(rest: str) -> Level | None:
    """The level that «các phường», «các xã, phường, thị trấn» or «xã, phường» speak of, from folded words."""
    found = _EACH.fullmatch(rest) or _SEVERAL.fullmatch(rest)
    if found is None:
        return None
    words = found[1]
    for word, level in _LEVEL_OF.items():
        if re.match(rf"{word}\b", words):
            return level
    return Level.PROVINCE  # «các thành phố»


def _tail(name: str, folded: str) -> str:
    """The last words of a name, as many as the folded ones: the place as it was typed."""
    return " ".join(name.split()[-len(folded.split()) :])
