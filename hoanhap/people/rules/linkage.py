"""How likely are two records one human? Probabilistic record linkage (Fellegi and Sunter 1969), on names as they are in Viet Nam.

Each field of two records agrees on a level. A level weighs log2(m / u) bits: m is how often records of one human agree so, u how often
records of two humans do. The sum is the score. A name weighs by how common it is (Winkler's frequency adjustment): a third of the country
shares one family name. A missing value weighs nothing. The probabilities are data, `linkage.yaml`, written by `hoanhap linkage estimate`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import token_set_ratio

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules.linkage_records import Record
from hoanhap.people.rules.names import name_key

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


def score(
    one: Record, other: Record, names: Names, given: Parameters | None = None, *, least: float = -math.inf
) -> tuple[float, tuple[Evidence, ...]]:
    """The weight of evidence in bits, and its parts. A score below `least` may be left unfinished: then it has no parts.

    Siblings share birth day, house, parents and neighbouring numbers, twins all of it: people of different names stay below the threshold
    of asking, whatever else agrees, unless the number is the same.
    """
    given = given or parameters()
    bits = given.bits
    name, number = _name(one, other), _number(one, other) if one.numbers and other.numbers else ""
    is_stranger = name == "different" and number != "same"
    if is_stranger and least > given.ask - 1:
        return given.ask - 1, ()
    levels = {"name": name, "birth": _birth(one, other), "sex": _sex(one, other), "number": number, "place": _place(one, other)}
    weights = [bits[field][level] if level else 0.0 for field, level in levels.items()]
    if name and name not in {"given", "different"}:
        weights[0] = _adjusted(name, bits["name"], one, other, names)
    ahead = bits["relative"]["same"] if one.relatives and other.relatives else 0.0
    if levels["place"] == "commune":
        ahead += bits["address"]["same"]
    if (total := sum(weights)) + ahead < least - 0.01:
        return min(total, least - 1), ()
    for field, level in (("address", _address(one, other)), ("relative", _relative(one, other))):
        levels[field] = level
        weights.append(bits[field][level] if level else 0.0)
    total = round(min(sum(weights), given.ask - 1) if is_stranger else sum(weights), 2)
    if total < least:
        return total, ()
    parts = zip(levels.items(), weights, strict=True)
    return total, tuple(Evidence(field, level, round(weight, 2)) for (field, level), weight in parts if level)


def _adjusted(level: str, bits: Mapping[str, float], one: Record, other: Record, names: Names) -> float:
    """By the commoner of the two names; never less than a shared given name, never more than the same name would weigh."""
    more = names.adjustment(one.key)
    if one.key != other.key:
        more = min(more, names.adjustment(other.key))
    return max(min(bits[level] + (more if level in ADJUSTED else 0), bits["same"] + more), bits["given"])
