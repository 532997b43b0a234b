"""How likely are two records one human? Probabilistic record linkage (Fellegi and Sunter 1969), on names as they are in Viet Nam.

Each field of two records agrees on a level. A level weighs log2(m / u) bits: m is how often records of one human agree so, u how often
records of two humans do. The sum is the score. A name weighs by how common it is (Winkler's frequency adjustment): a third of the country
shares one family name. A missing value weighs nothing. The probabilities are data, `linkage.yaml`, written by `hoanhap linkage estimate`.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import permutations
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import token_set_ratio

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules.codes import BirthPrecision, Sex
from hoanhap.people.rules.names import name_key, word_key
from hoanhap.people.rules.searching import Vocabulary

PARAMETERS = Path(__file__).with_name("linkage.yaml")

LEVELS: dict[str, dict[str, str]] = {
    "name": {
        "same": N_("họ tên trùng cả dấu"),
        "unaccented": N_("họ tên trùng, một bên viết không dấu"),
        "swapped": N_("họ tên trùng, khác thứ tự"),
        "shortened": N_("họ và tên trùng, một bên thiếu hoặc viết tắt chữ đệm"),
        "slip": N_("họ tên lệch một chữ cái"),
        "accents": N_("họ tên chỉ khác dấu"),
        "alias": N_("trùng tên gọi khác"),
        "given": N_("cùng tên, khác họ hoặc chữ đệm"),
        "different": N_("họ tên khác"),
    },
    "birth": {
        "same": N_("trùng ngày sinh"),
        "swapped": N_("ngày sinh đảo ngày và tháng"),
        "part": N_("trùng năm sinh, không rõ ngày"),
        "slip": N_("ngày sinh lệch một phần"),
        "beside": N_("năm sinh lệch một"),
        "year": N_("cùng năm sinh, khác ngày"),
        "different": N_("ngày sinh khác"),
    },
    "sex": {"same": N_("cùng giới tính"), "different": N_("khác giới tính")},
    "number": {
        "same": N_("trùng số định danh"),
        "slip": N_("số định danh lệch một chữ số"),
        "different": N_("số định danh khác"),
    },
    "place": {"commune": N_("cùng xã, phường"), "province": N_("cùng tỉnh, thành phố"), "different": N_("khác tỉnh, thành phố")},
    "address": {
        "same": N_("trùng số nhà, đường, tổ"),
        "similar": N_("nơi ở gần giống"),
        "group": N_("cùng tổ, thôn"),
        "different": N_("khác số nhà, đường, tổ"),
    },
    "relative": {"same": N_("trùng tên người thân"), "slip": N_("tên người thân gần giống"), "different": N_("tên người thân khác")},
}
"""Fields, and how each may agree, the strongest agreement first, with its words. A field that one side lacks has no level."""


class Strength(Labelled):
    """What a score means to an officer."""

    CERTAIN = "certain", N_("gần như chắc chắn là một người")
    LIKELY = "likely", N_("rất giống")
    POSSIBLE = "possible", N_("có thể là một người")


@dataclass(frozen=True)
class Traits:
    """The fields of a person by which two are told apart."""

    full_name: str
    sex: str = Sex.UNKNOWN.value
    birth_date: date | None = None
    birth_precision: str = BirthPrecision.UNKNOWN.value
    id_number: str = ""
    commune_id: int | None = None
    """The commune of today: former units are led to it before."""
    address_line: str = ""
    contact_name: str = ""
    province_id: int | None = None
    other_name: str = ""
    """Other names, parted by «;»."""
    numbers: tuple[str, ...] = ()
    """Numbers of further identity papers, such as an old card."""
    relatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """How one field agrees, and what that weighs."""

    field: str
    level: str
    bits: float

    @property
    def words(self) -> str:
        """The agreement in words (message id)."""
        return LEVELS[self.field][self.level]


@dataclass(frozen=True)
class Match:
    """A record that may be the same human."""

    key: int
    """The number of the record; people's primary key."""
    score: float
    """Weight of evidence in bits."""
    evidence: tuple[Evidence, ...]

    @property
    def strength(self) -> Strength:
        """The score in words."""
        return parameters().strength(self.score)

    def reasons(self) -> list[str]:
        """What speaks for one human, the weightiest first, in words (message ids)."""
        return [each.words for each in sorted(self.evidence, key=lambda each: -each.bits) if each.bits > 0.5]

    def doubts(self) -> list[str]:
        """What speaks against it, in words (message ids)."""
        return [each.words for each in sorted(self.evidence, key=lambda each: each.bits) if each.bits < -1]


