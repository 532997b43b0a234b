"""Which indicators does the catalogue know? Read from `indicators.csv` beside this file (79 rows, codes never change meaning)."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Indicator:
    """A measure that targets of many plans share. Texts are Vietnamese, `name_en` English."""

    code: str
    name: str
    name_en: str
    unit: str
    numerator: str
    """What is counted, in words."""
    denominator: str
    """Of what, for a percentage; empty for a count."""
    breakdown: str
    """By what it is broken down, in words."""


@cache
def indicators() -> dict[str, Indicator]:
    """Every indicator of the catalogue, by its code."""
    with (Path(__file__).with_name("indicators.csv")).open(encoding="utf-8", newline="") as file:
        return {row["code"]: Indicator(**row) for row in csv.DictReader(file)}


def indicator_name(code: str, *, english: bool = False) -> str:
    """The name of an indicator; its code where the catalogue does not know it."""
    found = indicators().get(code)
    return code if found is None else found.name_en if english else found.name
