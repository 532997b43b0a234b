"""A made-up register in which it is known who was entered twice, and how: the truth against which duplicates are measured.

Error model. One person in thirty has a second record, made by another officer, often elsewhere. Each of the errors below strikes a
second record by itself with its share (several may meet); a share is this program's own assumption, not a statistic. In a register an
identity number never stands twice, because it is refused: of two records of one human at most one has it right. In a list that a commune
keeps (`as_list`) most second records have the right number.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import accumulate

from hoanhap.people.rules import BirthPrecision, Sex, name_key
from hoanhap.people.rules.linkage_records import Traits
from hoanhap.people.rules.numbers import PROVINCES_OF_NUMBERS
from hoanhap.reports.demo import names

COMMUNES, PROVINCES = 3_321, 34
"""Communes and provinces of today; the made-up ones are numbered from 1."""
TWICE = 1 / 30
_PROVINCES = tuple(PROVINCES_OF_NUMBERS)
SHARES: dict[str, float] = {
    "accents dropped": 0.15,
    "accent wrong": 0.03,
    "letter wrong": 0.07,
    "order swapped": 0.03,
    "middle name missing": 0.05,
    "middle name as initial": 0.02,
    "nickname": 0.03,
    "birth year only": 0.10,
    "birth year ±1": 0.05,
    "day and month swapped": 0.02,
    "day or month wrong": 0.03,
    "birth year wrong": 0.01,
    "birth unknown": 0.02,
    "sex wrong": 0.004,
    "sex unknown": 0.01,
    "number slip": 0.12,
    "old number": 0.15,
    "another number": 0.02,
    "moved in the province": 0.20,
    "moved to another province": 0.10,
    "moved in the commune": 0.12,
    "address written otherwise": 0.40,
    "address missing": 0.12,
    "relative missing": 0.30,
    "another relative": 0.20,
    "relative's name wrong": 0.08,
}
"""Error → share of second records that have it."""


@dataclass(frozen=True)
class MadeRegister:
    """Records by number, and the pairs that are one human with the errors of the second record."""

    records: dict[int, Traits]
    twins: dict[tuple[int, int], frozenset[str]] = field(repr=False)


def make_register(people: int, *, seed: int = 1, as_list: bool = False, on: date = date(2026, 7, 1)) -> MadeRegister:
    """So many records, those entered twice included. The same arguments give the same register."""
    rng = random.Random(f"{seed}:{people}:twice")
    places = _places(rng)
    records: dict[int, Traits] = {}
    twins: dict[tuple[int, int], frozenset[str]] = {}
    second = round(people * TWICE / (1 + TWICE))
    first = people - second
    for number in range(1, first + 1):
        records[number] = _somebody(rng, places(), on)
    for number, one in zip(range(first + 1, people + 1), rng.sample(range(1, first + 1), second), strict=True):
        known, records[number], kinds = entered_again(rng, records[one], places, as_list=as_list)
        records[one] = known
        twins[one, number] = kinds
    return MadeRegister(records, twins)


type Place = tuple[int, int]


def _places(rng: random.Random) -> Callable[[], Place]:
    """Draws communes by how many live there. Their province is their number's remainder."""
    sums = list(accumulate(rng.gammavariate(2, 1) for _ in range(COMMUNES)))
    numbers = range(1, COMMUNES + 1)

    def place() -> Place:
        commune = rng.choices(numbers, cum_weights=sums)[0]
        return commune, commune % PROVINCES + 1

    return place


def _somebody(rng: random.Random, place: Place, on: date) -> Traits:
    sex = (Sex.FEMALE if rng.random() < 0.085 else Sex.MALE).value
    born = names.birth_date(rng, on)
    relative = names.full_name(rng, rng.choice(("female", "female", "male")), born.year - 25) if rng.random() < 0.8 else ""
    nickname = rng.choice(("Tý", "Tèo", "Béo", "Còi", "Sẹo", "Ba", "Tư", "Út")) if rng.random() < 0.05 else ""
    return Traits(
        names.full_name(rng, sex, born.year),
        sex,
        born if rng.random() > 0.04 else date(born.year, 1, 1),
        BirthPrecision.DAY.value,
        identity_number(rng, sex, born) if rng.random() > 0.1 else "",
        place[0],
        _address(rng, place[0]),
        relative,
        place[1],
        nickname,
    )


