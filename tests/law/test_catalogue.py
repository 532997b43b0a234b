"""Does the book hold every row of the legal catalogue, with its value, unit, days, confidence and articles?

`rules.csv` is the whole catalogue. A row is the entry of that identifier, and where a row holds several values the entries
`ID/suffix` beside it. Every question is asked through the public API. What differs on purpose stands in the tables of exceptions.
"""

import csv
import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from hoanhap.law.book import (
    BaseSalaries,
    Basis,
    Confidence,
    DateSpan,
    Duration,
    DurationRange,
    Entry,
    FormRef,
    Frequency,
    Item,
    Money,
    NamedDay,
    Paper,
    Percent,
    Quantity,
    StatusPath,
    Unit,
    UnknownRule,
    Value,
    book,
    in_words,
)

type Row = dict[str, str]

ROWS: list[Row] = list(csv.DictReader((Path(__file__).parent / "rules.csv").read_text("utf-8").splitlines()))
CONFIDENCE = {
    "confirmed": Confidence.CONFIRMED,
    "single secondary source": Confidence.SINGLE,
    "from general knowledge, unconfirmed": Confidence.UNCONFIRMED,
}


# --- what differs on purpose, with the reason -------------------------------------------------------------------------------

OTHER_CONFIDENCE = {
    "PAR-050": "a second source was found since the catalogue was written",
    "PAR-051": "a second source was found since the catalogue was written",
}
OTHER_END: dict[str, str] = {
    "PAR-050": "named days: the entry of the next year takes over",
    "PAR-053": "a proposal about two named days, kept as long as nobody decides",
}
OTHER_VALUE: dict[str, str] = {}
OTHER_PLACES: dict[str, str] = {
    "PAR-007": "the row argues from these places, the entry does not rest on them",
    "PAR-035": "the row argues from these places, the entry does not rest on them",
}


# --- finding a row ----------------------------------------------------------------------------------------------------------


def entries_of(row_id: str) -> list[Entry]:
    """The entry of a row and those with a suffix, without the ends."""
    found = [entry for entry in book().entries if entry.id.partition("/")[0] == row_id and not entry.repealed]
    if not found:
        raise UnknownRule(row_id)
    return found


def rows(*, without: dict[str, str] | None = None, where: Callable[[Row], bool] = lambda row: True) -> list[object]:
    kept = [row for row in ROWS if row["rule_id"] not in (without or {}) and where(row)]
    return [pytest.param(row, id=row["rule_id"]) for row in kept]


def test_the_catalogue_is_whole() -> None:
    assert len(ROWS) == len({row["rule_id"] for row in ROWS}) == 704
    assert sum(row["topic"] == "FRM" for row in ROWS) == 154


def test_every_exception_is_about_a_row_and_says_why() -> None:
    known = {row["rule_id"] for row in ROWS}
    for table in (OTHER_CONFIDENCE, OTHER_END, OTHER_VALUE, OTHER_PLACES):
        assert set(table) <= known
        assert all(table.values())


def test_no_entry_is_outside_the_catalogue() -> None:
    known = {row["rule_id"] for row in ROWS}
    assert [entry.id for entry in book().entries if entry.id.partition("/")[0] not in known] == []


def main_entry(row_id: str) -> Entry | None:
    """The entry that bears exactly the row's identifier; those with a suffix hold further values or other regimes of the same question."""
    try:
        return book().by_id(row_id)
    except UnknownRule:
        return None


@pytest.mark.parametrize("row", rows())
def test_every_row_is_an_entry_from_its_day(row: Row) -> None:
    entry = main_entry(row["rule_id"])
    assert row["effective_from"] in [one.since.isoformat() for one in ([entry] if entry else entries_of(row["rule_id"]))]


