"""What is a period of a plan, and a day by which something is due?"""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Span:
    """The half-open period [since, until) of a plan, a target or a reported figure."""

    since: date
    until: date

    @property
    def last(self) -> date:
        """The last day of the period, as screens and papers show it."""
        return self.until - timedelta(days=1)

    @property
    def years(self) -> range:
        """The calendar years it touches."""
        return range(self.since.year, self.last.year + 1)

    def covers(self, other: "Span") -> bool:
        """Whether the other span lies inside this one."""
        return self.since <= other.since and other.until <= self.until


@dataclass(frozen=True)
class Deadline:
    """A day by which something is due; «trước ngày 02/7» is exclusive: its last day is 01/7 (catalogue D049)."""

    on: date
    exclusive: bool = False
    to: str = ""
    """Who receives it, in the words of the plan."""

    @property
    def last(self) -> date:
        """The last day on which it is in time."""
        return self.on - timedelta(days=1) if self.exclusive else self.on
