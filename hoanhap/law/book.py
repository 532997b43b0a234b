"""Which rule was in force on a day, with what value, and under which article?

The law is dated data: strict YAML files in `law/data`. A rule (`management.term`) has entries; each entry says from which day
it holds, what it says, and where it is written. An entry holds until the next one takes over, so there are no end dates; a rule
that ended carries an entry `repealed: true`. There is no default day and no default value: asking for a day on which a rule was
not in force raises `NotInForce`.

No Django here: the book is loaded once per process and is immutable, so that pure rules and tests can use it.
"""

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from hoanhap.law.citations import Basis, Document, FormRef
from hoanhap.law.errors import LawDataError, LawError, NotAPeriod, NotInForce, RemoteUnknown, UnknownRule
from hoanhap.law.pins import Pin, Pinned, pin, unpin
from hoanhap.law.plain import plain, stores
from hoanhap.law.values import (
    IMMEDIATELY,
    Authority,
    BaseSalaries,
    Confidence,
    DateSpan,
    Definition,
    Duration,
    DurationRange,
    Frequency,
    Immediately,
    Item,
    Measure,
    Money,
    NamedDay,
    Paper,
    Per,
    Percent,
    Quantity,
    ReportPeriod,
    Unit,
    Unknown,
    Value,
    in_words,
)
from hoanhap.law.values import Path as StatusPath

__all__ = [
    "DATA",
    "IMMEDIATELY",
    "Authority",
    "BaseSalaries",
    "Basis",
    "Book",
    "Confidence",
    "Confirmation",
    "DateSpan",
    "Definition",
    "Document",
    "Duration",
    "DurationRange",
    "Entry",
    "FormRef",
    "Frequency",
    "Immediately",
    "Item",
    "LawDataError",
    "LawError",
    "Local",
    "Measure",
    "Money",
    "NamedDay",
    "NotAPeriod",
    "NotInForce",
    "Paper",
    "Per",
    "Percent",
    "Pin",
    "Pinned",
    "Quantity",
    "RemoteUnknown",
    "ReportPeriod",
    "Rule",
    "StatusPath",
    "Topic",
    "Unit",
    "Unknown",
    "UnknownRule",
    "Value",
    "book",
    "in_words",
    "load",
    "pin",
    "unpin",
]

DATA = Path(__file__).parent / "data"
BETWEEN_SOURCES = " ; "
"""Stands between the addresses in `Entry.source`."""

type Runs = Literal["after", "before", "window_before"]
"""A period after its anchor, "at least so long before" it, or "within the last so long before" it."""


