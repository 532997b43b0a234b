"""How do the YAML files become the book, and which contradictions in them are refused?

Every fault is a `LawDataError` with file, line, problem and remedy. Keys, units, words and documents are closed lists.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TypedDict

from hoanhap.law.book import BETWEEN_SOURCES, Book, Entry, Local, Rule, Topic
from hoanhap.law.citations import KINDS, Basis, Document, FormRef
from hoanhap.law.errors import LawDataError
from hoanhap.law.reader import Fields, Node, read
from hoanhap.law.values import (
    IMMEDIATELY,
    PARSERS,
    Authority,
    BaseSalaries,
    Confidence,
    Definition,
    Duration,
    DurationRange,
    Immediately,
    Item,
    Money,
    NamedDay,
    Paper,
    Percent,
    Quantity,
    ReportPeriod,
    Unknown,
    Value,
)
from hoanhap.law.values import Path as StatusPath

VOCABULARIES = ("moments", "bodies", "subjects", "conditions", "outcomes", "statuses")
_COMMON = {"documents.yaml", "names.yaml"}
_CLOCK_KEYS = ("runs", "stopped_by", "restarted_by", "not_counted", "counted", "expiry")
_OPTIONAL = {
    *("value", "repealed", "source", "note_vi", "note_en", "doubt_vi", "doubt_en", "anchors", "choose", "owner", "form", "applies_to"),
    *("measure", "length", "bound", "remote", "local", "readings", "working", *_CLOCK_KEYS),
}
_ANY_STATUS = {"any", "none"}
_LAST_CUTOFF = 28
"""A report may close on the 28th at the latest: every month has that day."""


def read_book(path: Path) -> Book:
    """Read and check all files of a folder. Raises LawDataError at the first fault."""
    documents, checked_on = _read_documents(read(path / "documents.yaml"))
    names = read(path / "names.yaml").take(set(VOCABULARIES))
    vocabularies = {name: _read_names(names[name]) for name in VOCABULARIES}
    checks = _Checks()
    topics = [
        _TopicReader(read(file), documents, vocabularies, checks).read() for file in sorted(path.glob("*.yaml")) if file.name not in _COMMON
    ]
    if not topics:
        raise LawDataError(path.name, 1, "no rule file in this folder", "Put at least one topic file beside documents.yaml.")
    checks.remote_rules()
    return Book(topics=tuple(sorted(topics, key=lambda topic: topic.order)), documents=documents, checked_on=checked_on, **vocabularies)


def _read_documents(file: Node) -> tuple[dict[str, Document], date]:
    root = file.take({"checked_on", "documents"})
    documents: dict[str, Document] = {}
    for number, node in root["documents"].pairs():
        fields = node.take({"kind", "title", "issuer", "date", "from", "short_vi", "short_en"}, {"source"})
        documents[number] = Document(
            number=number,
            kind=fields["kind"].one_of(KINDS, "kind of document"),
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


class _Words(TypedDict):
    """What an entry may add to its sentence."""

    note: str | None
    note_en: str | None
    doubt: str | None
    doubt_en: str | None


@dataclass
class _Checks:
    """What can only be judged across files: nothing stands twice, and a remote rule exists."""

    topics: set[str] = field(default_factory=set)
    rules: dict[str, Rule] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    remote: list[tuple[Entry, Node]] = field(default_factory=list)

    def topic(self, key: str, node: Node) -> None:
        """Raises LawDataError when two files hold the same topic."""
        if key in self.topics:
            node.fail(f"topic {key} exists twice", "One file holds a whole topic.")
        self.topics.add(key)

    def entry(self, entry: Entry, node: Node) -> None:
        """Raises LawDataError when another entry has that identifier."""
        if entry.id in self.entries:
            node.fail(f"entry {entry.id} exists twice", "Every entry has its own identifier of the rule catalogue.")
        self.entries.add(entry.id)
        if entry.remote is not None:
            self.remote.append((entry, node))

    def rule(self, rule: Rule, node: Node) -> None:
        """Raises LawDataError when another rule has that key or the same address."""
        if rule.key in self.rules or rule.slug in self.slugs:
            node.fail(f"rule {rule.key} exists twice", "Merge the entries into one rule.")
        self.rules[rule.key] = rule
        self.slugs.add(rule.slug)

    def remote_rules(self) -> None:
        """Raises LawDataError when the rule for remote communes is missing, has no period then, or has itself a remote rule."""
        for entry, node in self.remote:
            rule = self.rules.get(entry.remote or "")
            held = rule.at(entry.since) if rule else None
            if held is None or held.repealed or held.remote is not None:
                node.fail(
                    f"{entry.id} sends remote communes to {entry.remote}, which says nothing on {entry.since}",
                    "Name a rule of the book that holds on that day and is not itself remote.",
                )
            if not held.is_clock:
                node.fail(f"{entry.remote} is not a period with an anchor", "Name the rule that holds the remote period.")


@dataclass(frozen=True)
class _TopicReader:
    """Reads one topic file against the documents and vocabularies."""

    root: Node
    documents: Mapping[str, Document]
    names: Mapping[str, Mapping[str, Item]]
    checks: _Checks

    def read(self) -> Topic:
        """The topic of the file: rules with entries, or sets of official forms."""
        root = self.root.take({"topic", "order", "label_vi", "label_en"}, {"rules", "sets"})
        if ("rules" in root) == ("sets" in root):
            self.root.fail("a topic file holds either rules or sets of forms", "Write “rules:”; only forms.yaml has “sets:”.")
        topic = root["topic"].text()
        self.checks.topic(topic, root["topic"])
        if "rules" in root:
            rules = [self._rule(topic, key, node) for key, node in root["rules"].pairs()]
        else:
            rules = [rule for node in root["sets"].items() for rule in self._forms(topic, node)]
        return Topic(topic, root["order"].whole(), root["label_vi"].text(), root["label_en"].text(), tuple(rules))

    # -- rules and entries

    def _rule(self, topic: str, key: str, node: Node) -> Rule:
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
            self.checks.entry(entry, entry_node)
            entries.append(entry)
        rule = Rule(key, topic, fields["label_vi"].text(), fields["label_en"].text(), tuple(entries))
        self.checks.rule(rule, node)
        return rule

    def _entry(self, rule: str, node: Node) -> Entry:
        fields = node.take({"id", "from", "published", "basis", "says_vi", "says_en", "confidence"}, _OPTIONAL)
        if ("value" in fields) == ("repealed" in fields):
            node.fail(
                f"{fields['id'].text()} needs either a value or “repealed: true”",
                "Write “value: …” for a rule in force, “repealed: true” for its end.",
            )
        for name in ("says_vi", "says_en"):
            if (text := fields[name].text()).replace("{value}", "").count("{"):
                fields[name].fail(f"{text} holds an unknown place", "Only {value} may stand in braces.")
        entry = Entry(
            rule=rule,
            id=fields["id"].text(),
            since=fields["from"].day(),
            published=fields["published"].day_or_unknown(),
            basis=tuple(self._basis(item) for item in fields["basis"].items()),
            value=self._value(fields["value"]) if "value" in fields else None,
            repealed=self._true(fields, "repealed"),
            confidence=self._confidence(node, fields, fields["id"].text()),
            source=BETWEEN_SOURCES.join(fields["source"].addresses()) if "source" in fields else None,
            says_vi=fields["says_vi"].text(),
            says_en=fields["says_en"].text(),
            **self._words(node, fields),
            anchors=self._codes(fields, "anchors", "moments"),
            choose="latest" if self._word(fields, "choose", {"earliest", "latest"}) == "latest" else "earliest",
            runs=self._word(fields, "runs", {"after", "before", "window_before"}) or "after",  # type: ignore[arg-type]  # a closed list
            stopped_by=self._codes(fields, "stopped_by", "moments"),
            restarted_by=self._codes(fields, "restarted_by", "moments"),
            not_counted=self._codes(fields, "not_counted", "conditions"),
            counted=self._codes(fields, "counted", "conditions"),
            expiry=self._word(fields, "expiry", self.names["outcomes"]),
            owner=self._word(fields, "owner", self.names["bodies"]),
            form=self._form(fields["form"]) if "form" in fields else None,
            applies_to=self._codes(fields, "applies_to", "subjects"),
            measure="measure" in fields and fields["measure"].flag(),
            length=self._true(fields, "length"),
            bound=self._word(fields, "bound", {"at_least", "at_most"}),  # type: ignore[arg-type]  # a closed list
            remote=fields.text("remote"),
            local=self._local(fields["local"]) if "local" in fields else None,
            readings=self._items(fields["readings"], Item) if "readings" in fields else (),
            working=fields.text("working"),
        )
        self._check_basis(entry, fields["from"])
        self._check_clock(entry, node, fields)
        self._check_readings(entry, node, fields)
        return entry

    def _check_basis(self, entry: Entry, node: Node) -> None:
        starts = [item.doc.since for item in entry.basis]
        if all(start is not None and start > entry.since for start in starts):
            node.fail(f"no cited document is in force on {entry.since}", "Correct the day or cite the document of that time.")

    def _check_clock(self, entry: Entry, node: Node, fields: Fields) -> None:
        """The keys of a clock stand together, and none contradicts another."""
        is_length = isinstance(entry.value, Duration | DurationRange)
        if is_length and not entry.anchors and not entry.length:
            node.fail(
                f"{entry.id} is a period without an anchor",
                "Add “anchors: [moment]” from names.yaml, or “length: true” for a mere length.",
            )
        if entry.length and (not is_length or entry.anchors):
            fields["length"].fail(f"{entry.id} is no mere length", "“length: true” stands with a duration or range that has no anchors.")
        for name in _CLOCK_KEYS:
            if name in fields and (entry.length or not (is_length or isinstance(entry.value, Immediately))):
                fields[name].fail(f"{name} without a period that runs", "It stands only with a duration or range that has anchors.")
        if "choose" in fields and len(entry.anchors) < 2:
            fields["choose"].fail("a choice without several anchors", "Name the anchors, or leave “choose” out.")
        if entry.measure and entry.runs != "after":
            fields["runs"].fail(f"a measure on a person cannot run {entry.runs}", "Leave out “measure” or “runs”.")
        both = set(entry.counted) & set(entry.not_counted)
        if both:
            fields["counted"].fail(f"{', '.join(sorted(both))} would both count and not count", "Keep it in one of the two lists.")
        measurable = Duration | DurationRange | Percent | BaseSalaries | Quantity | Money
        if entry.bound and not isinstance(entry.value, measurable) and type(entry.value) is not int:
            fields["bound"].fail(f"{entry.bound} of a value without size", "A bound stands with a number, a period or money.")

    def _check_readings(self, entry: Entry, node: Node, fields: Fields) -> None:
        if ("readings" in fields) != ("working" in fields):
            node.fail("readings and the working reading belong together", "Add “readings: [...]” or “working: code”.")
        if entry.readings and len(entry.readings) < 2:
            fields["readings"].fail("one reading is not a choice", "Give at least two readings, or none.")
        if entry.working is not None and entry.working not in entry.readings:
            fields["working"].fail(f"{entry.working} is not among the readings", f"Choose one of: {', '.join(entry.readings)}.")

    # -- official forms

    def _forms(self, topic: str, node: Node) -> list[Rule]:
        """One rule for each form of an annex."""
        shared = node.take(
            {"key", "doc", "label_vi", "label_en", "from", "published", "confidence", "source", "forms"},
            {"annex", "last", "ended_by", "note_vi", "note_en", "doubt_vi", "doubt_en"},
        )
        if ("last" in shared) != ("ended_by" in shared):
            node.fail("the last day and what ended the forms belong together", "Write both “last” and “ended_by”, or neither.")
        document, annex = self._document(shared["doc"]), shared.text("annex")
        confidence, words = self._confidence(node, shared, shared["key"].code()), self._words(node, shared)
        rules = []
        for item in shared["forms"].items():
            fields = item.take({"id", "number", "name_vi", "name_en", "by_vi", "by_en"})
            name_vi, name_en = fields["name_vi"].text(), fields["name_en"].text()
            form = FormRef(document, annex, fields["number"].text())
            key = f"{topic}.{shared['key'].code()}_{form.number.lower()}"
            entry = Entry(
                rule=key,
                id=fields["id"].text(),
                since=shared["from"].day(),
                published=shared["published"].day_or_unknown(),
                basis=(Basis(document, None, annex=annex),),
                confidence=confidence,
                source=BETWEEN_SOURCES.join(shared["source"].addresses()),
                value=form,
                form=form,
                says_vi=f"{name_vi} ({fields['by_vi'].text()}): {{value}}.",
                says_en=f"{name_en} ({fields['by_en'].text()}): {{value}}.",
                **words,
            )
            self._check_basis(entry, shared["from"])
            entries = [entry, *([self._form_end(entry, shared)] if "last" in shared else [])]
            for one in entries:
                self.checks.entry(one, item)
            rule = Rule(key, topic, name_vi, name_en, tuple(entries))
            self.checks.rule(rule, item)
            rules.append(rule)
        return rules

    def _form_end(self, entry: Entry, shared: Fields) -> Entry:
        last = shared["last"].day()
        if last < entry.since:
            shared["last"].fail(f"the last day {last} lies before the first", "Correct one of the two days.")
        basis = tuple(self._basis(item) for item in shared["ended_by"].items())
        return Entry(
            rule=entry.rule,
            id=f"{entry.id}/end",
            since=last + timedelta(days=1),
            published=basis[0].doc.dated,
            basis=basis,
            value=None,
            repealed=True,
            confidence=entry.confidence,
            source=entry.source,
            says_vi="Mẫu này không còn được dùng.",
            says_en="This form is no longer in use.",
            doubt=entry.doubt,
            doubt_en=entry.doubt_en,
        )

    # -- parts of entries

    def _confidence(self, node: Node, fields: Fields, name: str) -> Confidence:
        confidence = Confidence(fields["confidence"].one_of({word.value for word in Confidence}, "confidence"))
        if confidence is not Confidence.CONFIRMED and "doubt_vi" not in fields:
            node.fail(f"{name} is not confirmed and does not say why", "Add doubt_vi and doubt_en.")
        return confidence

    def _words(self, node: Node, fields: Fields) -> _Words:
        for name in ("note", "doubt"):
            if (f"{name}_vi" in fields) != (f"{name}_en" in fields):
                node.fail(f"a {name} stands in one language only", f"Give both {name}_vi and {name}_en.")
        return {
            "note": fields.text("note_vi"),
            "note_en": fields.text("note_en"),
            "doubt": fields.text("doubt_vi"),
            "doubt_en": fields.text("doubt_en"),
        }

    def _true(self, fields: Fields, name: str) -> bool:
        """A key that is either `true` or left out."""
        if name in fields and not fields[name].flag():
            fields[name].fail(f"{name}: false says nothing", "Leave the line out." if name != "repealed" else "Write the value instead.")
        return name in fields

    def _codes(self, fields: Fields, name: str, vocabulary: str) -> tuple[str, ...]:
        if name not in fields:
            return ()
        codes = tuple(item.one_of(self.names[vocabulary], vocabulary.removesuffix("s")) for item in fields[name].items())
        if len(set(codes)) != len(codes):
            fields[name].fail(f"a word stands twice in {name}", "Keep one of them.")
        return codes

    def _word(self, fields: Fields, name: str, known: Mapping[str, Item] | set[str]) -> str | None:
        what = {"owner": "body", "expiry": "outcome", "choose": "choice", "runs": "direction"}.get(name, name)
        return fields[name].one_of(known, what) if name in fields else None

    def _local(self, node: Node) -> Local:
        fields = node.take({"level", "decided_by"})
        level = fields["level"].one_of({"province", "commune"}, "level")
        return Local("province" if level == "province" else "commune", fields["decided_by"].one_of(self.names["bodies"], "body"))

    def _document(self, node: Node) -> Document:
        return self.documents[node.one_of(self.documents, "document")]

    def _basis(self, node: Node) -> Basis:
        fields = node.take({"doc"}, {"article", "clause", "point", "annex"})
        if ("clause" in fields or "point" in fields) and "article" not in fields:
            node.fail("a clause without its article", "Add the article.")
        return Basis(
            self._document(fields["doc"]), fields.text("article"), fields.text("clause"), fields.text("point"), fields.text("annex")
        )

    def _form(self, node: Node) -> FormRef:
        fields = node.take({"doc", "number"}, {"annex"})
        return FormRef(self._document(fields["doc"]), fields.text("annex"), fields["number"].text())

    # -- values

    def _value(self, node: Node) -> Value:
        readers: dict[str, Callable[[Node], Value]] = {
            **{kind: partial(Node.value, kind=kind) for kind in PARSERS},
            "immediately": self._immediately,
            "flag": Node.flag,
            "text": Node.item,
            "list": lambda item: self._items(item, Item),
            "days": self._days,
            "definition": lambda item: self._item(item, Definition),
            "authority": self._authorities,
            "checklist": self._checklist,
            "documents": lambda item: tuple(self._document(number) for number in item.items()),
            "report_period": self._report_period,
            "transition": self._path,
            "unknown": self._unknown,
            "form": self._form,
        }
        pairs = node.pairs()
        if len(pairs) != 1 or pairs[0][0] not in readers:
            node.fail("a value is one of its kinds", f"Write one of: {', '.join(readers)}.")
        kind, item = pairs[0]
        return readers[kind](item)

    def _immediately(self, node: Node) -> Immediately:
        if not node.flag():
            node.fail("immediately: false says nothing", "Write another kind of value.")
        return IMMEDIATELY

    def _item[Kind: Item](self, node: Node, kind: type[Kind]) -> Kind:
        item = node.item()
        return kind(item, item.vi, item.en)

    def _items(self, node: Node, kind: type[Item]) -> tuple[Item, ...]:
        return self._unique(node, tuple(self._item(item, kind) for item in node.items()))

    def _unique[Kind: Item](self, node: Node, items: tuple[Kind, ...]) -> tuple[Kind, ...]:
        if len(set(items)) != len(items):
            node.fail("a code stands twice in this list", "Keep one of them.")
        return items

    def _when(self, node: Node, fields: Fields) -> tuple[str, str]:
        """The case in which something holds, in both languages or in none."""
        if ("when_vi" in fields) != ("when_en" in fields):
            node.fail("a case stands in one language only", "Give both when_vi and when_en.")
        return fields.text("when_vi") or "", fields.text("when_en") or ""

    def _authorities(self, node: Node) -> tuple[Authority, ...]:
        bodies = self.names["bodies"]
        if node.is_text:
            body = bodies[node.one_of(bodies, "body")]
            return (Authority(body, body.vi, body.en),)
        authorities = []
        for item in node.items():
            fields = item.take({"body"}, {"when_vi", "when_en"})
            body = bodies[fields["body"].one_of(bodies, "body")]
            authorities.append(Authority(body, body.vi, body.en, *self._when(item, fields)))
        return tuple(authorities)

    def _checklist(self, node: Node) -> tuple[Paper, ...]:
        papers = []
        for item in node.items():
            fields = item.take({"code", "vi", "en"}, {"form", "when_vi", "when_en"})
            form = self._form(fields["form"]) if "form" in fields else None
            papers.append(Paper(fields["code"].code(), fields["vi"].text(), fields["en"].text(), *self._when(item, fields), form))
        return self._unique(node, tuple(papers))

    def _report_period(self, node: Node) -> ReportPeriod:
        fields = node.take({"every"}, {"cutoff", "half"})
        every = fields["every"].one_of({"month", "quarter", "half_year", "year"}, "period")
        half = self._word(fields, "half", {"first", "last"})
        cutoff = fields["cutoff"].whole() if "cutoff" in fields else None
        if half and every != "half_year":
            fields["half"].fail(f"a half of a {every}", "“half” stands with “every: half_year”.")
        if cutoff and cutoff > _LAST_CUTOFF:
            fields["cutoff"].fail(f"{cutoff} is not in every month", f"The last possible day is {_LAST_CUTOFF}.")
        return ReportPeriod(every, cutoff, half)  # type: ignore[arg-type]  # closed lists

    def _path(self, node: Node) -> StatusPath:
        fields = node.take({"path"})
        statuses = self.names["statuses"]
        steps = []
        for item in fields["path"].items():
            words = item.text().split("|")
            for word in words:
                if word not in statuses or (word in _ANY_STATUS and len(words) > 1):
                    item.fail(f"unknown status {word}", f"Known: {', '.join(sorted(statuses))}; any and none stand alone.")
            steps.append(tuple(statuses[word] for word in words))
        if len(steps) < 2:
            node.fail("a path of one status goes nowhere", "Name at least two statuses.")
        return StatusPath(tuple(steps))

    def _unknown(self, node: Node) -> Unknown:
        fields = node.take({"vi", "en"})
        return Unknown(fields["vi"].text(), fields["en"].text())

    def _days(self, node: Node) -> tuple[NamedDay, ...]:
        days: list[NamedDay] = []
        for item in node.items():
            fields = item.take({"day", "vi", "en"})
            days.append(NamedDay(fields["day"].day(), fields["vi"].text(), fields["en"].text()))
            if len(days) > 1 and days[-1].day <= days[-2].day:
                item.fail(f"{days[-1].day} is not after {days[-2].day}", "Order the days; name each day once.")
        return tuple(days)
