"""Which rule was in force on a day, with what value, and under which article?

The law is dated data: strict YAML files in `law/data`. A rule (`management.term`) has entries; each entry says from which day
it holds, what it says, and where it is written. An entry holds until the next one takes over, so there are no end dates; a rule
that ended carries an entry `repealed: true`. There is no default day and no default value: asking for a day on which a rule was
not in force raises `NotInForce`.

No Django here: the book is loaded once per process and is immutable, so that pure rules and tests can use it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NoReturn, Self

import yaml

DATA = Path(__file__).parent / "data"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C reader where it was built in: five times faster, the same marks."""


# --- words of the law -------------------------------------------------------------------------------------------------------


class Confidence(StrEnum):
    """How sure are we of an entry? Only `confirmed` may be shown as certain."""

    CONFIRMED = "confirmed"
    """The full text of the article was read, or two independent sources agree."""
    SINGLE = "single"
    """One secondary source says so."""
    UNCONFIRMED = "unconfirmed"
    """General knowledge or a working assumption; never shown as certain."""


class Unit(StrEnum):
    """Units of time in legal texts. They are never converted into one another: 24 hours is not one day."""

    HOUR = "hour"
    DAY = "day"
    WORKING_DAY = "working_day"
    MONTH = "month"
    YEAR = "year"


class Item(str):
    """A code with its words. It *is* the code, so `"dead" in book.value("management.stop_grounds", on=day)` works."""

    vi: str
    en: str

    def __new__(cls, code: str, vi: str, en: str) -> Self:
        item = super().__new__(cls, code)
        item.vi = vi
        item.en = en
        return item

    def label(self, language: str = "vi") -> str:
        """The words in a language; Vietnamese unless English is asked for."""
        return self.en if language.startswith("en") else self.vi


@dataclass(frozen=True)
class Duration:
    """A period in the law's own unit, e.g. 24 hours or 3 working days."""

    amount: int
    unit: Unit


@dataclass(frozen=True)
class Frequency:
    """So many times per unit, e.g. once a month."""

    times: int
    per: Unit


@dataclass(frozen=True)
class Immediately:
    """The text says “ngay”: at once, without a period."""


IMMEDIATELY = Immediately()


@dataclass(frozen=True)
class Percent:
    """A share of one hundred."""

    amount: Decimal


@dataclass(frozen=True)
class BaseSalaries:
    """A multiple of the base salary (lương cơ sở) of the month of payment."""

    times: Decimal


@dataclass(frozen=True)
class NamedDay:
    """One day of a calendar, with what it is called."""

    day: date
    vi: str
    en: str


Value = Duration | Frequency | Immediately | Percent | BaseSalaries | bool | int | Item | tuple[Item, ...] | tuple[NamedDay, ...]


@dataclass(frozen=True)
class Document:
    """A legal document. `since` is the day it came into force."""

    number: str
    kind: str
    title: str
    issuer: str
    date: date | None
    since: date | None
    short_vi: str
    short_en: str
    source: str | None = None

    def short(self, language: str = "vi") -> str:
        """`NĐ 163/2026`, in English `Decree 163/2026`."""
        return self.short_en if language.startswith("en") else self.short_vi

    def full(self, language: str = "vi") -> str:
        """`NĐ 163/2026/NĐ-CP`: the kind as in running text, the number in full."""
        kind = _KINDS[self.kind]
        return f"{kind[1] if language.startswith('en') else kind[0]} {self.number}"


_KINDS = {
    "law": ("Luật", "Law"),
    "code": ("Bộ luật", "Code"),
    "ordinance": ("Pháp lệnh", "Ordinance"),
    "decree": ("NĐ", "Decree"),
    "resolution": ("Nghị quyết", "Resolution"),
    "joint_circular": ("TTLT", "Joint Circular"),
    "circular": ("TT", "Circular"),
    "notice": ("Thông báo", "Notice"),
    "letter": ("Công văn", "Official letter"),
}