def _address(rng: random.Random, commune: int) -> str:
    """A house; for some only the group or hamlet, or nothing."""
    if (known := rng.random()) < 0.2:
        return f"Tổ {rng.randint(1, 17)}" if known < 0.12 else ""
    return names.address(rng, is_ward=commune % 3 == 0)


def identity_number(rng: random.Random, sex: str, born: date) -> str:
    """Twelve digits that fit the sex and the year, of any province."""
    century = (born.year // 100 - 19) * 2 + (sex == Sex.FEMALE)
    return f"{rng.choice(_PROVINCES)}{century}{born.year % 100:02d}{rng.randrange(1_000_000):06d}"


def entered_again(
    rng: random.Random, one: Traits, places: Callable[[], Place], *, as_list: bool = False
) -> tuple[Traits, Traits, frozenset[str]]:
    """A record of the same human by somebody else; the first record (an error may need an other name on it), the second, the errors."""
    struck = {kind for kind, share in SHARES.items() if rng.random() < share}
    first, second = one, _at(rng, one, places, struck)
    second = _called(rng, second, struck)
    if "nickname" in struck:
        words = one.full_name.split()
        nickname = one.other_name or rng.choice(("Tý", "Tèo", "Béo", "Còi", "Sẹo"))
        second = replace(second, full_name=" ".join([words[0], words[1], nickname]), other_name="")
        first = replace(one, other_name=nickname)
    second = _born(rng, second, struck)
    if "sex wrong" in struck:
        second = replace(second, sex=Sex.MALE.value if one.sex == Sex.FEMALE else Sex.FEMALE.value)
    if "sex unknown" in struck:
        second = replace(second, sex=Sex.UNKNOWN.value)
    second = replace(second, id_number=_numbered(rng, one, struck, as_list=as_list))
    if "relative missing" in struck:
        second = replace(second, contact_name="")
    elif "another relative" in struck:
        second = replace(second, contact_name=names.full_name(rng, rng.choice(("male", "female")), 1970))
    elif "relative's name wrong" in struck and one.contact_name:
        second = replace(second, contact_name=slipped(rng, one.contact_name))
    return first, second, frozenset(struck)


def _at(rng: random.Random, one: Traits, places: Callable[[], Place], struck: set[str]) -> Traits:
    """Where the second record has the person live."""
    if "moved to another province" in struck or "moved in the province" in struck:
        near = "moved to another province" not in struck
        if not near:
            struck.discard("moved in the province")
        place = places()
        while place[0] == one.commune_id or (place[1] == one.province_id) is not near:
            place = places()
        address = names.address(rng, is_ward=place[0] % 3 == 0)
        return replace(one, commune_id=place[0], province_id=place[1], address_line=address)
    if "address missing" in struck:
        return replace(one, address_line="")
    if "moved in the commune" in struck:
        return replace(one, address_line=names.address(rng, is_ward=(one.commune_id or 0) % 3 == 0))
    if "address written otherwise" in struck:
        words = one.address_line.replace("Số ", "").replace("Nhà số ", "").replace("tổ dân phố số", "TDP").replace("thôn", "T.")
        return replace(one, address_line=words.split(",")[-1].strip() if len(words) % 3 == 0 else words)
    return one


def _called(rng: random.Random, one: Traits, struck: set[str]) -> Traits:
    """How the second record writes the name."""
    words = one.full_name.split()
    if len(words) > 2 and "middle name missing" in struck:
        del words[rng.randrange(1, len(words) - 1)]
    elif len(words) > 2 and "middle name as initial" in struck:
        words[1] = words[1][0]
    if "order swapped" in struck:
        words = [words[-1], *words[:-1]] if rng.random() < 0.7 else [*words[1:], words[0]]
    name = " ".join(words)
    if "accent wrong" in struck:
        name = _other_accent(rng, name)
    if "letter wrong" in struck:
        name = slipped(rng, name)
    if "accents dropped" in struck:
        name = name_key(name).title()
    return replace(one, full_name=name)


_TONES = ("aàảãáạ", "eèẻẽéẹ", "iìỉĩíị", "oòỏõóọ", "uùủũúụ", "ôồổỗốộ", "ươ", "âầẩẫấậ", "ưừửữứự", "ơờởỡớợ", "ăằẳẵắặ", "êềểễếệ", "yỳỷỹýỵ")


def _other_accent(rng: random.Random, name: str) -> str:
    places = [(at, row) for at, letter in enumerate(name) for row in _TONES if letter in row]
    at, row = rng.choice(places)
    return name[:at] + rng.choice(row.replace(name[at], "")) + name[at + 1 :]


def slipped(rng: random.Random, name: str) -> str:
    """One letter lost, doubled, wrong or swapped with its neighbour."""
    at = rng.randrange(1, len(name))
    match rng.choice(("lost", "doubled", "wrong", "swapped")):
        case "lost":
            return name[:at] + name[at + 1 :] if name[at] != " " else name
        case "doubled":
            return name[:at] + name[at] + name[at:] if name[at] != " " else name
        case "wrong":
            return name[:at] + rng.choice("abcdeghiklmnopqrstuvxy") + name[at + 1 :] if name[at] != " " else name
        case _:
            return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :] if " " not in name[at - 1 : at + 1] else name


