"""Does the book hold every row of the rule catalogue of this field, with its day, value and confidence?

`catalogue.csv` is the extract of the legal catalogue: management, testing, commune education, counting and calendar.
"""

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from hoanhap.law.book import Confidence, Duration, Frequency, NamedDay, Unit, book

ROWS = list(csv.DictReader((Path(__file__).parent / "catalogue.csv").read_text("utf-8").splitlines()))
CONFIDENCE = {
    "confirmed": Confidence.CONFIRMED,
    "single secondary source": Confidence.SINGLE,
    "from general knowledge, unconfirmed": Confidence.UNCONFIRMED,
}
RAISED = {"PAR-050", "PAR-051"}
"""Rows for which a second source was found since the catalogue was written."""


@pytest.mark.parametrize("row", [pytest.param(row, id=row["rule_id"]) for row in ROWS])
def test_every_row_is_an_entry_from_its_day_with_its_confidence(row: dict[str, str]) -> None:
    entry = book().by_id(row["rule_id"])
    assert entry.since.isoformat() == row["effective_from"]
    assert not entry.repealed
    if row["rule_id"] not in RAISED:
        assert entry.confidence is CONFIDENCE[row["confidence"]]
    if row["unit"] in {unit.value for unit in Unit} and row["value"].isdecimal():
        assert entry.value == Duration(int(row["value"]), Unit(row["unit"]))
    if row["unit"] == "frequency":
        assert entry.value == Frequency(1, Unit.MONTH)


NAMED_DAYS = {"PAR-050", "PAR-051", "PAR-052", "PAR-053"}
"""Rows about single named days, not about a span of time."""


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=row["rule_id"]) for row in ROWS if row["effective_to"] and row["rule_id"] not in NAMED_DAYS]
)
def test_an_entry_of_the_old_law_ends_when_the_catalogue_says(row: dict[str, str]) -> None:
    entry = book().by_id(row["rule_id"])
    until = book().rule(entry.rule).until(entry)
    assert until == date.fromisoformat(row["effective_to"]) + timedelta(days=1)


@pytest.mark.parametrize("row", [pytest.param(row, id=row["rule_id"]) for row in ROWS if "PAR-044" <= row["rule_id"] <= "PAR-052"])
def test_the_days_of_a_year_are_those_of_the_catalogue(row: dict[str, str]) -> None:
    value = book().by_id(row["rule_id"]).value
    assert isinstance(value, tuple)
    days = [day.day for day in value if isinstance(day, NamedDay)]
    if row["rule_id"] <= "PAR-049":  # weekends are listed in the book for their names only
        days = [day for day in days if day.weekday() < 5]
    assert [day.isoformat() for day in days] == row["value"].split("; ")


def test_the_catalogue_holds_all_three_topics() -> None:
    assert [sum(row["topic"] == topic for row in ROWS) for topic in ("MGT", "EDU", "TST")] == [36, 8, 11]


def cited(text: str) -> list[tuple[str, str, str, str]]:
    """Document number, article, clause and point of every place that a catalogue row names."""
    found = []
    for part in text.split("; "):
        document = re.match(r"(?:Luật|NĐ) (\d+/\d{4})", part)
        if document:
            places = re.findall(r"(?:Đ|, )(\d+)(?:\.(\d+(?:-\d+)?)([a-z])?)?", part[document.end() :].partition("(")[0])
            found += [(document[1], *place) for place in places]
    return found


@pytest.mark.parametrize("row", [pytest.param(row, id=row["rule_id"]) for row in ROWS if cited(row["legal_basis"])])
def test_the_entry_cites_every_place_of_the_catalogue(row: dict[str, str]) -> None:
    if row["rule_id"] in {"PAR-007", "PAR-035"}:  # the row argues from these places, the entry does not rest on them
        return
    entries = book().rule(book().by_id(row["rule_id"]).rule).entries
    basis = [item for entry in entries if entry.id.partition("/")[0] == row["rule_id"] for item in entry.basis]
    places = {(item.doc.number.rpartition("/")[0], item.article, item.clause or "", item.point or "") for item in basis}
    assert set(cited(row["legal_basis"])) <= places


def test_citations_of_the_catalogue_are_read_whole() -> None:
    assert cited("Luật 120/2025 Đ42.4c, 42.7a; NĐ 163/2026 Đ136.2c (x Đ1)") == [
        ("120/2025", "42", "4", "c"),
        ("120/2025", "42", "7", "a"),
        ("163/2026", "136", "2", "c"),
    ]
    assert sum(bool(cited(row["legal_basis"])) for row in ROWS) > 55