@dataclass(frozen=True)
class Basis:
    """Where a value is written. `point` is the letter of a clause (điểm)."""

    doc: Document
    article: str | None
    clause: str | None = None
    point: str | None = None

    def short(self, language: str = "vi") -> str:
        """`Điều 58 khoản 1 NĐ 163/2026`, `Điều 24 khoản 4a Luật 120/2025`."""
        return f"{self._place(language, glued=True)}{self.doc.short(language)}"

    def full(self, language: str = "vi") -> str:
        """`Điều 24 khoản 4 điểm a Luật 120/2025/QH15`."""
        return f"{self._place(language, glued=False)}{self.doc.full(language)}"

    def _place(self, language: str, *, glued: bool) -> str:
        article, clause, point = ("Article", "clause", "point") if language.startswith("en") else ("Điều", "khoản", "điểm")
        words = [f"{article} {self.article}"] if self.article else []
        if self.clause:
            words.append(f"{clause} {self.clause}{self.point or ''}" if glued else f"{clause} {self.clause}")
        if self.point and not (glued and self.clause):
            words.append(f"{point} {self.point}")
        return " ".join(words) + (" " if words else "")


@dataclass(frozen=True)
class FormRef:
    """An official form: numbers restart in each annex, so document, annex and number are kept together."""

    doc: Document
    annex: str | None
    number: str

    def short(self, language: str = "vi") -> str:
        """`Mẫu 04, Phụ lục III NĐ 163/2026`."""
        form, annex = ("Form", "Annex") if language.startswith("en") else ("Mẫu", "Phụ lục")
        return f"{form} {self.number}, " + (f"{annex} {self.annex} " if self.annex else "") + self.doc.short(language)


# --- entries, rules, the book -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What one rule says from a day on.

    `anchors` are the moments a period may run from; where there are several, `choose` says which counts. `owner` must act.
    `says_vi`/`says_en` are the whole rule in one sentence, with `{value}` where the value stands.
    """

    rule: str
    id: str
    since: date
    published: date | None
    basis: tuple[Basis, ...]
    value: Value | None
    repealed: bool
    confidence: Confidence
    source: str | None
    says_vi: str
    says_en: str
    note: str | None = None
    note_en: str | None = None
    anchors: tuple[str, ...] = ()
    choose: Literal["earliest", "latest"] = "earliest"
    owner: str | None = None
    form: FormRef | None = None
    applies_to: tuple[str, ...] = ()

    def short_basis(self, language: str = "vi") -> str:
        """All citations in one line, as on the worklist."""
        return "; ".join(basis.short(language) for basis in self.basis)


@dataclass(frozen=True)
class Rule:
    """One question that the law answers, through time. Entries are ordered by the day from which they hold."""

    key: str
    topic: str
    label_vi: str
    label_en: str
    entries: tuple[Entry, ...]

    def label(self, language: str = "vi") -> str:
        """The name of the rule."""
        return self.label_en if language.startswith("en") else self.label_vi

    @property
    def slug(self) -> str:
        """The key as part of an address: `management-decision-deadline`."""
        return self.key.replace(".", "-").replace("_", "-")

    @cached_property
    def _days(self) -> list[date]:
        return [entry.since for entry in self.entries]

    def at(self, day: date) -> Entry | None:
        """The entry that holds on `day`, a repeal included; None before the first."""
        place = bisect_right(self._days, day)
        return self.entries[place - 1] if place else None

    def until(self, entry: Entry) -> date | None:
        """The day on which the next entry takes over from `entry`; None while it holds."""
        place = self.entries.index(entry) + 1
        return self.entries[place].since if place < len(self.entries) else None


@dataclass(frozen=True)
class Topic:
    """A file of the book: rules that belong together."""

    key: str
    label_vi: str
    label_en: str
    rules: tuple[Rule, ...]

    def label(self, language: str = "vi") -> str:
        """The name of the topic."""
        return self.label_en if language.startswith("en") else self.label_vi


class LawError(Exception):
    """Anything the book refuses."""


class UnknownRule(LawError):
    """No such rule, entry or code in the book."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"Sổ luật không có mục “{key}”. Xem các mục ở trang Sổ luật.")


