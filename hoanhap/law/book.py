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
from decimal import InvalidOperation
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from hoanhap.law.reader import Fields, LawDataError, LawError, Node, read
from hoanhap.law.values import (
    IMMEDIATELY,
    BaseSalaries,
    Confidence,
    Duration,
    Frequency,
    Immediately,
    Item,
    NamedDay,
    Percent,
    Unit,
    Value,
    from_json,
    in_words,
    to_json,
)

__all__ = [
    "IMMEDIATELY",
    "BaseSalaries",
    "Basis",
    "Book",
    "Confidence",
    "Document",
    "Duration",
    "Entry",
    "FormRef",
    "Frequency",
    "Immediately",
    "Item",
    "LawDataError",
    "LawError",
    "NamedDay",
    "NotInForce",
    "Percent",
    "Pinned",
    "Rule",
    "Topic",
    "Unit",
    "UnknownRule",
    "Value",
    "book",
    "in_words",
    "load",
    "pin",
    "unpin",
]

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Document:
    """A legal document. `since` is the day it came into force."""

    number: str
    kind: str
    title: str
    issuer: str
    dated: date | None
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
    `measure` marks a period that is a measure on a person: its last day never moves (PAR-035), so count it with `roll=False`.
    `doubt` says what about the entry is not sure; every entry that is not confirmed has one, a confirmed one may.
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
    doubt: str | None = None
    doubt_en: str | None = None
    anchors: tuple[str, ...] = ()
    choose: Literal["earliest", "latest"] = "earliest"
    owner: str | None = None
    form: FormRef | None = None
    applies_to: tuple[str, ...] = ()
    measure: bool = False

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
    order: int
    label_vi: str
    label_en: str
    rules: tuple[Rule, ...]

    def label(self, language: str = "vi") -> str:
        """The name of the topic."""
        return self.label_en if language.startswith("en") else self.label_vi


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


# --- pins -------------------------------------------------------------------------------------------------------------------

type Pin = dict[str, object]
"""A JSON-able copy of the entry a deadline was computed from; it survives later changes of the book."""


def pin(entry: Entry) -> Pin:
    """Copy what a deadline used, so that it can be explained after the book has changed."""
    kind, value = to_json(entry.value)
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
            value=from_json(str(pinned["kind"]), pinned["value"], pinned["unit"]),
            citation=str(pinned["citation"]),
            citation_en=str(pinned["citation_en"]),
            basis=tuple((b["doc"], b["article"], b["clause"], b["point"]) for b in pinned["basis"]),  # type: ignore[attr-defined]
            confidence=Confidence(str(pinned["confidence"])),
        )
    except (KeyError, TypeError, InvalidOperation) as error:
        raise ValueError(f"not a pinned entry of the law book: {error!r}") from error


# --- reading the files ------------------------------------------------------------------------------------------------------


@cache
def book() -> Book:
    """The book shipped with the package, loaded once per process."""
    return load(DATA)


def load(path: Path) -> Book:
    """Read and check all files of a folder. Raises LawDataError at the first fault, naming file, line and remedy."""
    documents, checked_on = _read_documents(read(path / "documents.yaml"))
    names = read(path / "names.yaml")
    vocabularies = names.take({"moments", "bodies", "subjects", "conditions", "outcomes", "statuses"})
    moments, bodies, subjects = (_read_names(vocabularies[key]) for key in ("moments", "bodies", "subjects"))
    topics: list[Topic] = []
    rules: dict[str, Rule] = {}
    slugs: dict[str, str] = {}
    entries: dict[str, Entry] = {}
    for file in sorted(path.glob("*.yaml")):
        if file.name in {"documents.yaml", "names.yaml"}:
            continue
        reader = _RuleReader(read(file), documents, moments, bodies, subjects)
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
        topics=tuple(sorted(topics, key=lambda topic: topic.order)),
        documents=MappingProxyType(documents),
        moments=MappingProxyType(moments),
        bodies=MappingProxyType(bodies),
        subjects=MappingProxyType(subjects),
        checked_on=checked_on,
        _rules=MappingProxyType(rules),
        _entries=MappingProxyType(entries),
    )


def _read_documents(file: Node) -> tuple[dict[str, Document], date]:
    root = file.take({"checked_on", "documents"})
    documents: dict[str, Document] = {}
    for number, node in root["documents"].pairs():
        fields = node.take({"kind", "title", "issuer", "date", "from", "short_vi", "short_en"}, {"source"})
        documents[number] = Document(
            number=number,
            kind=fields["kind"].one_of(_KINDS, "kind of document"),
            title=fields["title"].text(),
            issuer=fields["issuer"].text(),
            dated=fields["date"].day_or_unknown(),
            since=fields["from"].day_or_unknown(),
            short_vi=fields["short_vi"].text(),
            short_en=fields["short_en"].text(),
            source=fields.text("source"),
        )
        dated, since = documents[number].dated, documents[number].since
        if dated and since and since < dated:
            fields["from"].fail(f"{number} would be in force before its own date", "Exchange or correct the two days.")
    return documents, root["checked_on"].day()


def _read_names(node: Node) -> dict[str, Item]:
    names: dict[str, Item] = {}
    for code, words in node.pairs():
        fields = words.take({"vi", "en"})
        names[code] = Item(code, fields["vi"].text(), fields["en"].text())
    return names


