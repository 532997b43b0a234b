"""How does the law book read: by topic, by day, one rule through time, two days side by side?

The pages say nothing personal. The list of the officer's own deadlines beside a rule is a fragment of a higher layer
(`deadlines_of_rule`), fetched by the page.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hoanhap.kit import dates
from hoanhap.law.book import Book, Duration, DurationRange, Entry, FormRef, Frequency, NotInForce, Paper, Rule, UnknownRule
from hoanhap.law.book import book as shipped_book
from hoanhap.law.changes import Change, Kind, differences
from hoanhap.law.clocks import Moment
from hoanhap.rulebook import queries
from hoanhap.rulebook.forms import DayForm, PairForm, RuleForm
from hoanhap.rulebook.rules import is_open_question
from hoanhap.rulebook.views import counting
from hoanhap.rulebook.views.words import Line, Shown, absence, address, held, language, line, sentence, short, shown
from hoanhap.units.rules import fold

NEIGHBOURS = 6
FEW = 30
"""So many differences are shown at once; of more, topic by topic."""
TERMS = frozenset({"compulsory.term_first", "compulsory.term_repeat"})
"""Rules beside which the question of the second time is offered."""


@dataclass(frozen=True)
class TopicLines:
    """One topic of the list."""

    key: str
    label: str
    lines: Sequence[Line]
    unsure: int
    is_open: bool


def law_index(request: HttpRequest) -> HttpResponse:
    """All topics and rules with what they say on a day, those that hold the words looked for, and the documents they cite."""
    form = DayForm(request.GET)
    day = _day_of(form)
    law = queries.current_book()
    words = fold(form.cleaned_data.get("tim") or "").split()
    chosen = request.GET.get("phan", "")
    topics = []
    for topic in law.topics:
        found = [rule for rule in topic.rules if all(word in _searched(rule.key) for word in words)]
        if found:
            lines = [line(rule, day) for rule in found]
            unsure = sum(bool(row.doubt) for row in lines)
            topics.append(TopicLines(topic.key, topic.label(language()), lines, unsure, bool(words) or topic.key == chosen))
    return render(
        request,
        "rulebook/law_index.html",
        {
            "form": form,
            "day": day,
            "changes": _changes(law),
            "topics": topics,
            "count": sum(len(topic.lines) for topic in topics),
            "unsure": sum(topic.unsure for topic in topics),
            "is_search": bool(words),
            "is_documents": chosen == "van-ban",
            "documents": sorted(law.documents.values(), key=lambda document: document.since or date.min, reverse=True),
            "checked_on": law.checked_on,
        },
        status=200 if form.is_valid() else 422,
    )


@cache
def _searched(key: str) -> str:
    """Everything a rule can be found by: names, sentences, articles, identifiers of all its times. Confirmations change none of it."""
    rule = shipped_book().rule(key)
    texts = [rule.key, rule.label_vi, rule.label_en]
    for entry in rule.entries:
        texts += [entry.id, entry.says_vi, entry.says_en, entry.short_basis(), *(basis.doc.number for basis in entry.basis)]
    return fold(" ".join(texts))


def law_rule(request: HttpRequest, slug: str) -> HttpResponse:
    """One rule: the sentence of the day, its entries through time, how a deadline is counted, two days side by side."""
    law, days = queries.current_book(), queries.current_calendar()
    try:
        rule = law.by_slug(slug)
    except UnknownRule as error:
        raise Http404(str(error)) from error
    form = RuleForm(request.GET)
    day = _day_of(form)
    chosen, why_not = counting.chosen_example(law, days, rule, _chosen_moment(form))
    entry = held(rule, day)
    before_change, change = _days_around_change(rule)
    one, other = form.cleaned_data.get("mot") or before_change, form.cleaned_data.get("hai") or change
    topic = law.topic(rule.topic)
    confirmations = queries.confirmations_of(entry.id for entry in rule.entries)
    standing = {row.entry: row for row in confirmations if _stands(law, row)}
    return render(
        request,
        "rulebook/law_rule.html",
        {
            "form": form,
            "rule": rule,
            "label": rule.label(language()),
            "topic": topic,
            "topic_label": topic.label(language()),
            "day": day,
            "day_buttons": [before_change, change],
            "entry": shown(law, rule, entry) if entry else None,
            "items": _items(law, entry) if entry else (),
            "confirmation": standing.get(entry.id) if entry else None,
            "may_be_confirmed": entry is not None and entry.confirmation is None and is_open_question(entry),
            "refusal": None if entry else NotInForce(rule, day),
            "sentence": sentence(entry) if entry else "",
            "entries": [(shown(law, rule, past), standing.get(past.id)) for past in reversed(rule.entries)],
            "confirmations": confirmations,
            "today": dates.today(),
            "examples": [*chosen, *counting.examples(law, days, rule)],
            "chosen_refusal": why_not,
            "acted_on": any(past.owner or past.is_clock or isinstance(past.value, Frequency) for past in rule.entries),
            "counts": any(past.is_clock for past in rule.entries),
            "is_term": rule.key in TERMS,
            "pair_days": (one, other),
            "pair": _pair(law, rule, one, other),
            "neighbours": [line(near, day) for near in _neighbours(topic.rules, rule)],
        },
        status=200 if form.is_valid() else 422,
    )


def law_compare(request: HttpRequest) -> HttpResponse:
    """What differs between two days, topic by topic: what appears, what ends, what changes."""
    law = queries.current_book()
    form = PairForm(request.GET)
    form.is_valid()
    before, after = _changes(law)
    one, other = form.cleaned_data.get("mot") or before, form.cleaned_data.get("hai") or after
    changes = differences(law, min(one, other), max(one, other))
    groups: dict[str, list[Difference]] = {}
    for change in changes:
        groups.setdefault(change.rule.topic, []).append(_told(change, max(one, other)))
    return render(
        request,
        "rulebook/law_compare.html",
        {
            "form": form,
            "one": min(one, other),
            "other": max(one, other),
            "groups": [
                (topic.key, topic.label(language()), groups[topic.key], len(changes) <= FEW) for topic in law.topics if topic.key in groups
            ],
            "count": len(changes),
            "presets": [(day - timedelta(days=1), day) for day in _turning_days(law)],
        },
        status=200 if form.is_valid() else 422,
    )


def law_forms(request: HttpRequest) -> HttpResponse:
    """The official forms in force on a day, annex by annex, with who writes them."""
    law = queries.current_book()
    form = DayForm(request.GET)
    day = _day_of(form)
    words = fold(form.cleaned_data.get("tim") or "").split()
    groups: dict[tuple[str, str], list[tuple[str, str, str, str]]] = {}
    for rule in law.rules:
        entry = held(rule, day)
        if entry is None or not isinstance(entry.value, FormRef) or not all(word in _searched(rule.key) for word in words):
            continue
        where = (entry.value.doc.full(language()), entry.value.annex or "")
        by_whom = entry.says(language()).removeprefix(rule.label(language())).partition("(")[2].partition("): {value}")[0]
        groups.setdefault(where, []).append((entry.value.number, rule.label(language()), address(rule, day), by_whom))
    return render(
        request,
        "rulebook/law_forms.html",
        {"form": form, "day": day, "changes": _changes(law), "groups": list(groups.items()), "count": sum(map(len, groups.values()))},
        status=200 if form.is_valid() else 422,
    )


def _stands(law: Book, row: object) -> bool:
    """Whether this confirmation is the one that the book of this installation carries."""
    entry = law.by_id(row.entry)  # type: ignore[attr-defined]  # a row of queries.confirmations_of
    return entry.confirmation is not None and not hasattr(row, "withdrawal") and row.fingerprint == entry.fingerprint  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Difference:
    """One rule that differs between two days."""

    kind: str
    label: str
    url: str
    before: str
    before_article: str
    after: str
    after_article: str


def _told(change: Change, day: date) -> Difference:
    kinds = {Kind.APPEARS: _("mới có"), Kind.ENDS: _("hết"), Kind.CHANGES: _("đổi")}
    if change.says_the_same:
        kinds[Kind.CHANGES] = _("như cũ, ở văn bản khác")
    sides = [
        (short(entry.value), entry.short_basis(language())) if entry is not None else ("", "") for entry in (change.before, change.after)
    ]
    return Difference(kinds[change.kind], change.rule.label(language()), address(change.rule, day), *sides[0], *sides[1])


def _day_of(form: DayForm) -> date:
    form.is_valid()
    chosen: date | None = form.cleaned_data.get("ngay")
    return chosen or dates.today()


def _chosen_moment(form: RuleForm) -> Moment | None:
    day: date | None = form.cleaned_data.get("moc")
    return Moment(day, form.cleaned_data.get("gio")) if day else None


def _changes(law: Book) -> list[date]:
    """The last day of the old law and the first of the new one."""
    start = law.rule("management.term").entries[-1].since
    return [start - timedelta(days=1), start]


def _turning_days(law: Book) -> list[date]:
    """The days on which most entries of the book begin, oldest first."""
    counted = Counter(entry.since for entry in law.entries)
    return sorted(day for day, _number in counted.most_common(8))


def _days_around_change(rule: Rule) -> tuple[date, date]:
    """The last day before the rule's latest entry and that entry's first day."""
    change = rule.entries[-1].since
    return change - timedelta(days=1), change


def _neighbours(rules: Sequence[Rule], rule: Rule) -> list[Rule]:
    """The rules next to this one in its topic, in the order of the file."""
    place = [other.key for other in rules].index(rule.key)
    others = [other for other in rules if other.key != rule.key]
    start = min(max(0, place - NEIGHBOURS // 2), max(0, len(others) - NEIGHBOURS))
    return others[start : start + NEIGHBOURS]


def _items(law: Book, entry: Entry) -> list[tuple[str, str, str]]:
    """The members of a list: words, official form, and the address of that form's rule."""
    if not (isinstance(entry.value, tuple) and isinstance(entry.value[0], Paper)):
        return [(words, "", "") for words in shown(law, law.rule(entry.rule), entry).items]
    papers = [part for part in entry.value if isinstance(part, Paper)]
    wanted = {part.form for part in papers if part.form}
    pages = {
        entry.value: address(rule, entry.since)
        for rule in law.rules
        for entry in rule.entries
        if isinstance(entry.value, FormRef) and entry.value in wanted
    }
    told = []
    for part in papers:
        words, when = (part.en, part.when_en) if language().startswith("en") else (part.vi, part.when_vi)
        form = part.form.short(language()) if part.form else ""
        told.append((f"{words} ({when})" if when else words, form, pages.get(part.form, "") if part.form else ""))
    return told


def _pair(law: Book, rule: Rule, one: date, other: date) -> list[tuple[str, str, str]]:
    """What the rule says on two days, row by row, then its neighbours' values."""
    sides = [(shown(law, rule, entry) if (entry := held(rule, day)) else None, absence(rule, day)) for day in (one, other)]

    def row(label: str, read: Callable[[Shown], str]) -> tuple[str, str, str]:
        left, right = (read(told) if told else why for told, why in sides)
        return label, left, right

    is_period = any(isinstance(entry.value, Duration | DurationRange) for entry in rule.entries)
    rows = [row(_("Hạn") if is_period else _("Nội dung"), lambda told: short(told.entry.value))]
    if any(told.who for told, _why in sides if told):
        rows.insert(0, row(_("Ai"), lambda told: told.who))
    if any(told.form for told, _why in sides if told):
        rows.append(row(_("Giấy"), lambda told: told.form))
    near = [near for near in _neighbours(law.topic(rule.topic).rules, rule) if isinstance(near.entries[-1].value, Duration | Frequency)]
    return rows + [(before.label, before.value, line(item, other).value) for item in near for before in [line(item, one)]]
