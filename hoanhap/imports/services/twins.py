"""Whom do the rows of a list mean who are registered already, or stand in the list twice? Set-based (FEASIBILITY §3)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import batched

from hoanhap.people.models import Person
from hoanhap.people.rules import Match, Traits
from hoanhap.people.rules.linkage_blocks import Register
from hoanhap.people.services.matching import find_matches

BATCH = 5_000
"""Rows of one question to the register."""


@dataclass
class Twins:
    """Who one row may be."""

    by_number: int | None = None
    """The registered person with this identity number."""
    likely: dict[int, Match] = field(default_factory=dict)
    """Registered people who may be the same, the likeliest first, and how alike they are."""
    in_file: int | None = None
    """An earlier row of the same list."""
    same_number_in_file: bool = False
    alike_in_file: Match | None = None
    """How alike the earlier row is, unless it has the same number."""


@dataclass(frozen=True)
class Known:
    """Where a registered person lives, and under which number."""

    commune: int
    province: int
    id_number: str


def find_twins(
    rows: Mapping[int, Traits], *, alive: Callable[[int], None] = lambda _done: None, but: Iterable[int] = ()
) -> tuple[dict[int, Twins], dict[int, Known]]:
    """For each row (by number) the people it may be, and where those live. Looks at the whole country: scope is the caller's business.

    `but` names registered people who do not count. `alive` hears how many rows are done.
    """
    found = {number: Twins() for number in rows}
    register = Register(rows.items())
    _within(register, found)
    left_out = set(but)
    numbers = list(rows)
    matched: dict[int, list[Match]] = {}
    for some in batched(numbers, BATCH):
        for number, matches in zip(some, find_matches([register.records[number] for number in some]), strict=True):
            matched[number] = [match for match in matches if match.key not in left_out]
        alive(len(matched))
    where = {
        pk: Known(commune, province, number)
        for pk, commune, province, number in Person.objects.filter(
            pk__in={match.key for matches in matched.values() for match in matches}, merged_into=None, withdrawn_at=None
        ).values_list("pk", "commune_id", "province_id", "id_number")
    }
    for number, alike in matched.items():
        for match in alike:
            if match.key not in where:
                continue
            if rows[number].id_number and where[match.key].id_number == rows[number].id_number:
                found[number].by_number = match.key
            else:
                found[number].likely[match.key] = match
    return found, where


def _within(register: Register, found: Mapping[int, Twins]) -> None:
    """Rows that mean the same human as an earlier row: the same number, or as alike as the register asks about."""
    by_number: dict[str, int] = {}
    for row in sorted(register.records):
        record = register.records[row]
        if record.number and record.number in by_number:
            found[row].in_file, found[row].same_number_in_file = by_number[record.number], True
        elif earlier := register.matches(record, before=row, limit=1):
            found[row].in_file, found[row].alike_in_file = earlier[0].key, earlier[0]
        if record.number:
            by_number.setdefault(record.number, row)