@pytest.mark.parametrize("row", rows(without=OTHER_CONFIDENCE))
def test_every_row_has_its_confidence(row: Row) -> None:
    """And an entry with a suffix is never surer than its row."""
    sure = list(CONFIDENCE.values())
    expected, entry = CONFIDENCE[row["confidence"]], main_entry(row["rule_id"])
    found = [one.confidence for one in entries_of(row["rule_id"])]
    assert (entry.confidence if entry else min(found, key=sure.index)) is expected
    assert min(map(sure.index, found)) == sure.index(expected)


@pytest.mark.parametrize("row", rows(without=OTHER_END))
def test_every_row_ends_when_the_catalogue_says(row: Row) -> None:
    """Either its own entry gives way on that day, or the last of its entries on the same question."""
    expected = date.fromisoformat(row["effective_to"]) + timedelta(days=1) if row["effective_to"] else None
    entry = main_entry(row["rule_id"])
    chains: dict[str, list[Entry]] = {}
    for one in entries_of(row["rule_id"]):
        chains.setdefault(one.rule, []).append(one)
    judged = [entry, chains[entry.rule][-1]] if entry else [chain[-1] for chain in chains.values()]
    assert expected in [book().rule(one.rule).until(one) for one in judged]


# --- the value --------------------------------------------------------------------------------------------------------------

_NUMBER = r"\d+(?:\.\d+)?"
_SIMPLE = re.compile(rf"{_NUMBER}(?:-{_NUMBER})?")
_AMOUNTS = re.compile(rf"{_NUMBER}-{_NUMBER}|{_NUMBER}")


def size(value: Value | None) -> tuple[str, str] | None:
    """A typed value as (amount, unit) in the catalogue's words."""
    match value:
        case Duration(amount, unit):
            return str(amount), unit.value
        case DurationRange(low, high, unit):
            return f"{low}-{high}", unit.value
        case Percent(amount):
            return f"{amount.normalize():f}", "percent"
        case BaseSalaries(times):
            return f"{times.normalize():f}", "base_salary"
        case Money(amount, per):
            return str(amount), f"VND/{per}" if per else "VND"
        case Quantity(low, high, unit):
            return f"{low}" if low == high else f"{low}-{high}", unit.value
        case int() if not isinstance(value, bool):
            return str(value), "count"
    return None


def sizes(row: Row) -> set[tuple[str, str]]:
    return {found for entry in entries_of(row["rule_id"]) if (found := size(entry.value))}


PERIODS = {unit.value for unit in Unit}
SIZED = {*PERIODS, "percent", "base_salary", "VND", "VND/month", "count", "copies", "year_of_age", "stage", "mm", "pt", "level"}
SIZED |= {"m2_per_person", "multiple_of_daily", "working_hour"}
SAME_UNIT = {"copies": "copy"}


def is_sized(row: Row) -> bool:
    """Is the value one amount, or for periods and money amounts among a few words?"""
    if row["unit"] in PERIODS | {"percent", "base_salary", "VND"}:
        return True
    return row["unit"] in SIZED and bool(_SIMPLE.fullmatch(row["value"]))


@pytest.mark.parametrize("row", rows(without=OTHER_VALUE, where=is_sized))
def test_amounts_and_periods_are_typed(row: Row) -> None:
    """Every amount of the row is the typed value of one of its entries, in the law's own unit."""
    unit = SAME_UNIT.get(row["unit"], row["unit"])
    amounts = set(_AMOUNTS.findall(row["value"]))
    found = sizes(row)
    if unit == "VND":
        assert amounts <= {amount for amount, name in found if name.startswith("VND")}
    else:
        assert {(amount, unit) for amount in amounts} <= found


@pytest.mark.parametrize("row", rows(without=OTHER_VALUE, where=lambda row: row["unit"] == "bool"))
def test_flags_are_typed(row: Row) -> None:
    assert (row["value"] == "true") in [entry.value for entry in entries_of(row["rule_id"]) if isinstance(entry.value, bool)]


