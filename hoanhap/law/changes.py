"""What does the law say differently on two days?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hoanhap.law.book import Book, Entry, Rule


class Kind(StrEnum):
    """How a rule differs between two days."""

    APPEARS = "appears"
    ENDS = "ends"
    CHANGES = "changes"


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that differs: what it said on the first day and what it says on the second."""

    rule: Rule
    kind: Kind
    before: Entry | None
    after: Entry | None

    @property
    def says_the_same(self) -> bool:
        """Is it written in another place, with the same value and the same words?"""
        before, after = self.before, self.after
        return before is not None and after is not None and (before.value, before.says_vi) == (after.value, after.says_vi)


def differences(book: Book, day1: date, day2: date) -> tuple[Change, ...]:
    """The rules for which another entry holds on the second day, in the order of the book; the days may stand in either order."""
    changes = []
    for rule in book.rules:
        before, after = _held(rule, day1), _held(rule, day2)
        if before is after:
            continue
        kind = Kind.APPEARS if before is None else Kind.ENDS if after is None else Kind.CHANGES
        changes.append(Change(rule, kind, before, after))
    return tuple(changes)


def _held(rule: Rule, day: date) -> Entry | None:
    """What holds on a day; None where nothing does, be it before the first entry or after a repeal."""
    entry = rule.at(day)
    return None if entry is None or entry.repealed else entry