@dataclass(frozen=True)
class Parameters:
    """The probabilities and thresholds of `linkage.yaml`."""

    m: Mapping[str, Mapping[str, float]]
    u: Mapping[str, Mapping[str, float]]
    ask: float
    """Bits from which an officer must look before registering, and from which an import asks."""
    list: float
    """Bits from which the nightly comparison lists a pair."""
    certain: float
    families: Mapping[str, float]
    """Shares of family names before the register is large enough to tell."""
    other_family: float
    rest_of_name: float
    """How often the rest of the name agrees among people of one family name."""
    prior_people: float
    """So many people weigh the founding shares beside the register's own counts."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "bits", {field: _weights(self.m[field], self.u[field], tuple(levels)) for field, levels in LEVELS.items()})

    bits: Mapping[str, Mapping[str, float]] = None  # type: ignore[assignment]  # derived

    def strength(self, score: float) -> Strength:
        """A score in words."""
        return Strength.CERTAIN if score >= self.certain else Strength.LIKELY if score >= self.list else Strength.POSSIBLE

    def founding_share(self, key: str) -> float:
        """How often a whole name occurs, by family name alone."""
        return self.families.get(key.partition(" ")[0], self.other_family) * self.rest_of_name


def _weights(m: Mapping[str, float], u: Mapping[str, float], levels: Sequence[str]) -> dict[str, float]:
    """Bits of each level; an agreement never weighs more than a stronger one, whatever was estimated."""
    bits: dict[str, float] = {}
    ceiling = math.inf
    for level in levels:
        ceiling = bits[level] = min(ceiling, math.log2(m[level] / u[level]))
    return bits


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    """The parameters of this program. Raises KeyError when a level of LEVELS has no probability."""
    return read_parameters(yaml.safe_load(PARAMETERS.read_text(encoding="utf-8")))


def read_parameters(data: Mapping[str, Any]) -> Parameters:
    """Parameters from the content of a file like `linkage.yaml`."""
    m = {field: {level: float(data["levels"][field][level]["m"]) for level in levels} for field, levels in LEVELS.items()}
    u = {field: {level: float(data["levels"][field][level]["u"]) for level in levels} for field, levels in LEVELS.items()}
    names, thresholds = data["names"], data["thresholds"]
    return Parameters(
        m,
        u,
        ask=float(thresholds["ask"]),
        list=float(thresholds["list"]),
        certain=float(thresholds["certain"]),
        families={name_key(family): float(share) for family, share in names["families"].items()},
        other_family=float(names["other_family"]),
        rest_of_name=float(names["rest_of_name"]),
        prior_people=float(names["prior_people"]),
    )


# --- reading a record --------------------------------------------------------------------------------------------------------


class Record:
    """A person's traits, taken apart once."""

    __slots__ = (
        "address",
        "aliases",
        "birth",
        "commune",
        "family",
        "given",
        "house",
        "key",
        "known",
        "name",
        "number",
        "numbers",
        "plain",
        "province",
        "relatives",
        "relatives_written",
        "sex",
        "spelled",
        "words",
    )

    def __init__(self, traits: Traits) -> None:
        spelled = spelling(traits.full_name)
        self.spelled = spelled
        """Words with accents, wherever the tone mark was typed («hoà» is «hòa»)."""
        self.key = name_key(traits.full_name)
        words = tuple(self.key.split())
        self.words = words
        self.plain = spelling(self.key)
        self.name = tuple(sorted(words))
        self.family, self.given = (words[0], words[-1]) if words else ("", "")
        self.aliases = tuple(key for alias in traits.other_name.split(";") if (key := name_key(alias)))
        born, precision = traits.birth_date, traits.birth_precision
        if born is not None and precision == BirthPrecision.DAY and (born.day, born.month) == (1, 1):
            precision = BirthPrecision.YEAR.value  # 1 January stands for an unknown day in most lists
        self.birth = (born.year, born.month, born.day) if born is not None else None
        self.known = {"day": 3, "month": 2, "year": 1}.get(precision, 0)
        self.sex = "" if traits.sex == Sex.UNKNOWN else traits.sex
        self.number = traits.id_number
        self.numbers = frozenset(number for number in (traits.id_number, *traits.numbers) if number)
        self.commune, self.province = traits.commune_id, traits.province_id
        self.address = name_key(traits.address_line)
        self.house = frozenset(part for word in self.address.split() if (part := re.sub(r"\D", "", word)))
        """Numbers of house, lane and group: they stay when words are shortened."""
        named = [name for name in (traits.contact_name, *traits.relatives) if name.strip()]
        self.relatives = tuple(dict.fromkeys(key for name in named if (key := name_key(name))))
        self.relatives_written = tuple(name.strip().lower() for name in named)

    def calls(self) -> tuple[str, ...]:
        """Words by which the person is called: the given name, and the words of other names."""
        return tuple(dict.fromkeys([self.given, *(word for alias in self.aliases for word in alias.split())])) if self.given else ()