@stores
@dataclass(frozen=True, slots=True)
class Local:
    """A unit may set its own value: on which level, and which body decides."""

    level: Literal["province", "commune"]
    decided_by: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Somebody confirmed an entry: who, when, on which text. `fingerprint` is that of the entry as it then read.

    The book fills in what the entry said of itself before: its confidence and its doubt.
    """

    by: str
    at: datetime
    text: str
    fingerprint: str
    confidence: Confidence | None = None
    doubt: str | None = None
    doubt_en: str | None = None


@stores
@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """What one rule says from a day on.

    `anchors` are the moments a period may run from; where there are several, `choose` says which counts. `owner` must act, one of
    `stopped_by` meets the deadline, each of `restarted_by` starts the period anew. Time under a condition of `not_counted` does not
    count, under one of `counted` it expressly does. `expiry` says what happens when the period is over.
    `measure` marks a period that is a measure on a person: its last day never moves (PAR-035). `length` marks a period that runs from
    nothing: the age of a certificate, the length of a stage. `bound` makes the value a floor or a ceiling.
    `remote` names the rule that holds instead in a remote commune; `local` says who may set another value.
    `readings` are the ways to read a silent law, `working` the code of the one used meanwhile.
    `doubt` says what about the entry is not sure; every entry that is not confirmed has one, a confirmed one may.
    `says_vi`/`says_en` are the whole rule in one sentence, with `{value}` where the value stands.
    """

    rule: str
    id: str
    since: date
    published: date | None
    basis: tuple[Basis, ...]
    value: Value | None
    repealed: bool = False
    confidence: Confidence
    source: str | None = None
    says_vi: str
    says_en: str
    note: str | None = None
    note_en: str | None = None
    doubt: str | None = None
    doubt_en: str | None = None
    anchors: tuple[str, ...] = ()
    choose: Literal["earliest", "latest"] = "earliest"
    runs: Runs = "after"
    stopped_by: tuple[str, ...] = ()
    restarted_by: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    expiry: str | None = None
    owner: str | None = None
    form: FormRef | None = None
    applies_to: tuple[str, ...] = ()
    measure: bool = False
    length: bool = False
    bound: Literal["at_least", "at_most"] | None = None
    remote: str | None = None
    local: Local | None = None
    readings: tuple[Item, ...] = ()
    working: str | None = None
    confirmation: Confirmation | None = None

    @property
    def is_clock(self) -> bool:
        """Does a period run from a moment here?"""
        return bool(self.anchors) and isinstance(self.value, (Duration, DurationRange, Immediately))

    @property
    def fingerprint(self) -> str:
        """A hash of everything the entry says; a confirmation does not change it."""
        if self.confirmation is not None:
            return self.confirmation.fingerprint
        text = json.dumps(plain(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()

    @property
    def sources(self) -> tuple[str, ...]:
        """The addresses where the entry was read; `source` holds them in one text, with “ ; ” between."""
        return tuple(self.source.split(BETWEEN_SOURCES)) if self.source else ()

    def says(self, language: str = "vi") -> str:
        """The sentence, with `{value}` still in it, so that a page can set the value off."""
        return self.says_en if language.startswith("en") else self.says_vi

    def note_in(self, language: str = "vi") -> str | None:
        """The note, if there is one."""
        return self.note_en if language.startswith("en") else self.note

    def doubt_in(self, language: str = "vi") -> str | None:
        """What is not sure, if anything."""
        return self.doubt_en if language.startswith("en") else self.doubt

    def short_basis(self, language: str = "vi") -> str:
        """All citations in one line, as on the worklist."""
        return "; ".join(basis.short(language) for basis in self.basis)


@stores
@dataclass(frozen=True, slots=True)
class Rule:
    """One question that the law answers, through time. Entries are ordered by the day from which they hold."""

    key: str
    topic: str
    label_vi: str
    label_en: str
    entries: tuple[Entry, ...]
    _days: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_days", tuple(entry.since for entry in self.entries))

    def label(self, language: str = "vi") -> str:
        """The name of the rule."""
        return self.label_en if language.startswith("en") else self.label_vi

    @property
    def slug(self) -> str:
        """The key as part of an address: `management-decision-deadline`."""
        return self.key.replace(".", "-").replace("_", "-")

    def at(self, day: date) -> Entry | None:
        """The entry that holds on `day`, a repeal included; None before the first."""
        place = bisect_right(self._days, day)
        return self.entries[place - 1] if place else None

    def until(self, entry: Entry) -> date | None:
        """The day on which the next entry takes over from `entry`; None while it holds."""
        place = self._days.index(entry.since) + 1
        return self._days[place] if place < len(self._days) else None


@stores
@dataclass(frozen=True, slots=True)
class Topic:
    """A file of the book: rules that belong together."""

    key: str
    order: int
    label_vi: str
    label_en: str
    rules: tuple[Rule, ...]

    def label(self, language: str = "vi") -> str:
        """The name of the topic."""
        return self.label_en if language.startswith("en") else self.label_vi


@stores
@dataclass(frozen=True, slots=True)
class Book:
    """The whole rule book. Immutable; build one with `load`, take the shared one with `book()`."""

    topics: tuple[Topic, ...]
    documents: Mapping[str, Document]
    moments: Mapping[str, Item]
    bodies: Mapping[str, Item]
    subjects: Mapping[str, Item]
    conditions: Mapping[str, Item]
    outcomes: Mapping[str, Item]
    statuses: Mapping[str, Item]
    checked_on: date
    """The day up to which the sources were read."""
    _rules: Mapping[str, Rule] = field(init=False, repr=False, compare=False)
    _entries: Mapping[str, Entry] = field(init=False, repr=False, compare=False)
    _slugs: Mapping[str, Rule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rules = {rule.key: rule for topic in self.topics for rule in topic.rules}
        object.__setattr__(self, "_rules", rules)
        object.__setattr__(self, "_entries", {entry.id: entry for rule in rules.values() for entry in rule.entries})
        object.__setattr__(self, "_slugs", {rule.slug: rule for rule in rules.values()})

    @property
    def rules(self) -> Iterator[Rule]:
        """All rules in the order of the topics."""
        return iter(self._rules.values())

    @property
    def entries(self) -> Iterator[Entry]:
        """All entries in the order of their rules."""
        return iter(self._entries.values())

    def rule(self, key: str) -> Rule:
        """The rule of that key. Raises UnknownRule."""
        try:
            return self._rules[key]
        except KeyError:
            raise UnknownRule(key) from None

    def entry(self, key: str, *, on: date) -> Entry:
        """The entry in force on a day. Raises UnknownRule, NotInForce."""
        rule = self.rule(key)
        entry = rule.at(on)
        if entry is None or entry.repealed:
            raise NotInForce(rule, on)
        return entry

    def value(self, key: str, *, on: date) -> Value:
        """What the rule says on a day. Raises UnknownRule, NotInForce."""
        value = self.entry(key, on=on).value
        assert value is not None  # the loader gives every entry that is not repealed a value
        return value

    def clock_entry(self, key: str, *, on: date, remote: bool | None) -> Entry:
        """The entry whose period runs from a moment of that day, in a remote commune (True) or not (False); None: nobody knows.

        Raises UnknownRule, NotInForce, NotAPeriod, and RemoteUnknown where the answer depends on what nobody knows.
        """
        entry = self.entry(key, on=on)
        if entry.remote is not None:
            if remote is None:
                raise RemoteUnknown(key, entry.remote)
            if remote:
                entry = self.entry(entry.remote, on=on)
        if not entry.is_clock:
            raise NotAPeriod(entry.rule, entry.id, in_words(entry.value))
        return entry

    def by_id(self, entry_id: str) -> Entry:
        """The entry with that identifier of the rule catalogue (`MGT-203`). Raises UnknownRule."""
        try:
            return self._entries[entry_id]
        except KeyError:
            raise UnknownRule(entry_id) from None

    def by_slug(self, slug: str) -> Rule:
        """The rule of an address. Raises UnknownRule."""
        try:
            return self._slugs[slug]
        except KeyError:
            raise UnknownRule(slug) from None

    def topic(self, key: str) -> Topic:
        """The topic of that key. Raises UnknownRule."""
        for topic in self.topics:
            if topic.key == key:
                return topic
        raise UnknownRule(key)

    # -- confirmations

    def with_confirmations(self, confirmations: Mapping[str, Confirmation]) -> "Book":
        """The book with these entries (by id) confirmed.

        A confirmation of a text that has changed since, or of an entry that is gone, changes nothing: see `stale_confirmations`.
        """
        stale = set(self.stale_confirmations(confirmations))
        fresh = {key: confirmation for key, confirmation in confirmations.items() if key not in stale}
        if not fresh:
            return self

        def confirmed(entry: Entry) -> Entry:
            if entry.id not in fresh:
                return entry
            said = replace(fresh[entry.id], confidence=entry.confidence, doubt=entry.doubt, doubt_en=entry.doubt_en)
            return replace(entry, confidence=Confidence.CONFIRMED, doubt=None, doubt_en=None, confirmation=said)

        def touched(topic: Topic) -> Topic:
            rules = tuple(
                replace(rule, entries=tuple(map(confirmed, rule.entries))) if any(entry.id in fresh for entry in rule.entries) else rule
                for rule in topic.rules
            )
            return replace(topic, rules=rules)

        return replace(self, topics=tuple(map(touched, self.topics)))

    def stale_confirmations(self, confirmations: Mapping[str, Confirmation]) -> tuple[str, ...]:
        """The ids whose confirmation no longer fits: the entry is gone or reads differently now."""
        return tuple(
            key
            for key, confirmation in confirmations.items()
            if key not in self._entries or self._entries[key].fingerprint != confirmation.fingerprint
        )


# --- the shipped book -------------------------------------------------------------------------------------------------------


@cache
def book() -> Book:
    """The book shipped with the package, loaded once per process."""
    from hoanhap.law.compiled import opened  # late: most of its work is for the first start after a change

    return opened(DATA)


def load(path: Path) -> Book:
    """Read and check all files of a folder. Raises LawDataError at the first fault, naming file, line and remedy."""
    from hoanhap.law.loading import read_book  # late: a process that opens the compiled copy needs no YAML reader

    return read_book(path)