@pytest.mark.parametrize(
    "row", rows(without=OTHER_VALUE, where=lambda row: row["unit"] in {"date", "date_range"} and "/" not in row["value"])
)
def test_days_are_typed(row: Row) -> None:
    found: set[str] = set()
    for entry in entries_of(row["rule_id"]):
        match entry.value:
            case date():
                found.add(entry.value.isoformat())
            case DateSpan(first, last):
                found.add(f"{first or ''}..{last or ''}")
            case tuple():
                found |= {part.day.isoformat() for part in entry.value if isinstance(part, NamedDay)}
    assert set(row["value"].split("; ")) <= found


@pytest.mark.parametrize("row", rows(without=OTHER_VALUE, where=lambda row: row["unit"] == "form_no"))
def test_forms_are_typed(row: Row) -> None:
    (entry,) = entries_of(row["rule_id"])
    assert isinstance(entry.value, FormRef)
    assert f"Mẫu số {entry.value.number}" == row["value"]
    annex = re.search(r"PL ([IVX]+)", row["legal_basis"])
    assert (entry.value.annex or "") == (annex[1] if annex else "")


@pytest.mark.parametrize("row", rows(without=OTHER_VALUE, where=lambda row: row["unit"] == "frequency"))
def test_frequencies_are_typed(row: Row) -> None:
    (entry,) = entries_of(row["rule_id"])
    assert entry.value == Frequency(1, Unit.MONTH)


_PLAIN_PATH = re.compile(r"[A-Za-z0-9_|]+(?: -> [A-Za-z0-9_|]+)+")


@pytest.mark.parametrize(
    "row", rows(without=OTHER_VALUE, where=lambda row: row["unit"] == "transition" and bool(_PLAIN_PATH.fullmatch(row["value"])))
)
def test_changes_of_status_are_typed(row: Row) -> None:
    steps = [set(step.split("|")) for step in row["value"].lower().split(" -> ")]
    paths = [entry.value.steps for entry in entries_of(row["rule_id"]) if isinstance(entry.value, StatusPath)]
    assert any(len(path) == len(steps) and all(asked <= set(step) for asked, step in zip(steps, path, strict=True)) for path in paths)


def is_told(row: Row) -> bool:
    """Is the value prose, or a list of things?"""
    typed = {"bool", "date_range", "form_no", "frequency"}
    return not is_sized(row) and row["unit"] not in typed and not (row["unit"] == "date" and "/" not in row["value"])


def told(entries: list[Entry]) -> str:
    """Everything the entries say, in lower case: words in both languages, codes, forms, places."""
    parts: list[str] = []
    for entry in entries:
        rule = book().rule(entry.rule)
        parts += [rule.label_en, rule.label_vi, entry.says_en, entry.says_vi, entry.note_en or "", entry.doubt_en or ""]
        parts += [in_words(entry.value, "en"), in_words(entry.value), *map(str, entry.readings), *(item.en for item in entry.readings)]
        parts += [basis.full("en") for basis in entry.basis]
        forms = [entry.form] if entry.form else []
        for part in entry.value if isinstance(entry.value, tuple) else (entry.value,):
            if isinstance(part, Item):
                parts.append(str(part))
            if isinstance(part, Paper) and part.form:
                forms.append(part.form)
            if isinstance(part, FormRef):
                forms.append(part)
            if isinstance(part, NamedDay):
                parts.append(part.day.isoformat())
            if isinstance(part, StatusPath):
                parts += [str(status) for step in part.steps for status in step]
        parts += [f"M{form.number} m{form.number.lstrip('0')}" for form in forms]
    return " ".join(parts).replace(",", "").replace("_", " ").lower()


