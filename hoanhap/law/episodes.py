"""Is this the first time of rehabilitation or a later one, when earlier episodes lie under an older law?

The term is 24 months the first time and 36 from the second (Law 120/2025, Article 29 clause 1). No text says whether episodes under
the laws before count (TRN-208), nor whether an episode that was never completed does. So every way of counting is worked out and
shown to the officer; only where all agree, or a reading has been confirmed, is one of them *the* answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from hoanhap.law.book import Book, Confidence, Duration, Entry, LawError

COUNT = "transition.rehabilitation_count"
FIRST, REPEAT = "compulsory.term_first", "compulsory.term_repeat"
"""The rules that hold the term of the first time and of every later one."""
COUNT_ALL, COUNT_FROM_2026 = "count_all", "count_from_2026"
"""The readings: every earlier episode counts, or only those governed by the law that the count is about."""


@dataclass(frozen=True, slots=True)
class Episode:
    """An earlier rehabilitation. `governing_law` is the number of the law that its decision was made under, `kind` is the caller's word."""

    started: date
    governing_law: str
    kind: str
    completed: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one way of counting gives: this is the `time`-th time, so the term is this long."""

    reading: str
    unfinished_count: bool
    time: int
    term: Duration
    earlier: tuple[Episode, ...]
    """The episodes that count."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What every way of counting gives. `entry` is the rule with its readings, its doubt and the one used meanwhile."""

    entry: Entry
    outcomes: tuple[Outcome, ...]

    @property
    def differ(self) -> bool:
        """Does the term depend on the way of counting?"""
        return len({outcome.term for outcome in self.outcomes}) > 1

    @property
    def decided(self) -> Duration | None:
        """The term, where every way of counting that is still open gives the same; else None: the officer must decide."""
        return None if self.differ else self.outcomes[0].term


def second_time(book: Book, day: date, earlier: Sequence[Episode]) -> Outcomes:
    """Every way to count the earlier episodes for a decision of that day, with the term each gives.

    A confirmed count leaves only its working reading. Raises NotInForce before the law with two terms, UnknownRule, and LawError when
    the book holds a reading that this function cannot count.
    """
    entry = book.entry(COUNT, on=day)
    terms = book.value(FIRST, on=day), book.value(REPEAT, on=day)
    first, repeat = terms
    if not isinstance(first, Duration) or not isinstance(repeat, Duration):
        raise LawError(f"Mục {FIRST} hoặc {REPEAT} không phải là một thời hạn. Sửa mục trong sổ luật.")
    readings = [entry.working] if entry.confidence is Confidence.CONFIRMED and entry.working else list(entry.readings)
    outcomes: list[Outcome] = []
    for reading in readings:
        counting = [episode for episode in earlier if _counts(entry, reading, episode) and episode.started < day]
        finished = [episode for episode in counting if episode.completed]
        for unfinished_count, these in ((False, finished), (True, counting)):
            if unfinished_count and len(counting) == len(finished):
                continue
            outcomes.append(Outcome(reading, unfinished_count, len(these) + 1, repeat if these else first, tuple(these)))
    return Outcomes(entry, tuple(outcomes))


def _counts(entry: Entry, reading: str, episode: Episode) -> bool:
    if reading == COUNT_ALL:
        return True
    if reading == COUNT_FROM_2026:
        return any(basis.doc.number == episode.governing_law for basis in entry.basis)
    raise LawError(f"Chưa biết cách đếm “{reading}” của mục {entry.rule}. Bổ sung cách đếm trước khi dùng.")
