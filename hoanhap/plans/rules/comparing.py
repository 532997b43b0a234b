"""Does a unit's own plan hold what the plan above hands down: the same, more, less, nothing of it, something new?

Two targets are one when they share indicator and aspect, or the name of a new indicator; else when their words are nearly the same, and
then the answer says so. A plan may ask for at most something («không quá», «giảm»): there, the smaller figure asks for more.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.cells import Cell, CellState
from hoanhap.plans.rules.document import PlanDoc, TargetDoc
from hoanhap.plans.rules.kinds import Comparator, Kind, RowKind
from hoanhap.units.rules import fold


class Match(Labelled):
    """By what a target was found in the other plan."""

    INDICATOR = "indicator", N_("cùng chỉ số")
    WORDS = "words", N_("lời gần giống")
    NONE = "none", N_("không có")


class Verdict(Labelled):
    """How a unit's target stands to the one above it."""

    SAME = "same", N_("bằng")
    HIGHER = "higher", N_("cao hơn")
    LOWER = "lower", N_("thấp hơn")
    MISSING = "missing", N_("chưa có")
    NEW = "new", N_("riêng của đơn vị")
    UNKNOWN = "unknown", N_("không so được số")


@dataclass(frozen=True)
class Handed:
    """What a plan asks of one unit by one target."""

    target: TargetDoc
    printed: str
    """As the table or the text prints it."""
    low: Decimal | None
    high: Decimal | None
    is_allocated: bool
    """The unit has a cell for it; else it holds for every unit as it stands (a percentage, a zero)."""


@dataclass(frozen=True)
class Compared:
    """One target beside the other. `above` is None for a target of the unit's own, `below` for one that it lacks."""

    above: Handed | None
    below: TargetDoc | None
    match: Match
    verdict: Verdict


_ABBREVIATED = {
    "cnbb": "cai nghien bat buoc",
    "cntn": "cai nghien tu nguyen",
    "nd": "nghi dinh",
    "tt": "trung tam",
    "bb": "bat buoc",
    "cscn": "co so cai nghien",
}
_EMPTY = frozenset(fold("và các của tại theo để trong cho được vào có số người đối tượng những CP").split())


def likeness(short: str, long: str) -> float:
    """Which share of the words of `short` stands in `long`, from 0 to 1; numbers of a decree or a year weigh three words.

    Accents, order and filler words do not count; customary abbreviations (CNBB, NĐ) are written out.
    """
    wanted, there = words_of(short), words_of(long)
    weights = {word: 3 if word.isdigit() and len(word) > 1 else 1 for word in wanted}
    return sum(weight for word, weight in weights.items() if word in there) / sum(weights.values()) if weights else 0.0


def words_of(text: str) -> set[str]:
    """The words of a text that count for likeness: without accents and fillers, abbreviations written out."""
    words = re.findall(r"[a-z]+|[0-9]+", fold(text))
    return {part for word in words for part in _ABBREVIATED.get(word, word).split()} - _EMPTY


NEARLY = 0.8
"""From which likeness in both directions on two targets count as the same by their words."""


def handed_to(doc: PlanDoc, name: str, code: str = "") -> tuple[Handed, ...]:
    """What a plan asks of the unit of a row: its cells, and what holds for every unit. Blank and dash cells give nothing."""
    found = []
    for target in doc.targets:
        cells = [
            Cell.read(row.cells[index])
            for table, index in doc.splits(target.code)
            for row in table.rows
            if (row.name, row.code) == (name, code) and row.kind is not RowKind.GROUP
        ]
        given = next((cell for cell in cells if cell.state in (CellState.NUMBER, CellState.RANGE)), None)
        if given is not None:
            found.append(Handed(target, given.text.strip(), *given.bounds, True))
        elif not cells and not target.adds_up:
            found.append(Handed(target, target.printed, target.value, target.value_high or target.value, False))
        elif not cells and target.kind is Kind.ZERO:
            found.append(Handed(target, target.printed, target.value, target.value, False))
    return tuple(found)


def compare(handed: Sequence[Handed], own_targets: Iterable[TargetDoc]) -> tuple[Compared, ...]:
    """Every target handed down with the unit's own, in the order of the plan above; then what is the unit's own."""
    left = {target.code: target for target in own_targets}
    pairs: dict[int, tuple[TargetDoc, Match]] = {}
    for by in (Match.INDICATOR, Match.WORDS):
        for at, above in enumerate(handed):
            if at not in pairs and (own := _find(above.target, left, by)) is not None:
                pairs[at] = (left.pop(own.code), by)
    lines = [_line(above, *pairs.get(at, (None, Match.NONE))) for at, above in enumerate(handed)]
    return (*lines, *(Compared(None, own, Match.NONE, Verdict.NEW) for own in left.values()))


def _find(target: TargetDoc, among: Mapping[str, TargetDoc], by: Match) -> TargetDoc | None:
    if by is Match.INDICATOR:
        return next((own for own in among.values() if _key(own) and _key(own) == _key(target)), None)
    scores = [(min(likeness(target.text, own.text), likeness(own.text, target.text)), own) for own in among.values()]
    fits = [(score, own) for score, own in scores if score >= NEARLY and own.is_percent == target.is_percent]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def _key(target: TargetDoc) -> tuple[str, ...]:
    if target.indicator:
        return target.indicator, fold(target.aspect)
    return ("", fold(target.measure_name)) if target.measure_name else ()


def _line(above: Handed, below: TargetDoc | None, match: Match) -> Compared:
    if below is None:
        return Compared(above, None, Match.NONE, Verdict.MISSING)
    low, high = below.value, below.value_high if below.value_high is not None else below.value
    if low is None or high is None or above.low is None or above.high is None or above.target.is_percent != below.is_percent:
        both_in_words = low is None and above.low is None
        return Compared(above, below, match, Verdict.SAME if both_in_words and match is Match.INDICATOR else Verdict.UNKNOWN)
    mine, theirs = (low, high), (above.low, above.high)
    if mine == theirs:
        return Compared(above, below, match, Verdict.SAME)
    asks_less = above.target.comparator in (Comparator.AT_MOST, Comparator.LESS) or (above.target.kind is Kind.CHANGE and above.low < 0)
    return Compared(above, below, match, Verdict.HIGHER if (mine > theirs) != asks_less else Verdict.LOWER)


def tally(lines: Iterable[Compared]) -> Iterator[tuple[Verdict, int]]:
    """How many targets stand how, in the order of the verdicts, without those that none has."""
    found = [line.verdict for line in lines]
    for verdict in Verdict:
        if count := found.count(verdict):
            yield verdict, count