@pytest.mark.parametrize("row", rows(without=OTHER_VALUE, where=is_told))
def test_every_number_and_word_of_the_row_is_told(row: Row) -> None:
    said = told(entries_of(row["rule_id"]))
    words = re.findall(r"m\d+[a-z]?|\d+|[^\W\d_]{4,}", row["value"].lower().replace("_", " "))
    if row["value"] in {"unknown", "true"}:  # what is known, or what is true, is told in the row's name
        words = []
    missing = [word for word in words if word not in said and (not word.isdecimal() or f"{Decimal(word):02}" not in said)]
    assert missing == []


# --- the articles -----------------------------------------------------------------------------------------------------------

_NAMES = {"XLVPHC": "15/2012", "BLDS 2015": "91/2015", "BLLĐ 2019": "45/2019", "BLLĐ": "45/2019", "Luật HIV": "64/2006"}
_DOCUMENT = re.compile(
    r"(?:(?:Luật|NĐ|TTLT|TT|PL|NQ|QĐ|CV|TB|TCVN)\s+(\d+/\d{4}|\d+(?=/[A-ZĐ])|[\d:]+)[/A-ZĐ\d-]*"
    r"|(?:Luật )?(XLVPHC)(?: 2012)?|(BLDS 2015)|(BLLĐ 2019|BLLĐ)|(Luật HIV))"
)
_PLACE = re.compile(r"(?:Đ|(?<=, ))(\d+)(?:\.(\d+(?:-\d+)?)([a-zđ](?=[\s,;:)]|$))?)?")


def cited(text: str) -> list[tuple[str, str, str, str]]:
    """Document number, article, clause and point of every place that a row names outside brackets."""
    text = re.sub(r"\([^()]*\)", "", text)
    found = []
    documents = list(_DOCUMENT.finditer(text))
    for document, following in zip(documents, [*documents, None][1:], strict=True):
        number = document[1] or next(_NAMES[name] for name in document.groups()[1:] if name)
        part = text[document.end() : following.start() if following else None]
        found += [(number, at[1] or "", at[2] or "", at[3] or "") for at in _PLACE.finditer(part)]
    return found


def is_place(basis: Basis, place: tuple[str, str, str, str]) -> bool:
    """Does an entry's citation name that place, or the article or clause as a whole, or a span of articles or clauses around it?"""
    number, article, clause, point = place
    if not basis.doc.number.startswith(f"{number}/") or not _spans(basis.article, article):
        return False
    return (not clause or basis.clause is None or _spans(basis.clause, clause)) and (not point or basis.point in {None, point})


def _spans(written: str | None, asked: str) -> bool:
    if written is None:
        return False
    first, _, last = written.partition("-")
    numbers = asked.split("-")
    if written == asked:
        return True
    return first.isdecimal() and all(number.isdecimal() and int(first) <= int(number) <= int(last or first) for number in numbers)


@pytest.mark.parametrize("row", rows(without=OTHER_PLACES, where=lambda row: bool(cited(row["legal_basis"]))))
def test_every_place_of_the_row_is_cited(row: Row) -> None:
    rules = {entry.rule for entry in entries_of(row["rule_id"])}
    basis = [
        item
        for rule in rules
        for entry in book().rule(rule).entries
        if entry.id.partition("/")[0] == row["rule_id"]
        for item in entry.basis
    ]
    assert [place for place in cited(row["legal_basis"]) if not any(is_place(item, place) for item in basis)] == []


def test_citations_of_the_catalogue_are_read_whole() -> None:
    assert cited("Luật 120/2025 Đ42.4c, 42.7a; NĐ 163/2026 Đ136.2c (x Đ1)") == [
        ("120/2025", "42", "4", "c"),
        ("120/2025", "42", "7", "a"),
        ("163/2026", "136", "2", "c"),
    ]
    assert cited("BLDS 2015 Đ147.2-3, Đ148.5; applied by XLVPHC Đ8.1") == [
        ("91/2015", "147", "2-3", ""),
        ("91/2015", "148", "5", ""),
        ("15/2012", "8", "1", ""),
    ]
    assert sum(bool(cited(row["legal_basis"])) for row in ROWS) > 440
