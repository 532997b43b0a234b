"""What differs between two versions: nothing between equals, and every planted change is named once, with what was and what is."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.plans import services
from hoanhap.plans.rules import AllocationTable, Column, Part, PlanDoc, Row, differences
from tests.cast import Cast
from tests.plans.whole import whole


def other(value: Any) -> Any:
    """Another value of the same type."""
    match value:
        case Enum():
            return next(member for member in type(value) if member != value)
        case bool():
            return not value
        case str():
            return value + " khác"
        case date():
            return value + timedelta(days=1)
        case int() | Decimal():
            return value + 1
        case None:
            return Decimal(7)
        case tuple():
            return value[1:] if value else ("mới",)
        case _:
            return None


def places(thing: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of every field in a plan, however deep."""
    if is_dataclass(thing):
        return [place for item in fields(thing) for place in [(*path, item.name), *places(getattr(thing, item.name), (*path, item.name))]]
    if isinstance(thing, tuple):
        return [place for at, part in enumerate(thing) for place in places(part, (*path, at))]
    return []


def changed(thing: Any, path: tuple[str | int, ...]) -> Any:
    """The same thing with another value at one place."""
    first, *rest = path
    if isinstance(first, int):
        return (*thing[:first], changed(thing[first], tuple(rest)), *thing[first + 1 :])
    now = changed(getattr(thing, first), tuple(rest)) if rest else other(getattr(thing, first))
    return replace(thing, **{first: now})


SHAPES = {("tables", "columns"), ("tables", "cells"), ("tables", "totals")}
"""A table of another shape is no plan; its cells are changed one by one below."""
EVERY = [path for path in places(whole()) if (path[0], path[-1]) not in SHAPES]


@pytest.mark.parametrize("path", EVERY, ids=lambda path: ".".join(map(str, path)))
def test_a_change_of_any_field_is_named(path: tuple[str | int, ...]) -> None:
    """Also inside lists, deliverables, baselines."""
    new = changed(whole(), path)
    found = differences(whole(), new)
    assert found, path
    assert all(change.old != change.new or change.what.say() for change in found)


def test_equal_plans_do_not_differ() -> None:
    assert differences(whole(), whole()) == ()


def test_one_changed_value_is_one_change_with_both_values() -> None:
    new = changed(whole(), ("targets", 1, "value"))
    (change,) = differences(whole(), new)
    assert (change.part, change.what.say(), change.old, change.new) == (Part.TARGETS, "Chỉ tiêu CT02: giá trị", "13", "14")


def grid(cells: list[list[str]], names: list[str] | None = None) -> PlanDoc:
    columns = tuple(Column((f"Cột {at}",), "") for at in range(len(cells[0])))
    rows = tuple(Row((names or [])[line] if names else f"Phường {line}", tuple(texts)) for line, texts in enumerate(cells))
    return replace(whole(), tables=(AllocationTable("Biểu", columns, rows),))


def test_cells_are_compared_one_by_one_and_blank_is_not_zero_or_01() -> None:
    found = differences(grid([["", "1"], ["0", "5"]]), grid([["0", "01"], ["0", "5"]]))
    assert [(change.what.say(), change.old, change.new) for change in found] == [
        ("Biểu 1, Phường 0, cột “Cột 0”", "", "0"),
        ("Biểu 1, Phường 0, cột “Cột 1”", "1", "01"),
    ]


def test_a_row_put_in_moves_no_other_row() -> None:
    found = differences(grid([["1"], ["2"]], ["A", "C"]), grid([["1"], ["9"], ["2"]], ["A", "B", "C"]))
    assert [(change.what.say(), change.old, change.new) for change in found] == [("Biểu 1, B", "", "9")]


TEXTS = st.sampled_from(["", "0", "01", "1", "–", "12"])
GRIDS = st.integers(1, 3).flatmap(lambda width: st.lists(st.lists(TEXTS, min_size=width, max_size=width), min_size=1, max_size=4))
NAMES = st.lists(st.sampled_from(["A", "B", "C", "D"]), min_size=4, max_size=4)


@given(GRIDS, GRIDS, NAMES, NAMES)
def test_tables_differ_exactly_when_a_change_is_named(
    first: list[list[str]], second: list[list[str]], names: list[str], others: list[str]
) -> None:
    """Units may repeat, rows and columns may come and go: never a silent difference, never a change between equals."""
    old, new = grid(first, names), grid(second, others)
    assert bool(differences(old, new)) is (old != new)


REORDER: list[Callable[[PlanDoc], PlanDoc]] = [
    lambda doc: replace(doc, targets=doc.targets[::-1]),
    lambda doc: replace(doc, tasks=doc.tasks[::-1]),
    lambda doc: replace(doc, recipients=doc.recipients[::-1]),
    lambda doc: replace(doc, targets=doc.targets[:1]),
    lambda doc: replace(doc, tasks=()),
    lambda doc: replace(doc, tables=()),
    lambda doc: replace(doc, tables=doc.tables * 2),
    lambda doc: replace(doc, recipients=doc.recipients * 2),
    lambda doc: replace(doc, theme=""),
]


@given(st.lists(st.sampled_from(REORDER), max_size=3), st.lists(st.sampled_from(REORDER), max_size=3))
def test_plans_differ_exactly_when_a_change_is_named(first: list[Any], second: list[Any]) -> None:
    old = new = whole()
    for step in first:
        old = step(old)
    for step in second:
        new = step(new)
    assert bool(differences(old, new)) is (old != new)


@pytest.mark.django_db
def test_the_page_shows_what_differs_between_any_two_versions(client: Client, cast: Cast) -> None:
    plan = services.import_plan(whole(), by=cast.steering).plan
    services.change_plan(plan.pk, lambda doc: changed(doc, ("targets", 1, "value")), by=cast.steering, seen_version=1, why="Công văn số 5")
    services.change_plan(plan.pk, lambda doc: replace(doc, theme="Chung tay"), by=cast.steering, seen_version=2, why="Công văn số 6")
    client.force_login(cast.steering)
    address = reverse("plan_history", args=[plan.pk])
    last = client.get(address).content.decode()
    assert "<ins>Chung tay</ins>" in last
    assert "<del>13</del>" not in last
    both = client.get(address, {"tu": "1", "den": "3"}).content.decode()
    assert "<del>13</del>" in both
    assert "<ins>Chung tay</ins>" in both
    assert "Công văn số 5" in both
    assert "không khác nhau" in client.get(address, {"tu": "2", "den": "2"}).content.decode()
    assert client.get(address, {"tu": "x", "den": "99"}).status_code == 200