class NotInForce(LawError):
    """The rule had no entry, or was repealed, on that day. `first` is the day of its first entry, `ended` that of its repeal."""

    def __init__(self, rule: Rule, day: date) -> None:
        self.rule = rule
        self.day = day
        self.first = rule.entries[0].since
        held = rule.at(day)
        self.ended = held.since if held is not None else None
        why = f"Mục này có từ {self.first:%d/%m/%Y}" if self.ended is None else f"Mục này đã bị bãi bỏ từ {self.ended:%d/%m/%Y}"
        super().__init__(
            f"Ngày {day:%d/%m/%Y} chưa có hoặc không còn quy định “{rule.label_vi}” ({rule.key}). {why}. "
            "Kiểm tra lại ngày của sự kiện; hệ thống không lấy số mặc định."
        )


class LawDataError(LawError):
    """A file of the book is wrong. Says where (file and line) and what to do."""

    def __init__(self, file: str, line: int, problem: str, remedy: str) -> None:
        self.file = file
        self.line = line
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{file}:{line}: {problem}. {remedy}")


@dataclass(frozen=True)
class Book:
    """The whole rule book. Immutable; build one with `load`, take the shared one with `book()`."""

    topics: tuple[Topic, ...]
    documents: Mapping[str, Document]
    moments: Mapping[str, Item]
    bodies: Mapping[str, Item]
    subjects: Mapping[str, Item]
    checked_on: date
    """The day up to which the sources were read."""
    _rules: Mapping[str, Rule] = field(repr=False)
    _entries: Mapping[str, Entry] = field(repr=False)

    @property
    def rules(self) -> Iterator[Rule]:
        """All rules in the order of the files."""
        return iter(self._rules.values())

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

    def by_id(self, entry_id: str) -> Entry:
        """The entry with that identifier of the rule catalogue (`MGT-203`). Raises UnknownRule."""
        try:
            return self._entries[entry_id]
        except KeyError:
            raise UnknownRule(entry_id) from None

    def by_slug(self, slug: str) -> Rule:
        """The rule of an address. Raises UnknownRule."""
        for rule in self.rules:
            if rule.slug == slug:
                return rule
        raise UnknownRule(slug)

    def topic(self, key: str) -> Topic:
        """The topic of that key. Raises UnknownRule."""
        for topic in self.topics:
            if topic.key == key:
                return topic
        raise UnknownRule(key)


# --- values in words --------------------------------------------------------------------------------------------------------

_UNITS = {
    Unit.HOUR: ("giờ", "hour"),
    Unit.DAY: ("ngày", "day"),
    Unit.WORKING_DAY: ("ngày làm việc", "working day"),
    Unit.MONTH: ("tháng", "month"),
    Unit.YEAR: ("năm", "year"),
}


def in_words(value: Value | None, language: str = "vi") -> str:
    """A value as it is written in papers and on screens: `24 giờ`, `03 ngày làm việc`, `0,25 lần mức lương cơ sở`."""
    english = language.startswith("en")
    match value:
        case None:
            return "repealed" if english else "đã bãi bỏ"
        case Duration(amount, unit):
            vi, en = _UNITS[unit]
            return f"{amount} {en}{'s' if amount != 1 else ''}" if english else f"{amount:02d} {vi}"
        case Frequency(times, per):
            vi, en = _UNITS[per]
            return f"{times} per {en}" if english else f"{times:02d} lần mỗi {vi}"
        case Immediately():
            return "at once" if english else "ngay"
        case Percent(amount):
            return f"{_number(amount, english)}%"
        case BaseSalaries(times):
            return f"{_number(times, english)} × base salary" if english else f"{_number(times, english)} lần mức lương cơ sở"
        case bool():
            return ("yes" if value else "no") if english else ("có" if value else "không")
        case int():
            return str(value)
        case Item():
            return value.label(language)
        case _:
            return "; ".join(
                part.label(language) if isinstance(part, Item) else f"{part.day:%d/%m/%Y} ({part.en if english else part.vi})"
                for part in value
            )


def _number(amount: Decimal, english: bool) -> str:
    text = f"{amount.normalize():f}"
    return text if english else text.replace(".", ",")