def spelling(text: str) -> tuple[str, ...]:
    """Each word with its accents in a form that does not depend on where the tone mark was typed."""
    return tuple(word_key(word) for word in unicodedata.normalize("NFC", text).lower().split())


# --- comparing two records ---------------------------------------------------------------------------------------------------


def levels(one: Record, other: Record) -> dict[str, str]:
    """The level of each field on which both records say something. The same whichever record comes first."""
    found: dict[str, str] = {}
    for field, compare in _COMPARISONS.items():
        if level := compare(one, other):
            found[field] = level
    return found


def _name(one: Record, other: Record) -> str:
    if not one.words or not other.words:
        return ""
    if one.spelled == other.spelled:
        return "same"
    if one.key == other.key:
        return "unaccented" if one.plain == one.spelled or other.plain == other.spelled or _drops_accents(one, other) else "accents"
    if one.name == other.name:
        return "swapped"
    if OSA.distance(one.key, other.key, score_cutoff=1) <= 1:
        return "slip"
    if one.given == other.given and one.family[0] == other.family[0] and _is_shortened(one.words, other.words):
        return "shortened"
    if _shares_alias(one, other) or _shares_alias(other, one):
        return "alias"
    return "given" if one.given == other.given else "different"


def _drops_accents(one: Record, other: Record) -> bool:
    """Whether wherever the spelling differs, one of the two words has no accents."""
    sides = zip(one.spelled, other.spelled, one.plain, strict=True) if len(one.spelled) == len(other.spelled) == len(one.plain) else ()
    return bool(one.spelled) and all(a == b or bare in (a, b) for a, b, bare in sides) and len(one.spelled) == len(other.spelled)


