"""Which ethnic groups, countries and street names of substances does the register know? (`people/data`, sources in its README)"""

import csv
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hoanhap.people.rules.codes import Substance
from hoanhap.people.rules.names import name_key

_DATA = Path(__file__).resolve().parent.parent / "data"


def _rows(file: str) -> list[dict[str, str]]:
    with (_DATA / file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def ethnic_groups() -> dict[str, str]:
    """Code to name of the 54 groups, in the order of the list of 2008 (PAR-032). A foreigner has none of them.

    Only codes 01 to 20 were compared with the decision (data/README.md); the others are general knowledge.
    """
    return {row["code"]: row["name"] for row in _rows("ethnic_groups.csv")}


def ethnic_code(text: str) -> str:
    """The code of a typed group: its code or its name, with or without accents, hyphens and spaces; empty when it is none of the 54."""
    typed = text.strip()
    if typed.isdecimal():
        return typed.zfill(2) if typed.zfill(2) in ethnic_groups() else ""
    key = name_key(typed).replace(" ", "")
    return next((code for code, name in ethnic_groups().items() if key and name_key(name).replace(" ", "") == key), "")


@cache
def _codes_of_1979() -> dict[str, str]:
    return {row["code_1979"]: row["code"] for row in _rows("ethnic_groups.csv")}


def ethnic_code_from_1979(code: str) -> str:
    """Today's code of a code of the list of 1979 (04 Hoa, 05 Khơ-me, 06 Mường …); empty for 55, foreigners. Raises KeyError for others."""
    return "" if code == "55" else _codes_of_1979()[code.zfill(2)]


@cache
def countries(language: str = "vi") -> dict[str, str]:
    """ISO 3166-1 code to the country's name in «vi» or «en», Viet Nam first, then in alphabetical order."""
    named = {row["code"]: row[language] for row in _rows("countries.csv")}
    return dict(sorted(named.items(), key=lambda item: (item[0] != "VN", name_key(item[1]))))


@dataclass(frozen=True)
class StreetName:
    """What a substance is called in the street: words of catalogue D215, and common ones that no source of ours names (data/README.md)."""

    word: str
    substance: Substance
    means: str
    """What is meant, where the group does not say it: «cần sa tổng hợp», «LSD»."""


@cache
def street_names() -> tuple[StreetName, ...]:
    """All street names the register knows."""
    return tuple(StreetName(row["word"], Substance(row["substance"]), row["means"]) for row in _rows("street_names.csv"))


def substance_called(text: str) -> StreetName | None:
    """What a street name means; with or without accents, but a typed accent must fit («cần» is cannabis, «can» may be)."""
    typed = " ".join(unicodedata.normalize("NFC", text).lower().split())
    exact = (name for name in street_names() if name.word.lower() == typed)
    loose = (name for name in street_names() if typed.isascii() and typed and name_key(name.word) == name_key(typed))
    return next(exact, None) or next(loose, None)