# --- pins -------------------------------------------------------------------------------------------------------------------

type Pin = dict[str, object]
"""A JSON-able copy of the entry a deadline was computed from; it survives later changes of the book."""


def pin(entry: Entry) -> Pin:
    """Copy what a deadline used, so that it can be explained after the book has changed."""
    kind, value = _value_to_json(entry.value)
    return {
        "rule": entry.rule,
        "id": entry.id,
        "from": entry.since.isoformat(),
        "kind": kind,
        "value": value,
        "unit": entry.value.unit.value if isinstance(entry.value, Duration) else None,
        "basis": [{"doc": b.doc.number, "article": b.article, "clause": b.clause, "point": b.point} for b in entry.basis],
        "citation": entry.short_basis(),
        "citation_en": entry.short_basis("en"),
        "confidence": entry.confidence.value,
    }


@dataclass(frozen=True)
class Pinned:
    """A pin read back."""

    rule: str
    id: str
    since: date
    value: Value | None
    citation: str
    citation_en: str
    basis: tuple[tuple[str, str | None, str | None, str | None], ...]
    confidence: Confidence

    def short_basis(self, language: str = "vi") -> str:
        """The citation as it read when the deadline was computed."""
        return self.citation_en if language.startswith("en") else self.citation


def unpin(pinned: Mapping[str, object]) -> Pinned:
    """Read a pin back. Raises ValueError when it is not one."""
    try:
        return Pinned(
            rule=str(pinned["rule"]),
            id=str(pinned["id"]),
            since=date.fromisoformat(str(pinned["from"])),
            value=_value_from_json(str(pinned["kind"]), pinned["value"], pinned["unit"]),
            citation=str(pinned["citation"]),
            citation_en=str(pinned["citation_en"]),
            basis=tuple((b["doc"], b["article"], b["clause"], b["point"]) for b in pinned["basis"]),  # type: ignore[attr-defined]
            confidence=Confidence(str(pinned["confidence"])),
        )
    except (KeyError, TypeError, InvalidOperation) as error:
        raise ValueError(f"not a pinned entry of the law book: {error!r}") from error


def _value_to_json(value: Value | None) -> tuple[str, object]:
    match value:
        case None:
            return "repealed", None
        case Duration(amount, _):
            return "duration", amount
        case Frequency(times, per):
            return "frequency", [times, per.value]
        case Immediately():
            return "immediately", True
        case Percent(amount):
            return "percent", str(amount)
        case BaseSalaries(times):
            return "base_salaries", str(times)
        case bool():
            return "flag", value
        case int():
            return "count", value
        case Item():
            return "text", [str(value), value.vi, value.en]
        case _:
            days = [[part.day.isoformat(), part.vi, part.en] for part in value if isinstance(part, NamedDay)]
            return ("days", days) if days else ("list", [[str(i), i.vi, i.en] for i in value if isinstance(i, Item)])


def _value_from_json(kind: str, value: object, unit: object) -> Value | None:
    readers: dict[str, Callable[[], Value | None]] = {
        "repealed": lambda: None,
        "duration": lambda: Duration(int(str(value)), Unit(str(unit))),
        "frequency": lambda: Frequency(value[0], Unit(value[1])),  # type: ignore[index]
        "immediately": lambda: IMMEDIATELY,
        "percent": lambda: Percent(Decimal(str(value))),
        "base_salaries": lambda: BaseSalaries(Decimal(str(value))),
        "flag": lambda: bool(value),
        "count": lambda: int(str(value)),
        "text": lambda: Item(*value),  # type: ignore[misc]
        "list": lambda: tuple(Item(*item) for item in value),  # type: ignore[attr-defined]
        "days": lambda: tuple(NamedDay(date.fromisoformat(day), vi, en) for day, vi, en in value),  # type: ignore[attr-defined]
    }
    return readers[kind]()


# --- reading the files ------------------------------------------------------------------------------------------------------


@cache
def book() -> Book:
    """The book shipped with the package, loaded once per process."""
    return load(DATA)