def _born(rng: random.Random, one: Traits, struck: set[str]) -> Traits:
    """What the second record knows of the birth."""
    born = one.birth_date
    assert born is not None
    if "birth unknown" in struck:
        return replace(one, birth_date=None, birth_precision=BirthPrecision.UNKNOWN.value)
    if "birth year ±1" in struck:
        year = born.year + rng.choice((-1, 1))
        if rng.random() < 0.7:  # an age was told, and a year counted from it
            return replace(one, birth_date=date(year, 1, 1), birth_precision=BirthPrecision.YEAR.value)
        return replace(one, birth_date=date(year, born.month, min(born.day, 28)))
    if "birth year only" in struck:
        return replace(one, birth_date=date(born.year, 1, 1), birth_precision=BirthPrecision.YEAR.value)
    if "birth year wrong" in struck:
        year = born.year + rng.choice((-10, -7, -3, 3, 5, 10))
        return replace(one, birth_date=date(year, born.month, min(born.day, 28)))
    if "day and month swapped" in struck and born.day <= 12:
        return replace(one, birth_date=date(born.year, born.day, born.month))
    if "day or month wrong" in struck:
        return replace(one, birth_date=born + timedelta(days=rng.choice((-10, -1, 1, 10))))
    return one


def _numbered(rng: random.Random, one: Traits, struck: set[str], *, as_list: bool) -> str:
    """The number of the second record: a wrong one, an old one or none; in a list mostly the same."""
    if "number slip" in struck and one.id_number:
        at = rng.randrange(6, 12)
        digits = list(one.id_number)
        if rng.random() < 0.3 and at < 11 and digits[at] != digits[at + 1]:
            digits[at], digits[at + 1] = digits[at + 1], digits[at]
        else:
            digits[at] = rng.choice([digit for digit in "0123456789" if digit != digits[at]])
        return "".join(digits)
    if "old number" in struck:
        return f"{rng.randrange(10**9):09d}"
    if "another number" in struck and one.birth_date is not None:
        return identity_number(rng, one.sex, one.birth_date)
    return one.id_number if as_list and rng.random() < 0.75 else ""


def rows(made: MadeRegister) -> Iterator[tuple[int, Traits]]:
    """The records in the order of their numbers."""
    yield from sorted(made.records.items())