def _is_shortened(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the shorter name is the longer without middle names or with initials: «N V Tuấn», «Nguyễn Tuấn», «Nguyễn Văn Tuấn»."""
    short, long = sorted((one, other), key=lambda words: (len(words), sum(map(len, words))))
    if len(short) < 2:
        return False
    place = iter(long)
    return all(any(word == full or (len(word) == 1 and full.startswith(word)) for full in place) for word in short)


def _shares_alias(one: Record, other: Record) -> bool:
    """Whether another name of `one` is the other's name, or says the other's given name; a nickname that both have is too common."""
    for alias in one.aliases:
        if alias == other.key or (" " in alias and alias in other.aliases):
            return True
        if one.given != other.given and other.given in alias.split():
            return True
    return False


def _birth(one: Record, other: Record) -> str:
    a, b = one.birth, other.birth
    if a is None or b is None or not one.known or not other.known:
        return ""
    known = min(one.known, other.known)
    apart = abs(a[0] - b[0])
    if known == 3:
        if a == b:
            return "same"
        if apart == 0 and (a[1], a[2]) == (b[2], b[1]):
            return "swapped"
        if apart == 0 and (a[1] == b[1] or a[2] == b[2]):
            return "slip"
        if a[1:] == b[1:]:
            return "slip" if OSA.distance(str(a[0]), str(b[0]), score_cutoff=1) <= 1 else "different"
        return "year" if apart == 0 else "different"
    if apart == 0:
        return "part" if known == 1 or a[1] == b[1] else "year"
    return "beside" if apart == 1 and known == 1 else "different"


def _sex(one: Record, other: Record) -> str:
    if not one.sex or not other.sex:
        return ""
    return "same" if one.sex == other.sex else "different"


def _number(one: Record, other: Record) -> str:
    """Numbers of one length are compared: an old 9-digit number beside a 12-digit one says nothing, unless a paper gives both."""
    if one.numbers & other.numbers:
        return "same"
    level = ""
    for a in one.numbers:
        for b in other.numbers:
            if len(a) == len(b):
                if OSA.distance(a, b, score_cutoff=1) <= 1:
                    return "slip"
                if len(a) == 12:  # old numbers were given anew in another province, so two may differ
                    level = "different"
    return level


def _place(one: Record, other: Record) -> str:
    if one.commune is None or other.commune is None:
        return ""
    if one.commune == other.commune:
        return "commune"
    if one.province is None or other.province is None:
        return ""
    return "province" if one.province == other.province else "different"


def _address(one: Record, other: Record) -> str:
    """Within one commune, by the numbers of house, lane and group; a single number is a group or a hamlet of many houses."""
    if not one.address or not other.address or one.commune != other.commune:
        return ""
    a, b = one.house, other.house
    if min(len(a), len(b)) == 1:
        return "group" if a <= b or b <= a else ""
    if one.address == other.address:
        return "same"
    if a and b:
        return "similar" if a <= b or b <= a else "different"
    if not a and not b:
        return "similar" if token_set_ratio(one.address, other.address) >= 90 else "different"
    return ""


def _relative(one: Record, other: Record) -> str:
    if not one.relatives or not other.relatives:
        return ""
    level = "different"
    for a in one.relatives:
        for b in other.relatives:
            if a == b:
                return "same"
            if OSA.distance(a, b, score_cutoff=1) <= 1 or (len(a) > 3 and _is_shortened(a.split(), b.split()) and a[-3:] == b[-3:]):
                level = "slip"
    return level


_COMPARISONS: dict[str, Callable[[Record, Record], str]] = {
    "name": _name, "birth": _birth, "sex": _sex, "number": _number, "place": _place, "address": _address, "relative": _relative,
}  # fmt: skip


class Names:
    """How common each name is: the register's counts, beside the founding shares of family names while it is small."""

    def __init__(self, counts: Mapping[str, int], people: int, given: Parameters | None = None) -> None:
        self._counts, self._people = counts, people
        self._given = given or parameters()
        self._adjustments: dict[str, float] = {}

    def adjustment(self, key: str) -> float:
        """Bits that agreement on this name weighs more than on an average one; negative for common names."""
        found = self._adjustments.get(key)
        if found is None:
            given = self._given
            prior = given.prior_people
            share = (self._counts.get(key, 0) + prior * given.founding_share(key)) / (self._people + prior)
            usual = given.u["name"]["same"]
            found = self._adjustments[key] = math.log2(usual / share)
        return found


ADJUSTED = frozenset(LEVELS["name"]) - {"given", "different", "alias"}
"""Levels that weigh more for a rare name."""


def score(one: Record, other: Record, names: Names, given: Parameters | None = None) -> tuple[float, tuple[Evidence, ...]]:
    """The weight of evidence in bits, and its parts.

    Siblings share birth day, house, parents and neighbouring numbers, twins all of it: people of different names stay below the threshold
    of asking, whatever else agrees, unless the number is the same.
    """
    given = given or parameters()
    bits = given.bits
    evidence = []
    total, is_stranger = 0.0, False
    for field, level in levels(one, other).items():
        weight = bits[field][level]
        if field == "name" and level not in {"given", "different"}:
            weight = _adjusted(level, bits["name"], one, other, names)
        evidence.append(Evidence(field, level, round(weight, 2)))
        total += weight
        is_stranger = is_stranger or (field == "name" and level == "different")
        is_stranger = is_stranger and (field != "number" or level != "same")
    return round(min(total, given.ask - 1) if is_stranger else total, 2), tuple(evidence)


def _adjusted(level: str, bits: Mapping[str, float], one: Record, other: Record, names: Names) -> float:
    """By the commoner of the two names; never less than a shared given name, never more than the same name would weigh."""
    more = names.adjustment(one.key)
    if one.key != other.key:
        more = min(more, names.adjustment(other.key))
    return max(min(bits[level] + (more if level in ADJUSTED else 0), bits["same"] + more), bits["given"])


# --- finding those worth comparing -------------------------------------------------------------------------------------------


def name_variants(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[tuple[str, ...]]:
    """The name with one word replaced by each neighbour in the vocabulary, and with two neighbouring words typed as one."""
    for place, word in enumerate(words):
        for near in vocabulary.near(word):
            yield (*words[:place], near, *words[place + 1 :])
    for place in range(len(words) - 1):
        yield (*words[:place], words[place] + words[place + 1], *words[place + 2 :])


def orders(words: Sequence[str]) -> list[str]:
    """The name in every order of its words (up to four words; longer ones also backwards)."""
    if len(words) > 4:
        return [" ".join(words), " ".join(reversed(words))]
    return list(dict.fromkeys(" ".join(order) for order in permutations(words)))


def number_slips(number: str) -> Iterator[str]:
    """Every number one wrong digit or two swapped neighbours away."""
    for place, digit in enumerate(number):
        for other in "0123456789":
            if other != digit:
                yield number[:place] + other + number[place + 1 :]
    for place in range(len(number) - 1):
        if number[place] != number[place + 1]:
            yield number[:place] + number[place + 1] + number[place] + number[place + 2 :]


def days(record: Record) -> list[tuple[int, int, int]]:
    """The birth day when it is known to the day, and with day and month swapped."""
    if record.birth is None or record.known < 3:
        return []
    year, month, day = record.birth
    return [(year, month, day), (year, day, month)] if day <= 12 and day != month else [(year, month, day)]


class Register:
    """Records in memory, found by what two records of one human share; a few microseconds for each pair that is compared.

    Shared is one of: an identity number or one a slip away; all words of the name in any order with the year beside; the name with one
    slip and the year; the birth day (also day and month swapped) and the given name or another name; the name and the commune or a
    relative; the given name, the year beside and the commune.
    """

    def __init__(
        self, records: Iterable[tuple[int, Traits]], vocabulary: Vocabulary | None = None, given: Parameters | None = None
    ) -> None:
        self.records = {key: Record(traits) for key, traits in records}
        self.given = given or parameters()
        self.names = Names(Counter(record.key for record in self.records.values()), len(self.records), self.given)
        self.vocabulary = vocabulary or Vocabulary({word for record in self.records.values() for word in record.words})
        self._blocks: dict[object, list[int]] = defaultdict(list)
        for key, record in self.records.items():
            for block in _blocks(record):
                self._blocks[block].append(key)

    def candidates(self, record: Record) -> set[int]:
        """Records that share something; the record itself among them when it is here."""
        found: set[int] = set()
        blocks = self._blocks
        for block in self._probes(record):
            if block in blocks:
                found.update(blocks[block])
        return found

    def _probes(self, record: Record) -> Iterator[object]:
        for number in record.numbers:
            yield number
            yield from number_slips(number)
        name, commune = record.name, record.commune
        yield name, commune, ""
        for relative in record.relatives:
            yield name, relative
        for call in record.calls():
            for day in days(record):
                yield call, day
        if record.birth is None:
            return
        year = record.birth[0]
        for shift in (-1, 0, 1):
            yield name, year + shift
            for call in record.calls():
                yield call, year + shift, commune
        for variant in name_variants(record.words, self.vocabulary):
            yield tuple(sorted(variant)), year
        for place, word in enumerate(record.words):  # two words that were typed as one
            for cut in range(2, len(word) - 1):
                if word[:cut] in self.vocabulary.known and word[cut:] in self.vocabulary.known:
                    yield tuple(sorted((*record.words[:place], word[:cut], word[cut:], *record.words[place + 1 :]))), year

    def matches(self, traits: Traits, *, floor: float | None = None, limit: int | None = None) -> tuple[Match, ...]:
        """The records that score at least `floor` (None: the threshold of asking), the best first."""
        record = Record(traits)
        least = self.given.ask if floor is None else floor
        found = []
        for key in self.candidates(record):
            total, evidence = score(record, self.records[key], self.names, self.given)
            if total >= least:
                found.append(Match(key, total, evidence))
        return tuple(sorted(found, key=lambda match: (-match.score, match.key))[:limit])

    def pairs(self, *, floor: float | None = None, progress: Callable[[int], None] = lambda _n: None) -> Iterator[tuple[int, Match]]:
        """Every pair of records that scores at least `floor` (None: the threshold of the list), each once: the smaller key, the other."""
        least = self.given.list if floor is None else floor
        names, given, records = self.names, self.given, self.records
        for done, (one, record) in enumerate(records.items(), start=1):
            for other in self.candidates(record):
                if other > one:
                    total, evidence = score(record, records[other], names, given)
                    if total >= least:
                        yield one, Match(other, total, evidence)
            if done % 1000 == 0:
                progress(1000)


def _blocks(record: Record) -> Iterator[object]:
    yield from record.numbers
    name, commune = record.name, record.commune
    yield name, commune, ""
    for relative in record.relatives:
        yield name, relative
    calls = record.calls()
    if record.birth is not None:
        year = record.birth[0]
        yield name, year
        for call in calls:
            yield call, year, commune
            if record.known == 3:
                yield call, record.birth