def load(path: Path) -> Book:
    """Read and check all files of a folder. Raises LawDataError at the first fault, naming file, line and remedy."""
    documents, checked_on = _read_documents(_File.open(path / "documents.yaml"))
    names = _File.open(path / "names.yaml")
    vocabularies = names.root.take({"moments", "bodies", "subjects"})
    moments, bodies, subjects = (_read_names(vocabularies[key]) for key in ("moments", "bodies", "subjects"))
    topics: list[Topic] = []
    rules: dict[str, Rule] = {}
    slugs: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    for file in sorted(path.glob("*.yaml")):
        if file.name in {"documents.yaml", "names.yaml"}:
            continue
        reader = _RuleReader(_File.open(file), documents, moments, bodies, subjects)
        topic = reader.read()
        topics.append(topic)
        for rule in topic.rules:
            if rule.key in rules or rule.slug in slugs:
                reader.rule_nodes[rule.key].fail(f"rule {rule.key} exists twice", "Merge the entries into one rule.")
            rules[rule.key] = rule
            slugs[rule.slug] = rule.key
            for entry in rule.entries:
                if entry.id in entries:
                    reader.entry_nodes[entry.id].fail(
                        f"entry {entry.id} exists twice", "Every entry has its own identifier of the rule catalogue."
                    )
                entries[entry.id] = entry
    if not topics:
        raise LawDataError(path.name, 1, "no rule file in this folder", "Put at least one topic file beside documents.yaml.")
    return Book(
        topics=tuple(topics),
        documents=MappingProxyType(documents),
        moments=MappingProxyType(moments),
        bodies=MappingProxyType(bodies),
        subjects=MappingProxyType(subjects),
        checked_on=checked_on,
        _rules=MappingProxyType(rules),
        _entries=MappingProxyType(entries),
    )


@dataclass(frozen=True)
class _Node:
    """A YAML node that knows where it stands. Every reader method fails with file, line and remedy."""

    file: str
    node: yaml.Node

    @property
    def line(self) -> int:
        return int(self.node.start_mark.line) + 1

    def fail(self, problem: str, remedy: str) -> NoReturn:
        raise LawDataError(self.file, self.line, problem, remedy)

    def pairs(self) -> list[tuple[str, "_Node"]]:
        """Keys and values of a mapping; refuses duplicate keys, which YAML itself would silently overwrite."""
        if not isinstance(self.node, yaml.MappingNode):
            self.fail("a mapping (key: value) is expected here", "Indent the keys under this line.")
        pairs: dict[str, _Node] = {}
        for key, value in self.node.value:
            name = _Node(self.file, key).text()
            if name in pairs:
                _Node(self.file, key).fail(f"key {name} stands twice", "Keep one of the two lines.")
            pairs[name] = _Node(self.file, value)
        return list(pairs.items())

    def take(self, required: set[str], optional: set[str] | None = None) -> "_Fields":
        """A mapping with exactly these keys; unknown and missing ones are errors."""
        allowed = required | (optional or set())
        found = dict(self.pairs())
        for name, value in found.items():
            if name not in allowed:
                value.fail(f"unknown key {name}", f"Allowed here: {', '.join(sorted(allowed))}.")
        for name in sorted(required - found.keys()):
            self.fail(f"{name} is missing", f"Add the line “{name}: …”.")
        return _Fields(found)

    def items(self) -> list["_Node"]:
        """The members of a list, at least one."""
        if not isinstance(self.node, yaml.SequenceNode) or not self.node.value:
            self.fail("a list with at least one line “- …” is expected here", "Write each member on its own line with “- ”.")
        return [_Node(self.file, item) for item in self.node.value]

    def text(self) -> str:
        """A line of text, not empty."""
        if not isinstance(self.node, yaml.ScalarNode) or not str(self.node.value).strip():
            self.fail("a text is expected here", "Write the text after the colon, in quotes if it contains “: ”.")
        return str(self.node.value).strip()

    def day(self) -> date:
        """A day as YYYY-MM-DD."""
        text = self.text()
        try:
            if len(text) != 10:
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            self.fail(f"{text} is not a day", "Write a real day as YYYY-MM-DD, for example 2026-07-01.")

    def day_or_unknown(self) -> date | None:
        """A day, or the word `unknown` where no source gives it."""
        return None if self.text() == "unknown" else self.day()

    def flag(self) -> bool:
        """`true` or `false`, nothing else (YAML would also read `no` and `on`)."""
        text = self.text()
        if text not in {"true", "false"}:
            self.fail(f"{text} is neither true nor false", "Write true or false.")
        return text == "true"

    def whole(self) -> int:
        """A whole number above zero."""
        text = self.text()
        if not (text.isascii() and text.isdecimal() and int(text) > 0):
            self.fail(f"{text} is not a whole number above zero", "Write the number in digits.")
        return int(text)

    def number(self) -> Decimal:
        """A number above zero with a decimal point."""
        text = self.text()
        try:
            number = Decimal(text)
            if not number.is_finite() or number <= 0:
                raise InvalidOperation
            return number
        except InvalidOperation:
            self.fail(f"{text} is not a number above zero", "Write the number with a decimal point, for example 0.25.")

    def one_of(self, known: Mapping[str, object] | set[str], what: str) -> str:
        """A word of a closed list."""
        text = self.text()
        if text not in known:
            self.fail(f"unknown {what} {text}", f"Known: {', '.join(sorted(known))}.")
        return text

    def item(self) -> Item:
        """A code with its words in both languages."""
        fields = self.take({"code", "vi", "en"})
        code = fields["code"].text()
        if not code.isascii() or not code.replace("_", "a").isalnum() or code != code.lower():
            fields["code"].fail(f"{code} is not a code", "Write it in lower-case ASCII letters, digits and “_”.")
        return Item(code, fields["vi"].text(), fields["en"].text())


