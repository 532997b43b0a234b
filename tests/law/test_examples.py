"""Worked legal examples, written and counted by hand so that lawyers can review them."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from hoanhap.law.book import Duration, Immediately, NotInForce, Unit, book, in_words
from hoanhap.law.clocks import Moment, calendar, due

FILES = sorted((Path(__file__).parent / "examples").glob("*.yaml"))
EXAMPLES = [(file.stem, example) for file in FILES for example in yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)]


def moment(text: str) -> Moment:
    if len(text) == 10:
        return Moment(date.fromisoformat(text))
    at = datetime.fromisoformat(text)
    return Moment(at.date(), at.time())


@pytest.mark.parametrize("example", [pytest.param(example, id=f"{stem}: {example['name']}") for stem, example in EXAMPLES])
def test_the_law_gives_what_was_counted_by_hand(example: Mapping[str, str]) -> None:
    known = {"name", "rule", "period", "from", "on", "due", "says", "code", "roll", "id", "basis", "assumptions", "not_in_force"}
    assert set(example) <= known
    start = moment(example["from"]) if "from" in example else None
    day = start.day if start else date.fromisoformat(example["on"])
    if "not_in_force" in example:
        with pytest.raises(NotInForce) as refusal:
            book().entry(example["rule"], on=day)
        assert refusal.value.first.isoformat() == example["not_in_force"]
        assert refusal.value.day == day
        return
    value: object
    if "period" in example:
        amount, unit = example["period"].split()
        value = Duration(int(amount), Unit(unit))
    else:
        entry = book().entry(example["rule"], on=day)
        value = entry.value
        if "id" in example:
            assert entry.id == example["id"]
        if "basis" in example:
            assert entry.short_basis() == example["basis"]
        if "says" in example:
            assert in_words(entry.value) == example["says"]
        if "code" in example:
            assert entry.value == example["code"]
    if start is None:
        assert "says" in example or "code" in example
        return
    assert isinstance(value, Duration | Immediately)
    end = due(start, value, calendar=calendar(), roll=example.get("roll") != "false")
    assert Moment(end.day, end.time) == moment(example["due"])
    assert [assumption.value for assumption in end.assumptions] == list(example.get("assumptions", []))


def test_there_are_enough_examples_and_each_rule_with_a_period_has_one() -> None:
    assert len(EXAMPLES) >= 60
    counted = {example["rule"] for _, example in EXAMPLES if "rule" in example}
    periods = {rule.key for rule in book().rules for entry in rule.entries if isinstance(entry.value, Duration)}
    missing = {key for key in periods - counted if not key.startswith("education.")}
    assert not missing
