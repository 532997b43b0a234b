"""By what are two records compared, and how is it read? Each record is taken apart once; thousands are compared with it."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from hoanhap.people.rules.codes import BirthPrecision, Sex
from hoanhap.people.rules.names import name_key, word_key


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


class Record:
    """A person's traits, taken apart once."""

    __slots__ = (
        "_address",
        "_house",
        "address_line",
        "aliases",
        "birth",
        "commune",
        "family",
        "given",
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
        self.spelled = spelling(traits.full_name)
        """Words with accents, wherever the tone mark was typed («hoà» is «hòa»)."""
        self.key = name_key(traits.full_name)
        words = tuple(self.key.split())
        self.words = words
        self.plain = tuple(map(word_key, words))
        self.name = tuple(sorted(words))
        self.family, self.given = (words[0], words[-1]) if words else ("", "")
        self.aliases = tuple(key for alias in traits.other_name.split(";") if (key := name_key(alias))) if traits.other_name else ()
        born, precision = traits.birth_date, traits.birth_precision
        if born is not None and precision == BirthPrecision.DAY and (born.day, born.month) == (1, 1):
            precision = BirthPrecision.YEAR.value  # 1 January stands for an unknown day in most lists
        self.birth = (born.year, born.month, born.day) if born is not None else None
        self.known = {"day": 3, "month": 2, "year": 1}.get(precision, 0)
        self.sex = "" if traits.sex == Sex.UNKNOWN else traits.sex
        self.number = traits.id_number
        self.numbers = frozenset(number for number in (traits.id_number, *traits.numbers) if number)
        self.commune, self.province = traits.commune_id, traits.province_id
        self.address_line = traits.address_line
        self._address: str | None = None
        self._house: frozenset[str] | None = None
        named = [name for name in (traits.contact_name, *traits.relatives) if name and name.strip()]
        self.relatives = tuple(dict.fromkeys(key for name in named if (key := name_key(name)))) if named else ()
        self.relatives_written = tuple(name.strip().lower() for name in named)
        """As the register keeps them, in small letters."""

    @property
    def address(self) -> str:
        """The key of the address, made when it is first asked for: most pairs are told apart before."""
        if self._address is None:
            self._address = name_key(self.address_line)
        return self._address

    @property
    def house(self) -> frozenset[str]:
        """Numbers of house, lane and group: they stay when words are shortened."""
        if self._house is None:
            self._house = frozenset(filter(None, map(_digits, self.address.split())))
        return self._house

    def calls(self) -> tuple[str, ...]:
        """Words by which the person is called: the given name, and the words of other names."""
        return tuple(dict.fromkeys([self.given, *(word for alias in self.aliases for word in alias.split())])) if self.given else ()


def spelling(text: str) -> tuple[str, ...]:
    """Each word with its accents in a form that does not depend on where the tone mark was typed."""
    return tuple(map(word_key, unicodedata.normalize("NFC", text).lower().split()))


@lru_cache(maxsize=4_096)
def _digits(word: str) -> str:
    return re.sub(r"\D", "", word)