class _Fields(dict[str, _Node]):
    """The checked keys of a mapping."""

    def text(self, name: str) -> str | None:
        """The text under a key that may be absent."""
        return self[name].text() if name in self else None


@dataclass(frozen=True)
class _File:
    """One YAML file, composed but not constructed, so that the lines are known and nothing is guessed."""

    root: _Node

    @classmethod
    def open(cls, path: Path) -> Self:
        """Raises LawDataError when the file is missing, empty or not YAML."""
        try:
            node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
        except FileNotFoundError:
            raise LawDataError(path.name, 1, "the file is missing", "Restore it; every folder of the book needs it.") from None
        except UnicodeDecodeError:
            raise LawDataError(path.name, 1, "the file is not UTF-8", "Save it again as UTF-8.") from None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = int(mark.line) + 1 if mark is not None else 1
            problem = getattr(error, "problem", None) or "the file is not YAML"
            raise LawDataError(path.name, line, problem, "Check indentation, colons and quotes around this line.") from None
        if node is None:
            raise LawDataError(path.name, 1, "the file is empty", "Restore its content or delete the file.")
        return cls(_Node(path.name, node))


def _read_documents(file: _File) -> tuple[dict[str, Document], date]:
    root = file.root.take({"checked_on", "documents"})
    documents: dict[str, Document] = {}
    for number, node in root["documents"].pairs():
        fields = node.take({"kind", "title", "issuer", "date", "from", "short_vi", "short_en"}, {"source"})
        documents[number] = Document(
            number=number,
            kind=fields["kind"].one_of(_KINDS, "kind of document"),
            title=fields["title"].text(),
            issuer=fields["issuer"].text(),
            date=fields["date"].day_or_unknown(),
            since=fields["from"].day_or_unknown(),
            short_vi=fields["short_vi"].text(),
            short_en=fields["short_en"].text(),
            source=fields.text("source"),
        )
        dated, since = documents[number].date, documents[number].since
        if dated and since and since < dated:
            fields["from"].fail(f"{number} would be in force before its own date", "Exchange or correct the two days.")
    return documents, root["checked_on"].day()


def _read_names(node: _Node) -> dict[str, Item]:
    names: dict[str, Item] = {}
    for code, words in node.pairs():
        fields = words.take({"vi", "en"})
        names[code] = Item(code, fields["vi"].text(), fields["en"].text())
    return names