@dataclass
class _RuleReader:
    """Reads one topic file against the documents and vocabularies."""

    root: Node
    documents: Mapping[str, Document]
    moments: Mapping[str, Item]
    bodies: Mapping[str, Item]
    subjects: Mapping[str, Item]
    rule_nodes: dict[str, Node] = field(default_factory=dict)
    entry_nodes: dict[str, Node] = field(default_factory=dict)

    def read(self) -> Topic:
        root = self.root.take({"topic", "order", "label_vi", "label_en", "rules"})
        topic = root["topic"].text()
        rules = tuple(self._rule(topic, key, node) for key, node in root["rules"].pairs())
        return Topic(topic, root["order"].whole(), root["label_vi"].text(), root["label_en"].text(), rules)

    def _rule(self, topic: str, key: str, node: Node) -> Rule:
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

    def _entry(self, rule: str, node: Node) -> Entry:
        fields = node.take(
            {"id", "from", "published", "basis", "says_vi", "says_en", "confidence"},
            {
                "value",
                "repealed",
                "source",
                "note_vi",
                "note_en",
                "doubt_vi",
                "doubt_en",
                "anchors",
                "choose",
                "owner",
                "form",
                "applies_to",
                "measure",
            },
        )
        if ("value" in fields) == ("repealed" in fields):
            node.fail(
                f"{fields['id'].text()} needs either a value or “repealed: true”",
                "Write “value: …” for a rule in force, “repealed: true” for its end.",
            )
        if "repealed" in fields and not fields["repealed"].flag():
            fields["repealed"].fail("repealed: false says nothing", "Write the value instead.")
        for name in ("note", "doubt"):
            if (f"{name}_vi" in fields) != (f"{name}_en" in fields):
                node.fail(f"a {name} stands in one language only", f"Give both {name}_vi and {name}_en.")
        confidence = Confidence(fields["confidence"].one_of({c.value for c in Confidence}, "confidence"))
        if confidence is not Confidence.CONFIRMED and "doubt_vi" not in fields:
            node.fail(f"{fields['id'].text()} is not confirmed and does not say why", "Add doubt_vi and doubt_en.")
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
            confidence=confidence,
            source=fields.text("source"),
            says_vi=fields["says_vi"].text(),
            says_en=fields["says_en"].text(),
            note=fields.text("note_vi"),
            note_en=fields.text("note_en"),
            doubt=fields.text("doubt_vi"),
            doubt_en=fields.text("doubt_en"),
            anchors=anchors,
            choose="latest" if choose == "latest" else "earliest",
            owner=fields["owner"].one_of(self.bodies, "body") if "owner" in fields else None,
            form=self._form(fields["form"]) if "form" in fields else None,
            applies_to=self._codes(fields, "applies_to", self.subjects, "subject"),
            measure="measure" in fields and fields["measure"].flag(),
        )

    def _codes(self, fields: Fields, name: str, known: Mapping[str, Item], what: str) -> tuple[str, ...]:
        return tuple(item.one_of(known, what) for item in fields[name].items()) if name in fields else ()

    def _document(self, node: Node) -> Document:
        return self.documents[node.one_of(self.documents, "document")]

    def _basis(self, node: Node) -> Basis:
        fields = node.take({"doc"}, {"article", "clause", "point"})
        if "clause" in fields and "article" not in fields:
            node.fail("a clause without its article", "Add the article.")
        return Basis(self._document(fields["doc"]), fields.text("article"), fields.text("clause"), fields.text("point"))

    def _form(self, node: Node) -> FormRef:
        fields = node.take({"doc", "number"}, {"annex"})
        return FormRef(self._document(fields["doc"]), fields.text("annex"), fields["number"].text())

    def _value(self, node: Node) -> Value:
        readers: dict[str, Callable[[Node], Value]] = {
            "duration": self._duration,
            "frequency": self._frequency,
            "immediately": self._immediately,
            "percent": lambda item: Percent(item.number()),
            "base_salaries": lambda item: BaseSalaries(item.number()),
            "flag": Node.flag,
            "count": Node.whole,
            "text": Node.item,
            "list": self._list,
            "days": self._days,
        }
        pairs = node.pairs()
        if len(pairs) != 1 or pairs[0][0] not in readers:
            node.fail("a value is one of its kinds", f"Write one of: {', '.join(readers)}.")
        kind, item = pairs[0]
        return readers[kind](item)

    def _duration(self, node: Node) -> Duration:
        amount, unit = self._amount_and_unit(node, "24 hour")
        return Duration(amount, unit)

    def _frequency(self, node: Node) -> Frequency:
        words = node.text().replace(" per ", " ").split()
        if " per " not in node.text() or len(words) != 2:
            node.fail(f"{node.text()} is not a frequency", "Write it as “1 per month”.")
        return Frequency(*self._amount_and_unit(node, "1 per month", words))

    def _amount_and_unit(self, node: Node, example: str, words: list[str] | None = None) -> tuple[int, Unit]:
        words = node.text().split() if words is None else words
        if len(words) != 2 or not words[0].isdecimal() or int(words[0]) < 1 or words[1] not in {unit.value for unit in Unit}:
            node.fail(
                f"{node.text()} is not a period",
                f"Write it as “{example}”; units: {', '.join(unit.value for unit in Unit)}.",
            )
        return int(words[0]), Unit(words[1])

    def _immediately(self, node: Node) -> Immediately:
        if not node.flag():
            node.fail("immediately: false says nothing", "Write another kind of value.")
        return IMMEDIATELY

    def _list(self, node: Node) -> tuple[Item, ...]:
        items = tuple(item.item() for item in node.items())
        if len(set(items)) != len(items):
            node.fail("a code stands twice in this list", "Keep one of them.")
        return items

    def _days(self, node: Node) -> tuple[NamedDay, ...]:
        days: list[NamedDay] = []
        for item in node.items():
            fields = item.take({"day", "vi", "en"})
            days.append(NamedDay(fields["day"].day(), fields["vi"].text(), fields["en"].text()))
            if len(days) > 1 and days[-1].day <= days[-2].day:
                item.fail(f"{days[-1].day} is not after {days[-2].day}", "Order the days; name each day once.")
        return tuple(days)
