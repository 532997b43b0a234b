"""Worked legal examples, written and counted by hand so that lawyers can review them."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from hoanhap.law.book import BaseSalaries, Duration, Entry, Money, NotInForce, Unit, book, in_words
from hoanhap.law.clocks import Due, Moment, calendar, clock, due
from hoanhap.law.money import amount

type Example = Mapping[str, Any]

FILES = sorted((Path(__file__).parent / "examples").glob("*.yaml"))
EXAMPLES: list[tuple[str, Example]] = [
    (file.stem, example) for file in FILES for example in yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)
]
KEYS = {
    *("name", "rule", "on", "from", "remote", "length", "period", "roll", "runs"),  # what is asked
    *("due", "low", "high", "opens", "assumptions", "says", "code", "amount", "id", "basis", "not_in_force"),  # what must come out
}
CLOCKS = {rule.key for rule in book().rules for entry in rule.entries if entry.is_clock}


def moment(text: str) -> Moment:
    """`2026-11-20`, `2026-11-20 23:30`; `2026-11-20 24:00` is the end of that day."""
    day, _, at = text.partition(" ")
    return Moment(date.fromisoformat(day), None if at in {"", "24:00"} else datetime.fromisoformat(text).time())


def duration(text: str) -> Duration:
    number, unit = text.split()
    return Duration(int(number), Unit(unit))


def ends_at(end: Due, text: str, example: Example) -> None:
    assert Moment(end.day, end.time) == moment(text)
    assert [assumption.value for assumption in end.assumptions] == list(example.get("assumptions", []))


def check_value(entry: Entry, example: Example, day: date) -> None:
    if "id" in example:
        assert entry.id == example["id"]
    if "basis" in example:
        assert entry.short_basis() == example["basis"]
    if "says" in example:
        assert in_words(entry.value) == example["says"]
    if "code" in example:
        assert entry.value == example["code"]
    if "amount" in example:
        assert isinstance(entry.value, BaseSalaries | Money)
        assert amount(entry.value, on=day, book=book()).amount == int(example["amount"])


def check_clock(entry: Entry, start: Moment, example: Example) -> None:
    counted = clock(entry, start, calendar=calendar(), length=duration(example["length"]) if "length" in example else None)
    assert ("low" in example) == ("high" in example) == (counted.low is not None)
    if counted.low is not None:
        ends_at(counted.low, example["low"], example)
        ends_at(counted.due, example["high"], example)
    else:
        ends_at(counted.due, example["due"], example)
    assert ("opens" in example) == (counted.opens is not None)
    if counted.opens is not None:
        opens = moment(example["opens"])
        assert (counted.opens if opens.time else counted.opens.day) == (opens if opens.time else opens.day)


@pytest.mark.parametrize("example", [pytest.param(example, id=f"{stem}: {example['name']}") for stem, example in EXAMPLES])
def test_the_law_gives_what_was_counted_by_hand(example: Example) -> None:
    assert set(example) <= KEYS
    start = moment(example["from"]) if "from" in example else None
    day = date.fromisoformat(example["on"]) if "on" in example or start is None else start.day
    if "period" in example:
        assert start is not None
        roll, runs = example.get("roll") != "false", example.get("runs", "after")
        ends_at(due(start, duration(example["period"]), calendar=calendar(), roll=roll, runs=runs), example["due"], example)
        return
    if "not_in_force" in example:
        with pytest.raises(NotInForce) as refusal:
            book().entry(example["rule"], on=day)
        assert refusal.value.first.isoformat() == example["not_in_force"]
        assert refusal.value.day == day
        return
    if "due" in example or "low" in example:
        assert start is not None
        entry = book().clock_entry(example["rule"], on=day, remote=example.get("remote") == "true")
        check_clock(entry, start, example)
    else:
        entry = book().entry(example["rule"], on=day)
        assert set(example) & {"says", "code", "amount"}
    assert ("roll" in example) <= entry.measure
    check_value(entry, example, day)


def test_there_are_enough_examples() -> None:
    assert len(EXAMPLES) >= 150
    assert len({(stem, example["name"]) for stem, example in EXAMPLES}) == len(EXAMPLES)


def test_every_clock_has_an_example() -> None:
    counted = {example["rule"] for _, example in EXAMPLES if "rule" in example and ("due" in example or "low" in example)}
    remote = {entry.remote for _, example in EXAMPLES if "remote" in example for entry in book().rule(example["rule"]).entries}
    assert sorted(CLOCKS - counted - remote) == []


@pytest.mark.parametrize("change", ["2022-01-01", "2025-03-01", "2025-07-01", "2026-07-01"])
def test_both_sides_of_every_change_of_law_are_shown(change: str) -> None:
    """Some rule is asked on the last day before the change and on the first day after it, by the same examples."""
    before = date.fromordinal(date.fromisoformat(change).toordinal() - 1).isoformat()
    asked = {(example["rule"], str(example.get("on", example.get("from")))[:10]) for _, example in EXAMPLES if "rule" in example}
    assert {rule for rule, day in asked if day == before} & {rule for rule, day in asked if day == change}


def test_the_hard_days_are_among_the_examples() -> None:
    anchors = [str(example["from"]) for _, example in EXAMPLES if "from" in example]
    assert any(text[5:10] == "02-29" for text in anchors)
    assert any(text.endswith("23:30") and date.fromisoformat(text[:10]).weekday() == 4 for text in anchors)
    assert any(text[5:10] in {"12-30", "12-31"} for text in anchors)
    assert any(example.get("assumptions") == ["time_unknown"] for _, example in EXAMPLES)