@dataclass
class _RuleReader:
    """Reads one topic file against the documents and vocabularies."""

    file: _File
    documents: Mapping[str, Document]
    moments: Mapping[str, Item]
    bodies: Mapping[str, Item]
    subjects: Mapping[str, Item]
    rule_nodes: dict[str, _Node] = field(default_factory=dict)
    entry_nodes: dict[str, _Node] = field(default_factory=dict)

    def read(self) -> Topic:
        root = self.file.root.take({"topic", "label_vi", "label_en", "rules"})
        topic = root["topic"].text()
        rules = tuple(self._rule(topic, key, node) for key, node in root["rules"].pairs())
        return Topic(topic, root["label_vi"].text(), root["label_en"].text(), rules)

    def _rule(self, topic: str, key: str, node: _Node) -> Rule:
        self.rule_nodes[key] = node
        if not key.isascii() or not key.replace(".", "a").replace("_", "a").isalnum() or key != key.lower() or "." not in key:
            node.fail(f"{key} is not a rule key", "Write it as topic.name in lower-case ASCII letters, digits and “_”.")
        fields = node.take({"label_vi", "label_en", "entries"})
        entries: list[Entry] = []
        for entry_node in fields["entries"].items():
            entry = self._entry(key, entry_node)
            if entries and entry.since <= entries[-1].since:
                entry_node.fail(
                    f"{entry.id} starts on {entry.since}, not after {entries[-1].id} ({entries[-1].since})",
                    "Order the entries by their day; two entries of one rule never share a day.",
                )
            if entry.repealed and (not entries or entries[-1].repealed):
                entry_node.fail(f"{entry.id} repeals nothing", "A repeal follows the entry that it ends.")
            if entry.id in self.entry_nodes:
                entry_node.fail(f"entry {entry.id} exists twice", "Every entry has its own identifier of the rule catalogue.")
            self.entry_nodes[entry.id] = entry_node
            entries.append(entry)
        return Rule(key, topic, fields["label_vi"].text(), fields["label_en"].text(), tuple(entries))

    def _entry(self, rule: str, node: _Node) -> Entry:
        fields = node.take(
            {"id", "from", "published", "basis", "says_vi", "says_en", "confidence"},
            {"value", "repealed", "source", "note_vi", "note_en", "anchors", "choose", "owner", "form", "applies_to"},
        )
        if ("value" in fields) == ("repealed" in fields):
            node.fail(
                f"{fields['id'].text()} needs either a value or “repealed: true”",
                "Write “value: …” for a rule in force, “repealed: true” for its end.",
            )
        if "repealed" in fields and not fields["repealed"].flag():
            fields["repealed"].fail("repealed: false says nothing", "Write the value instead.")
        if ("note_vi" in fields) != ("note_en" in fields):
            node.fail("a note stands in one language only", "Give both note_vi and note_en.")
        value = self._value(fields["value"]) if "value" in fields else None
        anchors = self._codes(fields, "anchors", self.moments, "moment")
        if isinstance(value, Duration) and not anchors:
            node.fail(f"{fields['id'].text()} is a period without an anchor", "Add “anchors: [moment]” from names.yaml.")
        basis = tuple(self._basis(item) for item in fields["basis"].items())
        since = fields["from"].day()
        starts = [item.doc.since for item in basis]
        if all(start is not None and start > since for start in starts):
            fields["from"].fail(f"no cited document is in force on {since}", "Correct the day or cite the document of that time.")
        choose = fields["choose"].one_of({"earliest", "latest"}, "choice") if "choose" in fields else "earliest"
        for name in ("says_vi", "says_en"):
            if (text := fields[name].text()).replace("{value}", "").count("{"):
                fields[name].fail(f"{text} holds an unknown place", "Only {value} may stand in braces.")
        return Entry(
            rule=rule,
            id=fields["id"].text(),
            since=since,
            published=fields["published"].day_or_unknown(),
            basis=basis,
            value=value,
            repealed="repealed" in fields,
            confidence=Confidence(fields["confidence"].one_of({c.value for c in Confidence}, "confidence")),
            source=fields.text("source"),
            says_vi=fields["says_vi"].text(),
            says_en=fields["says_en"].text(),
            note=fields.text("note_vi"),
            note_en=fields.text("note_en"),
            anchors=anchors,
            choose="latest" if choose == "latest" else "earliest",
            owner=fields["owner"].one_of(self.bodies, "body") if "owner" in fields else None,
            form=self._form(fields["form"]) if "form" in fields else None,
            applies_to=self._codes(fields, "applies_to", self.subjects, "subject"),
        )

    def _codes(self, fields: _Fields, name: str, known: Mapping[str, Item], what: str) -> tuple[str, ...]:
        return tuple(item.one_of(known, what) for item in fields[name].items()) if name in fields else ()

    def _document(self, node: _Node) -> Document:
        return self.documents[node.one_of(self.documents, "document")]

    def _basis(self, node: _Node) -> Basis:
        fields = node.take({"doc"}, {"article", "clause", "point"})
        if "clause" in fields and "article" not in fields:
            node.fail("a clause without its article", "Add the article.")
        return Basis(self._document(fields["doc"]), fields.text("article"), fields.text("clause"), fields.text("point"))

    def _form(self, node: _Node) -> FormRef:
        fields = node.take({"doc", "number"}, {"annex"})
        return FormRef(self._document(fields["doc"]), fields.text("annex"), fields["number"].text())

    def _value(self, node: _Node) -> Value:
        readers: dict[str, Callable[[_Node], Value]] = {
            "duration": self._duration,
            "frequency": self._frequency,
            "immediately": self._immediately,
            "percent": lambda item: Percent(item.number()),
            "base_salaries": lambda item: BaseSalaries(item.number()),
            "flag": _Node.flag,
            "count": _Node.whole,
            "text": _Node.item,
            "list": self._list,
            "days": self._days,
        }
        pairs = node.pairs()
        if len(pairs) != 1 or pairs[0][0] not in readers:
            node.fail("a value is one of its kinds", f"Write one of: {', '.join(readers)}.")
        kind, item = pairs[0]
        return readers[kind](item)

    def _duration(self, node: _Node) -> Duration:
        amount, unit = self._amount_and_unit(node, "24 hour")
        return Duration(amount, unit)

    def _frequency(self, node: _Node) -> Frequency:
        words = node.text().replace(" per ", " ").split()
        if " per " not in node.text() or len(words) != 2:
            node.fail(f"{node.text()} is not a frequency", "Write it as “1 per month”.")
        return Frequency(*self._amount_and_unit(node, "1 per month", words))

    def _amount_and_unit(self, node: _Node, example: str, words: list[str] | None = None) -> tuple[int, Unit]:
        words = node.text().split() if words is None else words
        if len(words) != 2 or not words[0].isdecimal() or int(words[0]) < 1 or words[1] not in {unit.value for unit in Unit}:
            node.fail(
                f"{node.text()} is not a period",
                f"Write it as “{example}”; units: {', '.join(unit.value for unit in Unit)}.",
            )
        return int(words[0]), Unit(words[1])

    def _immediately(self, node: _Node) -> Immediately:
        if not node.flag():
            node.fail("immediately: false says nothing", "Write another kind of value.")
        return IMMEDIATELY

    def _list(self, node: _Node) -> tuple[Item, ...]:
        items = tuple(item.item() for item in node.items())
        if len(set(items)) != len(items):
            node.fail("a code stands twice in this list", "Keep one of them.")
        return items

    def _days(self, node: _Node) -> tuple[NamedDay, ...]:
        days: list[NamedDay] = []
        for item in node.items():
            fields = item.take({"day", "vi", "en"})
            days.append(NamedDay(fields["day"].day(), fields["vi"].text(), fields["en"].text()))
            if len(days) > 1 and days[-1].day <= days[-2].day:
                item.fail(f"{days[-1].day} is not after {days[-2].day}", "Order the days; name each day once.")
        return tuple(days)
